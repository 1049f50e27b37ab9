"""A real-looking action tracker for the tests, with every fault planted where it is known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

from openpyxl import Workbook

TITLE = "Starting well: action tracker"
HEADINGS = ("No", "What", "Lead organisation", "By whom", "Start", "By when", "BRAG", "Latest update")
WHAT, BODY, OWNER, START, DUE, STATUS, NOTE = range(1, len(HEADINGS))
THEMES = ("Nobody learns hungry", "Every child is ready for school", "Families are heard")
NEW_BODY, OTHER_BODY = "Northtown Housing Trust", "NHS Northshire"
NEW_PERSON, OTHER_PERSON, MYSTERY = "Fern Abara", "C. Lindquist", "Mystery Person"
FIRST_DAY = date(2036, 1, 13)

# Sort of fault, how often, where it stands, and what stands there.
FAULTS: tuple[tuple[str, int, int, Any], ...] = (
    ("the day is to be confirmed", 4, DUE, "TBC"),
    ("the day has no end", 4, DUE, "ongoing"),
    ("there is no day", 4, DUE, None),
    ("the day has no year", 3, DUE, "end of March"),
    ("there is no such day", 3, DUE, "31/02/2036"),
    ("the day could be two", 3, DUE, "03/04/2036"),
    ("the day is no day", 2, DUE, "when funds allow"),
    ("the cell shows an error", 1, DUE, "#REF!"),
    ("nobody is named", 2, OWNER, None),
    ("the owner is to be confirmed", 2, OWNER, "TBC"),
    ("several are named", 3, OWNER, "BH / Jane Smith"),
    ("the owner is left open", 2, OWNER, MYSTERY),
    ("the status is no word of ours", 2, STATUS, "Purple"),
    ("it is due before it starts", 2, DUE, date(2035, 1, 1)),
    ("there is no action", 2, WHAT, None),
    ("it stands above already", 1, WHAT, "above"),
)
ASIDE = ("there is no action", "it stands above already")
GOING = ("Green", "G", "Amber", "A", "Complete", "Not started", "On track", "In progress", None, "B")
TOLD = {"Green", "G", "Complete", "On track", "B"}
WHO = (
    ("Northtown Council", "Ben Hughes"),
    ("Northtown Council", "BH"),
    ("Northshire Health", "Cara Lindqvist (Northshire Health)"),
    (OTHER_BODY, OTHER_PERSON),
    ("Open Door", "Dan Mistry"),
    (None, "Dan Mistry"),
    (NEW_BODY, NEW_PERSON),
    ("northtown council", "Head of early years"),
)


@dataclass
class Planted:
    """A tracker and what is to come of it.

    marks: the cells that hold a fault, like F17. reports: how many promises it tells a state of. sorts: of fault.
    """

    path: Path
    promises: int = 0
    drafts: int = 0
    aside: int = 0
    reports: int = 0
    kept: int = 0
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def sorts(self) -> set[str]:
        return set(self.marks.values())


def ways_to_say(day: date) -> tuple[Any, ...]:
    """One day, or the end of what holds it, as seven colleagues write it."""
    return (
        day,
        f"{day:%d %B %Y}",
        f"{day:%d-%b-%y}",
        f"by {day:%d/%m/%Y}" if day.day > 12 else f"{day:%d %b %Y}",
        f"{day:%m/%d/%Y}" if day.day > 12 else day.isoformat(),
        f"end of {day:%B %Y}",
        "Q3 2036/37",
    )


def tracker(path: Path, rows: int = 300, faults: tuple[tuple[str, int, int, Any], ...] = FAULTS) -> Planted:
    """Write an XLSX tracker: a title above, sections, merged cells, headings said again, a total below."""
    made, workbook = Planted(path), Workbook()
    page: Any = workbook.active
    page.title = "Actions"
    _title(page)
    planted = _spread(rows, faults)
    before: list[Any] = []
    for number, cells in enumerate(_entries(rows), 1):
        if (number - 1) % (rows // len(THEMES)) == 0:
            _section(page, (number - 1) // (rows // len(THEMES)))
        if number % 97 == 0:
            page.append(HEADINGS)
        if number % 61 == 0:
            page.append([])
        sort = planted.get(number)
        written = _spoilt(cells, sort, before) if sort else cells
        page.append([number, *written])
        _count(made, page.max_row, written, sort)
        before = before if sort else cells
    _merge_bodies(page)
    page.append(["Total actions", rows])
    workbook.save(path)
    return made


def _title(page: Any) -> None:
    page.append([TITLE])
    page.merge_cells("A1:H1")
    page.append(["Updated for the board", None, "In confidence"])
    page.append([])
    page.append(HEADINGS)


def _section(page: Any, place: int) -> None:
    page.append([f"Theme {place + 1}: {THEMES[place]}"])
    page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=len(HEADINGS))


def _entries(rows: int) -> Iterator[list[Any]]:
    """Rows without a fault; the first column, which counts them, is left out."""
    going, who = cycle(GOING), cycle(WHO)
    for number in range(rows):
        due = FIRST_DAY + timedelta(days=number)
        body, owner = next(who)
        note = f"Discussed on day {number}." if number % 3 == 0 else None
        yield [
            f"Action {number + 1} of the plan: visit, call and write",
            body,
            owner,
            date(2035, 4, 1) if number % 4 == 0 else None,
            ways_to_say(due)[number % 7],
            next(going),
            note,
        ]


def _spread(rows: int, faults: tuple[tuple[str, int, int, Any], ...]) -> dict[int, tuple[str, int, Any]]:
    """Faults by the row that has them, spread over the file; the first rows are whole."""
    each = [(sort, column, value) for sort, times, column, value in faults for _time in range(times)]
    step = (rows - 5) // max(1, len(each))
    return dict(zip(count(5, step), each, strict=False))


def _spoilt(cells: list[Any], sort: tuple[str, int, Any], before: list[Any]) -> list[Any]:
    name, column, value = sort
    if value == "above":
        return list(before)
    spoilt = [*cells]
    spoilt[column - 1] = value
    if name == "it is due before it starts":
        spoilt[START - 1] = date(2035, 4, 1)
    if column == OWNER:
        spoilt[BODY - 1] = "Northtown Council"
    if name == "there is no action":
        spoilt[NOTE - 1] = "Whose was this?"
    return spoilt


def _count(made: Planted, row: int, cells: list[Any], sort: tuple[str, int, Any] | None) -> None:
    told = cells[STATUS - 1] in TOLD
    if sort is None:
        made.promises += 1
        made.reports += told
        made.kept += cells[STATUS - 1] in {"Complete", "B"}
        return
    name, column, _value = sort
    made.marks[f"{'ABCDEFGH'[column]}{row}"] = name
    if name in ASIDE:
        made.aside += 1
    else:
        made.drafts += 1


def _merge_bodies(page: Any) -> None:
    """Merge an organisation over two rows that say the same, as people do."""
    same = [
        row
        for row in range(5, page.max_row)
        if page.cell(row, BODY + 1).value and page.cell(row, BODY + 1).value == page.cell(row + 1, BODY + 1).value
    ]
    merged: set[int] = set()
    for row in same:
        if not merged & {row, row + 1} and page.cell(row, 1).value != HEADINGS[0]:
            page.cell(row + 1, BODY + 1).value = None
            page.merge_cells(start_row=row, end_row=row + 1, start_column=BODY + 1, end_column=BODY + 1)
            merged |= {row, row + 1}
