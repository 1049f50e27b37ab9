"""How a tracker's cells are read: what is certain, and what is said of the rest. No database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from joinedup.exchange.reading import Line
from joinedup.exchange.trackers import grades, memory, owners, states
from joinedup.exchange.trackers.days import Order, due, order_of
from joinedup.exchange.trackers.rows import Rows
from joinedup.exchange.trackers.said import Said
from joinedup.exchange.values import Unreadable

TODAY = date(2031, 5, 6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/03/2032", date(2032, 3, 31)),
        ("31/03/32", date(2032, 3, 31)),
        ("3.4.2032", date(2032, 4, 3)),
        ("2032-04-03 00:00:00", date(2032, 4, 3)),
        ("3rd April 2032", date(2032, 4, 3)),
        ("Fri 3 Apr 2032", date(2032, 4, 3)),
        ("April 3, 2032", date(2032, 4, 3)),
        ("03-Apr-32", date(2032, 4, 3)),
        ("by 3 April 2032", date(2032, 4, 3)),
        ("end of March 2032", date(2032, 3, 31)),
        ("End Feb 2032", date(2032, 2, 29)),
        ("Apr-32", date(2032, 4, 30)),
        ("Q3 2018/19", date(2018, 12, 31)),
        ("2018/19", date(2019, 3, 31)),
        ("end of 2032", date(2032, 12, 31)),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, day: date) -> None:
    assert due(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TBC", "day_not_decided"),
        ("t.b.c", "no_day"),
        ("?", "day_not_decided"),
        ("Ongoing", "no_end"),
        ("March", "no_year"),
        ("end of March", "no_year"),
        ("3 April", "no_year"),
        ("03/04", "no_year"),
        ("2032", "no_one_day"),
        ("Q3 2032", "no_one_day"),
        ("31/02/2032", "no_such_day"),
        ("31 April 2032", "no_such_day"),
        ("13/13/2032", "no_such_day"),
        ("Spring 2032", "no_day"),
        ("asap", "no_day"),
        ("48000", "no_day"),
    ],
)
def test_a_day_that_is_in_doubt_is_not_guessed(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        due(text)
    assert [refusal.code for refusal in unreadable.value.refusals] == [code]


def test_days_in_both_orders_leave_only_those_in_doubt_that_could_be_two() -> None:
    order = order_of(["25/12/2031", "12/25/2031", "03/04/2031"])
    assert (due("25/12/2031", order), due("12/25/2031", order)) == (date(2031, 12, 25), date(2031, 12, 25))
    assert due("04/04/2031", order) == date(2031, 4, 4)
    with pytest.raises(Unreadable, match="month as a word"):
        due("03/04/2031", order)
    assert due("03/04/2031", Order.MONTH_FIRST) == date(2031, 3, 4)


@pytest.mark.parametrize(
    ("word", "state"),
    [("G", "on_track"), ("on track", "on_track"), ("Blue", "kept"), ("COMPLETE", "kept"), ("Withdrawn", "not_done")],
)
def test_a_word_that_says_one_of_our_states_is_that_state(word: str, state: str) -> None:
    assert states.status(word).state == state


@pytest.mark.parametrize("word", ["Amber", "A", "Not started", "In progress", "A/R", "On hold"])
def test_a_word_that_says_none_of_our_states_is_kept_as_a_word(word: str) -> None:
    assert states.status(word) == states.Status("", word)


def test_a_word_that_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(Unreadable):
        states.status("Purple")


@pytest.mark.parametrize(
    ("word", "words", "new_due_on", "state"),
    [
        ("Red", "", None, ""),
        ("Red", "", date(2031, 9, 1), "late"),
        ("Green", "", date(2031, 9, 1), "late"),
        ("Overdue", "", date(2031, 5, 6), ""),
        ("Green", "", None, "on_track"),
        ("Amber", "", None, ""),
        ("Complete", "", date(2031, 9, 1), "kept"),
        ("Cancelled", "", None, ""),
        ("Cancelled", "No money", None, "not_done"),
    ],
)
def test_a_state_is_told_only_with_what_a_report_needs(
    word: str, words: str, new_due_on: date | None, state: str
) -> None:
    assert states.reported(states.status(word), words=words, new_due_on=new_due_on, today=TODAY) == state


@pytest.mark.parametrize(
    ("text", "people", "organisation"),
    [
        ("Jane Smith", ("Jane Smith",), ""),
        ("Jane Smith (Open Door)", ("Jane Smith",), "Open Door"),
        ("Jane Smith, Open Door", ("Jane Smith",), "Open Door"),
        ("AB / Jane Smith", ("AB", "Jane Smith"), ""),
        ("AB, CD; EF", ("AB", "CD", "EF"), ""),
        ("Jane Smith\nTom Lee", ("Jane Smith", "Tom Lee"), ""),
        ("Jane and Tom", ("Jane", "Tom"), ""),
        ("Director of Health and Wellbeing", ("Director of Health and Wellbeing",), ""),
        ("open door", (), "open door"),
    ],
)
def test_an_owner_is_taken_apart(text: str, people: tuple[str, ...], organisation: str) -> None:
    assert owners.owner(text, {"opendoor"}) == owners.Owner(people, organisation)


def test_names_that_are_kept_in_words_are_shortened_to_initials() -> None:
    assert owners.discreet("Jane Smith (Open Door) and TL") == "J.S. (O.D.) and TL"
    assert owners.discreet("Head of Housing") == "Head of Housing"
    assert owners.discreet("jane.smith@example.org") == "J.S."


def test_initials_stand_for_the_only_name_that_fits() -> None:
    names = ["Jane Smith", "Jane Ann Stone", "Tom Lee"]
    assert owners.spelled_out("T.L.", names) == "Tom Lee"
    assert owners.spelled_out("JS", names) == ""
    assert owners.spelled_out("JAS", names) == "Jane Ann Stone"


def rows_of(*cells: Sequence[str]) -> tuple[Rows, list[tuple[int, str, str]]]:
    rows = Rows(("No", "Action", "Owner", "Due"), {"action": 2, "owner": 3, "due": 4}, "action")
    lines = (Line(number, tuple(row)) for number, row in enumerate(cells, 5))
    return rows, [(one.number, one.says("action"), one.section) for one in rows.entries(lines)]


def test_sections_totals_and_headings_said_again_are_no_entries() -> None:
    rows, entries = rows_of(
        ("Theme 1: Warm homes",) * 4,
        ("1", "Insulate", "AB", "TBC"),
        ("No", "Action", "Owner", "Due"),
        ("", "", "", ""),
        ("Housing", "", "", ""),
        ("2", "Let", "AB", ""),
        ("", "", "CD", ""),
        ("Total", "2", "", ""),
        ("Total actions:", "", "", ""),
    )
    assert entries == [(6, "Insulate", "Theme 1: Warm homes"), (10, "Let", "Housing"), (11, "", "Housing")]
    assert (rows.sections, rows.totals) == ([5, 9], [12, 13])


def test_an_action_that_stands_alone_in_its_column_is_an_action() -> None:
    _rows, entries = rows_of(("", "Board papers on time", "", ""), ("", "Theme 2: Safety", "", ""))
    assert entries == [(5, "Board papers on time", "")]


def test_as_above_says_what_stands_above() -> None:
    rows = Rows(("Action", "Owner"), {"action": 1, "owner": 2}, "action")
    lines = [Line(2, ("Let", "AB")), Line(3, ("Mend", '"')), Line(4, ("Paint", "as above"))]
    assert [one.says("owner") for one in rows.entries(lines)] == ["AB", "AB", "AB"]


def test_columns_that_fill_no_field_are_kept_but_not_those_that_count() -> None:
    rows = Rows(("No", "Action", "Cost"), {"action": 2}, "action")
    entry = next(rows.entries([Line(2, ("7", "Mend", "£100"))]))
    assert entry.others == {"Cost": "£100"}


def test_a_cell_in_doubt_is_left_empty_and_its_words_are_kept() -> None:
    rows = Rows(("Action", "Due"), {"action": 1, "due": 2}, "action")
    said = Said(next(rows.entries([Line(2, ("Mend", "#REF!"))])))
    said.reads_day("due_on", Order.DAY_FIRST, "Due", source="due")
    assert (said.cells, said.kept) == ({"due_on": ""}, {"due_on": "Due: #REF!"})
    assert list(said.problems) == ["due_on"]


@pytest.mark.parametrize(("text", "number"), [("1", "1"), ("5 (severe)", "5"), ("Medium", "3"), ("VH", "5")])
def test_a_grade_is_a_number_or_a_word(text: str, number: str) -> None:
    assert grades.grade(text) == number


@pytest.mark.parametrize("text", ["0", "6", "12", "rather bad"])
def test_a_grade_off_the_scale_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        grades.grade(text)


def before(**stored: str) -> memory.Before:
    said = {"due_on": [memory.mark_of("2031-06-01"), memory.mark_of("2031-06-01")]}
    moment = datetime(2031, 4, 1, tzinfo=UTC)
    return memory.Before({"reference": "promise/JU-1", **stored}, said, moment)


@pytest.mark.parametrize(
    ("stands", "now", "then", "both"),
    [
        ("2031-06-01", "2031-06-01", "2031-06-01", []),
        ("2031-06-01", "2031-09-01", "2031-09-01", []),
        ("2031-07-01", "2031-06-01", "2031-07-01", []),
        ("2031-07-01", "2031-09-01", "2031-07-01", ["due_on"]),
        ("2031-09-01", "2031-09-01", "2031-09-01", []),
        ("2031-06-01", "", "2031-06-01", []),
        ("", "2031-09-01", "2031-09-01", []),
    ],
)
def test_only_what_a_tracker_says_anew_counts_and_not_against_what_was_changed_here(
    stands: str, now: str, then: str, both: list[str]
) -> None:
    made = memory.merged({"due_on": now}, before(due_on=stands), ("due_on",))
    assert (made.cells["due_on"], made.both_changed) == (then, both)
