"""Who answers, who steps in last and what scrutiny asked, on the pages of what it is about and of who is named."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.answers import reads
from joinedup.answers.reads import guarantors as guarantor_reads
from joinedup.answers.reads import lines as line_reads
from joinedup.answers.reads import recommendations as recommendation_reads
from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Body, Organisation, Partnership
from joinedup.partners.permissions import Asker

SHOWN = 20


@panel("outcome", order=60)
@panel("promise", order=60)
@panel("freedom", order=60)
def who_answers_for_it(noun: Any, asker: Asker) -> Panel | None:
    """Who answers for a record to whom, who steps in last, and what scrutiny asked. Three SQL queries, more if any."""
    today = timezone.localdate()
    about = {"about": noun.reference}
    asked = recommendation_reads.in_turn(reads.recommendations_open_to(asker).filter(**about))[:SHOWN]
    context = {
        "rows": line_reads.rows(line_reads.about_these([noun.reference], asker), asker, today, most=SHOWN),
        "recommendations": recommendation_reads.rows(asked, asker, today),
        "guarantors": guarantor_reads.rows(reads.guarantors_open_to(asker).filter(**about)[:SHOWN], asker),
        "map": f"/{noun.partnership.reference}/answerability/",
    }
    is_any = context["rows"] or context["recommendations"] or context["guarantors"]
    return Panel(_("Who answers for it, to whom"), "answers/_answering_panel.html", context) if is_any else None


@panel("organisation", order=60)
def what_it_answers_for(organisation: Organisation, asker: Asker) -> Panel | None:
    """What an organisation answers for, and what scrutiny asked of it. Two SQL queries, more if there is any."""
    today = timezone.localdate()
    lines = reads.lines_open_to(asker).filter(organisation=organisation, ended_on=None).order_by("answers_for", "pk")
    asked = reads.recommendations_open_to(asker).filter(recommendation_reads.OPEN, of=organisation)
    context = {
        "rows": line_reads.rows(lines, asker, today, most=SHOWN),
        "recommendations": recommendation_reads.rows(recommendation_reads.in_turn(asked)[:SHOWN], asker, today),
        "guarantors": (),
        "map": "",
    }
    is_any = context["rows"] or context["recommendations"]
    return Panel(_("What it answers for"), "answers/_answering_panel.html", context) if is_any else None


@panel("body", order=30)
def what_a_body_hears(body: Body, asker: Asker) -> Panel | None:
    """The accounts that a body hears, and the desk of a scrutiny committee. One SQL query, more if it hears any."""
    lines = reads.lines_open_to(asker).filter(to_body=body, ended_on=None).order_by("organisation__name", "pk")
    context = {
        "rows": line_reads.rows(lines, asker, timezone.localdate(), most=SHOWN),
        "desk": f"/{body.reference}/scrutiny/" if body.kind == Body.Kind.COMMITTEE else "",
    }
    is_any = context["rows"] or context["desk"]
    return Panel(_("Who answers to it"), "answers/_hears_panel.html", context) if is_any else None


@panel("partnership", order=35)
def who_answers(partnership: Partnership, asker: Asker) -> Panel:
    """The way to the map of answerability, to who steps in last and to what scrutiny asked. Two SQL queries."""
    asked = reads.recommendations_open_to(asker).filter(recommendation_reads.OPEN, partnership=partnership)
    context = {
        "lines": line_reads.in_force(partnership, asker).order_by().count(),
        "open": asked.count(),
        "address": f"/{partnership.reference}/",
    }
    return Panel(_("Who answers for it"), "answers/_partnership_panel.html", context)
