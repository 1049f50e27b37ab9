"""Crowds are found in one pass, whole, and only told of where they vote as others do not."""

from hypothesis import given
from hypothesis import strategies as st

from joinedup.reckon.bursts import Came, Cast, crowds, saw_one_only, votes_alike


def came(*times: float, source: str = "a") -> list[Came]:
    return [Came(number, source, at) for number, at in enumerate(times)]


def test_stretches_that_overlap_are_one_crowd_and_others_are_two() -> None:
    found = crowds(came(0, 1, 2, 3, 30, 60, 61, 62), fewest=3, within=2)
    assert [(one.from_at, one.until_at, len(one.who)) for one in found] == [(0, 3, 4), (60, 62, 3)]


def test_whoever_came_in_a_lull_within_a_crowd_belongs_to_it() -> None:
    found = crowds(came(0, 1, 2, 11, 12, 12), fewest=3, within=10)
    assert [(sorted(one.who), one.until_at) for one in found] == [([0, 1, 2, 3, 4, 5], 12)]


def test_sources_are_kept_apart() -> None:
    rows = sorted([*came(0, 1), *came(0, 1, source="b")], key=lambda one: one.at)
    assert crowds(rows, fewest=3, within=10) == []


@given(st.lists(st.integers(0, 200), max_size=40), st.integers(2, 6), st.integers(1, 30))
def test_everybody_of_every_full_window_is_in_a_crowd_and_nobody_else(
    times: list[int], fewest: int, within: int
) -> None:
    rows = came(*map(float, sorted(times)))
    full = {
        one.who
        for first in rows
        if len(window := [one for one in rows if first.at <= one.at <= first.at + within]) >= fewest
        for one in window
    }
    found = [who for crowd in crowds(rows, fewest=fewest, within=within) for who in crowd.who]
    assert sorted(found) == sorted(full)


def test_a_crowd_is_alike_only_where_others_are_not_of_the_same_mind() -> None:
    alike = [Cast(who, 1, 1) for who in range(10)]
    assert votes_alike(range(10), alike, {(1, 1): 10}) is True
    assert votes_alike(range(10), alike, {(1, 1): 20, (1, -1): 10}) is True
    assert votes_alike(range(10), alike, {(1, 1): 18, (1, -1): 2}) is False
    mixed = [Cast(who, 1, 1 if who < 8 else -1) for who in range(10)]
    assert votes_alike(range(10), mixed, {(1, 1): 8, (1, -1): 2}) is False


def test_a_crowd_of_which_most_have_not_voted_is_not_told_of() -> None:
    assert votes_alike(range(10), [Cast(who, 1, 1) for who in range(4)], {(1, 1): 4}) is False
    assert votes_alike(range(10), [], {}) is False


def test_whoever_cast_a_second_vote_did_not_see_one_only() -> None:
    cast = [(1, 7, 0.0), (2, 7, 1.0), (1, 8, 2.0)]
    assert list(saw_one_only(cast)) == [Came(2, "7", 1.0)]
