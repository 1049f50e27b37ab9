"""Who may take part, what leaving does, which sheets are entered, and what is shown of small groups."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame.refusals import Refusal
from joinedup.voice.rules import equity
from joinedup.voice.rules import taking_part as rules
from joinedup.voice.rules.statements import NOT_OPEN

GUEST = rules.Joining("guests")
HOLDER = {"has_account": True, "has_confirmed": True}
SHEET = rules.Sheet(
    allowed=True, is_open=True, slip="A1", slip_entered=False, channel="paper", numbers=(0, 2), shown=frozenset({0, 2})
)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({}, ()),
        ({"is_open": False}, (NOT_OPEN,)),
        ({"has_left": True, "same_letter_box": True}, (rules.LEFT_FOR_GOOD, rules.SAME_LETTER_BOX)),
        ({"access": "account"}, (rules.NEEDS_ACCOUNT,)),
        ({"access": "account", "has_account": True}, (rules.NEEDS_CONFIRMED,)),
        ({"access": "account", **HOLDER}, ()),
        ({"access": "listed"}, (rules.NEEDS_ACCOUNT,)),
        ({"access": "listed", **HOLDER}, (rules.NOT_LISTED,)),
        ({"access": "listed", **HOLDER, "listed_used": True}, (rules.LISTED_USED,)),
        ({"access": "listed", **HOLDER, "is_listed": True}, ()),
        ({"access": "code"}, (rules.NEEDS_CODE,)),
        ({"access": "code", "code": "unknown"}, (rules.NO_SUCH_CODE,)),
        ({"access": "code", "code": "used"}, (rules.CODE_USED,)),
        ({"access": "code", "code": "free"}, ()),
        ({"access": "provider"}, (rules.NEEDS_ACCOUNT,)),
        ({"access": "provider", **HOLDER}, (rules.NEEDS_PROVIDER,)),
        ({"access": "provider", **HOLDER, "by_provider": True}, ()),
    ],
)
def test_each_way_of_access_asks_for_what_it_asks_and_no_more(
    who: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    assert rules.refusals_to_join(replace(GUEST, **who)) == expected


@pytest.mark.parametrize(
    ("withdrawal", "state", "expected"),
    [("removed", "open", True), ("removed", "closed", False), ("removed", "answered", False), ("kept", "open", False)],
)
def test_votes_are_taken_out_only_where_that_was_promised_and_until_it_closes(
    withdrawal: str, state: str, expected: bool
) -> None:
    assert rules.takes_votes_out(withdrawal=withdrawal, state=state) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (rules.NOT_ENTERED_BY_YOU,)),
        ({"is_open": False}, (NOT_OPEN,)),
        ({"slip": ""}, (rules.NO_SLIP,)),
        ({"slip_entered": True}, (rules.SLIP_ENTERED,)),
        ({"channel": "online"}, (rules.NO_CHANNEL,)),
        ({"numbers": ()}, (rules.NOTHING_ENTERED,)),
        ({"numbers": (), "words": "Close it."}, ()),
        ({"numbers": (7, 2, 9)}, (rules.NO_SUCH_STATEMENT.about(numbers="7, 9"),)),
        ({"numbers": (0, 0)}, (rules.NUMBER_TWICE.about(numbers="0"),)),
    ],
)
def test_a_sheet_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    assert rules.refusals_to_enter(replace(SHEET, **change)) == expected


def test_of_oneself_one_says_one_group_of_each_sort_and_speaks_only_where_one_holds_a_post() -> None:
    said = rules.refusals_to_describe(holds_post=False, dimensions=("age", "age"), all_of_this=False)
    assert said == (rules.NOT_THEIR_POST, rules.ONE_OF_EACH, rules.NOT_OF_THIS)
    assert rules.refusals_to_describe(holds_post=True, dimensions=("age", "area"), all_of_this=True) == ()


@given(st.lists(st.integers(0, 60), min_size=2, max_size=7))
def test_no_difference_gives_a_small_group_away(counts: list[int]) -> None:
    """Whoever knows the whole and every count that is shown can't tell any withheld count from another."""
    shown = equity.shown(dict(enumerate(counts)))
    hidden = [counts[key] for key, count in shown.items() if count is None]
    assert [count for count in shown.values() if count is not None and count < equity.FEWEST] == []
    assert len(hidden) != 1
    assert sum(hidden) >= equity.FEWEST or len(hidden) in (0, len(counts))


def test_a_group_that_is_large_enough_is_withheld_only_where_it_would_give_another_away() -> None:
    assert equity.shown({"a": 12, "b": 30, "c": 50}) == {"a": 12, "b": 30, "c": 50}
    assert equity.shown({"a": 4, "b": 8, "c": 50}) == {"a": None, "b": None, "c": 50}
    assert equity.shown({"a": 4, "b": 30, "c": 50}) == {"a": None, "b": None, "c": 50}


@pytest.mark.parametrize(
    ("count", "known", "share", "expected"),
    [
        (4, 50, 0.2, True),
        (5, 50, 0.2, False),
        (4, 49, 0.21, False),
        (0, 50, 0.19, False),
        (0, 60, None, False),
    ],
)
def test_far_fewer_than_live_here_is_less_than_half_of_fifty_who_said(
    count: int, known: int, share: float | None, expected: bool
) -> None:
    assert equity.is_far_below(count, known=known, share=share) is expected


@pytest.mark.parametrize(
    ("made", "share", "by_few"),
    [
        ([30] * 9, None, False),
        ([1] * 10, 0.1, False),
        ([11, *[1] * 9], 0.55, True),
        ([10, *[1] * 9], 10 / 19, False),
        ([10, 10, *[1] * 9], 20 / 29, True),
    ],
)
def test_the_same_few_are_a_tenth_that_makes_more_than_half_of_twenty(
    made: list[int], share: float | None, by_few: bool
) -> None:
    assert (equity.share_of_most_active(made), equity.is_by_few(made)) == (share, by_few)


def test_addresses_that_reach_one_letter_box_count_as_one() -> None:
    same = ["ann@example.org", "Ann+1@Example.org", " ann+work@example.org"]
    assert {rules.box_of(one) for one in same} == {"ann@example.org"}
    assert [
        pair for pair in combinations(["a@x.org", "b@x.org", "a@y.org"], 2) if len(set(map(rules.box_of, pair))) < 2
    ] == []
