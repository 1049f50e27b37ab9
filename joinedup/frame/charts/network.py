"""A graph of two sides as a picture: bodies with their names around a rim, organisations floating among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from joinedup.frame.charts import svg
from joinedup.reckon.graph import AnchoredMap, Size, Spot, anchored_map

WIDTH, SIDE, GAP = 1100.0, 246.0, 14.0
TEXT, ROW, LINE = 15.0, 20.0, 17.0
LOWEST, A_NODE = 300.0, 1.9  # how tall the picture is at least, and what each floating node adds
FEW, LABELLED_OF_FEW, LABELLED_OF_MANY = 80, 24, 12
LETTERS, LABEL_LETTERS = 28, 22
THICKEST = 6


@dataclass(frozen=True, slots=True)
class Anchor:
    """What stands on the rim. `is_whole`: whether it holds others, as a partnership holds its bodies.

    Those of one `group` stand together. `within` is said after the name, where one would not know otherwise.
    """

    key: str
    name: str
    address: str
    group: str = ""
    within: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Floater:
    """What floats in the middle. `leads`: whether it leads something on the rim."""

    key: str
    name: str
    address: str
    note: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins the two sides; `people` make it thicker, and it is dashed if it `is_loose`."""

    floater: str
    anchor: str
    people: int = 1
    is_loose: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """What a picture shows. Two networks that are alike are drawn alike."""

    anchors: tuple[Anchor, ...]
    floaters: tuple[Floater, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """What the marks of a network mean, in words. A mark that a network never has needs none."""

    part: Any
    floater: Any
    tie: Any
    loose: Any
    whole: Any = ""
    leader: Any = ""


SEATS = Legend(
    part=gettext_lazy("body"),
    floater=gettext_lazy("organisation"),
    tie=gettext_lazy("sits in it, thicker for more people"),
    loose=gettext_lazy("takes part without a seat in a body"),
    whole=gettext_lazy("partnership"),
    leader=gettext_lazy("organisation that leads a body"),
)


def network_map(network: Network, *, ident: str, title: str, description: str, legend: Legend = SEATS) -> SafeString:
    """Draw a network. ident: unique on the page. title: the message in a sentence; description: what it shows.

    Every name on the rim and the names of those that are joined to most stand in the picture, cut where they are long;
    each mark says its whole name to whoever points at it, and leads to its page. The links are for pointers alone: a
    table beside the picture has the same ones.
    """
    joins = _joins(network)
    labels = _labels(network.floaters, joins)
    rows = (len(network.anchors) + 1) // 2
    height = max(LOWEST, rows * ROW, len(network.floaters) * A_NODE + len(labels) * 9)
    plan = anchored_map(
        joins,
        width=WIDTH - 2 * (SIDE + GAP),
        height=height,
        anchors=[one.key for one in network.anchors],
        groups={one.key: one.group for one in network.anchors},
        labels={key: Size(svg.width_of(said, TEXT) * 0.92, LINE) for key, said in labels.items()},
    )
    picture = (*_ties(network.ties, plan), *_rim(network.anchors, plan, height), *_middle(network, plan, labels, joins))
    notes, below = _notes(network, legend, height + ROW)
    drawing = svg.element("g", svg.joined(picture), transform=f"translate({SIDE + GAP:g} {ROW:g})")
    return svg.titled(
        svg.element("g", svg.joined((drawing, *notes)), font_size=TEXT, fill=svg.INK),
        ident=ident,
        title=title,
        description=description,
        class_="chart map",
        width=WIDTH,
        height=below,
        role="group",
    )


def _joins(network: Network) -> dict[str, set[str]]:
    joins: dict[str, set[str]] = {one.key: set() for one in network.floaters}
    for tie in network.ties:
        joins[tie.floater].add(tie.anchor)
    return joins


def _labels(floaters: Sequence[Floater], joins: Mapping[str, set[str]]) -> dict[str, str]:
    """What those are called in the picture that are joined to most."""
    most = LABELLED_OF_FEW if len(floaters) <= FEW else LABELLED_OF_MANY
    first = sorted(floaters, key=lambda one: (-len(joins[one.key]), one.name, one.key))[:most]
    return {one.key: svg.brief(one.name, LABEL_LETTERS) for one in first}


def _ties(ties: Sequence[Tie], plan: AnchoredMap) -> Iterator[SafeString]:
    """Every tie as a curve that leaves the rim level; those of one look are one path, to take less room."""
    curves: dict[tuple[bool, int], list[str]] = defaultdict(list)
    for tie in sorted(ties, key=lambda one: (one.floater, one.anchor)):
        start, end = plan.floating[tie.floater], plan.anchors[tie.anchor]
        side = 1 if tie.anchor in plan.right else -1
        bend = Spot(end.x - side * min(90.0, abs(end.x - start.x) * 0.6), end.y)
        curve = f"M{start.x:.1f} {start.y:.1f}Q{bend.x:.1f} {bend.y:.1f} {end.x:.1f} {end.y:.1f}"
        curves[tie.is_loose, min(THICKEST, max(1, tie.people))].append(curve)
    for (is_loose, people), drawn in sorted(curves.items()):
        yield svg.element(
            "path",
            d="".join(drawn),
            class_="chart-tie",
            fill="none",
            stroke=svg.HAIRLINE,
            stroke_width=0.7 + 0.5 * people,
            stroke_opacity="0.65" if len(ties) <= FEW * 2 else "0.45",
            **({"stroke_dasharray": "3 4"} if is_loose else {}),
        )


def _rim(anchors: Iterable[Anchor], plan: AnchoredMap, height: float) -> Iterator[SafeString]:
    rows = max(1, len(plan.right))
    lines = 2 if height / rows >= 2 * LINE + 4 else 1
    for anchor in sorted(anchors, key=lambda one: plan.order.index(one.key)):
        spot = plan.anchors[anchor.key]
        is_right = anchor.key in plan.right
        x = spot.x + (GAP if is_right else -GAP)
        whole = f"{anchor.name}, {anchor.within}" if anchor.within else anchor.name
        said = _in_lines(anchor, lines)
        first = spot.y + 5 - (len(said) - 1) * LINE / 2
        under = svg.MUTED if anchor.within else svg.INK
        look = {"text_anchor": "start" if is_right else "end", **({"font_weight": "600"} if anchor.is_whole else {})}
        parts = (
            svg.element("title", whole),
            _whole_mark(spot) if anchor.is_whole else _part_mark(spot),
            svg.words(x, first, said[0], **look),
            *(svg.words(x, first + LINE, line, fill=under, **look) for line in said[1:]),
        )
        yield _link(anchor.address, whole, parts)


def _in_lines(anchor: Anchor, lines: int) -> list[str]:
    """A name, and what it is within, in at most so many lines, cut where they are too long for them."""
    if lines == 1:
        return [svg.brief(f"{anchor.name}, {anchor.within}" if anchor.within else anchor.name, LETTERS)]
    if anchor.within:
        return [svg.brief(anchor.name, LETTERS), svg.brief(anchor.within, LETTERS)]
    if len(anchor.name) <= LETTERS:
        return [anchor.name]
    head = anchor.name[: LETTERS + 1].rpartition(" ")[0] or anchor.name[:LETTERS]
    return [head, svg.brief(anchor.name[len(head) :].strip(), LETTERS)]


def _middle(
    network: Network, plan: AnchoredMap, labels: Mapping[str, str], joins: Mapping[str, set[str]]
) -> Iterator[SafeString]:
    """Every floating node, then the labels on top, each with a rim of paper so that lines do not cross it."""
    for one in network.floaters:
        spot, size = plan.floating[one.key], min(8.0, plan.apart * 0.42, 2.4 + 1.6 * len(joins[one.key]) ** 0.5)
        whole = f"{one.name}: {one.note}" if one.note else one.name
        yield _link(one.address, one.name, (svg.element("title", whole), _dot(spot, size, leads=one.leads)))
    for one in network.floaters:
        if one.key in plan.labelled:
            spot = plan.floating[one.key]
            said = svg.words(
                spot.x,
                spot.y + 7 + LINE * 0.75,
                labels[one.key],
                text_anchor="middle",
                class_="chart-halo",
                stroke=svg.PAPER,
                stroke_width=4,
                stroke_linejoin="round",
                paint_order="stroke",
            )
            yield _link(one.address, one.name, (said,))


def _link(address: str, name: str, parts: Iterable[str]) -> SafeString:
    return svg.element("a", svg.joined(parts), href=address, tabindex="-1", aria_label=name)


def _dot(spot: Spot, size: float, *, leads: bool) -> SafeString:
    fill = svg.GREEN if leads else svg.PAPER
    return svg.element("circle", cx=spot.x, cy=spot.y, r=size, fill=fill, stroke=svg.GREEN, stroke_width=1.5)


def _part_mark(spot: Spot) -> SafeString:
    return _polygon(spot, ((-4, -4), (4, -4), (4, 4), (-4, 4)))


def _whole_mark(spot: Spot) -> SafeString:
    return _polygon(spot, ((0, -7), (7, 0), (0, 7), (-7, 0)))


def _polygon(spot: Spot, corners: Iterable[tuple[int, int]]) -> SafeString:
    points = " ".join(f"{spot.x + x:.1f},{spot.y + y:.1f}" for x, y in corners)
    return svg.element("polygon", points=points, fill=svg.INK, stroke=svg.PAPER, stroke_width=1)


def _notes(network: Network, legend: Legend, y: float) -> tuple[list[SafeString], float]:
    """What the shapes mean that are in the picture, and the height down to which they reach."""
    loose = Counter(tie.is_loose for tie in network.ties)
    kinds = {one.is_whole for one in network.anchors}
    leads = {one.leads for one in network.floaters}
    dot, at = Spot(8.0, 0.0), Spot(8.0, 0.0)
    said = [
        *([(_part_mark(at), str(legend.part))] if False in kinds else []),
        *([(_whole_mark(at), str(legend.whole))] if True in kinds else []),
        *([(_dot(dot, 5, leads=True), str(legend.leader))] if True in leads else []),
        *([(_dot(dot, 5, leads=False), str(legend.floater))] if False in leads else []),
        *([(_sample(""), str(legend.tie))] if loose[False] else []),
        *([(_sample("3 4"), str(legend.loose))] if loose[True] else []),
    ]
    x, y, notes = 0.0, y + 2 * ROW, []
    for mark, words in said:
        width = 34 + svg.width_of(words, TEXT) * 0.82
        if x and x + width > WIDTH:
            x, y = 0.0, y + ROW
        moved = svg.element("g", mark, transform=f"translate({x:g} {y - 5:g})")
        notes += [moved, svg.words(x + 24, y, words, fill=svg.MUTED, class_="chart-muted")]
        x += width + 6
    return notes, y + 10


def _sample(dashes: str) -> SafeString:
    look = {"stroke_dasharray": dashes} if dashes else {}
    return svg.line(0, 0, 18, 0, class_="chart-tie", stroke=svg.HAIRLINE, stroke_width=1.6, **look)
