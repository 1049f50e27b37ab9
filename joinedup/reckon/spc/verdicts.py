"""What a control chart says, as facts from which a page writes its first sentence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from joinedup.reckon.spc.xmr import Better, Chart, Klass, Phase, Side, Signal

Kind = Literal["no_data", "too_few", "steady", "improved", "worsened", "higher", "lower", "mixed"]

KIND_OF_CLASS: dict[Klass, Kind] = {
    "improvement": "improved",
    "concern": "worsened",
    "neutral_high": "higher",
    "neutral_low": "lower",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one thing that the chart says first. Positions count from 0 in the series.

    kind: "steady" is within the usual range; "improved", "worsened", "higher" and "lower" are changes larger
        than chance; "mixed" is a new level whose latest figures now go against it.
    since: where the change began, or for "steady" where the present phase did or the usual range resumed.
    until: the last figure of a change that is over; None while it lasts.
    lasting: whether it still holds at the latest figure.
    turned: for "mixed", where the latest figures began to go against the new level.
    because: the signal that began the change, or "step" for a phase whose mean lies beyond earlier limits.
    trial: whether it rests on limits from fewer than 13 figures.
    """

    kind: Kind
    since: int | None = None
    until: int | None = None
    lasting: bool = False
    turned: int | None = None
    because: Signal | Literal["step"] | None = None
    trial: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring reported figures of one class."""

    klass: Klass
    signal: Signal
    first: int
    last: int


def verdict(chart: Chart) -> Verdict:
    """Say in facts how the series is going. In this order, the first that holds:

    1. No figures: "no_data".
    2. The latest phase whose mean lies beyond the limits of the phase before it is a new level: it has lasted
       since that phase started ("got worse in July 2018 and has stayed worse"). If the latest figures signal
       the other way, the verdict is "mixed".
    3. The present phase has fewer figures than a run, or no limits for want of neighbours: "too_few".
    4. The latest figure signals: it has lasted since the first of the unbroken stretch of that class.
    5. A stretch ended less than a run of figures ago: it is over ("got better in May, but is back to usual").
    6. Otherwise "steady".

    Stretches are looked for in the present phase only, and a missing figure does not break one.
    """
    if not any(phase.n for phase in chart.phases):
        return Verdict("no_data")
    stretches = _stretches(chart, chart.phases[-1])
    return (
        _new_level(chart, stretches)
        or _too_few(chart)
        or _present_stretch(chart, stretches)
        or _steady(chart, stretches)
    )


def _new_level(chart: Chart, stretches: list[_Stretch]) -> Verdict | None:
    """The latest phase that began with a step beyond what was usual before it."""
    steps = [(*pair, side) for pair in pairwise(chart.phases) if (side := _step(*pair))]
    if not steps:
        return None
    before, after, side = steps[-1]
    trial = any(phase.trial for phase in (before, after, chart.phases[-1]))
    latest = _at_latest_figure(chart, stretches)
    if latest and chart.side != side:
        return Verdict("mixed", since=after.start, turned=latest.first, because="step", trial=trial)
    kind = _kind_of_step(side, chart.settings.better)
    return Verdict(kind, since=after.start, lasting=True, because="step", trial=trial)


def _step(before: Phase, after: Phase) -> Side | None:
    if after.mean is None or before.lower is None or before.upper is None:
        return None
    return "high" if after.mean > before.upper else "low" if after.mean < before.lower else None


def _kind_of_step(side: Side, better: Better) -> Kind:
    if better == "neither":
        return "higher" if side == "high" else "lower"
    return "improved" if (side == "high") == (better == "higher") else "worsened"


def _too_few(chart: Chart) -> Verdict | None:
    phase = chart.phases[-1]
    if phase.n < chart.settings.run_length or phase.note == "no_neighbours":
        return Verdict("too_few", since=phase.start, trial=True)
    return None


def _present_stretch(chart: Chart, stretches: list[_Stretch]) -> Verdict | None:
    """The latest stretch, if it lasts or has only just ended."""
    if not stretches:
        return None
    latest, trial = stretches[-1], chart.phases[-1].trial
    kind = KIND_OF_CLASS[latest.klass]
    if _at_latest_figure(chart, stretches):
        return Verdict(kind, since=latest.first, lasting=True, because=latest.signal, trial=trial)
    if _figures_after(chart, latest) < chart.settings.run_length:
        return Verdict(kind, since=latest.first, until=latest.last, because=latest.signal, trial=trial)
    return None


def _steady(chart: Chart, stretches: list[_Stretch]) -> Verdict:
    phase = chart.phases[-1]
    since = stretches[-1].last + 1 if stretches else phase.start
    return Verdict("steady", since=since, lasting=True, trial=phase.trial)


def _at_latest_figure(chart: Chart, stretches: list[_Stretch]) -> _Stretch | None:
    """The stretch that the latest reported figure belongs to."""
    return stretches[-1] if stretches and not _figures_after(chart, stretches[-1]) else None


def _figures_after(chart: Chart, stretch: _Stretch) -> int:
    return sum(point.value is not None for point in chart.points[stretch.last + 1 :])


def _stretches(chart: Chart, phase: Phase) -> list[_Stretch]:
    """The stretches of signals of one class in a phase, oldest first."""
    found: list[_Stretch] = []
    unbroken = False
    for position in range(phase.start, phase.stop):
        point = chart.points[position]
        if point.klass is None:
            continue
        if point.signal is None:
            unbroken = False
        elif unbroken and found[-1].klass == point.klass:
            found[-1] = _Stretch(point.klass, found[-1].signal, found[-1].first, position)
        else:
            found.append(_Stretch(point.klass, point.signal, position, position))
            unbroken = True
    return found
