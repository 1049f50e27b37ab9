"""The judgements of meetings, without a database."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules import agendas, meetings
from joinedup.partners.rules.meetings import (
    AGREED,
    CANCELLED,
    HELD,
    OPEN,
    PLANNED,
    TRANSITIONS,
    Later,
    MeetingFacts,
    When,
    instants,
    refusals_to_agree,
    refusals_to_cancel,
    refusals_to_go_on,
    refusals_to_meet_at,
    refusals_to_open,
    refusals_to_plan,
)
from joinedup.partners.rules.naming import NOT_ALLOWED

LONDON = ZoneInfo("Europe/London")
SPRING_FORWARD, FALL_BACK, A_DAY = date(2027, 3, 28), date(2027, 10, 31), date(2027, 6, 1)
STATES = (PLANNED, OPEN, HELD, AGREED, CANCELLED)
FACTS = MeetingFacts(allowed=True, name="Board")
WAY_ON = {(PLANNED, OPEN), (PLANNED, CANCELLED), (OPEN, HELD), (HELD, AGREED)}


def codes(refusals: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize(
    ("day", "begins", "ends", "expected"),
    [
        (A_DAY, time(10), time(12), []),
        (A_DAY, time(12), time(12), [("ends_first", "ends")]),
        (A_DAY, time(12), time(10), [("ends_first", "ends")]),
        (SPRING_FORWARD, time(0, 30), time(2, 0), []),
        (SPRING_FORWARD, time(1, 0), time(3), [("no_such_time", "begins")]),
        (SPRING_FORWARD, time(0, 30), time(1, 59), [("no_such_time", "ends")]),
        (FALL_BACK, time(1, 0), time(3), [("time_twice", "begins")]),
        (FALL_BACK, time(0, 59), time(1, 30), [("time_twice", "ends")]),
        (FALL_BACK, time(2, 0), time(3), []),
        (date(2200, 1, 1), time(10), time(12), [("too_far", "day")]),
    ],
)
def test_there_is_a_meeting_only_at_times_that_exist_once(
    day: date, begins: time, ends: time, expected: list[tuple[str, str]]
) -> None:
    refused = refusals_to_meet_at(When(day, begins, ends), LONDON)
    assert [(one.code, one.field) for one in refused] == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 22))
def test_a_time_of_day_that_is_accepted_is_read_back_as_it_was_given(day: date, hour: int) -> None:
    when = When(day, time(hour), time(hour + 1))
    if not refusals_to_meet_at(when, LONDON):
        begins, ends = instants(when, LONDON)
        assert begins.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, time(hour))
        assert ends.astimezone(LONDON).time() == time(hour + 1)
        assert ends > begins


def test_the_same_time_of_day_lies_an_hour_apart_before_and_after_the_clock_changes() -> None:
    before, _ = instants(When(SPRING_FORWARD - timedelta(days=1), time(10), time(11)), LONDON)
    after, _ = instants(When(SPRING_FORWARD, time(10), time(11)), LONDON)
    assert after - before == timedelta(hours=23)


@pytest.mark.parametrize(("state", "to"), list(product(STATES, STATES)))
def test_a_meeting_goes_on_only_the_way_that_the_table_says(state: str, to: str) -> None:
    assert (refusals_to_go_on(state, to=to, allowed=True) == ()) == ((state, to) in WAY_ON)
    assert NOT_ALLOWED in refusals_to_go_on(state, to=to, allowed=False)


def test_agreed_minutes_and_cancelled_meetings_are_the_end() -> None:
    assert (TRANSITIONS[AGREED], TRANSITIONS[CANCELLED]) == ((), ())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"name": ""}, ["name_missing"]),
        ({"body_belongs": False}, ["foreign_body"]),
        ({"draft_fits": False}, ["not_your_draft"]),
        ({"join_url": "javascript:alert(1)"}, ["not_a_link"]),
        ({"join_url": "https://meet.example.org"}, []),
        ({"state": OPEN}, []),
        ({"state": OPEN, "is_moved": True}, ["has_begun"]),
        ({"state": HELD, "is_moved": True}, ["has_begun"]),
        ({"state": AGREED}, ["minutes_agreed"]),
        ({"state": AGREED, "is_moved": True}, ["minutes_agreed"]),
        ({"state": CANCELLED, "is_moved": True}, ["meeting_cancelled"]),
    ],
)
def test_a_meeting_is_planned_or_changed_unless_a_rule_is_broken(
    change: dict[str, object], expected: list[str]
) -> None:
    assert codes(refusals_to_plan(replace(FACTS, **change))) == expected  # type: ignore[arg-type]


def test_a_meeting_is_cancelled_with_a_reason_only() -> None:
    assert codes(refusals_to_cancel(PLANNED, allowed=True, reason="")) == ["cancel_why"]
    assert codes(refusals_to_cancel(PLANNED, allowed=True, reason="Snow.")) == []
    assert codes(refusals_to_cancel(CANCELLED, allowed=True, reason="Snow.")) == ["meeting_cancelled"]


@pytest.mark.parametrize(
    ("state", "is_draft", "days", "expected"),
    [
        (PLANNED, False, 0, []),
        (PLANNED, False, -1, []),
        (PLANNED, False, 1, ["not_the_day"]),
        (PLANNED, True, 0, ["is_draft"]),
        (OPEN, False, 0, ["not_planned"]),
        (HELD, False, 0, ["meeting_closed"]),
    ],
)
def test_a_meeting_is_opened_on_its_day(state: str, is_draft: bool, days: int, expected: list[str]) -> None:
    day = A_DAY + timedelta(days=days)
    assert codes(refusals_to_open(state, allowed=True, is_draft=is_draft, day=day, today=A_DAY)) == expected


@pytest.mark.parametrize(
    ("state", "later", "expected"),
    [
        (HELD, Later(True, True, OPEN), []),
        (HELD, Later(True, True, HELD), []),
        (HELD, Later(True, True, AGREED), []),
        (HELD, Later(True, True, PLANNED), ["agreed_elsewhere"]),
        (HELD, Later(True, True, CANCELLED), ["agreed_elsewhere"]),
        (HELD, Later(False, True, OPEN), ["agreed_elsewhere"]),
        (HELD, Later(True, False, OPEN), ["agreed_elsewhere"]),
        (OPEN, Later(True, True, OPEN), ["not_closed"]),
        (AGREED, Later(True, True, OPEN), ["minutes_agreed"]),
    ],
)
def test_minutes_are_agreed_at_a_later_meeting_of_the_same_body(state: str, later: Later, expected: list[str]) -> None:
    assert codes(refusals_to_agree(state, later, allowed=True)) == expected


@pytest.mark.parametrize(
    ("to", "may"),
    [(agendas.LIST, {PLANNED, OPEN}), (agendas.TAKE_OFF, {PLANNED}), (agendas.MINUTE, {OPEN, HELD})],
)
def test_an_agenda_is_made_minuted_and_cut_in_some_states_only(to: str, may: set[str]) -> None:
    assert {state for state in STATES if not agendas.refusals_in_state(state, to=to)} == may


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"state": AGREED}, ["minutes_agreed"]),
        ({"state": PLANNED}, ["not_open"]),
        ({"settled": True}, []),
        ({"is_referred": True}, []),
        ({"settled": True, "is_referred": True}, ["settled_and_referred"]),
        ({"is_referred": True, "body_fits": False}, ["foreign_referral"]),
    ],
)
def test_an_item_is_minuted_unless_a_rule_is_broken(change: dict[str, object], expected: list[str]) -> None:
    facts = agendas.MinuteFacts(allowed=True, state=OPEN, settled=False, is_referred=False, body_fits=True)
    assert codes(agendas.refusals_to_minute(replace(facts, **change))) == expected  # type: ignore[arg-type]


def test_an_agenda_holds_so_many_items_and_no_more() -> None:
    assert agendas.refusals_to_list(allowed=True, state=PLANNED, title="Bread", items=agendas.MOST_ITEMS) == ()
    refused = agendas.refusals_to_list(allowed=True, state=PLANNED, title="", items=agendas.MOST_ITEMS + 1)
    assert codes(refused) == ["title_missing", "too_many_items"]


def test_every_sentence_of_a_refusal_can_be_said() -> None:
    rooms = (meetings, agendas)
    refusals = [value for room in rooms for value in vars(room).values() if isinstance(value, Refusal)]
    about = {"time": "1", "day": "2", "most": 3, "who": "4"}
    assert all(str(refusal.about(**about)) for refusal in refusals)
