"""Two axes and where a group stands on them: its mean as a disc, how far its members lie apart as a cross."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joinedup.frame.charts import svg

WIDTH, HEIGHT = 460.0, 420.0
LEFT, TOP, SIDE = 60.0, 20.0, 340.0
DISC = 9.0
LETTERS = 15.0


@dataclass(frozen=True)
class Position:
    """Where a group stands on an axis: level and spread as proportions from 0 to 1, and what the ends are called."""

    title: str
    low: str
    high: str
    level: float
    spread: float


def matrix(across: Position, up: Position, *, ident: str, title: str) -> SafeString:
    """The picture of a group on two axes. title: the message in a sentence. Its table stands beside it."""
    x, y = LEFT + SIDE * across.level, TOP + SIDE * (1 - up.level)
    return svg.titled(
        svg.joined((*_frame(), *_ends(across, up), *_cross(x, y, across, up), _disc(x, y))),
        ident=ident,
        title=title,
        description=_("Across: {across}. Upwards: {up}.").format(across=across.title, up=up.title),
        class_="chart chart-square",
        width=WIDTH,
        height=HEIGHT,
    )


def _frame() -> tuple[SafeString, ...]:
    middle = SIDE / 2
    return (
        svg.element("rect", x=LEFT, y=TOP, width=SIDE, height=SIDE, fill=svg.WASH, stroke=svg.HAIRLINE),
        svg.line(LEFT + middle, TOP, LEFT + middle, TOP + SIDE, class_="chart-grid", stroke=svg.HAIRLINE),
        svg.line(LEFT, TOP + middle, LEFT + SIDE, TOP + middle, class_="chart-grid", stroke=svg.HAIRLINE),
    )


def _ends(across: Position, up: Position) -> tuple[SafeString, ...]:
    below, beside = TOP + SIDE + 20, LEFT - 12
    turned = f"rotate(-90 {beside:.1f} {TOP + SIDE / 2:.1f})"
    said = _("{title}: lower {low}, upper {high}")
    return (
        svg.words(LEFT, below, across.low, font_size=LETTERS - 2, fill=svg.MUTED),
        svg.words(LEFT + SIDE, below, across.high, font_size=LETTERS - 2, fill=svg.MUTED, text_anchor="end"),
        svg.words(LEFT + SIDE / 2, below + 22, across.title, font_size=LETTERS, text_anchor="middle", font_weight=600),
        svg.words(
            beside,
            TOP + SIDE / 2,
            up.title,
            font_size=LETTERS,
            text_anchor="middle",
            font_weight=600,
            transform=turned,
            aria_label=said.format(title=up.title, low=up.low, high=up.high),
        ),
    )


def _cross(x: float, y: float, across: Position, up: Position) -> tuple[SafeString, ...]:
    wide, high = SIDE * across.spread / 2, SIDE * up.spread / 2
    left, right = max(LEFT, x - wide), min(LEFT + SIDE, x + wide)
    top, bottom = max(TOP, y - high), min(TOP + SIDE, y + high)
    drawn = {"class_": "chart-spread", "stroke": svg.GREEN, "stroke_width": 3.0, "stroke_linecap": "round"}
    return (svg.line(left, y, right, y, **drawn), svg.line(x, top, x, bottom, **drawn))  # type: ignore[arg-type]


def _disc(x: float, y: float) -> SafeString:
    return svg.element("circle", cx=x, cy=y, r=DISC, fill=svg.GREEN, stroke=svg.PAPER, stroke_width=2)
