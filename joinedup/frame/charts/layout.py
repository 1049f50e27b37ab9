"""Where the parts of a control chart stand: the plot, and the room that its words need around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from django.utils.translation import gettext as _

from joinedup.frame.charts import scale as scales
from joinedup.frame.charts import svg
from joinedup.reckon.spc import Chart, Phase

TEXT = 15.0
ROW = 20.0
NOTCH = 10.0
APART = 16.0
STEPS_BETWEEN_PERIODS = (1, 2, 3, 4, 6, 12, 24, 48, 60, 120, 240, 480, 1200, 2400)


@dataclass(frozen=True, slots=True)
class Shape:
    """One of the two shapes in which the chart is drawn; a style sheet shows the one that fits."""

    name: str
    width: float
    height: float  # of the plot
    steps: int  # of the upright axis, about
    stacked: bool  # direct labels on two lines, the word over the number
    mark: float


WIDE = Shape("wide", 720, 240, 5, stacked=False, mark=7.5)
NARROW = Shape("narrow", 360, 230, 4, stacked=True, mark=6.5)


@dataclass(frozen=True, slots=True)
class PhaseName:
    """A phase's name above the plot: from where across, and in which row, counted upwards from the plot."""

    phase: Phase
    said: str
    start: float
    row: int


@dataclass(frozen=True, slots=True)
class Label:
    """A direct label at the right of the plot, beside the value that it names."""

    value: float
    word: str
    number: str
    fill: str
    weight: str = "normal"

    def width(self, *, stacked: bool) -> float:
        """How much room it takes at the right."""
        said = max(self.word, self.number, key=len) if stacked else f"{self.word} {self.number}"
        return svg.width_of(said, TEXT) * (1.08 if self.weight == "bold" else 1)


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart laid out on paper: where each period and each figure falls."""

    chart: Chart
    shape: Shape
    scale: scales.Scale
    periods: Sequence[str]
    unit: str
    target: float | None
    labels: Sequence[Label]
    left: float
    right: float
    caption: Sequence[str]
    names: Sequence[PhaseName] = ()

    @property
    def top(self) -> float:
        rows = len(self.caption) + max((name.row + 1 for name in self.names), default=0)
        return 12 + rows * ROW

    @property
    def bottom(self) -> float:
        return self.top + self.shape.height

    @property
    def spacing(self) -> float:
        """How far apart two periods stand."""
        return (self.right - self.left - 2 * NOTCH) / (len(self.periods) - 1)

    def x(self, position: float) -> float:
        return self.left + NOTCH + position * self.spacing

    def y(self, value: float) -> float:
        return self.bottom - self.scale.share(value) * self.shape.height

    def edges(self, phase: Phase) -> tuple[float, float]:
        """Where a phase begins and ends across the plot."""
        begins = self.left if phase.start == 0 else self.x(phase.start - 0.5)
        ends = self.right if phase.stop == len(self.periods) else self.x(phase.stop - 0.5)
        return begins, ends

    def half_of_name(self, place: int) -> float:
        """Half the width of a period's name."""
        return svg.width_of(self.periods[place], TEXT) / 2

    def middle_of_name(self, place: int) -> float:
        """Where the middle of a period's name stands: under its point, but within the picture."""
        half = self.half_of_name(place)
        return max(half, min(self.x(place), self.shape.width - half))

    def places_named(self) -> list[int]:
        """The first period, the last, and as many between as there is room for, evenly."""
        last = len(self.periods) - 1
        need = 2 * max(map(self.half_of_name, range(last + 1))) + APART
        apart = next((step for step in STEPS_BETWEEN_PERIODS if step * self.spacing >= need), last)
        ends = self.middle_of_name(last) - self.half_of_name(last) - APART
        even = range(0, last, apart)
        return [*(place for place in even if self.middle_of_name(place) + self.half_of_name(place) <= ends), last]


def laid_out(
    chart: Chart,
    *,
    shape: Shape,
    periods: Sequence[str],
    unit: str,
    target: float | None,
    phase_labels: Sequence[str] | None,
) -> Plot:
    """Leave room at the left for the axis, at the right for direct labels, above for the unit and the phases."""
    scale = scales.scale_for(chart, target, steps=shape.steps)
    labels = _labels(chart, shape, scale, unit, target)
    room = svg.letters_in(shape.width, TEXT)
    plot = Plot(
        chart=chart,
        shape=shape,
        scale=scale,
        periods=[svg.brief(period, room // 2) for period in periods],
        unit=unit,
        target=target,
        labels=labels,
        left=10 + max(svg.width_of(scales.tick_written(tick, scale, unit), TEXT) for tick in scale.ticks),
        right=shape.width - APART - max(label.width(stacked=shape.stacked) for label in labels),
        caption=() if scales.is_sign(unit) else wrap(unit, room),
    )
    return replace(plot, names=_phase_names(plot, phase_labels)) if len(chart.phases) > 1 else plot


def _labels(chart: Chart, shape: Shape, scale: scales.Scale, unit: str, target: float | None) -> list[Label]:
    """What the lines are at the right end, and the latest figure, highest first."""
    phase = chart.phases[-1]
    latest = next(point.value for point in reversed(chart.points) if point.value is not None)
    limits = (_("Limit"), _("Limit")) if shape.stacked else (_("Upper limit"), _("Lower limit"))
    lines = (
        (limits[0], phase.upper, svg.MUTED),
        (_("Average"), phase.mean, svg.GREEN),
        (limits[1], phase.lower, svg.MUTED),
    )
    found = [
        Label(value, word, scales.line_written(value, scale, unit), fill)
        for word, value, fill in lines
        if value is not None and scale.holds(value)
    ]
    if target is not None:
        found.append(Label(target, _("Target"), scales.figure_written(target, scale, unit), svg.BLUE))
    found.append(Label(latest, _("Latest"), scales.figure_written(latest, scale, unit), svg.INK, "bold"))
    return sorted(found, key=lambda label: -label.value)


def _phase_names(plot: Plot, phase_labels: Sequence[str] | None) -> list[PhaseName]:
    """The phases' names in two rows, the latest first; one that finds no room is left to the table."""
    room = svg.letters_in(plot.shape.width - plot.left, TEXT)
    free = [plot.shape.width, plot.shape.width]  # where the room of each row ends
    placed: list[PhaseName] = []
    for number, phase in reversed(list(enumerate(plot.chart.phases))):
        said = phase_labels[number] if phase_labels else _("From %(period)s") % {"period": plot.periods[phase.start]}
        said = svg.brief(said, room)
        width = svg.width_of(said, TEXT)
        start = max(0.0, min(plot.edges(phase)[0] + 6 * bool(phase.start), plot.shape.width - width))
        row = next((row for row, end in enumerate(free) if start + width <= end), None)
        if row is not None:
            free[row] = start - APART
            placed.append(PhaseName(phase, said, start, row))
    return placed
