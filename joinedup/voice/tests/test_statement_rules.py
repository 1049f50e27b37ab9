"""What may be said, what is asked next, and what is told of votes: rules without a database."""

from dataclasses import replace

import pytest

from joinedup.voice.rules.choosing import chosen
from joinedup.voice.rules.statements import (
    A_NETWORK_A_DAY,
    LONGEST_READ,
    Saying,
    one_line,
    refusals_to_read,
    refusals_to_say,
    refusals_to_take_back,
)
from joinedup.voice.rules.told import Told, most_agreed, most_divided, told_of

SAYING = Saying(is_open=True, has_left=False, made=0, made_today=0, each=5, a_day=200, same_words=False, made_nearby=0)
FEW = {"votes": None, "agree": None, "disagree": None}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"is_open": False}, ["conversation_not_open"]),
        ({"has_left": True}, ["participant_left"]),
        ({"made": 4}, []),
        ({"made": 5}, ["said_enough"]),
        ({"made_today": 199}, []),
        ({"made_today": 200}, ["enough_today"]),
        ({"made_nearby": A_NETWORK_A_DAY - 1}, []),
        ({"made_nearby": A_NETWORK_A_DAY}, ["enough_nearby"]),
        ({"same_words": True}, ["said_already"]),
        ({"made": 5, "made_today": 200}, ["said_enough", "enough_today"]),
    ],
)
def test_a_statement_is_refused_for_each_broken_rule_and_no_other(change: dict[str, int], codes: list[str]) -> None:
    refused = refusals_to_say("Close Mill Lane.", replace(SAYING, **change))  # type: ignore[arg-type]
    assert [one.code for one in refused] == codes


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("", ["statement_empty"]),
        ("x" * 280, []),
        ("e\u0301" * 280, []),
        ("👨‍👩‍👧" * 280, []),
        ("x" * 281, ["text_too_long"]),
        ("Close\u202e it", ["text_forbidden"]),
        ("Clo\u200bse it", ["text_forbidden"]),
        ("Close\x00 it", ["text_forbidden"]),
        ("Close\ud800 it", ["text_forbidden"]),
        ("Z" + "\u0351" * 5, ["text_marks"]),
    ],
)
def test_words_that_could_spoil_a_page_are_refused(words: str, codes: list[str]) -> None:
    assert [one.code for one in refusals_to_say(words, SAYING)] == codes


@pytest.mark.parametrize("flood", ["Z\u0351\u036b\u0343\u036a\u0302" * 170_000, "a" + "\u0301\u0316" * 500_000])
def test_a_megabyte_is_refused_for_its_length_alone(flood: str) -> None:
    assert [one.code for one in refusals_to_read(flood)] == ["text_too_long"]
    assert refusals_to_read("x" * LONGEST_READ) == ()


def test_what_is_said_stands_on_one_line() -> None:
    assert one_line("  Close it\r\n\ton   Fridays. ") == "Close it on Fridays."


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"is_open": False}, ["conversation_not_open"]),
        ({"is_yours": False}, ["statement_not_yours"]),
        ({"is_there": False}, ["nothing_to_take_back"]),
        ({"others": 1}, ["statement_voted_on"]),
    ],
)
def test_taking_back_is_refused_for_each_broken_rule_and_no_other(change: dict[str, int], codes: list[str]) -> None:
    facts = {"is_open": True, "is_yours": True, "is_there": True, "others": 0, **change}
    assert [one.code for one in refusals_to_take_back(**facts)] == codes  # type: ignore[arg-type]


def test_each_statement_is_as_likely_as_its_priority_is_high() -> None:
    priorities = [5.0, 2.5, 2.5]
    drawn = [chosen(priorities, number / 1000) for number in range(1000)]
    assert [drawn.count(place) for place in range(3)] == [500, 250, 250]


def test_one_whose_priority_is_nought_or_broken_below_can_still_be_asked() -> None:
    assert [chosen([0.0, 0.0], draw) for draw in (0.0, 0.49, 0.51, 0.999)] == [0, 0, 1, 1]
    assert chosen([-1.0], 0.999_999) == 0


def test_nothing_can_be_chosen_from_nothing() -> None:
    with pytest.raises(IndexError):
        chosen([], 0.5)


def test_a_share_is_put_together_from_published_numbers_alone() -> None:
    groups = [{"votes": 30, "agree": 0.8, "disagree": 0.1}, {"votes": 10, "agree": 0.4, "disagree": 0.6}, FEW]
    assert told_of({"id": 3, "dividing": None, "groups": groups}) == Told(3, 40, 0.7, 0.225, None)


@pytest.mark.parametrize("groups", [[], [FEW], [FEW, FEW]])
def test_nothing_is_told_of_fewer_than_ten(groups: list[dict[str, None]]) -> None:
    assert told_of({"id": 3, "dividing": None, "groups": groups}) is None


def test_lists_begin_with_the_most_agreed_and_the_most_divided() -> None:
    shared, split, even = Told(1, 40, 0.9, 0.1, 0.1), Told(2, 40, 0.5, 0.5, 0.8), Told(3, 20, 0.5, 0.4, None)
    assert [one.number for one in most_agreed([even, split, shared])] == [1, 2, 3]
    assert [one.number for one in most_divided([even, shared, split])] == [2, 1, 3]
