"""What people asked and what was answered, on the pages of what they asked about."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Organisation, Partnership, Person, Place, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import live_posts, partnerships_open_to
from joinedup.questions import reads, rules
from joinedup.questions.models import Question

SHOWN = 5
ASK_AT_MOST = 3
OWED_AT_MOST = 20


@panel("outcome", order=30)
@panel("promise", order=30)
@panel("risk", order=30)
@panel("decision", order=30)
@panel("freedom", order=30)
def about_a_noun(noun: Any, asker: Asker) -> Panel:
    """Questions about an outcome, a promise, a risk, a decision or an exception."""
    return _panel(noun.reference, reads.about(noun.reference, asker), [noun.partnership], asker)


@panel("partnership", order=40)
def about_a_partnership(partnership: Partnership, asker: Asker) -> Panel:
    """What people asked a partnership, whatever it was about."""
    asked = reads.of_partnership(partnership, asker).order_by("-asked_at", "-pk")
    return _panel(partnership.reference, asked, [partnership], asker, more=f"/{partnership.reference}/questions/")


@panel("place", order=30)
def about_a_place(place: Place, asker: Asker) -> Panel:
    """Questions about a place, to be asked of the partnerships that it lies in."""
    keys = [int(key) for key in place.lineage.strip(".").split(".")]
    here = partnerships_open_to(asker).filter(place__in=keys).order_by("-place__lineage", "name")
    return _panel(place.reference, reads.about(place.reference, asker), here, asker)


@panel("organisation", order=30)
def about_an_organisation(organisation: Organisation, asker: Asker) -> Panel:
    """Questions about an organisation and those that it is to answer."""
    asked = reads.questions_open_to(asker).filter(
        reads.FROM_PEOPLE, Q(about=organisation.reference) | Q(of=organisation)
    )
    standings = Standing.objects.filter(live(timezone.localdate()), organisation=organisation)
    here = partnerships_open_to(asker).filter(pk__in=standings.values("partnership")).order_by("name")
    return _panel(organisation.reference, asked.order_by("-asked_at", "-pk"), here, asker)


@panel("handover", order=30)
def owed_where_somebody_works(person: Person, asker: Asker) -> Panel | None:
    """Questions that wait for an answer of an organisation in which a person holds a post, by the day they are due."""
    posts = live_posts(people=[person.pk]).order_by().values("organisation")
    owed = reads.questions_open_to(asker).filter(state=rules.OPEN, of__in=posts).order_by("due_on", "pk")
    listed = list(owed.select_related("of")[:OWED_AT_MOST])
    context = {"rows": reads.rows(listed, asker), "ask": [], "more": ""}
    return Panel(_("Questions owed"), "questions/_panel.html", context) if listed else None


def _panel(
    reference: str,
    asked: QuerySet[Question],
    partnerships: list[Partnership] | QuerySet[Partnership],
    asker: Asker,
    more: str = "",
) -> Panel:
    listed = list(asked.select_related("of")[: SHOWN + 1])
    takes = [partnership for partnership in partnerships if partnership.takes_questions][:ASK_AT_MOST]
    context = {
        "rows": reads.rows(listed[:SHOWN], asker, besides=reference),
        "ask": [(partnership.name, f"/{partnership.reference}/ask/?about={reference}") for partnership in takes],
        "more": more or (_all_about(reference, listed) if len(listed) > SHOWN else ""),
    }
    return Panel(_("What people asked"), "questions/_panel.html", context)


def _all_about(reference: str, listed: list[Question]) -> str:
    partnerships = {question.partnership_id for question in listed}
    one = listed[0].partnership.reference if len(partnerships) == 1 else ""
    return f"/{one}/questions/?about={reference}" if one else ""
