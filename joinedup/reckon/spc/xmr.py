"""Control charts: telling a change from chance in a series of figures (XmR charts).

The rules are those of NHSRplotthedots 0.2.2 (nhs-r-community, MIT), which states the method of NHS England's
"Making Data Count" team; the rule set "mdc-2023" adds that team's later reading of "two of three".
The page docs/decisions/control-charts.md says what we chose where the references are silent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean as exact_mean
from typing import Literal

Better = Literal["higher", "lower", "neither"]
Ruleset = Literal["nhsr-0.2.2", "mdc-2023"]
Side = Literal["high", "low"]
Signal = Literal[
    "above",
    "below",
    "rising",
    "falling",
    "two_of_three_high",
    "two_of_three_low",
    "shift_high",
    "shift_low",
]
Klass = Literal["common_cause", "improvement", "concern", "neutral_high", "neutral_low"]
Assurance = Literal["consistent_pass", "consistent_fail", "inconsistent"]
Note = Literal["too_few", "no_neighbours", "constant", "screening_undone"]

LIMIT_FACTOR = 2.66
NEAR_FACTOR = 2 * LIMIT_FACTOR / 3
SCREEN_FACTOR = 3.267
FEWEST_TO_FIX_LIMITS = 12
FEWEST_FOR_FIRM_LIMITS = 13
LARGEST_VALUE = 1e15

HIGH_SIGNALS: frozenset[Signal] = frozenset({"above", "rising", "two_of_three_high", "shift_high"})


class ChartError(ValueError):
    """A chart was asked for that cannot be drawn. Carries a code, a sentence and the field at fault."""

    def __init__(self, code: str, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.field, self.sentence = code, field, sentence


@dataclass(frozen=True, slots=True)
class Settings:
    """How a series is judged. Stored with the chart, so that a signal can be explained later.

    limits_from: use only the first so many figures of each phase for its mean and limits (12 or more).
    phases: positions in the series at which a new phase starts; the first starts at 0 without being named.
    """

    better: Better = "neither"
    target: float | None = None
    ruleset: Ruleset = "nhsr-0.2.2"
    run_length: int = 7
    screen_outliers: bool = True
    limits_from: int | None = None
    phases: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.run_length not in (6, 7):
            raise ChartError("run-length", "run_length", "A run is 6 or 7 figures long.")
        if self.limits_from is not None and self.limits_from < FEWEST_TO_FIX_LIMITS:
            raise ChartError("limits-from", "limits_from", "Limits are fixed after 12 figures or more.")
        if self.target is not None and not math.isfinite(self.target):
            raise ChartError("target", "target", "A target is a finite number.")


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the series with its own mean and limits: positions start up to, not including, stop.

    n counts reported figures. Limits are None where none can be given; note says why.
    trial: fewer than 13 figures.
    """

    start: int
    stop: int
    n: int
    mean: float | None
    lower: float | None
    upper: float | None
    trial: bool
    note: Note | None


@dataclass(frozen=True, slots=True)
class Point:
    """One period. A missing figure has value, signal and klass None."""

    value: float | None
    signal: Signal | None
    klass: Klass | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A judged series. variation: the class of the latest figure; side: whether it signals high or low."""

    settings: Settings
    phases: tuple[Phase, ...]
    points: tuple[Point, ...]
    variation: Klass | None
    side: Side | None
    assurance: Assurance | None


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of one phase. amr None: only the mean is known, so only trend and shift can be judged."""

    mean: float
    amr: float | None

    def beyond(self, value: float, factor: float) -> bool:
        return self.amr is not None and not (self.mean - factor * self.amr <= value <= self.mean + factor * self.amr)

    def side(self, value: float) -> int:
        return (value > self.mean) - (value < self.mean)


def chart(values: Sequence[float | None], settings: Settings) -> Chart:
    """Judge a series of figures, oldest first, one for each period; None where a period has no figure.

    A missing figure drops both moving ranges beside it, and neither breaks nor lengthens a run. A phase whose
    figures never vary has no limits. If screening would leave no range above nought, the unscreened ranges
    serve, and the phase says so. Fewer than two figures: no limits.
    Raises ChartError for a phase start outside the series and for a figure that is not a finite number of at
    most 10^15 either side of nought.
    Source: NHSRplotthedots 0.2.2, ptd_spc_standard.R, ptd_calculate_point_type.R and
    ptd_calculate_assurance_type.R.

    >>> judged = chart([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1], Settings(better="lower"))
    >>> round(judged.phases[0].upper, 2), judged.points[4].signal, judged.points[4].klass
    (4.6, 'above', 'concern')
    """
    _refuse_bad_values(values)
    phases: list[Phase] = []
    points: list[Point] = []
    for start, stop in pairwise((*_starts(settings, len(values)), len(values))):
        phase, signals = _judge(values[start:stop], start, settings)
        phases.append(phase)
        points.extend(_points(values[start:stop], signals, settings.better))
    latest = next((point for point in reversed(points) if point.value is not None), None)
    return Chart(
        settings=settings,
        phases=tuple(phases),
        points=tuple(points),
        variation=latest.klass if latest else None,
        side=_side(latest.signal) if latest else None,
        assurance=_assurance(phases[-1], settings) if phases else None,
    )


def _refuse_bad_values(values: Sequence[float | None]) -> None:
    for position, value in enumerate(values):
        if value is not None and not abs(value) <= LARGEST_VALUE:
            raise ChartError("value", f"values[{position}]", "A figure is a finite number of at most 10^15.")


def _starts(settings: Settings, length: int) -> tuple[int, ...]:
    """Where each phase starts, the first included; empty for an empty series."""
    for start in settings.phases:
        if not 0 <= start < length:
            raise ChartError("phase", "phases", f"No phase can start at position {start} of {length} figures.")
    return tuple(sorted({0, *settings.phases})) if length else ()


def _judge(values: Sequence[float | None], start: int, settings: Settings) -> tuple[Phase, list[Signal | None]]:
    """One phase and the signals of its reported figures."""
    reported = [value for value in values if value is not None]
    lines, note = _lines(values, len(reported), settings)
    phase = Phase(
        start=start,
        stop=start + len(values),
        n=len(reported),
        mean=lines.mean if lines else None,
        lower=lines.mean - LIMIT_FACTOR * lines.amr if lines and lines.amr is not None else None,
        upper=lines.mean + LIMIT_FACTOR * lines.amr if lines and lines.amr is not None else None,
        trial=len(reported) < FEWEST_FOR_FIRM_LIMITS,
        note=note,
    )
    return phase, _signals(reported, lines, settings) if lines else []


def _lines(values: Sequence[float | None], reported: int, settings: Settings) -> tuple[_Lines | None, Note | None]:
    """The mean and mean moving range of a phase, and what stands in the way where one cannot be had."""
    base = _base(values, settings.limits_from) if settings.limits_from else values
    known = [value for value in base if value is not None]
    if not known:
        return None, "too_few"
    # Rounded once from the exact sum, so that figures which are all alike equal their mean.
    mean = float(exact_mean(map(float, known)))
    if reported < 2:
        return _Lines(mean, None), "too_few"
    ranges = [abs(b - a) for a, b in pairwise(base) if a is not None and b is not None]
    amr, note = _mean_range(ranges, screen=settings.screen_outliers)
    return _Lines(mean, amr), note


def _base(values: Sequence[float | None], limits_from: int) -> Sequence[float | None]:
    """The periods up to the one that holds the last figure that limits are taken from."""
    counted = 0
    for position, value in enumerate(values):
        counted += value is not None
        if counted == limits_from:
            return values[: position + 1]
    return values


def _mean_range(ranges: list[float], *, screen: bool) -> tuple[float | None, Note | None]:
    """The mean moving range, once screened of outlying ranges."""
    if not ranges:
        return None, "no_neighbours"
    unscreened = math.fsum(ranges) / len(ranges)
    if unscreened == 0:
        return None, "constant"
    if not screen:
        return unscreened, None
    kept = [size for size in ranges if size < SCREEN_FACTOR * unscreened]
    screened = math.fsum(kept) / len(kept) if kept else 0.0
    return (screened, None) if screened > 0 else (unscreened, "screening_undone")


def _signals(values: Sequence[float], lines: _Lines, settings: Settings) -> list[Signal | None]:
    """The first rule, in order of precedence, that each figure meets."""
    sides = [lines.side(value) for value in values]
    by_rule = (
        _outside(values, lines),
        _trend(values, settings.run_length),
        _two_of_three(values, sides, lines, settings.ruleset),
        _shift(sides, settings.run_length),
    )
    return [next((signal for signal in met if signal), None) for met in zip(*by_rule, strict=True)]


def _outside(values: Sequence[float], lines: _Lines) -> list[Signal | None]:
    """Figures strictly beyond a limit."""
    return [
        None if not lines.beyond(value, LIMIT_FACTOR) else "above" if value > lines.mean else "below"
        for value in values
    ]


def _trend(values: Sequence[float], run: int) -> list[Signal | None]:
    """Every figure of a run that strictly rises or falls; a figure in two trends takes the later."""
    steps = [(b > a) - (b < a) for a, b in pairwise(values)]
    marks: list[Signal | None] = [None] * len(values)
    for first, step in _runs(steps, run - 1):
        marks[first : first + run] = ["rising" if step > 0 else "falling"] * run
    return marks


def _two_of_three(
    values: Sequence[float], sides: Sequence[int], lines: _Lines, ruleset: Ruleset
) -> list[Signal | None]:
    """The close figures among three in a row on one side of the mean, where two or more are close."""
    outside_counts = ruleset == "mdc-2023"
    close = [
        lines.beyond(value, NEAR_FACTOR) and (outside_counts or not lines.beyond(value, LIMIT_FACTOR))
        for value in values
    ]
    marks: list[Signal | None] = [None] * len(values)
    for first, side in _runs(sides, 3):
        if sum(close[first : first + 3]) >= 2:
            for position in range(first, first + 3):
                if close[position]:
                    marks[position] = "two_of_three_high" if side > 0 else "two_of_three_low"
    return marks


def _shift(sides: Sequence[int], run: int) -> list[Signal | None]:
    """Every figure of a run strictly on one side of the mean."""
    marks: list[Signal | None] = [None] * len(sides)
    for first, side in _runs(sides, run):
        marks[first : first + run] = ["shift_high" if side > 0 else "shift_low"] * run
    return marks


def _runs(signs: Sequence[int], length: int) -> Iterable[tuple[int, int]]:
    """Each place from which `length` signs in a row are alike and not nought, and that sign."""
    alike = 0
    for position, sign in enumerate(signs):
        alike = alike + 1 if position and sign == signs[position - 1] else 1
        if sign and alike >= length:
            yield position - length + 1, sign


def _points(values: Sequence[float | None], signals: Iterable[Signal | None], better: Better) -> Iterable[Point]:
    """Lay the signals of the reported figures beside all periods."""
    remaining = iter(signals)
    for value in values:
        if value is None:
            yield Point(None, None, None)
        else:
            signal = next(remaining)
            yield Point(value, signal, _klass(signal, better))


def _side(signal: Signal | None) -> Side | None:
    return None if signal is None else "high" if signal in HIGH_SIGNALS else "low"


def _klass(signal: Signal | None, better: Better) -> Klass:
    """What a signal means. A trend is judged by where it goes, not by the side of the mean it is on."""
    side = _side(signal)
    if side is None:
        return "common_cause"
    if better == "neither":
        return "neutral_high" if side == "high" else "neutral_low"
    return "improvement" if (side == "high") == (better == "higher") else "concern"


def _assurance(phase: Phase, settings: Settings) -> Assurance | None:
    """Whether the latest phase, as it varies, will meet the target; None where that cannot be said."""
    target, better = settings.target, settings.better
    if target is None or better == "neither" or phase.lower is None or phase.upper is None:
        return None
    if phase.lower <= target <= phase.upper:
        return "inconsistent"
    return "consistent_pass" if (target < phase.lower) == (better == "higher") else "consistent_fail"
