"""How the members of a partnership work together: figures of what is recorded, each as a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from joinedup.partners.models import Partnership
from joinedup.partners.permissions import convenes, people_seen_in
from joinedup.partners.reads import leads_shown
from joinedup.partners.requests import Request
from joinedup.promises.reads import relations as reads
from joinedup.promises.rules.leading import months_before
from joinedup.promises.views.pages import partnership_at, who_acts


@dataclass(frozen=True)
class Sentence:
    """One thing that is looked at: what it is, how it stands, where that comes from, and what is behind it.

    `named` stands there for those alone who take part.
    """

    title: str
    words: str
    source: str
    address: str = ""
    named: Sequence[str] = ()


@require_safe
def relations(request: Request, reference: str) -> HttpResponse:
    """How a partnership's members work together, and who looks after that."""
    partnership = partnership_at(request, reference)
    sees_people = people_seen_in(request.asker, partnership.pk)
    keeper = leads_shown([partnership.relations_kept_by_id], partnership, request.asker)
    said = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "keeper": keeper.get(partnership.relations_kept_by_id or 0),
        "sentences": _sentences(partnership, request, sees_people=sees_people),
        "sees_people": sees_people,
        "may_edit": convenes(who_acts(request), partnership),
    }
    return render(request, "promises/relations.html", said)


def _sentences(partnership: Partnership, request: Request, *, sees_people: bool) -> list[Sentence]:
    asker, at, today = request.asker, now(), localdate()
    months = partnership.months_between_endorsements
    return [
        _kept(reads.promises_kept(partnership, asker, today)),
        _answers(reads.answering(partnership, asker, at)),
        _risks(reads.risks_left(partnership, asker)),
        _meetings(reads.meetings_attended(partnership, asker, at)),
        _seconds(reads.seats_alone(partnership, asker), sees_people=sees_people),
        _endorsed(
            reads.endorsed_since(partnership, asker, months_before(today, months)), months, sees_people=sees_people
        ),
    ]


def _kept(kept: reads.Kept) -> Sentence:
    words = ngettext(
        "%(kept)d of the %(due)d promise that was due by today was kept.",
        "%(kept)d of the %(due)d promises that were due by today were kept.",
        kept.due,
    )
    said = words % {"kept": kept.kept, "due": kept.due} if kept.due else _("No promise has been due yet.")
    return Sentence(_("Promises kept"), said, _("What leads reported on their promises."), "promises/")


def _answers(answering: reads.Answering) -> Sentence:
    if answering.days is None:
        said = _("No question was answered in the last year.")
    else:
        within = ngettext("%d day", "%d days", answering.days) % answering.days
        said = ngettext(
            "The %(answered)d question that was answered in the last year took %(within)s.",
            "Half of the %(answered)d questions that were answered in the last year took %(within)s or less.",
            answering.answered,
        ) % {"answered": answering.answered, "within": within}
    if answering.overdue:
        late = ngettext("%d question waits past its day.", "%d questions wait past their day.", answering.overdue)
        said = f"{said} {late % answering.overdue}"
    return Sentence(_("Questions answered"), said, _("From the day of asking to the day of the answer."), "questions/")


def _risks(risks: reads.Risks) -> Sentence:
    if not risks.left:
        said = _("No risk is open.")
    else:
        said = ngettext("%d risk is open.", "%d risks are open.", risks.left) % risks.left
        if risks.happened:
            happened = ngettext("%d has happened.", "%d have happened.", risks.happened) % risks.happened
            said = f"{said} {happened}"
    return Sentence(_("Open issues"), said, _("Risks that are not closed."), "risks/")


def _meetings(meetings: reads.Meetings) -> Sentence:
    said = ngettext(
        "At %(held)d meeting of the last year %(came)d of %(expected)d people came.",
        "At %(held)d meetings of the last year %(came)d of %(expected)d came.",
        meetings.held,
    ) % {"held": meetings.held, "came": meetings.came, "expected": meetings.expected}
    if not meetings.held:
        said = _("Nobody noted who came to a meeting of the last year.")
    return Sentence(_("Meetings attended"), said, _("Attendance as the minutes note it, apologies included."))


def _seconds(seats: reads.Seconds, *, sees_people: bool) -> Sentence:
    said = ngettext(
        "%(alone)d of the %(taken)d seat that is taken has nobody who steps in.",
        "%(alone)d of the %(taken)d seats that are taken have nobody who steps in.",
        seats.taken,
    ) % {"alone": len(seats.alone), "taken": seats.taken}
    if not seats.taken:
        said = _("Nobody sits in a body yet.")
    named = seats.alone if sees_people else ()
    return Sentence(_("Seats that hang on one person"), said, _("A seat’s second contact."), "map/", named)


def _endorsed(endorsed: reads.Endorsed, months: int, *, sees_people: bool) -> Sentence:
    lately = ngettext("%d month", "%d months", months) % months
    said = _(
        "The governing bodies of %(seen)d of %(members)d members endorsed the partnership in the last %(lately)s."
    ) % {
        "seen": endorsed.members - len(endorsed.missing),
        "members": endorsed.members,
        "lately": lately,
    }
    if not endorsed.members:
        said = _("No organisation takes part yet.")
    named = endorsed.missing if sees_people else ()
    return Sentence(_("Endorsed by governing bodies"), said, _("Endorsements on record."), "", named)
