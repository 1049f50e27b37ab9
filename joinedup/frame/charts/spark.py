"""The small chart of a list's row: the line, what is usual, each signal's small shape and the latest figure's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joinedup.frame.charts import svg
from joinedup.reckon.spc import Chart, Klass, Phase

WIDTH, HEIGHT, MARGIN, MARK, SMALL_MARK = 160.0, 44.0, 8.0, 6.0, 2.4


@dataclass(frozen=True, slots=True)
class Patch:
    """Where periods and figures fall in the small space."""

    periods: int
    low: float
    high: float

    def x(self, position: float) -> float:
        within = min(max(position, 0), self.periods - 1)
        return MARGIN + within * (WIDTH - 2 * MARGIN) / (self.periods - 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)


def sparkline(chart: Chart, *, title: str, ident: str) -> SafeString:
    """Draw a chart for a list's row, or say in words why there is nothing to draw.

    The pale band is the usual range of each phase. title: the message in a sentence. ident: unique on the page.
    """
    figures = [point.value for point in chart.points if point.value is not None]
    if len(figures) < 2:
        said = _("One figure so far") if figures else _("No figures yet")
        return format_html('<span class="chart-empty">{}</span>', said)
    limits = [limit for phase in chart.phases for limit in (phase.lower, phase.upper) if limit is not None]
    patch = Patch(len(chart.points), min(*figures, *limits), max(*figures, *limits))
    drawing = svg.joined((*_usual(chart, patch), *_line(chart, patch), *_signals(chart, patch), _latest(chart, patch)))
    return svg.titled(drawing, ident=ident, title=title, class_="sparkline", width=WIDTH, height=HEIGHT)


def _usual(chart: Chart, patch: Patch) -> Iterator[SafeString]:
    for phase in chart.phases:
        begins, ends = patch.x(phase.start - 0.5), patch.x(phase.stop - 0.5)
        yield from _range(phase, patch, begins, ends)
        if phase.mean is not None:
            middle = patch.y(phase.mean)
            yield svg.line(begins, middle, ends, middle, class_="chart-mean", stroke=svg.GREEN)


def _range(phase: Phase, patch: Patch, begins: float, ends: float) -> Iterator[SafeString]:
    if phase.lower is not None and phase.upper is not None:
        top, bottom = patch.y(phase.upper), patch.y(phase.lower)
        yield svg.element(
            "rect",
            class_="chart-usual",
            x=begins,
            y=top,
            width=ends - begins,
            height=bottom - top,
            fill=svg.WASH,
        )


def _line(chart: Chart, patch: Patch) -> Iterator[SafeString]:
    for missing, stretch in groupby(enumerate(chart.points), key=lambda numbered: numbered[1].value is None):
        if not missing:
            through = [(patch.x(place), patch.y(point.value or 0.0)) for place, point in stretch]
            yield svg.path_through(through, class_="chart-line", width=1.5)


def _signals(chart: Chart, patch: Patch) -> Iterator[SafeString]:
    """Every signal before the latest figure as a small shape; those of one meaning are one path, to take less room."""
    places: dict[Klass, list[tuple[float, float]]] = {}
    latest = max(place for place, point in enumerate(chart.points) if point.value is not None)
    for place, point in enumerate(chart.points[:latest]):
        if point.signal and point.klass and point.value is not None:
            places.setdefault(point.klass, []).append((patch.x(place), patch.y(point.value)))
    for klass, at in places.items():
        yield svg.signal_marks(klass, at, SMALL_MARK)


def _latest(chart: Chart, patch: Patch) -> SafeString:
    """The latest figure: the shape of its signal, or a point."""
    place, point = next(
        numbered for numbered in reversed(list(enumerate(chart.points))) if numbered[1].value is not None
    )
    x, y = patch.x(place), patch.y(point.value or 0.0)
    if point.signal and point.klass:
        return svg.signal_mark(point.klass, x, y, MARK)
    return svg.element("circle", class_="chart-point", cx=x, cy=y, r=3, fill=svg.INK)
