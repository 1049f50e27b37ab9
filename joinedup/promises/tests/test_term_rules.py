from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.kinds.shape import Term
from joinedup.promises.rules import compacts, terms
from joinedup.promises.rules.terms import Aim, Contest, Period, Proof, TrackRecord

TERM = Term(first_months=12, longest_months=60, months_a_good_year=12)
SINCE, TODAY = date(2029, 5, 6), date(2031, 5, 6)
SECOND = date(2030, 5, 6)
SLOTS = ("open", "honest")
DAY = timedelta(days=1)


def proof(slot: str, from_on: date, until_on: date) -> Proof:
    return Proof(slot, Period(from_on, until_on))


ALL_SHOWN = tuple(proof(slot, SINCE, TODAY) for slot in SLOTS)
RECORD = TrackRecord(since=SINCE, today=TODAY, slots=SLOTS, proofs=ALL_SHOWN, contests=(), aims=())


def months(**change: Any) -> int:
    return terms.earned(replace(RECORD, **change), TERM).months


def test_a_term_starts_with_the_first_and_grows_by_each_good_year() -> None:
    assert [months(today=day) for day in (SINCE, SECOND - DAY, SECOND, TODAY - DAY, TODAY)] == [12, 12, 24, 24, 36]


def test_a_term_never_grows_beyond_the_longest() -> None:
    late = date(2049, 5, 6)
    assert months(today=late, proofs=tuple(proof(slot, SINCE, late) for slot in SLOTS)) == 60


def test_the_compact_s_own_file_says_the_months() -> None:
    assert agreement_kinds()["compact"].term == TERM


@pytest.mark.parametrize(
    ("without", "expected"),
    [(0, 36), (30, 36), (31, 24), (365, 24)],
)
def test_a_year_may_go_thirty_days_without_evidence_and_not_more(without: int, expected: int) -> None:
    gap = (proof("honest", SINCE, SECOND), proof("honest", SECOND + without * DAY, TODAY))
    assert months(proofs=(ALL_SHOWN[0], *gap)) == expected


def test_days_without_evidence_are_added_up_over_the_year_and_overlaps_count_once() -> None:
    holes = (
        proof("honest", SINCE, SINCE + 100 * DAY),
        proof("honest", SINCE + 20 * DAY, SINCE + 90 * DAY),
        proof("honest", SINCE + 116 * DAY, SINCE + 200 * DAY),
        proof("honest", SINCE + 215 * DAY, TODAY),
    )
    assert terms.earned(replace(RECORD, proofs=(ALL_SHOWN[0], *holes)), TERM).years[0].unshown == ("honest",)


def test_untested_trust_is_no_trust_without_evidence_no_year_is_good() -> None:
    earned = terms.earned(replace(RECORD, proofs=()), TERM)
    assert (earned.months, [year.unshown for year in earned.years]) == (12, [SLOTS, SLOTS])


@pytest.mark.parametrize(
    ("replied", "settled", "expected"),
    [(28, 90, 36), (29, 90, 24), (28, 91, 24), (0, 0, 36)],
)
def test_a_challenge_is_replied_to_within_twenty_eight_days_and_settled_within_ninety(
    replied: int, settled: int, expected: int
) -> None:
    raised = SINCE + 10 * DAY
    assert months(contests=(Contest(raised, raised + replied * DAY, raised + settled * DAY),)) == expected


@pytest.mark.parametrize(("ago", "expected"), [(28, 36), (29, 24), (90, 24), (91, 12)])
def test_a_challenge_without_reply_spoils_the_year_and_unrepaired_sets_the_term_back(ago: int, expected: int) -> None:
    assert months(contests=(Contest(TODAY - ago * DAY),)) == expected


def test_a_breach_that_is_replied_to_but_never_repaired_sets_the_term_back_until_it_is() -> None:
    raised = TODAY - 200 * DAY
    replied = Contest(raised, raised + DAY)
    assert months(contests=(replied,)) == 12
    assert months(contests=(replace(replied, settled_on=TODAY),)) == 24


def test_a_challenge_alone_costs_nothing() -> None:
    every_month = tuple(
        Contest(SINCE + n * 30 * DAY, SINCE + (n * 30 + 5) * DAY, SINCE + (n * 30 + 9) * DAY) for n in range(12)
    )
    assert months(contests=every_month) == 36


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        (Aim(SINCE, is_met=False), 24),
        (Aim(SINCE, is_met=True), 36),
        (Aim(TODAY, is_met=False), 36),
        (Aim(TODAY - DAY, is_met=False), 24),
    ],
)
def test_a_year_in_which_a_target_fell_due_and_was_missed_is_not_good(aim: Aim, expected: int) -> None:
    assert months(aims=(aim,)) == expected


@given(st.integers(0, 9), st.integers(0, 364))
def test_no_term_is_shorter_than_the_first_or_longer_than_the_longest(years: int, days: int) -> None:
    today = terms.after(SINCE, 12 * years) + days * DAY
    shown = tuple(proof(slot, SINCE, today + DAY) for slot in SLOTS)
    assert months(today=today, proofs=shown) == min(60, 12 + 12 * years)


def test_what_is_not_shown_on_a_day_is_told_in_the_order_of_the_slots() -> None:
    assert terms.not_shown(SLOTS, ALL_SHOWN, TODAY) == SLOTS
    assert terms.not_shown(SLOTS, ALL_SHOWN, TODAY - DAY) == ()


SHOWING = compacts.Showing(
    allowed=True,
    is_compact=True,
    has_ended=False,
    slot_known=True,
    words="Papers",
    url="https://a.example",
    shown_on=TODAY,
    today=TODAY,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"url": "", "shown_on": TODAY - 30 * DAY}, ()),
        ({"allowed": False}, (compacts.NOT_A_PARTY,)),
        ({"is_compact": False, "slot_known": False}, (compacts.NO_COMPACT,)),
        ({"has_ended": True}, (compacts.HAS_ENDED,)),
        ({"slot_known": False, "words": " "}, (compacts.UNKNOWN_SLOT, compacts.NOTHING_SHOWN)),
        ({"url": "javascript:alert(1)"}, (compacts.NO_LINK,)),
        ({"shown_on": TODAY + DAY}, (compacts.SHOWN_LATER,)),
        ({"shown_on": TODAY - 31 * DAY}, (compacts.SHOWN_LONG_AGO.about(days=30),)),
    ],
)
def test_evidence_is_refused_for_each_broken_rule_and_no_other(change: Any, expected: tuple[object, ...]) -> None:
    assert compacts.refusals_to_show_evidence(replace(SHOWING, **change)) == expected


@pytest.mark.parametrize(
    ("state", "open_to"),
    [("raised", {"replied", "rejected"}), ("replied", {"repaired"}), ("repaired", set()), ("rejected", set())],
)
def test_a_challenge_moves_on_and_never_back(state: str, open_to: set[str]) -> None:
    said: dict[str, Any] = {"allowed": True, "words": "x", "nobody": compacts.NOT_A_PARTY, "empty": compacts.NO_REPLY}
    moves = {to for to in compacts.MOVES if not compacts.refusals_to_move(state, to, **said)}
    assert moves == open_to


HEARING = compacts.Hearing(state="concluded", closed_on=TODAY, is_used=False)
RENEWING = compacts.Renewing(
    allowed=True, is_compact=True, is_in_force=True, months=36, carried=36, not_shown=(), hearing=HEARING, today=TODAY
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"months": 12}, ()),
        ({"months": 0}, (compacts.NO_MONTHS,)),
        ({"months": 37}, (compacts.TERM_NOT_CARRIED.about(months=36),)),
        ({"allowed": False, "is_in_force": False}, (compacts.NOT_CONVENOR, compacts.NOT_IN_FORCE)),
        ({"is_compact": False}, (compacts.NO_COMPACT,)),
        ({"not_shown": ("Failures", "Peers")}, (compacts.NOT_SHOWN.about(slots="Failures; Peers"),)),
        ({"hearing": None}, (compacts.NO_HEARING,)),
        ({"hearing": replace(HEARING, state="closed")}, (compacts.HEARING_OPEN,)),
        ({"hearing": replace(HEARING, closed_on=TODAY - 184 * DAY)}, (compacts.HEARING_TOO_OLD,)),
        ({"hearing": replace(HEARING, closed_on=TODAY - 183 * DAY)}, ()),
        ({"hearing": replace(HEARING, is_used=True)}, (compacts.HEARD_ALREADY,)),
    ],
)
def test_a_renewal_is_refused_for_each_broken_rule_and_no_other(change: Any, expected: tuple[object, ...]) -> None:
    assert compacts.refusals_to_renew(replace(RENEWING, **change)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (compacts.NOT_SIGNED_IN,)),
        ({"is_compact": False, "is_in_force": False}, (compacts.NO_COMPACT, compacts.NOT_IN_FORCE)),
        ({"waits": True, "words": ""}, (compacts.WAITS_FOR_REPLY, compacts.NO_CHALLENGE)),
    ],
)
def test_a_challenge_is_refused_for_each_broken_rule_and_no_other(change: Any, expected: tuple[object, ...]) -> None:
    said = {"allowed": True, "is_compact": True, "is_in_force": True, "waits": False, "words": "x", **change}
    assert compacts.refusals_to_challenge(**said) == expected
