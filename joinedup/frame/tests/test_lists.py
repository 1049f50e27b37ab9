"""Lists: what an address may ask of them, and the file that says the same as the page."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.timezone import override

from joinedup.frame.lists import Column, Filter, List, file_name
from joinedup.frame.lists.files import cell, csv_of
from joinedup.frame.models import Letter

AT = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
HOSTILE = (
    "user__password",
    "-user__password",
    "author__email",
    "-1",
    "1",
    "--subject",
    "?",
    "pk",
    "id",
    "subject.to",
    "subject\x00",
    "subject\n",
    "SUBJECT",
    "subject;drop table",
    "",
)


def by(path: str) -> Any:
    return lambda rows, value: rows.filter(**{path: value})


LETTERS = List(
    columns=(
        Column("subject", "Subject", lambda one: one.subject, order="subject"),
        Column("failures", "Failures", lambda one: one.failures, order="failures"),
        Column("to", "To", lambda one: one.to),
    ),
    filters=(
        Filter("state", "State", by("failures"), choices=(("0", "Fine"), ("2", "Twice"))),
        Filter("to", "", by("to"), named=lambda value: "Rosa" if value == "rosa@example.org" else ""),
    ),
    order=("-pk",),
    sizes=(2, 3),
)


@pytest.fixture
def letters(db: None) -> Any:
    for number, subject in enumerate(("Beech", "Ash", "Cedar", "Ash")):
        Letter.objects.create(
            to="rosa@example.org" if number else "dan@example.org",
            subject=subject,
            body="",
            written_at=AT,
            failures=2 * (number % 2),
        )
    return Letter.objects.all()


def read(letters: Any, **asked: str) -> Any:
    return LETTERS.read(asked, letters)


def subjects(letters: Any, **asked: str) -> list[str]:
    return [one.subject for one in read(letters, **asked).rows]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Ash", "Cedar", "Ash", "Beech"]),
        ({"sort": "subject"}, ["Ash", "Ash", "Beech", "Cedar"]),
        ({"sort": "-subject"}, ["Cedar", "Beech", "Ash", "Ash"]),
        ({"state": "2"}, ["Ash", "Ash"]),
        ({"to": "rosa@example.org"}, ["Ash", "Cedar", "Ash"]),
        ({"state": "0", "to": "rosa@example.org"}, ["Cedar"]),
        ({"state": "1"}, ["Ash", "Cedar", "Ash", "Beech"]),
        ({"to": "dan@example.org"}, ["Ash", "Cedar", "Ash", "Beech"]),
        ({"failures": "2"}, ["Ash", "Cedar", "Ash", "Beech"]),
    ],
)
def test_a_list_is_narrowed_and_ordered_by_what_it_declares(
    letters: Any, asked: dict[str, str], expected: list[str]
) -> None:
    assert subjects(letters, **asked) == expected


@pytest.mark.parametrize("word", HOSTILE)
def test_no_other_word_of_an_address_reaches_the_database(letters: Any, word: str) -> None:
    usual = ["Ash", "Cedar", "Ash", "Beech"]
    assert subjects(letters, sort=word) == usual
    assert subjects(letters, state=word, to=word, page=word, format=word) == usual
    assert subjects(letters, **{word or "x": "1"}) == usual
    listed = read(letters, sort=word, state=word, to=word, rows=word, page=word)
    assert (listed.sort, listed.query, listed.narrows, len(listed.page)) == ("", "", False, 2)


def test_a_column_that_is_not_declared_to_order_by_does_not(letters: Any) -> None:
    assert subjects(letters, sort="to") == subjects(letters)


def test_equal_rows_stand_in_one_order_on_every_page(letters: Any) -> None:
    pages = [list(read(letters, sort="failures", page=str(number)).page) for number in (1, 2)]
    assert [len(page) for page in pages] == [2, 2]
    assert len({one.pk for page in pages for one in page}) == 4


def test_what_was_asked_is_kept_in_the_pager_and_in_the_address_of_the_file(letters: Any) -> None:
    listed = read(letters, state="2", to="rosa@example.org", sort="-subject", rows="3", page="2", x="y")
    assert listed.query == "state=2&to=rosa%40example.org&sort=-subject&rows=3"
    assert listed.file_query == f"{listed.query}&format=csv"
    assert (listed.titles, listed.kept) == (("Rosa",), [("to", "rosa@example.org"), ("rows", "3")])
    assert read(letters).file_query == "format=csv"


def test_the_page_offers_its_filters_and_both_ways_of_each_order(letters: Any) -> None:
    listed = read(letters, state="2")
    (offered,) = listed.offered
    assert (offered.name, offered.chosen, len(offered.choices)) == ("state", "2", 2)
    assert listed.orders == [
        ("subject", "Subject"),
        ("-subject", "Subject, last first"),
        ("failures", "Failures"),
        ("-failures", "Failures, last first"),
    ]


def cells(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_file_holds_the_whole_list_as_it_is_narrowed_and_ordered(letters: Any) -> None:
    answer = read(letters, sort="subject", to="rosa@example.org", format="csv").csv("letters")
    assert answer["Content-Disposition"] == 'attachment; filename="letters.csv"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/csv; charset=utf-8", "nosniff")
    assert cells(answer) == [
        ["Subject", "Failures", "To"],
        ["Ash", "2", "rosa@example.org"],
        ["Ash", "2", "rosa@example.org"],
        ["Cedar", "0", "rosa@example.org"],
    ]


def test_the_file_begins_with_the_mark_by_which_spreadsheet_programs_know_utf_8(letters: Any) -> None:
    assert next(iter(read(letters).csv("letters").streaming_content)).startswith(b"\xef\xbb\xbfSubject")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'="])
def test_no_text_is_taken_for_a_formula(first: str) -> None:
    lines = "".join(csv_of([f"{first}Heading"], [str], [f"{first}1+1"], list))
    rows = list(csv.reader(io.StringIO(lines.removeprefix("\ufeff"), newline="")))
    assert rows == [[f"'{first}Heading"], [f"'{first}1+1"]]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0, 0),
        (-4, -4),
        (date(2027, 3, 31), "2027-03-31"),
        (AT, "2031-05-06T10:30+01:00"),
        ("“plain”, with a comma", "“plain”, with a comma"),
    ],
)
def test_a_cell_says_a_value_in_one_way(value: object, said: object) -> None:
    with override("Europe/London"):
        assert cell(value) == said


def test_a_file_of_many_rows_takes_no_more_memory_than_one_of_few() -> None:
    """Ten thousand rows and a hundred thousand: what is held at once is a batch of them."""

    def peak(many: int) -> int:
        rows: Iterator[tuple[int, str]] = ((number, f"Row {number} " + "x" * 80) for number in range(many))
        tracemalloc.start()
        try:
            size = sum(len(line) for line in csv_of(["N", "Words"], [lambda r: r[0], lambda r: r[1]], rows, list))
            assert size > 90 * many
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak(10_000), peak(100_000)
    assert many < 1.1 * few + 20_000


def test_a_file_reads_the_database_in_pieces(letters: Any) -> None:
    Letter.objects.bulk_create(
        Letter(to="gus@example.org", subject=f"Letter {number}", body="x" * 2_000, written_at=AT)
        for number in range(12_000)
    )

    def peak(many: int) -> int:
        rows = List(LETTERS.columns).read({}, letters.filter(to="gus@example.org").order_by("pk")[:many])
        tracemalloc.start()
        try:
            pieces: Any = rows.csv("letters").streaming_content
            lines = sum(len(piece) for piece in pieces)
            assert lines > 20 * many
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak(3_000), peak(12_000)
    assert many < 1.2 * few


def test_a_file_is_named_by_what_it_lists_and_of_what() -> None:
    class Noun:
        reference = "partnership/JU-1"

    assert file_name("promises", Noun()) == "promises-JU-1"
