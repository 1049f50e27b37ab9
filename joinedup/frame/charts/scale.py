"""Where figures stand on a chart, and how they are written there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.reckon.spc import Chart

CURRENCIES = frozenset("£€$")
NEXT_TO_NOUGHT = 1e-12  # no measure is so fine: what is nearer to nought is drawn as nought
BIG = ((1e9, "bn"), (1e6, "m"))


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from low to high with a tick at every step."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """The values that get a gridline, lowest first."""
        count = round((self.high - self.low) / self.step)
        return tuple(self.low + place * self.step for place in range(count + 1))

    @property
    def has_zero(self) -> bool:
        return self.low <= 0 <= self.high

    def share(self, value: float) -> float:
        """How far up the axis a value stands: 0 at the foot, 1 at the head."""
        return (value - self.low) / (self.high - self.low)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def scale_for(chart: Chart, target: float | None, *, steps: int) -> Scale:
    """An axis that holds every figure, mean, limit and target, and nought unless that would flatten the rest.

    Where no figure is below nought the axis does not go below it either, though a limit may.
    """
    figures = [point.value for point in chart.points if point.value is not None]
    drawn = [line for phase in chart.phases for line in (phase.mean, phase.lower, phase.upper, target)]
    everything = [*figures, *(value for value in drawn if value is not None)]
    low, high = min(everything), max(everything)
    if min(figures) >= 0 and (target is None or target >= 0):
        low = max(low, 0)
    if low > 0 and (low <= high / 2 or low == high):
        low = 0
    if high < 0 and (high >= low / 2 or low == high):
        high = 0
    if max(-low, high) < NEXT_TO_NOUGHT:
        return Scale(0, 1, 1)
    step = _round_step((high - low) / steps)
    return Scale(math.floor(low / step) * step, math.ceil(high / step) * step, step)


def _round_step(least: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * 0.999)


def tick_written(value: float, scale: Scale, unit: str) -> str:
    """A tick's value: as many decimals as the step needs."""
    return _written(value, scale, _decimals(scale.step), unit)


def line_written(value: float, scale: Scale, unit: str) -> str:
    """A mean's or limit's value: finer than the ticks where the steps are small."""
    return _written(value, scale, _decimals(scale.step / 10), unit)


def figure_written(value: float, scale: Scale, unit: str) -> str:
    """A reported figure or a target, as it was given, to two decimals or what the axis calls for."""
    finest = max(2, _decimals(scale.step / 10))
    decimals = next((places for places in range(finest) if math.isclose(round(value, places), value)), finest)
    return _written(value, scale, decimals, unit)


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _written(value: float, scale: Scale, decimals: int, unit: str) -> str:
    """A number with thousands parted and its unit if that is a sign; a whole axis is shortened to millions alike."""
    size, letters = next((big for big in BIG if max(-scale.low, scale.high) >= big[0]), (1, ""))
    digits = f"{abs(value) / size:,.{2 if letters else decimals}f}"
    if letters:
        digits = digits.rstrip("0").rstrip(".")
    if not digits.strip("0."):
        value, digits, letters = 0, "0", ""
    before, after = (unit, "") if unit in CURRENCIES else ("", "%" if unit == "%" else "")
    return f"{'−' if value < 0 else ''}{before}{digits}{letters}{after}"


def is_sign(unit: str) -> bool:
    """Whether the unit is written with each number, so that the axis needs no caption."""
    return unit in CURRENCIES or unit == "%"


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places at least a gap apart, as near as may be to those wanted, which come in rising order.

    >>> spread([10, 12, 50], 10, 0, 100)
    [6.0, 16.0, 50.0]
    """
    groups: list[tuple[float, int]] = []  # the middle of each group of touching labels, and how many there are
    for place in wanted:
        middle, count = place, 1
        while groups and groups[-1][0] + groups[-1][1] * gap / 2 > middle - count * gap / 2:
            before, more = groups.pop()
            middle, count = (before * more + middle * count) / (more + count), more + count
        half = (count - 1) * gap / 2
        groups.append((min(max(middle, low + half), high - half), count))
    return [middle + (place - (count - 1) / 2) * gap for middle, count in groups for place in range(count)]
