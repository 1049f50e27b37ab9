"""Look-ups of problems, outcomes, steps, measures and figures, always filtered by who asks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from joinedup.outcomes import permissions
from joinedup.outcomes.models import Indicator, Measurement, Outcome, Problem, Step
from joinedup.partners.permissions import Asker


class Reading(NamedTuple):
    """As much of a figure as a chart needs."""

    from_on: date
    until_on: date
    value: Decimal


def problems_open_to(asker: Asker) -> QuerySet[Problem]:
    """Problems that this asker may see."""
    return Problem.objects.filter(permissions.seen_by(asker))


def outcomes_open_to(asker: Asker) -> QuerySet[Outcome]:
    """Outcomes that this asker may see."""
    return Outcome.objects.filter(permissions.seen_by(asker))


def steps_open_to(asker: Asker) -> QuerySet[Step]:
    """Steps of the ladder that this asker may see."""
    return Step.objects.filter(permissions.steps_seen_by(asker))


def indicators_open_to(asker: Asker) -> QuerySet[Indicator]:
    """Measures that this asker may see."""
    return Indicator.objects.filter(permissions.indicators_seen_by(asker))


def series_of(indicator_ids: Iterable[int]) -> dict[int, list[Measurement]]:
    """The current figures of many measures in the order of their periods. One SQL query."""
    series: dict[int, list[Measurement]] = defaultdict(list)
    current = Measurement.objects.filter(indicator__in=list(indicator_ids), is_current=True)
    for measurement in current.order_by("indicator", "from_on"):
        series[measurement.indicator_id].append(measurement)
    return series


def readings_of(indicator_ids: Iterable[int]) -> dict[int, list[Reading]]:
    """The same figures, as much of them as charts need. One SQL query."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    current = Measurement.objects.filter(indicator__in=list(indicator_ids), is_current=True)
    rows = current.order_by("indicator", "from_on").values_list("indicator_id", "from_on", "until_on", "value")
    for indicator_id, from_on, until_on, value in rows:
        readings[indicator_id].append(Reading(from_on, until_on, value))
    return readings
