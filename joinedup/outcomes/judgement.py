"""What the control chart says of a measure: computed from its figures, and kept so that lists need not compute it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from joinedup.frame.charts import sparkline
from joinedup.outcomes import wording
from joinedup.outcomes.models import Indicator, Measurement, Phase, Signal
from joinedup.outcomes.periods import missing_between
from joinedup.reckon import spc

KEPT = (
    "latest_on",
    "latest_value",
    "verdict",
    "moved_on",
    "ended_on",
    "turned_on",
    "lasting",
    "is_trial",
    "figures",
    "variation",
    "assurance",
    "picture",
)


class Reading(NamedTuple):
    """As much of a figure as a chart needs."""

    from_on: date
    until_on: date
    value: Decimal


@dataclass(frozen=True)
class Judged:
    """A measure's chart with the figure at each of its positions; None where a period has no figure."""

    chart: spc.Chart
    places: tuple[Reading | None, ...]

    def day(self, position: int | None) -> date | None:
        """The first day of the period at a position, or of the next one that has a figure."""
        if position is None:
            return None
        return next((figure.from_on for figure in self.places[position:] if figure is not None), None)


def judged(indicator: Indicator, figures: Sequence[Reading], phases: Iterable[date]) -> Judged:
    """Judge one measure's figures, in the order of their periods, by its own rule set. No SQL query."""
    places = _places(figures, indicator.rhythm)
    starts = {_position(places, day) for day in phases}
    settings = spc.Settings(
        better=indicator.better or "neither",  # type: ignore[arg-type]
        target=None if indicator.target is None else float(indicator.target),
        ruleset=indicator.ruleset,  # type: ignore[arg-type]
        run_length=indicator.run_length,
        screen_outliers=indicator.screens_outliers,
        limits_from=indicator.limits_from,
        phases=tuple(sorted(start for start in starts if start is not None)),
    )
    values = [None if figure is None else float(figure.value) for figure in places]
    return Judged(spc.chart(values, settings), places)


def seen_of(indicators: Sequence[Indicator]) -> dict[int, Judged]:
    """The charts of many measures, by key. Two SQL queries."""
    ids = [indicator.pk for indicator in indicators]
    readings, phases = readings_of(ids), phases_of(ids)
    return {one.pk: judged(one, readings[one.pk], phases[one.pk]) for one in indicators}


def judge(indicators: Iterable[Indicator]) -> None:
    """Judge measures afresh and keep what is said of them. Five SQL queries, and more only by batches of rows."""
    many = list(indicators)
    charts = seen_of(many)
    signals: list[Signal] = []
    for indicator in many:
        keep(indicator, charts[indicator.pk])
        signals.extend(_signals(indicator, charts[indicator.pk]))
    Signal.objects.filter(indicator__in=many).delete()
    Signal.objects.bulk_create(signals)
    Indicator.objects.bulk_update(many, KEPT)


def readings_of(indicator_ids: Iterable[int]) -> dict[int, list[Reading]]:
    """The same figures, as much of them as charts need. One SQL query."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    current = Measurement.objects.filter(indicator__in=list(indicator_ids), is_current=True)
    rows = current.order_by("indicator", "from_on").values_list("indicator_id", "from_on", "until_on", "value")
    for indicator_id, from_on, until_on, value in rows:
        readings[indicator_id].append(Reading(from_on, until_on, value))
    return readings


def phases_of(indicator_ids: Iterable[int]) -> dict[int, list[date]]:
    """The days on which the limits of many measures start afresh, in order. One SQL query."""
    days: dict[int, list[date]] = defaultdict(list)
    rows = Phase.objects.filter(indicator__in=list(indicator_ids)).order_by("indicator", "starts_on")
    for indicator_id, starts_on in rows.values_list("indicator_id", "starts_on"):
        days[indicator_id].append(starts_on)
    return days


def _places(figures: Sequence[Reading], rhythm: str) -> tuple[Reading | None, ...]:
    """The figures in order with a gap for each period that has none."""
    places: list[Reading | None] = []
    for figure in figures:
        if places and (before := places[-1]) is not None:
            places.extend([None] * missing_between(before.until_on, figure.from_on, rhythm))
        places.append(figure)
    return tuple(places)


def _position(places: Sequence[Reading | None], day: date) -> int | None:
    """Where a phase that starts on a day starts in the series; None if it has no figure yet."""
    return next((place for place, figure in enumerate(places) if figure and figure.from_on >= day), None)


def keep(indicator: Indicator, seen: Judged) -> None:
    """Put what a chart says into the columns that lists read, without storing them. No SQL query."""
    said = spc.verdict(seen.chart)
    latest = next((figure for figure in reversed(seen.places) if figure is not None), None)
    indicator.latest_on = latest.from_on if latest else None
    indicator.latest_value = latest.value if latest else None
    indicator.verdict = said.kind
    indicator.moved_on, indicator.ended_on = seen.day(said.since), seen.day(said.until)
    indicator.turned_on = seen.day(said.turned)
    indicator.lasting, indicator.is_trial = said.lasting, said.trial
    indicator.figures = seen.chart.phases[-1].n if seen.chart.phases else 0
    indicator.variation = seen.chart.variation or ""
    indicator.assurance = seen.chart.assurance or ""
    indicator.picture = _picture(indicator, seen) if latest else ""


def _picture(indicator: Indicator, seen: Judged) -> str:
    ident = indicator.reference.replace("/", "-")
    return str(sparkline(seen.chart, title=wording.movement(indicator), ident=f"small-{ident}"))


def _signals(indicator: Indicator, seen: Judged) -> list[Signal]:
    return [
        Signal(
            indicator=indicator,
            from_on=figure.from_on,
            signal=point.signal,
            point_class=point.klass,
            ruleset=indicator.ruleset,
            run_length=indicator.run_length,
            screened=indicator.screens_outliers,
        )
        for point, figure in zip(seen.chart.points, seen.places, strict=True)
        if figure and point.signal and point.klass
    ]
