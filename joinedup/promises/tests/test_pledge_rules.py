from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.promises.rules import pledges as rules
from joinedup.promises.rules.pledges import (
    ACTIVE,
    DAY,
    JOINED,
    LAPSED,
    OFFERED,
    PLEDGE,
    Settled,
    Terms,
    Waiting,
    active_on,
    settle,
)

MAY, JUNE = date(2031, 5, 6), date(2031, 6, 1)
A_DAY = timedelta(days=1)
TERMS = Terms(
    allowed=True,
    words="Dig the beds",
    has_organisation=True,
    people="",
    is_member=True,
    condition=JOINED,
    threshold=3,
    has_other=False,
    other_belongs=True,
    other_state="",
    other_visibility="public",
    visibility="public",
    by_on=JUNE,
    today=MAY,
    agreement_belongs=True,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False, "words": " "}, ("not_allowed", "no_words")),
        ({"has_organisation": False}, ("nobody",)),
        ({"has_organisation": False, "people": "Traders"}, ()),
        ({"people": "Traders"}, ("two_who_pledge",)),
        ({"is_member": False}, ("not_a_member",)),
        ({"threshold": None}, ("no_threshold",)),
        ({"threshold": 0}, ("no_threshold",)),
        ({"threshold": 1_000_001}, ("no_threshold",)),
        ({"has_other": True, "other_state": OFFERED}, ("other_beside",)),
        ({"condition": PLEDGE}, ("threshold_beside", "no_other")),
        ({"condition": PLEDGE, "threshold": None, "has_other": True, "other_state": OFFERED}, ()),
        ({"condition": PLEDGE, "threshold": None, "has_other": True, "other_state": LAPSED}, ("other_over",)),
        ({"condition": PLEDGE, "threshold": None, "has_other": True, "other_belongs": False}, ("foreign_other",)),
        (
            {"condition": PLEDGE, "threshold": None, "has_other": True, "other_visibility": "partners"},
            ("other_narrower",),
        ),
        ({"by_on": MAY}, ()),
        ({"by_on": MAY - A_DAY}, ("day_past",)),
        ({"condition": DAY, "threshold": None, "by_on": MAY}, ("day_today",)),
        ({"condition": DAY, "threshold": None}, ()),
        ({"agreement_belongs": False}, ("foreign_agreement",)),
    ],
)
def test_a_pledge_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert tuple(one.code for one in rules.refusals_to_offer(replace(TERMS, **change))) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"state": ACTIVE}, ("pledge_settled",)),
        ({"joined": 1}, ("joined_already",)),
        ({"joined": 1, "alters": False, "alters_words": False}, ()),
        ({"rested_on": True}, ("rested_on",)),
        ({"rested_on": True, "alters_words": False}, ()),
    ],
)
def test_what_people_joined_or_rest_on_does_not_change_under_them(
    facts: dict[str, Any], expected: tuple[str, ...]
) -> None:
    said: dict[str, Any] = {
        "state": OFFERED,
        "joined": 0,
        "rested_on": False,
        "alters_words": True,
        "alters": True,
        **facts,
    }
    assert tuple(one.code for one in rules.refusals_to_change(**said)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"state": OFFERED}, ("not_active",)),
        ({"kept": "broken"}, ("no_reason",)),
        ({"kept": "broken", "because": "It rained."}, ()),
        ({"kept": "", "allowed": False}, ("not_allowed", "no_outcome")),
    ],
)
def test_only_what_is_active_is_kept_or_broken(facts: dict[str, Any], expected: tuple[str, ...]) -> None:
    said: dict[str, Any] = {"allowed": True, "state": ACTIVE, "kept": "kept", "because": "", **facts}
    assert tuple(one.code for one in rules.refusals_to_report(**said)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"state": ACTIVE}, ()),
        ({"today": JUNE + A_DAY}, ("pledge_not_open",)),
        ({"state": LAPSED}, ("pledge_not_open",)),
        ({"is_public": False}, ("pledge_not_public",)),
        ({"condition": DAY}, ("not_joined",)),
    ],
)
def test_people_join_what_waits_for_them_until_its_day(facts: dict[str, Any], expected: tuple[str, ...]) -> None:
    said: dict[str, Any] = {
        "condition": JOINED,
        "state": OFFERED,
        "is_public": True,
        "by_on": JUNE,
        "today": JUNE,
        **facts,
    }
    assert tuple(one.code for one in rules.refusals_to_join(**said)) == expected


def joined(count: int, of: int = 3, by: date = JUNE, **more: Any) -> Waiting:
    return Waiting(JOINED, by, threshold=of, joined=count, **more)


def on(other: int | None, by: date = JUNE, **more: Any) -> Waiting:
    return Waiting(PLEDGE, by, other=other, **more)


def test_a_full_number_makes_a_pledge_active_and_one_short_of_it_does_not() -> None:
    assert settle({1: joined(3), 2: joined(2)}, MAY) == {1: Settled(ACTIVE, MAY)}


def test_a_chain_becomes_active_from_its_first_link_on() -> None:
    chain = {1: joined(3), 2: on(1), 3: on(2), 4: on(3)}
    assert settle(chain, MAY) == dict.fromkeys(chain, Settled(ACTIVE, MAY))
    assert settle({**chain, 1: joined(2)}, MAY) == {}


def test_all_of_a_circle_become_active_together() -> None:
    circle = {1: on(3), 2: on(1), 3: on(2), 4: on(2)}
    assert settle(circle, MAY) == dict.fromkeys(circle, Settled(ACTIVE, MAY))


def test_a_circle_of_which_one_is_too_late_lapses_as_a_whole() -> None:
    circle = {1: on(2), 2: on(1, by=MAY - A_DAY)}
    assert settle(circle, MAY - A_DAY) == dict.fromkeys(circle, Settled(ACTIVE, MAY - A_DAY)), "in time"
    broken = {1: on(2, by=MAY), 2: on(1, by=MAY, state=LAPSED)}
    assert settle(broken, MAY) == {}
    assert settle(broken, MAY + A_DAY) == {1: Settled(LAPSED, MAY + A_DAY)}


def test_what_lapses_takes_what_rests_on_it_along_when_its_own_day_is_past() -> None:
    pledges = {1: joined(2, by=MAY), 2: on(1, by=MAY), 3: on(2, by=JUNE)}
    assert settle(pledges, MAY + A_DAY) == dict.fromkeys((1, 2), Settled(LAPSED, MAY + A_DAY))


def test_a_day_that_went_by_unseen_still_makes_what_rested_on_it_active_that_day() -> None:
    pledges = {1: Waiting(DAY, MAY), 2: on(1, by=MAY), 3: on(1, by=MAY - A_DAY)}
    seen_late = settle(pledges, JUNE)
    assert seen_late == {1: Settled(ACTIVE, MAY), 2: Settled(ACTIVE, MAY), 3: Settled(LAPSED, MAY)}


def test_what_was_kept_holds_and_what_was_broken_does_not() -> None:
    assert settle({1: joined(3, state="kept"), 2: on(1)}, MAY) == {2: Settled(ACTIVE, MAY)}
    assert settle({1: joined(3, state="broken"), 2: on(1)}, MAY) == {}


def test_what_became_active_stays_so_when_what_it_rests_on_is_broken() -> None:
    assert settle({1: joined(3, state="broken"), 2: on(1, state=ACTIVE)}, JUNE + A_DAY) == {}


def test_a_long_chain_settles_in_time() -> None:
    chain = {key: on(key + 1) for key in range(20_000)} | {20_000: joined(3)}
    assert len(settle(chain, MAY)) == 20_001


DAYS = st.integers(-3, 3).map(lambda days: MAY + timedelta(days=days))
PLEDGES = st.dictionaries(
    st.integers(0, 5),
    st.one_of(
        st.builds(Waiting, st.just(JOINED), DAYS, threshold=st.just(2), joined=st.integers(0, 3)),
        st.builds(Waiting, st.just(DAY), DAYS),
        st.builds(Waiting, st.just(PLEDGE), DAYS, other=st.integers(0, 6)),
        st.builds(Waiting, st.just(PLEDGE), DAYS, state=st.sampled_from([ACTIVE, "broken", LAPSED]), other=st.just(0)),
    ),
    max_size=6,
)


def holds_together(pledges: dict[int, Waiting], active: set[int]) -> bool:
    """Whether each of a set of pledges could be active on that day because of its own facts or of the others."""

    def met(one: Waiting) -> bool:
        stands = pledges.get(-1 if one.other is None else one.other)
        by_other = one.other in active or (stands is not None and stands.state in rules.HOLDS)
        by_day = {JOINED: one.joined >= one.threshold, DAY: one.by_on == MAY, PLEDGE: by_other}[one.condition]
        return one.state == OFFERED and one.by_on >= MAY and by_day

    return all(met(pledges[key]) for key in active)


@given(PLEDGES)
def test_the_largest_set_that_holds_together_becomes_active(pledges: dict[int, Waiting]) -> None:
    every = [set(some) for size in range(len(pledges) + 1) for some in combinations(pledges, size)]
    possible = [some for some in every if holds_together(pledges, some)]
    assert active_on(pledges, MAY) == set().union(*possible)
    assert holds_together(pledges, active_on(pledges, MAY))


@given(PLEDGES)
def test_settling_again_changes_nothing(pledges: dict[int, Waiting]) -> None:
    settled = settle(pledges, MAY)
    after = {
        key: replace(one, state=settled[key].state if key in settled else one.state) for key, one in pledges.items()
    }
    assert settle(after, MAY) == {}


@given(PLEDGES, st.lists(st.integers(-4, -1), max_size=4))
def test_it_makes_no_difference_how_often_or_how_late_anybody_looks(
    pledges: dict[int, Waiting], looks: list[int]
) -> None:
    once, often = settle(pledges, MAY), dict(pledges)
    seen: dict[int, Settled] = {}
    for day in (*sorted({MAY + timedelta(days=look) for look in (*looks, -4)}), MAY):
        settled = settle(often, day)
        often = {key: replace(one, state=settled[key].state) if key in settled else one for key, one in often.items()}
        seen |= settled
    assert {key: one.state for key, one in seen.items()} == {key: one.state for key, one in once.items()}
