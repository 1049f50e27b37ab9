"""The list of a partnership's agreements."""

from operator import attrgetter
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy

from joinedup.frame.lists import Column, Filter, List
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement
from joinedup.promises.reads.agreements import overdue
from joinedup.promises.rules import agreements as rules

COLUMNS = (
    Column("reference", gettext_lazy("Reference"), attrgetter("reference")),
    Column("agreement", gettext_lazy("Agreement"), attrgetter("name"), order="name"),
    Column("kind", gettext_lazy("Kind"), attrgetter("kind")),
    Column("state", gettext_lazy("How it stands"), attrgetter("state")),
    Column("parties", gettext_lazy("Parties"), attrgetter("parties")),
    Column("from", gettext_lazy("In force from"), attrgetter("in_force_from"), order="in_force_from"),
    Column("review", gettext_lazy("Reviewed on"), attrgetter("review_on"), order="review_on"),
    Column("until", gettext_lazy("Runs until"), attrgetter("expires_on"), order="expires_on"),
)
PLACES = Case(
    When(state=rules.IN_FORCE, then=Value(0)),
    When(state=rules.SIGNING, then=Value(1)),
    When(state=rules.DRAFT, then=Value(2)),
    default=Value(3),
)


def agreements_of() -> List:
    """The list of a partnership's agreements: those in force first, by the day of their review."""

    def late(agreements: QuerySet[Any], _yes: str) -> QuerySet[Any]:
        return agreements.filter(overdue(timezone.localdate()))

    filters = (
        Filter(
            "kind",
            gettext_lazy("Which kind"),
            lambda agreements, kind: agreements.filter(kind=kind),
            choices=tuple((kind.key, kind.title) for kind in agreement_kinds().values()),
        ),
        Filter(
            "state",
            gettext_lazy("How they stand"),
            lambda agreements, state: agreements.filter(state=state),
            choices=Agreement.State.choices,
        ),
        Filter(
            "late",
            gettext_lazy("Their dates"),
            late,
            choices=(("yes", gettext_lazy("Past the day of their review or end")),),
        ),
    )
    return List(COLUMNS, filters, (PLACES, F("review_on").asc(nulls_last=True), "pk"))
