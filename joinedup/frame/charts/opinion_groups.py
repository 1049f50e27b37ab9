"""Groups of opinion as soft shapes: where each lies and how far it spreads, never where any one person stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joinedup.frame.charts import svg

Point = tuple[float, float]

WIDE, NARROW = (720.0, 420.0), (340.0, 340.0)
ROOM, ASIDE = 30.0, 70.0  # above and below; left and right, where the words of a narrow shape may reach
LETTER, TEXT = 22.0, 15.0
REACH = 1.5  # how many times its spread a shape reaches from its middle
MARK = 9.0
THINNEST = 14.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A group: its letter, the words under it, its middle, its spread along and across, and how far it is turned."""

    letter: str
    words: str
    middle: Point
    spread: Point
    turned: float


def opinion_groups(
    shapes: Sequence[Shape],
    *,
    ident: str,
    title: str,
    description: str,
    you: Point | None = None,
    narrow: bool = False,
) -> SafeString:
    """Every group as a shape with its letter, and where the reader stands, if they asked for it. Degrees turn left."""
    width, height = NARROW if narrow else WIDE
    place = _Placing(shapes, you, width, height)
    return svg.titled(
        svg.joined(
            (
                *(_soft(shape, place) for shape in shapes),
                *(_named(shape, place, "" if narrow else shape.words) for shape in shapes),
                *([_marked(place(you))] if you else []),
            )
        ),
        ident=ident,
        title=title,
        description=description,
        class_=f"chart opinion {'chart-narrow' if narrow else 'chart-wide'}",
        width=width,
        height=height,
    )


class _Placing:
    """From coordinates of opinion to places in the picture, the same scale along both."""

    def __init__(self, shapes: Sequence[Shape], you: Point | None, width: float, height: float) -> None:
        corners = [corner for shape in shapes for corner in _corners(shape)] + ([you] if you else [])
        across, up = [x for x, _y in corners] or [0.0], [y for _x, y in corners] or [0.0]
        self.middle = (min(across) + max(across)) / 2, (min(up) + max(up)) / 2
        self.size = width, height
        room = (width - 2 * (ASIDE if width == WIDE[0] else ROOM)) / max(max(across) - min(across), 1e-9)
        self.scale = min(room, (height - 2 * ROOM) / max(max(up) - min(up), 1e-9), width)

    def __call__(self, point: Point) -> Point:
        x, y = point
        return (
            self.size[0] / 2 + (x - self.middle[0]) * self.scale,
            self.size[1] / 2 - (y - self.middle[1]) * self.scale,
        )


def _corners(shape: Shape) -> list[Point]:
    """The four corners of the box that a shape fills."""
    (x, y), (along, over), turned = shape.middle, shape.spread, radians(shape.turned)
    wide = REACH * hypot(along * cos(turned), over * sin(turned))
    high = REACH * hypot(along * sin(turned), over * cos(turned))
    return [(x - wide, y - high), (x + wide, y + high)]


def _soft(shape: Shape, place: _Placing) -> SafeString:
    x, y = place(shape.middle)
    along, over = (max(REACH * one * place.scale, THINNEST) for one in shape.spread)
    turn = f"rotate({-shape.turned:g} {x:.1f} {y:.1f})"
    return svg.element(
        "ellipse",
        class_="opinion-group",
        cx=x,
        cy=y,
        rx=along,
        ry=over,
        transform=turn,
        fill=svg.WASH,
        stroke=svg.GREEN,
        opacity="0.85",
    )


def _named(shape: Shape, place: _Placing, said: str) -> SafeString:
    """The letter of a shape in its middle, and what is said of it below where there is room."""
    x, y = place(shape.middle)
    return svg.joined(
        (
            svg.words(x, y, shape.letter, font_size=LETTER, font_weight="bold", text_anchor="middle"),
            *([svg.words(x, y + TEXT + 4, said, font_size=TEXT, text_anchor="middle")] if said else []),
        )
    )


def _marked(at: Point) -> SafeString:
    x, y = at
    corners = f"{x:.1f},{y - MARK:.1f} {x + MARK:.1f},{y:.1f} {x:.1f},{y + MARK:.1f} {x - MARK:.1f},{y:.1f}"
    return svg.joined(
        (
            svg.element("polygon", points=corners, fill=svg.BLUE, stroke=svg.PAPER, stroke_width=2),
            svg.words(
                x, y + MARK + TEXT, _("You"), font_size=TEXT, font_weight="bold", text_anchor="middle", fill=svg.BLUE
            ),
        )
    )
