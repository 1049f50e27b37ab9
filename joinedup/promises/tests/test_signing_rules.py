"""The rules of signing, without a database."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from joinedup.frame.refusals import Refusal
from joinedup.promises.rules import signing as rules
from joinedup.promises.rules.agreements import HAS_ENDED, NO_CLAUSES

DAY = date(2031, 5, 6)
OFFER = rules.Offer(
    allowed=True, state="draft", number=1, clauses=3, must_sign=2, text_hash="a", seen_hash="a", as_kept=True
)
WORD = rules.Word(
    organisation="Open Door",
    is_open=True,
    is_party=True,
    has_left=False,
    in_post=True,
    has_power=True,
    spoke=False,
    text_hash="a",
    seen_hash="a",
    as_kept=True,
    stance="signs",
    words="",
)


def codes(refusals: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, [rules.NOT_CONVENOR]),
        ({"state": "ended"}, [HAS_ENDED]),
        ({"clauses": 0}, [NO_CLAUSES]),
        ({"must_sign": 1}, [rules.TOO_FEW_PARTIES]),
        ({"seen_hash": "b"}, [rules.MOVED_ON]),
        ({"as_kept": False}, [rules.TEXT_DIFFERS]),
        ({"open_number": 1, "seen_hash": "b"}, [rules.OPEN_ALREADY]),
    ],
)
def test_a_version_is_not_opened_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: list[Refusal]
) -> None:
    assert codes(rules.refusals_to_offer(replace(OFFER, **change))) == [one.code for one in expected]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"is_open": False, "has_power": False}, [rules.NOT_OPEN]),
        ({"is_party": False, "spoke": True}, [rules.NOT_A_PARTY]),
        ({"has_left": True}, [rules.PARTY_LEFT]),
        ({"in_post": False, "has_power": False}, [rules.LEFT_POST]),
        ({"has_power": False}, [rules.NO_POWER]),
        ({"spoke": True}, [rules.SIGNED_ALREADY]),
        ({"seen_hash": "b"}, [rules.ANOTHER_TEXT]),
        ({"as_kept": False}, [rules.TEXT_DIFFERS]),
        ({"stance": "perhaps"}, [rules.NO_STANCE]),
        ({"stance": "dissents"}, [rules.NO_WORDS]),
        ({"words": "But."}, [rules.WORDS_BESIDE]),
    ],
)
def test_a_word_is_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], expected: list[Refusal]) -> None:
    assert codes(rules.refusals_to_sign(replace(WORD, **change))) == [one.code for one in expected]


@pytest.mark.parametrize(
    ("required", "stances", "expected"),
    [
        (["a", "b"], {}, rules.WAITS),
        (["a", "b"], {"a": "signs"}, rules.WAITS),
        (["a", "b"], {"a": "signs", "b": "dissents"}, rules.WAITS),
        (["a", "b"], {"a": "signs", "b": "reserves"}, rules.COMES_INTO_FORCE),
        (["a", "b"], {"a": "signs", "b": "signs", "c": "dissents"}, rules.COMES_INTO_FORCE),
        (["a"], {"a": "signs"}, rules.FALLS_BACK),
        ([], {}, rules.FALLS_BACK),
    ],
)
def test_a_version_comes_into_force_waits_or_falls_back(
    required: list[str], stances: dict[str, str], expected: str
) -> None:
    assert rules.standing_of(required, stances) == expected


@pytest.mark.parametrize(
    ("months", "review", "ends", "expected"),
    [
        (None, None, None, (date(2032, 5, 6), None)),
        (24, None, None, (date(2032, 5, 6), date(2033, 5, 6))),
        (6, None, None, (date(2031, 11, 6), date(2031, 11, 6))),
        (None, date(2031, 9, 1), date(2031, 12, 31), (date(2031, 9, 1), date(2031, 12, 31))),
        (None, DAY, None, (date(2032, 5, 6), None)),
        (12, date(2040, 1, 1), None, (date(2032, 5, 6), date(2032, 5, 6))),
    ],
)
def test_review_and_end_follow_from_the_day_of_the_last_signature(
    months: int | None, review: date | None, ends: date | None, expected: tuple[date, date | None]
) -> None:
    assert rules.days_from(DAY, months, review, ends) == expected


def test_parties_are_asked_for_their_word_within_two_weeks() -> None:
    assert rules.asked_by(DAY) == date(2031, 5, 20)
