from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from joinedup.promises.rules import chasing as rules
from joinedup.promises.rules.chasing import Debt, LinkFacts, Promised, Reminded

TODAY = date(2031, 5, 6)
A_DAY = timedelta(days=1)
AT = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
QUIET = Promised(
    due_on=date(2031, 9, 30), starts_on=date(2031, 4, 1), heard_on=date(2031, 5, 1), state="on_track", has_word=True
)
OPEN = LinkFacts(expires_at=AT + A_DAY)


@pytest.mark.parametrize(
    ("change", "owed"),
    [
        ({}, None),
        ({"due_on": TODAY}, None),
        ({"due_on": TODAY - A_DAY}, Debt("late", TODAY - A_DAY)),
        ({"due_on": TODAY - A_DAY, "heard_on": TODAY}, Debt("late", TODAY - A_DAY)),
        ({"due_on": TODAY - A_DAY, "heard_on": date(2030, 1, 1)}, Debt("late", TODAY - A_DAY)),
        ({"heard_on": TODAY - 90 * A_DAY}, None),
        ({"heard_on": TODAY - 91 * A_DAY}, Debt("news", TODAY - A_DAY)),
        ({"heard_on": None, "starts_on": TODAY - 91 * A_DAY}, Debt("news", TODAY - A_DAY)),
        ({"heard_on": None, "starts_on": None}, None),
        ({"due_on": TODAY + 14 * A_DAY, "heard_on": TODAY}, None),
        ({"due_on": TODAY + 14 * A_DAY, "heard_on": TODAY - A_DAY}, Debt("due", TODAY)),
        ({"due_on": TODAY + 15 * A_DAY, "heard_on": None}, None),
        ({"due_on": TODAY, "heard_on": None}, Debt("due", TODAY - 14 * A_DAY)),
        ({"due_on": None}, None),
        ({"has_word": False}, Debt("word")),
        ({"has_word": False, "due_on": TODAY - A_DAY}, Debt("late", TODAY - A_DAY)),
    ],
)
def test_of_a_promise_the_most_pressing_thing_is_owed(change: dict[str, object], owed: Debt | None) -> None:
    assert rules.what_is_owed(replace(QUIET, **change), TODAY, 90) == owed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last", "heard_on", "step"),
    [
        (None, None, 1),
        (None, TODAY, 1),
        (Reminded(1, TODAY), None, 2),
        (Reminded(2, TODAY), None, 3),
        (Reminded(3, TODAY), None, 4),
        (Reminded(4, TODAY), None, 4),
        (Reminded(1, TODAY), TODAY - A_DAY, 2),
        (Reminded(3, TODAY), TODAY, 1),
        (Reminded(3, TODAY), TODAY + A_DAY, 1),
    ],
)
def test_a_reminder_rises_by_one_step_until_something_is_heard(
    last: Reminded | None, heard_on: date | None, step: int
) -> None:
    assert rules.next_step(last, heard_on) == step


@pytest.mark.parametrize(
    ("last_on", "again_on"),
    [(None, TODAY), (TODAY, TODAY + 7 * A_DAY), (TODAY - 6 * A_DAY, TODAY + A_DAY), (TODAY - 7 * A_DAY, TODAY)],
)
def test_somebody_is_reminded_again_after_the_days_between(last_on: date | None, again_on: date) -> None:
    assert rules.may_be_reminded_on(last_on, TODAY, 7) == again_on


@pytest.mark.parametrize(
    ("allowed", "people", "codes"),
    [(True, 1, ()), (True, 0, ("nobody_to_remind",)), (False, 1, ("not_allowed",)), (False, 0, ("not_allowed",))],
)
def test_a_round_is_the_convenor_s_and_needs_somebody_to_remind(
    allowed: bool, people: int, codes: tuple[str, ...]
) -> None:
    assert tuple(one.code for one in rules.refusals_to_remind(allowed=allowed, people=people)) == codes


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"expires_at": AT}, "expired"),
        ({"is_withdrawn": True}, "withdrawn"),
        ({"still_asked": False}, "not_asked"),
        ({"is_over": True}, "over"),
        ({"is_used": True}, "used"),
        ({"is_used": True, "is_over": True, "expires_at": AT}, "used"),
        ({"is_over": True, "is_withdrawn": True, "still_asked": False}, "over"),
        ({"is_withdrawn": True, "still_asked": False}, "not_asked"),
        ({"is_withdrawn": True, "expires_at": AT}, "withdrawn"),
    ],
)
def test_a_closed_link_says_the_one_reason_that_helps(change: dict[str, object], why: str) -> None:
    link = replace(OPEN, **change)  # type: ignore[arg-type]
    assert rules.why_closed(link, AT) == why
    refusals = rules.refusals_to_answer(link, AT, answer="kept", offered=rules.REPORTS, because="")
    assert [one.code for one in refusals] == ([f"link_{why}"] if why else [])


@pytest.mark.parametrize(
    ("answer", "because", "codes"),
    [
        ("accepted", "", ()),
        ("declined", "Too busy.", ()),
        ("declined", "  ", ("no_reason",)),
        ("kept", "", ("no_answer",)),
        ("anything", "", ("no_answer",)),
    ],
)
def test_a_link_takes_the_answers_that_its_page_offers(answer: str, because: str, codes: tuple[str, ...]) -> None:
    offered = rules.answers_offered(of_part=True, stands_in=False, word="")
    said = rules.refusals_to_answer(OPEN, AT, answer=answer, offered=offered, because=because)
    assert tuple(one.code for one in said) == codes


@pytest.mark.parametrize(
    ("of_part", "stands_in", "word", "offered"),
    [
        (False, False, "", ("accepted", "on_track", "late", "kept", "not_done", "declined")),
        (False, False, "accepted", ("on_track", "late", "kept", "not_done", "declined")),
        (False, True, "", ("on_track", "late", "kept", "not_done")),
        (True, False, "", ("accepted", "declined")),
        (True, True, "", ("accepted", "declined")),
    ],
)
def test_whoever_steps_in_reports_but_does_not_speak_for_the_lead(
    of_part: bool, stands_in: bool, word: str, offered: tuple[str, ...]
) -> None:
    assert rules.answers_offered(of_part=of_part, stands_in=stands_in, word=word) == offered


@pytest.mark.parametrize(
    ("change", "made_ago", "has_address", "codes"),
    [
        ({"expires_at": AT}, 14 * A_DAY, True, ()),
        ({"is_withdrawn": True}, A_DAY, True, ()),
        ({"is_withdrawn": True}, A_DAY - timedelta(seconds=1), True, ("sent_a_day_ago",)),
        ({"expires_at": AT}, 14 * A_DAY, False, ("no_address",)),
        ({}, 14 * A_DAY, True, ("link_goes_on",)),
        ({"is_used": True}, 14 * A_DAY, True, ("link_used",)),
        ({"still_asked": False, "expires_at": AT}, 14 * A_DAY, True, ("link_not_asked",)),
        ({"is_over": True, "expires_at": AT}, 14 * A_DAY, True, ("link_over",)),
    ],
)
def test_a_fresh_link_is_sent_for_an_old_one_at_most_once_a_day(
    change: dict[str, object], made_ago: timedelta, has_address: bool, codes: tuple[str, ...]
) -> None:
    link = replace(OPEN, **change)  # type: ignore[arg-type]
    said = rules.refusals_to_send_anew(link, AT, last_made_at=AT - made_ago, has_address=has_address)
    assert tuple(one.code for one in said) == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, ()),
        ({"is_lead": False}, ("not_allowed",)),
        ({"goes_on": False}, ("link_over",)),
        ({"declines": True}, ("no_reason",)),
        ({"declines": True, "because": "On leave."}, ()),
    ],
)
def test_only_the_lead_says_whether_they_lead(change: dict[str, object], codes: tuple[str, ...]) -> None:
    facts = {"is_lead": True, "goes_on": True, "declines": False, "because": "", **change}
    assert tuple(one.code for one in rules.refusals_to_lead(**facts)) == codes  # type: ignore[arg-type]
