"""What may stand in a cell, and how it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.exchange.sheets import SHEETS
from joinedup.exchange.values import Choice, Day, Number, Texts, Unreadable, read
from joinedup.frame.neutral import neutral, original


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-04-03", "2027-04-03"),
        ("03/04/2027", "2027-04-03"),
        ("3.4.2027", "2027-04-03"),
        ("3 April 2027", "2027-04-03"),
        ("3rd Sept 2027", "2027-09-03"),
        ("3-Apr-2027", "2027-04-03"),
        ("2027-04-03 00:00:00", "2027-04-03"),
        ("2027/4/3", "2027-04-03"),
        ("29/02/2028", "2028-02-29"),
    ],
)
def test_a_date_is_read_in_every_usual_way_of_writing_it_day_first(text: str, day: str) -> None:
    assert read(Day(), text) == day


@pytest.mark.parametrize(
    "text", ["04/13/2027", "31/02/2027", "3/4/27", "soon", "45000", "\u0663/4/2027", "3 Foo 2027", "0/1/2027", "#REF!"]
)
def test_a_date_that_could_mean_another_or_none_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        read(Day(), text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", "1234.5"),
        ("1,234.50", "1234.5"),
        ("1\u00a0234", "1234"),
        ("93.4%", "93.4"),
        ("-0", "0"),
        ("\u22125", "-5"),
        (".5", "0.5"),
        ("0.33333333333", "0.333333"),
        ("00012", "12"),
    ],
)
def test_a_number_is_read_with_separators_and_as_a_percentage(text: str, number: str) -> None:
    assert read(Number(), text) == number


@pytest.mark.parametrize(
    "text",
    [
        "1234,56",
        "1.234,56",
        "NaN",
        "1e5",
        "\u0661\u0662",
        "£5",
        "1,23",
        "-",
        "%",
        "1 2",
        "123456789012345",
        "9" * 500,
        "#DIV/0!",
    ],
)
def test_a_number_that_could_mean_another_or_none_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        read(Number(), text)


def test_the_last_day_of_a_period_is_kept_as_the_day_after_and_shown_again() -> None:
    assert Day(last=True).read("31/12/2027") == "2028-01-01"
    assert Day(last=True).show("2028-01-01") == "2027-12-31"


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\uff1d\uff0b\uff0d\uff20ab \n"), max_size=8))
def test_neutral_text_comes_back_as_it_was_and_never_starts_a_formula(text: str) -> None:
    assert original(neutral(text)) == text
    assert neutral(text)[:1] not in set("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.title))
def test_every_column_reads_what_it_shows_and_its_own_example(sheet: object) -> None:
    for column in sheet.columns:  # type: ignore[attr-defined]
        if isinstance(column.value, Choice):
            for value in column.value.words:
                assert read(column.value, column.value.show(value)) == value
                assert read(column.value, value.upper()) == value
        if column.example:
            read(column.value, column.example)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.title))
def test_every_column_fills_a_field_of_its_table_and_every_field_has_a_column(sheet: object) -> None:
    columns = {column.field for column in sheet.columns} - {"code", "postcodes"}  # type: ignore[attr-defined]
    table = sheet.table  # type: ignore[attr-defined]
    linked = {link.field for link in getattr(table, "links", ())}
    beside = {"supersedes"} if sheet.title == "Decisions" else set()  # type: ignore[attr-defined]
    assert columns == {*table.fields, *getattr(table, "post_fields", ()), *linked, *beside}


def test_no_word_of_a_choice_holds_a_comma_which_would_split_it_in_a_drop_down() -> None:
    words = [str(word) for sheet in SHEETS for column in sheet.columns if isinstance(column.value, Choice)
             for word in column.value.words.values()]  # fmt: skip
    assert [word for word in words if "," in word] == []


def test_several_are_sorted_and_told_once() -> None:
    assert read(Texts(), "b; a;; b") == "a\nb"
