"""The control chart: a measure over time, what is usual for it, and what is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joinedup.frame.charts import scale as scales
from joinedup.frame.charts import svg
from joinedup.frame.charts.layout import NARROW, ROW, TEXT, WIDE, Plot, laid_out
from joinedup.reckon.spc import Chart, Klass, Point


def control_chart(
    chart: Chart,
    *,
    ident: str,
    labels: Sequence[str],
    title: str,
    description: str,
    unit: str,
    target: float | None = None,
    phase_labels: Sequence[str] | None = None,
    narrow: bool = False,
) -> SafeString:
    """Draw a control chart, or say in words why there is nothing to draw.

    ident: unique on the page, it names the image's parts. labels: a period in plain words for each point.
    title: the message in a sentence; description: what the chart shows, for those who do not see it.
    unit: "%", a currency sign, or words that caption the axis. phase_labels: one a phase, else its first period.
    narrow: the shape for phones. A page holds both shapes, each with an ident of its own, and its style sheet
    hides one from everybody (display: none), so that a screen reader meets one image only.
    """
    reported = [place for place, point in enumerate(chart.points) if point.value is not None]
    if len(reported) < 2:
        return format_html('<p class="chart-empty">{}</p>', too_little(labels[reported[0]] if reported else None))
    shape = NARROW if narrow else WIDE
    plot = laid_out(chart, shape=shape, periods=labels, unit=unit, target=target, phase_labels=phase_labels)
    drawing, height = drawn(plot)
    return svg.titled(
        drawing,
        ident=ident,
        title=title,
        description=description,
        class_=f"chart chart-{shape.name}",
        width=shape.width,
        height=height,
    )


def drawn(plot: Plot) -> tuple[SafeString, float]:
    """The picture of a chart that was laid out, and its height."""
    notes, height = _notes(plot)
    drawing = (
        *_phases(plot),
        *_grid(plot),
        *_periods(plot),
        *_lines(plot),
        *_figures(plot),
        *_direct_labels(plot),
        *notes,
    )
    return svg.element("g", svg.joined(drawing), font_size=TEXT, fill=svg.INK), height


def too_little(period: str | None) -> str:
    """Why there is nothing to draw: no figure, or one, for a period."""
    if period is None:
        return _("There are no figures yet.")
    return _("There is one figure so far, for %(period)s. A chart needs two or more.") % {"period": period}


def _phases(plot: Plot) -> Iterator[SafeString]:
    """Every other phase on a soft wash, and each with its name above, its start marked by a line."""
    for phase in plot.chart.phases[1::2]:
        begins, ends = plot.edges(phase)
        yield svg.element(
            "rect",
            class_="chart-phase",
            x=begins,
            y=plot.top,
            width=ends - begins,
            height=plot.shape.height,
            fill=svg.WASH,
        )
    for name in plot.names:
        y = plot.top - 8 - name.row * ROW
        begins, _ends = plot.edges(name.phase)
        if name.phase.start:
            yield svg.line(begins, y - 12, begins, plot.bottom, class_="chart-phase-start", stroke=svg.HAIRLINE)
        yield svg.words(name.start, y, name.said, fill=svg.MUTED, class_="chart-muted")


def _grid(plot: Plot) -> Iterator[SafeString]:
    for row, part in enumerate(plot.caption):
        yield svg.words(0, TEXT + row * ROW, part, fill=svg.MUTED, class_="chart-muted chart-unit")
    for tick in plot.scale.ticks:
        y, nought = plot.y(tick), tick == 0
        ink, width = (svg.INK, 1) if nought else (svg.HAIRLINE, 0.5)
        yield svg.line(plot.left, y, plot.right, y, class_="chart-grid", stroke=ink, stroke_width=width)
        said = scales.tick_written(tick, plot.scale, plot.unit)
        yield svg.words(plot.left - 8, y + 5, said, fill=svg.MUTED, class_="chart-muted", text_anchor="end")


def _periods(plot: Plot) -> Iterator[SafeString]:
    for place in plot.places_named():
        x, y = plot.x(place), plot.bottom
        yield svg.line(x, y, x, y + 5, class_="chart-grid", stroke=svg.HAIRLINE)
        middle, said = plot.middle_of_name(place), plot.periods[place]
        yield svg.words(middle, y + 22, said, fill=svg.MUTED, class_="chart-muted", text_anchor="middle")


def _lines(plot: Plot) -> Iterator[SafeString]:
    """Each phase's limits and mean, then the target; a limit beyond the axis is not drawn."""
    for phase in plot.chart.phases:
        dashes = "2 4" if phase.trial else "7 4"
        across = plot.edges(phase)
        for limit in (phase.lower, phase.upper):
            if limit is not None and plot.scale.holds(limit):
                yield _level(plot, limit, across, class_="chart-limit", stroke=svg.MUTED, stroke_dasharray=dashes)
        if phase.mean is not None:
            yield _level(plot, phase.mean, across, class_="chart-mean", stroke=svg.GREEN)
    if plot.target is not None:
        across = (plot.left, plot.right)
        yield _level(plot, plot.target, across, class_="chart-target", stroke=svg.BLUE, stroke_dasharray="12 4 3 4")


def _level(plot: Plot, value: float, across: tuple[float, float], **look: str) -> SafeString:
    y = plot.y(value)
    return svg.element("line", x1=across[0], y1=y, x2=across[1], y2=y, stroke_width=1.8, **look)


def _figures(plot: Plot) -> Iterator[SafeString]:
    """The ink line, broken where a figure is missing, then the points, then the signals on top."""
    for missing, stretch in groupby(enumerate(plot.chart.points), key=lambda at: at[1].value is None):
        if not missing:
            through = [(plot.x(place), plot.y(point.value or 0.0)) for place, point in stretch]
            yield svg.path_through(through, class_="chart-line", width=2)
    for place, point in sorted(enumerate(plot.chart.points), key=lambda at: at[1].signal is not None):
        yield from _mark(plot, place, point)


def _mark(plot: Plot, place: int, point: Point) -> Iterator[SafeString]:
    if point.value is None or point.klass is None:
        return
    x, y = plot.x(place), plot.y(point.value)
    if point.signal:
        yield svg.signal_mark(point.klass, x, y, max(4.0, min(plot.shape.mark, plot.spacing * 0.75)))
    elif plot.spacing >= 4:
        yield svg.element("circle", class_="chart-point", cx=x, cy=y, r=min(3.5, plot.spacing * 0.35))


def _direct_labels(plot: Plot) -> Iterator[SafeString]:
    """The labels at the right, moved apart where they would touch, each tied to its line."""
    tall = 2 * TEXT + 5 if plot.shape.stacked else ROW
    lowest = plot.bottom - (12 if plot.shape.stacked else 0)
    wanted = [plot.y(label.value) for label in plot.labels]
    for label, at, y in zip(plot.labels, wanted, scales.spread(wanted, tall, plot.top, lowest), strict=True):
        x = plot.right + 14
        yield svg.line(plot.right + 2, at, x - 3, y, class_="chart-leader", stroke=label.fill)
        lines = (label.word, label.number) if plot.shape.stacked else (f"{label.word} {label.number}",)
        for row, said in enumerate(lines):
            yield svg.words(x, y + 5 + row * (TEXT + 1), said, fill=label.fill, font_weight=label.weight)


def _notes(plot: Plot) -> tuple[list[SafeString], float]:
    """What the shapes mean and what must be known about axis and limits; and the height of the whole picture."""
    left = 0 if plot.shape.stacked else plot.left
    x, y = left, plot.bottom + 2 * ROW + 10
    drawn: list[SafeString] = []
    for klass, said in _shapes_used(plot.chart):
        width = 20 + svg.width_of(said, TEXT)
        if x > left and x + width > plot.shape.width:
            x, y = left, y + ROW
        drawn += [svg.signal_mark(klass, x + 7, y - 5, 6.5), svg.words(x + 20, y, said)]
        x += width + 12
    y += ROW if drawn else 0
    for note in _cautions(plot):
        for part in wrap(note, svg.letters_in(plot.shape.width - left, TEXT)):
            drawn.append(svg.words(left, y, part, fill=svg.MUTED, class_="chart-muted"))
            y += ROW
    return drawn, y - ROW + 8


def _shapes_used(chart: Chart) -> list[tuple[Klass, str]]:
    used = {svg.CLASSES[point.klass]: point.klass for point in chart.points if point.signal and point.klass}
    meanings = {
        "chart-better": _("Better, by more than chance"),
        "chart-worse": _("Worse, by more than chance"),
        "chart-neither": _("Higher or lower, by more than chance"),
    }
    return [(used[shape], said) for shape, said in meanings.items() if shape in used]


def _cautions(plot: Plot) -> Iterator[str]:
    """What a reader would otherwise take for granted about the axis and the limits."""
    scale, phases = plot.scale, plot.chart.phases
    if not scale.has_zero:
        low = scales.tick_written(scale.low, scale, plot.unit)
        yield _("The scale starts at %(low)s, not at zero.") % {"low": low}
    if any(phase.lower is not None and not scale.holds(phase.lower) for phase in phases):
        yield _("A lower limit below zero is not drawn.")
    if any(phase.trial and phase.lower is not None for phase in phases):
        yield _("Dotted limits are provisional: they rest on fewer than 13 figures.")
    if phases[-1].note == "constant":
        yield _("The figures do not vary, so there are no limits.")
    elif phases[-1].lower is None:
        yield _("There are too few figures in a row to set limits.")
    if any(phase.note == "screening_undone" for phase in phases):
        yield _("Most figures do not vary, so the limits take in even the largest jumps.")
