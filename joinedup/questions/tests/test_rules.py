import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame.refusals import Refusal
from joinedup.questions import rules
from joinedup.questions.rules import Asking

ASKING = Asking(
    takes_questions=True,
    in_scope=True,
    here_today=0,
    limit_here=50,
    yours_today=0,
    words="When does the hub open?",
    as_it_is=False,
    next_on="7 May 2031",
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"takes_questions": False}, ("takes_no_questions",)),
        ({"in_scope": False}, ("not_in_scope",)),
        ({"here_today": 49}, ()),
        ({"here_today": 50}, ("too_many_here",)),
        ({"yours_today": 4}, ()),
        ({"yours_today": 5}, ("too_many_yours",)),
        ({"words": " \n "}, ("no_words",)),
        ({"words": "Ring 01865 496 0123"}, ("personal_details",)),
        ({"words": "Ring 01865 496 0123", "as_it_is": True}, ()),
        ({"here_today": 50, "words": ""}, ("too_many_here", "no_words")),
    ],
)
def test_a_question_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert tuple(refusal.code for refusal in rules.refusals_to_ask(replace(ASKING, **change))) == expected


def test_a_refusal_for_want_of_room_says_when_to_try_again() -> None:
    refusal = rules.refusals_to_ask(replace(ASKING, yours_today=5))[0]
    assert str(refusal) == (
        "5 questions have come from your connection today, and no more are taken. Please ask again on 7 May 2031."
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("When does the hub in Millbrook open?", ()),
        ("Write to ann.o-neill@post.example.org, please.", ("an e-mail address",)),
        ("My number is 07700 900 123.", ("a phone number",)),
        ("My number is 07700900123.", ("a phone number",)),
        ("Ring (01865) 496-0123", ("a phone number",)),
        ("Ring +44 7700 900123 after six", ("a phone number",)),
        ("My NHS number is 943 476 5919", ("an NHS number",)),
        ("My NHS number is 9434765919", ("an NHS number",)),
        ("The reference is 943 476 5918", ()),
        ("I live at 12 Mill Lane, Northtown, OX1 2AB", ("a home address",)),
        ("I live at 12b Mill Lane ox12ab", ("a home address",)),
        ("Buses to OX1 2AB are late", ()),
        ("It was promised in 2031 and cost £1,250,000 in 3 years", ()),
        ("Between 2019 and 2031, 12,500 of 48,000 children", ()),
        ("ann@example.org or 07700 900123", ("an e-mail address", "a phone number")),
    ],
)
def test_what_looks_like_a_private_detail_is_pointed_out(words: str, expected: tuple[str, ...]) -> None:
    assert rules.personal_details_in(words) == expected


@given(st.text(alphabet="0123456789 ()-.+@aA\n", max_size=400))
def test_any_text_can_be_looked_through(words: str) -> None:
    assert rules.personal_details_in(words) == rules.personal_details_in(words)


@pytest.mark.parametrize("piece", ["0 ", "1a ", "a@", "1 (", "9-", "12 OX1 2A"])
def test_a_long_text_is_looked_through_in_no_time(piece: str) -> None:
    started = time.perf_counter()
    rules.personal_details_in(piece * (10_000 // len(piece)))
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"convenes": False}, (rules.NOT_CONVENOR,)),
        ({"state": "open"}, (rules.DECIDED,)),
        ({"state": "declined"}, (rules.DECIDED,)),
        ({"organisation_stands": False}, (rules.ORGANISATION_NOT_IN,)),
    ],
)
def test_letting_through_is_refused_for_each_broken_rule(facts: dict[str, Any], expected: tuple[Refusal, ...]) -> None:
    holds = {"convenes": True, "state": "received", "organisation_stands": True}
    assert rules.refusals_to_let_through(**{**holds, **facts}) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"convenes": False}, (rules.NOT_CONVENOR,)),
        ({"state": "answered"}, (rules.DECIDED,)),
        ({"reason": " "}, (rules.NO_REASON,)),
    ],
)
def test_declining_is_refused_for_each_broken_rule(facts: dict[str, Any], expected: tuple[Refusal, ...]) -> None:
    assert rules.refusals_to_decline(**{"convenes": True, "state": "received", "reason": "Abuse.", **facts}) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"may_answer": False}, (rules.NOT_ANSWERER,)),
        ({"state": "received"}, (rules.NOT_OPEN,)),
        ({"state": "answered"}, (rules.NOT_OPEN,)),
        ({"answer": ""}, (rules.NO_ANSWER,)),
    ],
)
def test_answering_is_refused_for_each_broken_rule(facts: dict[str, Any], expected: tuple[Refusal, ...]) -> None:
    assert rules.refusals_to_answer(**{"may_answer": True, "state": "open", "answer": "In June.", **facts}) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"takes_part": False}, (rules.NOT_A_MEMBER,)),
        ({"answer": " "}, (rules.NO_ANSWER,)),
        ({"mend_by": date(2031, 5, 6)}, ()),
        ({"mend_by": date(2031, 5, 5)}, (rules.MENDED_BEFORE,)),
    ],
)
def test_answering_a_finding_is_refused_for_each_broken_rule(
    facts: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    holds = {"takes_part": True, "answer": "Known.", "mend_by": None, "today": date(2031, 5, 6)}
    assert rules.refusals_to_answer_finding(**{**holds, **facts}) == expected
