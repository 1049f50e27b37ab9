"""A control chart as a file of its own: with its sentence, paper, margins and a face to set its words in."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from django.utils.safestring import SafeString

from joinedup.frame.charts import svg
from joinedup.frame.charts.control import drawn, too_little
from joinedup.frame.charts.layout import ROW, TEXT, WIDE, laid_out
from joinedup.reckon.spc import Chart

MARGIN = 24.0
HEADING = 19.0
FACES = "'Atkinson Hyperlegible Next', 'Helvetica Neue', Arial, sans-serif"


def chart_alone(
    chart: Chart,
    *,
    labels: Sequence[str],
    title: str,
    description: str,
    unit: str,
    target: float | None = None,
) -> str:
    """A control chart as the text of an SVG file; one without two figures says in words why nothing is drawn.

    labels, title, description, unit, target: as for `control_chart`. The title also stands above the picture.
    """
    heading = _heading(title)
    above = MARGIN + len(wrap(title, _letters())) * (HEADING + 6) + ROW / 2
    picture, height = _picture(chart, labels, unit, target)
    parts = (
        svg.element("rect", x=0, y=0, width="100%", height="100%", fill=svg.PAPER),
        heading,
        svg.element("g", picture, transform=f"translate({MARGIN:g} {above:g})"),
    )
    return svg.titled(
        svg.element("g", svg.joined(parts), font_family=FACES, fill=svg.DARK, color=svg.DARK),
        ident="chart",
        title=title,
        description=description,
        class_="chart",
        width=WIDE.width + 2 * MARGIN,
        height=above + height + MARGIN,
        size=True,
    )


def _letters() -> int:
    return svg.letters_in(WIDE.width, HEADING)


def _heading(title: str) -> SafeString:
    lines = wrap(title, _letters())
    return svg.joined(
        svg.words(MARGIN, MARGIN + HEADING + row * (HEADING + 6), said, font_size=HEADING, font_weight="bold")
        for row, said in enumerate(lines)
    )


def _picture(chart: Chart, labels: Sequence[str], unit: str, target: float | None) -> tuple[SafeString, float]:
    reported = [place for place, point in enumerate(chart.points) if point.value is not None]
    if len(reported) < 2:
        said = too_little(labels[reported[0]] if reported else None)
        return svg.words(0, 2 * ROW, said, font_size=TEXT), 3 * ROW
    return drawn(laid_out(chart, shape=WIDE, periods=labels, unit=unit, target=target, phase_labels=None))
