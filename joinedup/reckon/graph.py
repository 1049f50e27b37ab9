"""Where to draw a graph of two sides, such as organisations and the bodies in which they sit.

The picture is an anchored map: one side, the anchors, stands on a rim and is labelled there; the other side floats
among them, each near to what it is joined to. Whoever sits in one body floats beside it, whoever sits in many floats
to the middle, and those that sit in the same bodies float together.

Source: K. Misue, Drawing bipartite graphs as anchored maps, Proceedings of the Asia-Pacific Symposium on Information
Visualisation (2006) 169–177, in three steps.

1. The order on the rim. Two anchors that share most of what is joined to them should be neighbours. How far two are
   apart is one less the share that they have in common (Jaccard), and one more if they are of different groups. A
   short way around all of them is a travelling salesman's: the nearest neighbour is taken again and again, then
   stretches of the way are turned round as long as that makes it shorter (2-opt: G. A. Croes, Operations Research 6
   (1958) 791–812). This takes A² steps for A anchors, a few times over.
2. Where a floating node wants to be: at the mean of its anchors (W. T. Tutte, How to draw a graph, Proceedings of the
   London Mathematical Society 13 (1963) 743–767), drawn a little towards the middle so that it stays off the rim.
3. Where it comes to be: the middle is laid out with the cells of a honeycomb, several a node, and each node takes the
   free cell nearest to where it wants to be, those with most joins first. So two never stand in one point, and none
   stand closer than the cells do. A node with a label takes its cell before the others, and the cells that its label
   covers with it, so that labels cover neither nodes nor each other. This takes as many steps as nodes times cells.

Everything is done in an order that only the names and the joins decide, and nothing is left to chance: the same graph
is drawn the same, however it is handed in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

ROUNDS = 12  # how often stretches of the rim are turned round at most
INWARDS = 0.74  # how far from the middle a node with one anchor wants to be, the rim being at 1
WITHIN = 0.86  # how far from the middle the cells reach
LABELS_WITHIN = 0.97
CELLS_A_NODE = 2.2
WIDEST = 46.0  # the most that two cells are apart
BELOW = 7.0  # how far below its node a label begins


class Spot(NamedTuple):
    """A point, from the left and from the top."""

    x: float
    y: float


class Size(NamedTuple):
    """How much room a label takes; it stands below its node, in the middle."""

    width: float
    height: float


class Box(NamedTuple):
    """The room that a node takes together with its label."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Whether two boxes have a point in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def holds(self, spot: Spot) -> bool:
        """Whether a point lies in the box."""
        return self.left <= spot.x <= self.right and self.top <= spot.y <= self.bottom


@dataclass(frozen=True, slots=True)
class AnchoredMap:
    """Where every node stands. `order` is the anchors clockwise from the top; the first half stand on the right.

    `labelled` are the floating nodes for whose labels there was room. No two nodes in the middle are closer than
    `apart`.
    """

    order: tuple[str, ...]
    anchors: Mapping[str, Spot]
    floating: Mapping[str, Spot]
    labelled: frozenset[str]
    apart: float

    @property
    def right(self) -> frozenset[str]:
        """The anchors on the right-hand side."""
        return frozenset(self.order[: (len(self.order) + 1) // 2])


def anchored_map(
    joins: Mapping[str, Iterable[str]],
    *,
    width: float,
    height: float,
    anchors: Iterable[str] = (),
    groups: Mapping[str, str] | None = None,
    labels: Mapping[str, Size] | None = None,
) -> AnchoredMap:
    """Lay out a graph of two sides in a box with its upper left corner at nought.

    joins: for each floating node the anchors that it is joined to, maybe none. width, height: of the box, above 0, in
    any unit. anchors: those that may be joined to nothing. groups: what each anchor belongs to; members of a group
    stand together. labels: how large the labels of some floating nodes are. Takes A² + N² steps for A anchors and N
    floating nodes. Raises ValueError if there is no box to draw in.

    >>> drawn = anchored_map({"Both": ["Board", "Team"], "One": ["Board"]}, width=100, height=60)
    >>> drawn.order, drawn.anchors["Board"], drawn.floating["Both"]
    (('Board', 'Team'), Spot(x=100.0, y=30.0), Spot(x=50.0, y=30.0))
    """
    if not (width > 0 and height > 0):
        raise ValueError("A box to draw in is wider and taller than nought.")
    joined = {node: tuple(sorted(set(to))) for node, to in sorted(joins.items())}
    order = around_the_rim(joined, anchors=anchors, groups=groups)
    ellipse = _Ellipse(width, height)
    spots = dict(zip(order, ellipse.rim(len(order)), strict=True))
    wanted = {node: ellipse.wanted([spots[one] for one in to]) for node, to in joined.items()}
    sizes = {node: size for node, size in (labels or {}).items() if node in joined}
    cells, apart = ellipse.cells(len(joined), math.fsum(size.width * (size.height + BELOW) for size in sizes.values()))
    by_joins = sorted(joined, key=lambda node: (-len(joined[node]), node))
    labelled = _take_with_labels([node for node in by_joins if node in sizes], sizes, wanted, cells, ellipse)
    left = [node for node in by_joins if node not in labelled]
    floating = labelled | {node: cells.pop(_nearest(cells, wanted[node])) for node in left}
    return AnchoredMap(order, spots, floating, frozenset(labelled), apart)


def around_the_rim(
    joins: Mapping[str, Iterable[str]], *, anchors: Iterable[str] = (), groups: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The anchors in an order in which those that share much are neighbours, the last one and the first too.

    >>> around_the_rim({"a": ["North", "South"], "b": ["East", "West"], "c": ["North", "South"], "d": ["East"]})
    ('East', 'West', 'North', 'South')
    """
    members: dict[str, set[str]] = {anchor: set() for anchor in anchors}
    for node, to in joins.items():
        for anchor in to:
            members.setdefault(anchor, set()).add(node)
    names, group = sorted(members), groups or {}
    apart = [[_apart(members[a], members[b]) + (group.get(a) != group.get(b)) for b in names] for a in names]
    return tuple(names[at] for at in _shortened(_chain(apart), apart))


def _apart(one: set[str], other: set[str]) -> Fraction:
    """One less the share that two have in common: an exact number, so that equal ones are seen to be equal."""
    either = len(one | other)
    return Fraction(either - len(one & other), either) if either else Fraction(1)


Distances = Sequence[Sequence[Fraction]]


def _chain(apart: Distances) -> list[int]:
    """From the first by name always on to the nearest that is left."""
    left = list(range(len(apart)))
    chain = left[:1]
    left = left[1:]
    while left:
        here = apart[chain[-1]]
        nearest = min(left, key=lambda at: (here[at], at))
        chain.append(nearest)
        left.remove(nearest)
    return chain


def _shortened(ring: list[int], apart: Distances) -> list[int]:
    """The ring with stretches turned round until none makes it shorter, or for so many rounds."""
    for _ in range(ROUNDS):
        before = list(ring)
        for start in range(1, len(ring) - 1):
            for stop in range(start + 1, len(ring)):
                a, b, c, d = ring[start - 1], ring[start], ring[stop], ring[(stop + 1) % len(ring)]
                if apart[a][c] + apart[b][d] < apart[a][b] + apart[c][d]:
                    ring[start : stop + 1] = reversed(ring[start : stop + 1])
        if ring == before:
            break
    return ring


class _Ellipse:
    """The ellipse that fills the box."""

    def __init__(self, width: float, height: float) -> None:
        self.across, self.down = width / 2, height / 2

    def rim(self, count: int) -> list[Spot]:
        """So many places on the rim, clockwise from the top: as even from top to bottom as a list of labels is."""
        right = (count + 1) // 2
        return [self._at(1, row, right) for row in range(right)] + [
            self._at(-1, row, count - right) for row in reversed(range(count - right))
        ]

    def _at(self, side: int, row: int, rows: int) -> Spot:
        down = (2 * row + 1) / rows - 1
        return Spot(self.across * (1 + side * math.sqrt(1 - down * down)), self.down * (1 + down))

    def wanted(self, anchors: Sequence[Spot]) -> Spot:
        """The mean of some places on the rim, drawn towards the middle; without any, the middle."""
        count = len(anchors) or 1
        x = math.fsum(spot.x - self.across for spot in anchors) / count
        y = math.fsum(spot.y - self.down for spot in anchors) / count
        return Spot(self.across + INWARDS * x, self.down + INWARDS * y)

    def cells(self, nodes: int, covered: float) -> tuple[list[Spot], float]:
        """Cells of a honeycomb within the ellipse, at least one a node, and how far they are apart.

        covered: the area that labels will take, of which at most half is made up for.
        """
        whole = math.pi * self.across * self.down * WITHIN**2
        area = whole - min(covered, whole / 2)
        apart = min(WIDEST, math.sqrt(area / (max(1, nodes) * CELLS_A_NODE * math.sqrt(0.75))))
        while len(cells := self._honeycomb(apart)) < nodes:
            apart *= 0.9
        return cells, apart

    def _honeycomb(self, apart: float) -> list[Spot]:
        """Cells from the top, row by row, with one in the very middle."""
        tall = apart * math.sqrt(0.75)
        rows, columns = int(self.down / tall), int(self.across / apart) + 1
        spots = (
            Spot(self.across + (column + row % 2 / 2) * apart, self.down + row * tall)
            for row in range(-rows, rows + 1)
            for column in range(-columns, columns + 1)
        )
        return [spot for spot in spots if self._holds(spot, WITHIN)]

    def takes_in(self, box: Box) -> bool:
        """Whether a box lies in the ellipse with all its corners, a little off the rim."""
        return all(self._holds(Spot(x, y), LABELS_WITHIN) for x in (box.left, box.right) for y in (box.top, box.bottom))

    def _holds(self, spot: Spot, within: float) -> bool:
        x, y = (spot.x - self.across) / self.across, (spot.y - self.down) / self.down
        return x * x + y * y <= within**2


def _nearest(cells: Sequence[Spot], wanted: Spot) -> int:
    """Which of some cells is nearest to a point; the first of those that are as near."""
    x, y = wanted
    return min(range(len(cells)), key=lambda at: (cells[at].x - x) ** 2 + (cells[at].y - y) ** 2)


def _take_with_labels(
    nodes: Iterable[str], sizes: Mapping[str, Size], wanted: Mapping[str, Spot], cells: list[Spot], ellipse: _Ellipse
) -> dict[str, Spot]:
    """Where nodes stand whose labels find room: their cells, and those under their labels, are free no longer.

    A label that would leave too few cells for the nodes that are still to come is left out.
    """
    taken: dict[str, Spot] = {}
    boxes: list[Box] = []
    to_come = len(wanted)
    for node in nodes:
        for spot in sorted(cells, key=lambda one: (one.x - wanted[node].x) ** 2 + (one.y - wanted[node].y) ** 2):
            box = _box(spot, sizes[node])
            if ellipse.takes_in(box) and not any(box.touches(other) for other in boxes):
                break
        else:
            continue
        left = [one for one in cells if not box.holds(one)]
        if len(left) < to_come - len(taken) - 1:
            continue
        taken[node] = spot
        boxes.append(box)
        cells[:] = left
    return taken


def _box(spot: Spot, size: Size) -> Box:
    return Box(spot.x - size.width / 2 - 3, spot.y - BELOW, spot.x + size.width / 2 + 3, spot.y + BELOW + size.height)
