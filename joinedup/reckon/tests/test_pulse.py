from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as some

from joinedup.reckon.pulse import Summary, of_choices, on_a_scale, together

MARKS = some.lists(some.integers(1, 5), min_size=1, max_size=40)


def test_nobody_says_nothing() -> None:
    assert on_a_scale([]) == together([]) == together([[]]) == Summary()
    assert of_choices([]).share_of("yes") == 0.0


def test_the_ends_of_the_scale_are_nought_and_one() -> None:
    assert [on_a_scale([mark]).level for mark in range(1, 6)] == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_half_at_either_end_lies_as_far_apart_as_can_be() -> None:
    assert on_a_scale([1, 1, 5, 5]) == Summary(4, 0.5, 1.0)


@pytest.mark.parametrize("marks", [[0], [6], [3, 9]])
def test_a_mark_off_the_scale_is_refused(marks: list[int]) -> None:
    with pytest.raises(ValueError, match="marks go from 1 to 5"):
        on_a_scale(marks)


@given(MARKS)
def test_spread_is_twice_the_deviation_of_the_proportions_whatever_the_order(marks: list[int]) -> None:
    summary = on_a_scale(marks)
    assert summary == on_a_scale(reversed(marks))
    assert summary.spread == pytest.approx(2 * pstdev((mark - 1) / 4 for mark in marks), abs=1e-6)
    assert 0 <= summary.level <= 1
    assert 0 <= summary.spread <= 1


@given(MARKS)
def test_one_question_alone_is_the_same_as_an_axis_of_one(marks: list[int]) -> None:
    axis, alone = together([mark] for mark in marks), on_a_scale(marks)
    assert axis.answers == alone.answers
    assert axis.level == pytest.approx(alone.level, abs=1e-6)
    assert axis.spread == pytest.approx(alone.spread, abs=1e-5)


def test_whoever_leaves_a_question_out_counts_no_less() -> None:
    assert together([[5, 5], [1]]).level == 0.5


def test_choices_are_counted_by_option() -> None:
    assert of_choices(["b", "a", "b"]) == Summary(3, choices={"a": 1, "b": 2})
