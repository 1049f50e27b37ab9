from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.promises.rules import deals as rules
from joinedup.promises.rules.deals import Deal, SignUps, Word

WORD = Word(allowed=True, side="ours", shared=True, standing="kept", words="", evidence_url="", said_today=False)
DEAL = Deal(takes_sign_ups=True, is_public=True, in_force=True, sides=frozenset({"ours", "yours"}))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, ("not_allowed",)),
        ({"side": ""}, ("no_pledge",)),
        ({"shared": False}, ("still_draft",)),
        ({"standing": ""}, ("no_standing",)),
        ({"standing": "broken"}, ("no_reason",)),
        ({"standing": "broken", "words": "The grant ended."}, ()),
        ({"side": "yours"}, ("nothing_shown",)),
        ({"side": "yours", "standing": "partly"}, ("nothing_shown",)),
        ({"side": "yours", "standing": "open"}, ()),
        ({"side": "yours", "evidence_url": "https://northtown.example/waste"}, ()),
        ({"side": "yours", "words": "Half as much goes to landfill."}, ()),
        ({"said_today": True}, ("once_a_day",)),
        ({"evidence_url": "javascript:alert(1)"}, ("no_link",)),
    ],
)
def test_how_a_pledge_stands_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert tuple(one.code for one in rules.refusals_to_state(replace(WORD, **change))) == expected


@pytest.mark.parametrize(
    ("change", "group", "expected"),
    [
        ({}, "resident", ()),
        ({}, "mayor", ("no_group",)),
        ({"takes_sign_ups": False}, "resident", ("takes_no_sign_ups",)),
        ({"is_public": False, "in_force": False}, "resident", ("deal_not_public", "deal_not_in_force")),
        ({"sides": frozenset({"yours"})}, "resident", ("one_sided",)),
        ({"sides": frozenset({"ours"})}, "resident", ("one_sided",)),
    ],
)
def test_a_deal_takes_sign_ups_once_it_is_two_sided_public_and_in_force(
    change: dict[str, Any], group: str, expected: tuple[str, ...]
) -> None:
    refusals = rules.refusals_to_sign_up(replace(DEAL, **change), group=group, groups=("resident", "works"))
    assert tuple(one.code for one in refusals) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 4, "b": 5}, SignUps(None, {"a": None, "b": None})),
        ({"a": 10, "b": 0}, SignUps(10, {"a": 10, "b": None})),
        ({"a": 30, "b": 20}, SignUps(50, {"a": 30, "b": 20})),
        ({"a": 30, "b": 20, "c": 9}, SignUps(59, {"a": 30, "b": None, "c": None})),
        ({"a": 30, "b": 5, "c": 6}, SignUps(41, {"a": 30, "b": None, "c": None})),
        ({"a": 30, "b": 2, "c": 3}, SignUps(35, {"a": None, "b": None, "c": None})),
    ],
)
def test_a_group_of_fewer_than_ten_is_withheld_and_so_is_what_would_tell(
    counts: dict[str, int], expected: SignUps
) -> None:
    assert rules.shown(counts) == expected


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 30), min_size=1))
def test_no_count_that_is_shown_tells_of_fewer_than_ten(counts: dict[str, int]) -> None:
    shown = rules.shown(counts)
    known = {group: count for group, count in shown.groups.items() if count is not None}
    assert all(count >= rules.FEWEST_SHOWN and count == counts[group] for group, count in known.items())
    if shown.total is not None:
        left = shown.total - sum(known.values())
        assert left == 0 or left >= rules.FEWEST_SHOWN


def test_each_side_is_counted_and_silence_counts_as_not_yet_known() -> None:
    assert rules.tally(["kept", "", "open", "broken", "partly", "kept"]) == {
        "kept": 2,
        "partly": 1,
        "broken": 1,
        "open": 2,
    }
