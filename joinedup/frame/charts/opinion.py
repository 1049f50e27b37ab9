"""A map of opinion: participants as dots, and each group as a soft hull with its letter and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joinedup.frame.charts import svg
from joinedup.frame.charts.alone import FACES, HEADING, MARGIN

Point = tuple[float, float]

WIDTH, HEIGHT = 720.0, 480.0
ROOM = 34.0
DOT, LETTER, TEXT, ROW = 3.0, 24.0, 15.0, 20.0
MOST_DOTS = 1_500


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group to be drawn: its letter, the sentence that stands under the picture, and where its members stand."""

    letter: str
    sentence: str
    points: Sequence[Point]


def opinion_alone(clusters: Sequence[Cluster], others: Sequence[Point], *, title: str, description: str) -> str:
    """A map of opinion as the text of an SVG file, with its title above and a sentence a group below it.

    others: where participants stand who are in no group. Of very many dots every second, third … is drawn; the
    description then says so.
    """
    number = sum(len(one.points) for one in clusters) + len(others)
    step = -(-number // MOST_DOTS) or 1
    if step > 1:
        description += " " + _("Of the dots, one in {step} is drawn.").format(step=step)
    heading = wrap(title, svg.letters_in(WIDTH, HEADING))
    above = MARGIN + len(heading) * (HEADING + 6)
    below = above + HEIGHT + ROW
    sentences = [line for one in clusters for line in _lines(one)]
    parts = (
        svg.element("rect", x=0, y=0, width="100%", height="100%", fill=svg.PAPER),
        *(
            svg.words(MARGIN, MARGIN + HEADING + row * (HEADING + 6), said, font_size=HEADING, font_weight="bold")
            for row, said in enumerate(heading)
        ),
        svg.element("g", _picture(clusters, others, step), transform=f"translate({MARGIN:g} {above:g})"),
        *(svg.words(MARGIN, below + row * ROW, said, font_size=TEXT) for row, said in enumerate(sentences)),
    )
    return svg.titled(
        svg.element("g", svg.joined(parts), font_family=FACES, fill=svg.DARK, color=svg.DARK),
        ident="opinions",
        title=title,
        description=description,
        class_="chart",
        width=WIDTH + 2 * MARGIN,
        height=below + len(sentences) * ROW + MARGIN,
        size=True,
    )


def _lines(cluster: Cluster) -> list[str]:
    return wrap(f"{cluster.letter}: {cluster.sentence}", svg.letters_in(WIDTH, TEXT))


def _picture(clusters: Sequence[Cluster], others: Sequence[Point], step: int) -> SafeString:
    placed = Placing([point for one in clusters for point in one.points] + list(others))
    hulls = [_hull([placed(point) for point in one.points]) for one in clusters]
    return svg.joined(
        (
            *(_soft(hull) for hull in hulls),
            *(_dot(placed(point), svg.HAIRLINE) for point in others[::step]),
            *(_dot(placed(point), svg.GREEN) for one in clusters for point in one.points[::step]),
            *(_letter(one.letter, hull) for one, hull in zip(clusters, hulls, strict=True)),
        )
    )


class Placing:
    """From coordinates of opinion to places in the picture, the same scale along both."""

    def __init__(self, points: Sequence[Point]) -> None:
        across, up = [x for x, _y in points] or [0.0], [y for _x, y in points] or [0.0]
        self.middle = (min(across) + max(across)) / 2, (min(up) + max(up)) / 2
        room = (WIDTH - 2 * ROOM) / max(max(across) - min(across), 1e-9)
        self.scale = min(room, (HEIGHT - 2 * ROOM) / max(max(up) - min(up), 1e-9))

    def __call__(self, point: Point) -> Point:
        x, y = point
        return (
            WIDTH / 2 + (x - self.middle[0]) * self.scale,
            HEIGHT / 2 - (y - self.middle[1]) * self.scale,
        )


def _hull(points: Sequence[Point]) -> list[Point]:
    """The corners of the smallest convex outline around points, in order (Andrew 1979)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    halves = (_half(ordered), _half(ordered[::-1]))
    return [corner for half in halves for corner in half[:-1]]


def _half(ordered: Sequence[Point]) -> list[Point]:
    half: list[Point] = []
    for point in ordered:
        while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0:
            half.pop()
        half.append(point)
    return half


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _soft(hull: Sequence[Point]) -> SafeString:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in hull)
    return svg.element(
        "polygon",
        points=corners,
        class_="opinion-group",
        fill=svg.WASH,
        stroke=svg.WASH,
        stroke_width=ROOM / 2,
        stroke_linejoin="round",
        opacity="0.8",
    )


def _dot(place: Point, colour: str) -> SafeString:
    return svg.element("circle", cx=place[0], cy=place[1], r=DOT, fill=colour, opacity="0.6")


def _letter(letter: str, hull: Sequence[Point]) -> SafeString:
    x = sum(corner[0] for corner in hull) / max(len(hull), 1)
    y = sum(corner[1] for corner in hull) / max(len(hull), 1)
    return svg.joined(
        (
            svg.element("circle", cx=x, cy=y, r=LETTER * 0.8, fill=svg.PAPER, stroke=svg.GREEN, stroke_width=2),
            svg.words(x, y + LETTER / 3, letter, font_size=LETTER, font_weight="bold", text_anchor="middle"),
        )
    )
