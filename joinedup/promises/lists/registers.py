"""The registers of this room: agreed exceptions, and what is in the way. What each is narrowed and ordered by."""

from operator import attrgetter

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from joinedup.frame.lists import Column, Filter, List
from joinedup.promises.models import Barrier, Freedom, FreedomState
from joinedup.promises.reads import barriers as barrier_reads
from joinedup.promises.rules import barriers as barrier_rules
from joinedup.promises.rules import freedoms as rules

BECAME = {
    barrier_rules.OPEN: gettext_lazy("Still in the way"),
    barrier_rules.REMOVED: gettext_lazy("Removed"),
    barrier_rules.KEPT: gettext_lazy("Kept, because …"),
}
EXCEPTIONS = (
    Column("reference", gettext_lazy("Reference"), attrgetter("reference")),
    Column("exception", gettext_lazy("Exception"), attrgetter("name"), order="name"),
    Column("rule", gettext_lazy("Rule"), attrgetter("rule")),
    Column("owner", gettext_lazy("Whose rule"), attrgetter("owner")),
    Column("organisation", gettext_lazy("Who asks"), attrgetter("organisation"), order="organisation__name"),
    Column("outcome", gettext_lazy("Promised outcome"), attrgetter("outcome")),
    Column("state", gettext_lazy("How it stands"), attrgetter("state_said")),
    Column("granted", gettext_lazy("Granted on"), attrgetter("granted_on"), order="granted_on"),
    Column("review", gettext_lazy("Looked at again on"), attrgetter("review_on"), order="review_on"),
    Column("ends", gettext_lazy("Ends on"), attrgetter("expires_on"), order="expires_on"),
)
BARRIERS = (
    Column("reference", gettext_lazy("Reference"), lambda row: row.question.reference),
    Column("rule", gettext_lazy("Rule or practice"), lambda row: row.barrier.rule, order="rule"),
    Column("owner", gettext_lazy("Whose rule"), attrgetter("owner")),
    Column("hits", gettext_lazy("Whom it hits"), lambda row: row.barrier.hits),
    Column("hours", gettext_lazy("Hours a year"), attrgetter("hours"), order="hours_a_year"),
    Column("outcome", gettext_lazy("Outcome in the way of which it stands"), attrgetter("outcome")),
    Column("told", gettext_lazy("Told of by"), lambda row: "; ".join(row.told_by)),
    Column("due", gettext_lazy("Reply due by"), lambda row: row.question.due_on, order="question__due_on"),
    Column("became", gettext_lazy("What became of it"), lambda row: BECAME[row.stands]),
)


def exceptions_of() -> List:
    """The register of a partnership's agreed exceptions."""
    stands = {"in_force": rules.IN_FORCE, "open": rules.OPEN_TO_CHANGE}
    words = {"in_force": gettext_lazy("Granted or suspended"), "open": gettext_lazy("Asked for or negotiated")}

    def narrow(freedoms: QuerySet[Freedom], state: str) -> QuerySet[Freedom]:
        return freedoms.filter(state__in=stands.get(state, [state]))

    choices = (*words.items(), *FreedomState.choices)
    return List(EXCEPTIONS, (Filter("state", gettext_lazy("How they stand"), narrow, choices=choices),))


def barriers_of() -> List:
    """The register of what is in a partnership's way."""
    became = {
        barrier_rules.OPEN: barrier_reads.OPEN,
        barrier_rules.REMOVED: barrier_reads.REMOVED,
        barrier_rules.KEPT: barrier_reads.KEPT,
    }

    def narrow(barriers: QuerySet[Barrier], stands: str) -> QuerySet[Barrier]:
        return barriers.filter(became[stands])

    def late(barriers: QuerySet[Barrier], _yes: str) -> QuerySet[Barrier]:
        return barriers.filter(barrier_reads.owner_late(timezone.localdate()))

    filters = (
        Filter("became", gettext_lazy("What became of them"), narrow, choices=tuple(BECAME.items())),
        Filter("late", gettext_lazy("Their dates"), late, choices=(("yes", gettext_lazy("No reply in time")),)),
    )
    return List(BARRIERS, filters)
