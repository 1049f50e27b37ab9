from dataclasses import replace
from datetime import date
from typing import Any

import pytest

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
        ({"words": "Ring 01632 960123"}, ("personal_details",)),
        ({"words": "Ring 01632 960123", "as_it_is": True}, ()),
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
