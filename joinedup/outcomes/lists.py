"""The lists of this room: what each is narrowed and ordered by, and what its file says."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.lists import Column, Filter, List
from joinedup.outcomes import reads, wording
from joinedup.outcomes.filters import DIRECTIONS
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.outcomes.movements import stewards
from joinedup.partners.permissions import Asker

WAYS = tuple((name, words) for name, (words, _which) in DIRECTIONS.items())
SIZES = (50, 100)
OUTCOMES = (
    Column("reference", _("Reference"), attrgetter("reference")),
    Column("outcome", _("What should change"), attrgetter("name"), order="name"),
    Column("priority", _("Priority"), attrgetter("priority")),
    Column("place", _("Place"), attrgetter("place"), order="place__name"),
    Column("lead", _("Who answers for it"), lambda row: row.lead or ""),
    Column("going", _("How it is going"), attrgetter("sentence")),
)
MEASURES = (
    Column("reference", _("Reference"), attrgetter("reference")),
    Column("measure", _("Measure"), attrgetter("name"), order="name"),
    Column("outcome", _("What should change"), attrgetter("towards")),
    Column("going", _("How it is going"), wording.sentence),
    Column("latest", _("Latest figure"), wording.note),
    Column("unit", _("Unit"), attrgetter("unit")),
    Column("target", _("Target"), attrgetter("target")),
    Column("caveat", _("To be borne in mind"), attrgetter("caveat")),
)


MOVEMENTS = (
    Column("measure", _("Measure"), attrgetter("name")),
    Column("organisation", _("Looked after by"), attrgetter("organisation")),
    Column("changed", _("Since when"), attrgetter("changed")),
    Column("how", _("How it changed"), attrgetter("how")),
    Column("going", _("How it is going"), attrgetter("sentence")),
    Column("latest", _("Latest figure"), attrgetter("latest")),
    Column("caveat", _("To be borne in mind"), attrgetter("caveat")),
)


def outcomes_list() -> List:
    """The list of a partnership's outcomes, top priorities first."""

    def goes(outcomes: QuerySet[Any], direction: str) -> QuerySet[Any]:
        measures = Indicator.objects.filter(DIRECTIONS[direction][1])
        return outcomes.filter(headline__in=measures.values("pk"))

    return List(OUTCOMES, (_priority("priority"), _going(goes)), reads.PRIORITIES_FIRST, SIZES)


def measures_list() -> List:
    """The list of a partnership's measures, by name."""
    return List(MEASURES, (_priority("outcome__priority"), _going(_measures_that_go)), ("name", "pk"), SIZES)


def written_measures(measures: Sequence[Any], asker: Asker) -> Iterator[Any]:
    """A batch of measures for their file, each `towards` the outcome's name if the reader may see it. One SQL query."""
    keys = {one.outcome_id for one in measures}
    names = dict(reads.outcomes_open_to(asker).filter(pk__in=keys).values_list("pk", "name"))
    for one in measures:
        one.towards = names.get(one.outcome_id, "")
        yield one


def _measures_that_go(measures: QuerySet[Any], direction: str) -> QuerySet[Any]:
    return measures.filter(DIRECTIONS[direction][1])


def _priority(path: str) -> Filter:
    return Filter(
        "priority",
        _("Priority"),
        lambda rows, value: rows.filter(**{path: value}),
        choices=Outcome.Priority.choices,
    )


def _going(narrow: Any) -> Filter:
    return Filter("direction", _("How it is going"), narrow, choices=WAYS)


def movements_list(measures: QuerySet[Indicator]) -> List:
    """The list of what has changed among these measures, the latest change first."""
    organisations = stewards(measures).values_list("reference", "name")
    by_steward = Filter(
        "organisation",
        _("Looked after by"),
        lambda rows, reference: rows.filter(steward__reference=reference),
        choices=organisations,
    )
    return List(MOVEMENTS, (_going(_measures_that_go), by_steward), sizes=(200,))
