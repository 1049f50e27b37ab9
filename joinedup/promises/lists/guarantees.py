"""The lists of guarantees and of claims: what each is narrowed and ordered by, and what its file says."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from joinedup.frame.lists import Column, Filter, List
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.reads import guarantees as reads
from joinedup.promises.reads.claims import TO_PUT_RIGHT, WAITS
from joinedup.promises.rules import guarantees as rules
from joinedup.promises.views.pages import members_to_choose

STATES = {
    "holds": gettext_lazy("It holds"),
    "over": gettext_lazy("It has ended"),
    "draft": gettext_lazy("Draft"),
}
GUARANTEES = (
    Column("reference", gettext_lazy("Reference"), lambda row: row.guarantee.reference),
    Column("guarantee", gettext_lazy("Guarantee"), lambda row: row.guarantee.name, order="name"),
    Column(
        "organisation",
        gettext_lazy("Who guarantees it"),
        lambda row: row.guarantee.organisation,
        order="organisation__name",
    ),
    Column("standard", gettext_lazy("The standard"), lambda row: row.guarantee.standard),
    Column("days", gettext_lazy("Days to right it"), lambda row: row.guarantee.days_to_right, order="days_to_right"),
    Column("state", gettext_lazy("How it stands"), lambda row: STATES[row.state]),
    Column("measured", gettext_lazy("Somebody measures it"), lambda row: row.is_measured),
    Column("decided", gettext_lazy("Claims decided"), lambda row: _told(row.figures.decided)),
    Column("kept", gettext_lazy("Found kept"), lambda row: _told(row.figures.kept)),
    Column("broken", gettext_lazy("Found not kept"), lambda row: _told(row.figures.broken)),
)
WHERE_CLAIMS_STAND = {
    "waits": (gettext_lazy("To be decided"), WAITS),
    "to-right": (gettext_lazy("To be put right"), TO_PUT_RIGHT),
    "right": (gettext_lazy("Put right"), Q(put_right_on__isnull=False)),
    "not-right": (gettext_lazy("Not right"), Q(outcome=rules.NOT_UPHELD)),
}


def guarantees_of(partnership: Partnership, asker: Asker) -> List:
    """The list of a partnership's guarantees."""
    over = Q(until_on__isnull=False, until_on__lte=timezone.localdate())
    draft = Q(visibility=Visibility.DRAFT)
    states = {"holds": ~over & ~draft, "over": over & ~draft, "draft": draft}

    def stands(guarantees: QuerySet[Guarantee], state: str) -> QuerySet[Guarantee]:
        return guarantees.filter(states[state])

    def measured(guarantees: QuerySet[Guarantee], said: str) -> QuerySet[Guarantee]:
        return guarantees.filter(reads.measured(asker)) if said == "yes" else guarantees.exclude(reads.measured(asker))

    def given_by(guarantees: QuerySet[Guarantee], organisation: str) -> QuerySet[Guarantee]:
        return guarantees.filter(organisation__reference=organisation)

    members = members_to_choose(partnership).values_list("reference", "name")
    yes_or_no = (("yes", gettext_lazy("Somebody measures it")), ("no", gettext_lazy("Nobody measures it")))
    filters = (
        Filter("state", gettext_lazy("How they stand"), stands, choices=tuple(STATES.items())),
        Filter("organisation", gettext_lazy("Who guarantees"), given_by, choices=members),
        Filter("measured", gettext_lazy("Measured"), measured, choices=yes_or_no),
    )
    return List(GUARANTEES, filters)


def _claims_that(claims: QuerySet[Claim], state: str) -> QuerySet[Claim]:
    return claims.filter(WHERE_CLAIMS_STAND[state][1])


CLAIMS = List(
    (),
    (
        Filter(
            "state",
            gettext_lazy("How they stand"),
            _claims_that,
            choices=tuple((name, words) for name, (words, _condition) in WHERE_CLAIMS_STAND.items()),
        ),
    ),
)


def _told(figure: int | None) -> Any:
    return gettext_lazy("withheld") if figure is None else figure
