from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from joinedup.reviews import rules
from joinedup.reviews.kits import kits
from joinedup.reviews.rules import Given

TODAY = date(2031, 5, 6)
START: dict[str, Any] = {
    "allowed": True,
    "is_open": False,
    "about_known": True,
    "closes_on": TODAY + timedelta(days=14),
    "today": TODAY,
}
ANSWER: dict[str, Any] = {"takes_part": True, "own": True, "state": "open", "answered": False}
GIVEN = {"results": Given(mark=3)}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (rules.NOT_CONVENOR,)),
        ({"is_open": True, "about_known": False}, (rules.OPEN_ALREADY, rules.FOREIGN)),
        ({"closes_on": TODAY}, (rules.CLOSES_TOO_SOON,)),
        ({"closes_on": TODAY + timedelta(days=181)}, (rules.CLOSES_TOO_LATE,)),
    ],
)
def test_a_review_is_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], expected: object) -> None:
    assert rules.refusals_to_start(**{**START, **change}) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"takes_part": False}, (rules.NOT_A_MEMBER,)),
        ({"own": False}, (rules.NOT_YOURS,)),
        ({"state": "closed"}, (rules.IS_CLOSED,)),
        ({"answered": True}, (rules.ANSWERED_ALREADY,)),
    ],
)
def test_answers_are_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], expected: object) -> None:
    assert rules.refusals_to_answer(kits()["nine"], GIVEN, **{**ANSWER, **change}) == expected


@pytest.mark.parametrize(
    ("kit", "given", "expected"),
    [
        ("nine", {}, (rules.NOTHING_ANSWERED,)),
        ("nine", {"results": Given(words="  ")}, (rules.NOTHING_ANSWERED,)),
        ("nine", {"results": Given(mark=6)}, (rules.OFF_THE_SCALE.at("results"),)),
        ("nine", {"results": Given(mark=0)}, (rules.OFF_THE_SCALE.at("results"),)),
        ("mode", {"good": Given(option="anarchy")}, (rules.NO_SUCH_OPTION.at("good"),)),
        ("mode", {"good": Given(mark=3, option="market")}, (rules.OFF_THE_SCALE.at("good"),)),
        ("mode", {"good": Given(option="market")}, ()),
    ],
)
def test_what_does_not_fit_its_question_is_refused_there(kit: str, given: Any, expected: object) -> None:
    assert rules.refusals_to_answer(kits()[kit], given, **ANSWER) == expected


@pytest.mark.parametrize(
    ("is_anonymous", "state", "responses", "expected"),
    [
        (False, "open", 1, False),
        (True, "open", 100, True),
        (True, "closed", 9, True),
        (True, "closed", 10, False),
    ],
)
def test_answers_without_names_are_withheld_until_ten_are_closed(
    is_anonymous: bool, state: str, responses: int, expected: bool
) -> None:
    assert rules.is_withheld(is_anonymous=is_anonymous, state=state, responses=responses) is expected


@pytest.mark.parametrize(
    ("allowed", "state", "expected"),
    [(True, "open", ()), (True, "closed", (rules.IS_CLOSED,)), (False, "open", (rules.NOT_CONVENOR,))],
)
def test_a_review_is_closed_once_and_by_the_convenor(allowed: bool, state: str, expected: object) -> None:
    assert rules.refusals_to_close(allowed=allowed, state=state) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"state": "open"}, (rules.IS_OPEN,)),
        ({"state": "concluded"}, (rules.CONCLUDED_ALREADY,)),
        ({"conclusion": " "}, (rules.NOTHING_CONCLUDED,)),
        ({"allowed": False}, (rules.NOT_CONVENOR,)),
    ],
)
def test_a_conclusion_is_written_once_and_after_closing(change: dict[str, Any], expected: object) -> None:
    said: dict[str, Any] = {"allowed": True, "state": "closed", "conclusion": "We shall meet.", **change}
    assert rules.refusals_to_conclude(**said) == expected


def test_an_answer_of_spaces_says_nothing() -> None:
    assert not replace(Given(mark=1), mark=None, words=" ").says_something
