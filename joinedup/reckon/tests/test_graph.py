"""Where a graph of two sides is drawn: every node somewhere, none on another, and the same however it is handed in."""

import math
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.reckon.graph import BELOW, Box, Size, Spot, anchored_map, around_the_rim

ANCHORS = st.integers(0, 14).map("anchor {:02}".format)
JOINS = st.dictionaries(st.integers(0, 60).map("node {:02}".format), st.sets(ANCHORS, max_size=6), max_size=50)
BOXES = st.tuples(st.floats(40, 2000), st.floats(40, 2000))
Joins = dict[str, set[str]]


@given(JOINS, BOXES)
def test_every_node_stands_inside_the_box_and_no_two_in_one_point(joins: Joins, box: tuple[float, float]) -> None:
    drawn = anchored_map(joins, width=box[0], height=box[1])
    assert set(drawn.floating) == set(joins)
    assert set(drawn.anchors) == set(drawn.order) == {anchor for to in joins.values() for anchor in to}
    spots = [*drawn.anchors.values(), *drawn.floating.values()]
    assert all(math.isfinite(x) and math.isfinite(y) and 0 <= x <= box[0] and 0 <= y <= box[1] for x, y in spots)
    assert len(set(spots)) == len(spots)


@given(JOINS)
def test_none_in_the_middle_stand_closer_than_is_said(joins: Joins) -> None:
    drawn = anchored_map(joins, width=500, height=400)
    gaps = [math.dist(one, other) for one, other in combinations(drawn.floating.values(), 2)]
    assert min(gaps, default=math.inf) >= drawn.apart * 0.999


@given(JOINS, st.randoms(use_true_random=False))
def test_the_same_graph_is_drawn_the_same_however_it_is_handed_in(joins: Joins, chance: object) -> None:
    shuffled = [(node, chance.sample(sorted(to), len(to))) for node, to in joins.items()]  # type: ignore[attr-defined]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    labels = {node: Size(80, 16) for node in sorted(joins)[:5]}
    one = anchored_map(joins, width=500, height=400, labels=labels)
    other = anchored_map(dict(shuffled), width=500, height=400, labels=dict(reversed(labels.items())))
    assert one == other


@settings(max_examples=60)
@given(JOINS, st.integers(0, 12))
def test_labels_cover_neither_nodes_nor_each_other(joins: Joins, many: int) -> None:
    sizes = {node: Size(40 + 7 * at, 16) for at, node in enumerate(sorted(joins)[:many])}
    drawn = anchored_map(joins, width=600, height=500, labels=sizes)
    boxes = {node: _label(drawn.floating[node], sizes[node]) for node in drawn.labelled}
    assert not any(one.touches(other) for one, other in combinations(boxes.values(), 2))
    others = [(spot, box) for node, spot in drawn.floating.items() for at, box in boxes.items() if at != node]
    assert not any(box.holds(spot) for spot, box in others)


def test_a_label_that_finds_no_room_is_left_out_and_its_node_stays() -> None:
    drawn = anchored_map(
        {"a": ["x"], "b": ["x"]}, width=300, height=200, labels={"a": Size(500, 16), "b": Size(60, 16)}
    )
    assert (set(drawn.labelled), set(drawn.floating)) == ({"b"}, {"a", "b"})


def test_those_that_share_members_are_neighbours_on_the_rim() -> None:
    pairs = [("A", "F"), ("B", "D"), ("C", "E")]
    joins = {f"{pair}{n}": pair for pair in map("".join, pairs) for n in range(3)}
    order = around_the_rim({node: tuple(node[:2]) for node in joins})
    ring = {frozenset(pair) for pair in pairwise([*order, order[0]])}
    assert {frozenset(pair) for pair in pairs} <= ring


def test_what_belongs_together_stands_together_whoever_shares_members() -> None:
    joins = {str(n): ["a1", "b1"] for n in range(5)} | {"x": ["a2"], "y": ["b2"]}
    order = around_the_rim(joins, groups={"a1": "a", "a2": "a", "b1": "b", "b2": "b"})
    assert [name[0] for name in order] in (["a", "a", "b", "b"], ["a", "b", "b", "a"])


def test_who_sits_in_one_body_floats_beside_it_and_who_sits_in_all_in_the_middle() -> None:
    drawn = anchored_map({"one": ["A"], "all": ["A", "B", "C", "D"]}, width=400, height=400)
    middle = Spot(200, 200)
    assert math.dist(drawn.floating["all"], middle) < drawn.apart
    assert math.dist(drawn.floating["one"], drawn.anchors["A"]) < math.dist(middle, drawn.anchors["A"]) / 2


def test_an_anchor_without_anybody_stands_on_the_rim_and_a_node_without_anchors_in_the_middle() -> None:
    drawn = anchored_map({"nobody": []}, width=100, height=100, anchors=["empty"])
    assert (drawn.order, drawn.floating["nobody"]) == (("empty",), Spot(50, 50))
    assert drawn.right == {"empty"}


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0), (-1, 10), (math.nan, 10)])
def test_without_a_box_nothing_is_drawn(width: float, height: float) -> None:
    with pytest.raises(ValueError, match="wider and taller"):
        anchored_map({}, width=width, height=height)


def _label(spot: Spot, size: Size) -> Box:
    """What a label itself covers: below its node, which stands above it."""
    return Box(spot.x - size.width / 2, spot.y + 1, spot.x + size.width / 2, spot.y + BELOW + size.height)
