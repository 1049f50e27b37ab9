"""What in somebody's words looks personal, and what does not. Every number here is made up or reserved for tests."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame import personal
from joinedup.frame.personal import looks_like, warnings_in

RUN_AWAY_SECONDS = 60  # a pattern that looks back over a million characters takes an hour, one that does not a second


@pytest.mark.parametrize(
    ("words", "like", "found"),
    [
        ("Ring me on 07700 900123 please", personal.PHONE, "07700 900123"),
        ("My number: +44 7700 900 123.", personal.PHONE, "+44 7700 900 123"),
        ("(020) 7946 0018 is the office", personal.PHONE, "(020) 7946 0018"),
        ("0044 20 7946 0018", personal.PHONE, "0044 20 7946 0018"),
        ("01632 960001", personal.PHONE, "01632 960001"),
        ("Ring (01632) 960-123", personal.PHONE, "(01632) 960-123"),
        ("Her number is 943 476 5919, look it up", personal.NHS, "943 476 5919"),
        ("9434765919", personal.NHS, "9434765919"),
        ("Write to jo.bloggs+x@mail.example.org.", personal.EMAIL, "jo.bloggs+x@mail.example.org"),
        ("He lives at 12 Mill Street and shouts", personal.ADDRESS, "12 Mill Street"),
        ("Flat 3, 12a Mill Lane", personal.ADDRESS, "Flat 3, 12a Mill Lane"),
        ("That is 7 High Green, Northtown NT1 2AB, all day", personal.ADDRESS, "7 High Green, Northtown NT1 2AB"),
        ("QQ is never given but AB 12 34 56 C is", personal.INSURANCE, "AB 12 34 56 C"),
        ("Pay 20-00-00 account 55779911", personal.ACCOUNT, "20-00-00"),
        ("my sort code is 200000", personal.ACCOUNT, "200000"),
        ("card 4111 1111 1111 1111 was used", personal.CARD, "4111 1111 1111 1111"),
        ("I live at 12b Mill Lane ox12ab", personal.ADDRESS, "12b Mill Lane ox12ab"),
        ("The van AB51 XYZ is there", personal.PLATE, "AB51 XYZ"),
    ],
)
def test_what_has_a_form_of_its_own_is_found(words: str, like: str, found: str) -> None:
    assert (like, found) in [(one.like, one.words) for one in warnings_in(words)]


@pytest.mark.parametrize(
    "words",
    [
        "Close Mill Lane on Fridays between 3 and 4.",
        "There is £40,000 a year, enough for about 10 streets.",
        "In 2019, 2020 and 2021 it was worse; 1,234,567 people said so.",
        "9434765918 is one digit off",
        "The card 4111 1111 1111 1112 does not add up",
        "20 of the streets have no path, and 3 in the lane flood.",
        "Everybody in NT1 should have a say",
        "On 06-05-31 nothing happened",
        "The 8 to 10 bus at the Green",
        "Speak to @council about it",
        "Buses to OX1 2AB are late",
        "Between 2019 and 2031, 12,500 of 48,000 children",
        "",
    ],
)
def test_what_people_say_of_streets_money_and_years_is_not_taken_for_it(words: str) -> None:
    assert warnings_in(words) == ()


def test_each_piece_is_told_once_in_the_order_in_which_it_stands() -> None:
    words = "jo@example.org, 07700 900123, again jo@example.org"
    assert looks_like(words) == (personal.EMAIL, personal.PHONE)


@pytest.mark.parametrize(
    "words", ["1 " * 50_000, "a@" * 50_000, "1 Aa " * 20_000, "0" * 100_000, "12 OX1 2A" * 10_000, "1 (" * 30_000]
)
def test_hostile_words_never_make_it_look_back_and_forth(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(personal, "MOST_READ", 2_000_000)
    start = process_time()
    warnings_in(words * 10)
    assert process_time() - start < RUN_AWAY_SECONDS


@given(st.text(alphabet="0123456789 ()-.+@aA\n", max_size=400))
def test_any_text_can_be_looked_through(words: str) -> None:
    assert all(one.words in " ".join(words.split()) or one.words in words for one in warnings_in(words))
