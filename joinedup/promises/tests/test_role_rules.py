from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from joinedup.promises.rules import roles as rules

TODAY = date(2031, 5, 6)
STATEMENT = rules.Statement(
    allowed=True,
    kind="expects",
    words="Visits",
    organisation=1,
    is_member=True,
    of=2,
    of_is_member=True,
    of_people="",
)
ANSWER = rules.Answer(
    convenes=False,
    asked=True,
    speaks_for_answer=True,
    is_expectation=True,
    is_withdrawn=False,
    of=2,
    expecting=1,
    answering=2,
    answer_kind="will",
    answer_holds=True,
    expectation_audience="partners",
    answer_audience="partners",
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"of": None, "of_is_member": False, "of_people": "parents"}, ()),
        ({"of": None, "of_is_member": False}, ()),
        ({"kind": "will", "of": None, "of_is_member": False}, ()),
        ({"allowed": False, "is_member": False}, (rules.NOT_YOURS, rules.NOT_A_MEMBER)),
        ({"words": "  "}, (rules.NO_WORDS,)),
        ({"kind": "will"}, (rules.ONLY_OF_EXPECTED,)),
        ({"kind": "will_not", "of": None, "of_people": "parents"}, (rules.ONLY_OF_EXPECTED,)),
        ({"of_people": "parents"}, (rules.OF_BOTH,)),
        ({"of_is_member": False}, (rules.OF_A_STRANGER,)),
        ({"of": 1}, (rules.OF_ITSELF,)),
    ],
)
def test_a_statement_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[object, ...]
) -> None:
    assert rules.refusals_to_undertake(replace(STATEMENT, **change)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"asked": False}, (rules.NOT_ASKED,)),
        ({"asked": False, "speaks_for_answer": False, "convenes": True}, ()),
        ({"speaks_for_answer": False}, (rules.NOT_SAID_BY_YOU,)),
        ({"is_expectation": False, "is_withdrawn": True}, (rules.NOT_EXPECTED, rules.WITHDRAWN)),
        ({"answer_kind": "will_not"}, ()),
        ({"answer_kind": "expects"}, (rules.NO_ANSWER,)),
        ({"answer_holds": False}, (rules.NO_ANSWER,)),
        ({"answering": 3}, (rules.ANSWERS_FOR_ANOTHER,)),
        ({"answering": 3, "of": None}, ()),
        ({"answering": 1, "of": None}, (rules.ANSWERS_ITSELF,)),
        ({"expectation_audience": "public"}, (rules.LESS_SEEN,)),
        ({"answer_audience": "public"}, ()),
    ],
)
def test_an_answer_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[object, ...]
) -> None:
    assert rules.refusals_to_match(replace(ANSWER, **change)) == expected  # type: ignore[arg-type]


def test_what_is_said_is_confirmed_once_a_day_by_its_own_people_and_not_after_it_was_withdrawn() -> None:
    holds = {"allowed": True, "is_withdrawn": False, "said_on": date(2030, 5, 6), "today": TODAY}
    for change, expected in (
        ({}, ()),
        ({"said_on": TODAY}, (rules.CONFIRMED_TODAY,)),
        ({"allowed": False, "is_withdrawn": True}, (rules.NOT_YOURS, rules.WITHDRAWN)),
    ):
        assert rules.refusals_to_confirm(**{**holds, **change}) == expected  # type: ignore[arg-type]
    assert rules.refusals_to_withdraw(allowed=False, is_withdrawn=True) == (rules.NOT_YOURS, rules.WITHDRAWN)
    assert rules.refusals_to_withdraw(allowed=True, is_withdrawn=False) == ()


@pytest.mark.parametrize(
    ("was", "visibility", "expected"),
    [
        ("draft", "public", ()),
        ("public", "partners", ()),
        ("draft", "draft", ()),
        ("partners", "draft", (rules.BACK_TO_DRAFT,)),
    ],
)
def test_what_was_shared_is_no_draft_again(was: str, visibility: str, expected: tuple[object, ...]) -> None:
    assert rules.refusals_to_share(allowed=True, was=was, visibility=visibility) == expected


@pytest.mark.parametrize(("said_on", "due"), [(date(2030, 5, 6), True), (date(2030, 5, 7), False)])
def test_what_was_said_a_year_ago_is_to_be_confirmed(said_on: date, due: bool) -> None:
    assert rules.is_due_again(said_on, TODAY) == due


def test_an_expectation_stands_by_what_answers_it() -> None:
    assert [rules.standing_of(kind) for kind in (None, "will", "will_not")] == ["unmet", "met", "refused"]


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ("Visits to new families", "Visit every family at home", Fraction(1)),
        ("Visits to new families", "Visit the library", Fraction(0)),
        ("Open the hub on Saturday mornings", "The hub is open on Saturdays and Sundays", Fraction(2, 3)),
        ("Shall visit with them", "Shall call with them", Fraction(0)),
        ("", "", Fraction(0)),
    ],
)
def test_statements_are_alike_by_the_long_words_that_both_have(one: str, other: str, part: Fraction) -> None:
    assert rules.likeness(rules.words_of(one), rules.words_of(other)) == part


def test_two_shared_words_of_many_suggest_nothing() -> None:
    long = "train nurses doctors teachers wardens midwives porters about trauma"
    other = "train nurses speak spanish french german dutch polish fluently"
    assert rules.likeness(rules.words_of(long), rules.words_of(other)) == Fraction(0)


def test_the_most_alike_of_those_who_are_asked_are_suggested_first_and_three_at_most() -> None:
    words = "Visit new families at home every week"
    said = [
        rules.Said(10, 2, "Visit families"),
        rules.Said(11, 2, "Visit families and feed animals and mend roofs"),
        rules.Said(12, 3, words),
        rules.Said(13, 1, words),
        rules.Said(14, 2, words),
        rules.Said(15, 2, "Mend roofs"),
    ]
    assert rules.suggestions(words, of=2, expecting=1, said=said) == (10, 14, 11)
    assert rules.suggestions(words, of=None, expecting=1, said=said) == (10, 12, 14)
