"""A series of figures read from a CSV text with the columns period and value, or every line that is wrong in it.

Pure: text in, a series out. Columns stand in any order and others are ignored; commas, semicolons, tabs and bars
part them. An empty value is a gap. Where no period is a date they may all be whole numbers from 0 to 999.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from itertools import pairwise

from joinedup.reckon.periods import Column, Period, PeriodError, column_of, parse_in

LARGEST_VALUE = 1e15
SEPARATORS = ",;\t|"
COLUMNS = ("period", "value")
LONGEST_CELL = 1_000_000

_NUMBER = re.compile(
    r"[+-]?(?=[0-9.])(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)?(?:\.[0-9]*)?(?:e[+-]?[0-9]{1,3})?",
    re.ASCII | re.IGNORECASE,
)
_NUMBERED = re.compile(r"[0-9]{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line, in a sentence."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}"


class SeriesError(ValueError):
    """A text that holds no series that can be judged; carries every fault, in the order of lines."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Reading:
    """One row: its line, its period as it was written and as it was read, and its figure; None for a gap."""

    line: int
    text: str
    period: Period | int
    value: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """Readings, oldest first, and sentences about what a reader should know of how they were read."""

    readings: tuple[Reading, ...]
    column: Column
    is_percentage: bool
    notes: tuple[str, ...]

    @property
    def is_numbered(self) -> bool:
        return bool(self.readings) and isinstance(self.readings[0].period, int)


@dataclass(frozen=True, slots=True)
class _Cells:
    line: int
    period: str
    value: str


def read(text: str) -> Series:
    """Read a series and put it in the order of its periods. Grows with the text.

    Raises SeriesError with every fault: a column missing or there twice, more cells than columns, a period or a
    value that cannot be read, a period that comes twice.

    >>> [reading.value for reading in read("period;value\\nMay 2016;2\\nApr 2016;1").readings]
    [1.0, 2.0]
    """
    separator, ignored, rows, faults = _cells(text)
    column = column_of(row.period for row in rows)
    numbered = bool(rows) and all(_NUMBERED.fullmatch(row.period) for row in rows)
    found: list[Reading] = []
    for row in rows:
        try:
            period = int(row.period) if numbered else _period(row.period, column)
            found.append(Reading(row.line, row.period, period, value_of(row.value, separator=separator)))
        except (PeriodError, Unreadable) as reason:
            faults.append(Fault(row.line, str(reason)))
    faults += _mixed_with_shares(rows, found)
    ordered = sorted(found, key=_place)
    faults += _twice(ordered)
    if faults:
        raise SeriesError(*sorted(faults, key=lambda fault: fault.line))
    marked = any("%" in row.value for row in rows)
    return Series(tuple(ordered), column, marked, tuple(_notes(found, ordered, column, ignored)))


def starts(series: Series, texts: Iterable[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Where the phases that start on some days, or at some periods, begin in a series; and notes about them.

    A phase begins at the first period that starts on its day or later.
    Raises PeriodError for what is no day or period, and for one after all that the series holds.
    """
    places: list[int] = []
    notes: list[str] = []
    for text in texts:
        asked = _asked(series, text)
        place = next((at for at, one in enumerate(series.readings) if _is_from(one.period, asked)), None)
        if place is None:
            raise PeriodError("no_phase", f"No phase can start at “{text}”: the series holds no period from then on.")
        if place == 0:
            notes.append(f"The phase from “{text}” starts with the first period, as the series does without it.")
        places.append(place)
    return tuple(sorted({place for place in places if place})), tuple(notes)


class Unreadable(ValueError):
    """A value that is no number; says why."""


def _cells(text: str) -> tuple[str, list[str], list[_Cells], list[Fault]]:
    """How cells are parted, the names of other columns, the period and value of each row, and rows too long."""
    plain = text.removeprefix("\ufeff")
    declared = re.match(r"sep=(.)\r?\n", plain, re.IGNORECASE)
    first = 1 + bool(declared)
    plain = plain[declared.end() :] if declared else plain
    head = next((line for line in plain.splitlines() if line.strip()), "")
    separator = declared[1] if declared else max(SEPARATORS, key=lambda sign: _fits(head, sign))
    rows = _rows(plain, separator, first)
    line, names = next(rows, (1, []))
    names = [name.strip().casefold() for name in names]
    for column in COLUMNS:
        if names.count(column) != 1:
            how = "There is no column" if column not in names else "There are several columns"
            raise SeriesError(Fault(line, f"{how} named “{column}”. The first row names the columns period and value."))
    return separator, [name for name in names if name and name not in COLUMNS], *_of_columns(rows, names)


def _fits(head: str, separator: str) -> tuple[int, int]:
    names = [name.strip().strip('"').casefold() for name in head.split(separator)]
    return sum(name in COLUMNS for name in names), len(names)


def _rows(text: str, separator: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line on which it begins."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line = first
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = first + reader.line_num
    except csv.Error:
        raise SeriesError(Fault(line, "This row cannot be read as CSV: look for a quotation mark too many.")) from None


def _of_columns(rows: Iterable[tuple[int, list[str]]], names: Sequence[str]) -> tuple[list[_Cells], list[Fault]]:
    period_at, value_at = names.index("period"), names.index("value")
    cells: list[_Cells] = []
    faults: list[Fault] = []
    for line, row in rows:
        padded = [cell.strip() for cell in row] + [""] * len(names)
        if any(padded[len(names) :]):
            faults.append(Fault(line, "There are more cells than columns. Put a number that holds a comma in quotes."))
        elif padded[period_at] or padded[value_at]:
            cells.append(_Cells(line, padded[period_at], padded[value_at]))
    return cells, faults


def _period(text: str, column: Column) -> Period:
    if not text:
        raise PeriodError("unreadable", "There is a value but no period.")
    return parse_in(column, text)


def value_of(text: str, *, separator: str = ",") -> float | None:
    """A figure as it may be written, or None for an empty cell. Raises Unreadable with a sentence.

    separator: what parts the cells of the file, which tells whether a comma could be a decimal one.

    >>> value_of("1,234.5"), value_of("93.4%"), value_of("−5"), value_of("1e+05"), value_of("")
    (1234.5, 93.4, -5.0, 100000.0, None)
    """
    if not text:
        return None
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    plain = re.sub("[\u00a0\u2009\u202f]", " ", text.replace("\u2212", "-")).removesuffix("%").strip()
    if len(plain) > 100 or not any(sign.isdigit() for sign in plain) or not _NUMBER.fullmatch(plain):
        raise Unreadable(f"“{shown}” is not a number. Write it like 1234.5, or leave it empty where there is none.")
    if "," in plain and separator == ";":
        raise Unreadable(f"“{shown}” could have a decimal comma or a comma for thousands. Write it like 1234.5.")
    number = float(plain.replace(",", "").replace(" ", ""))
    if not math.isfinite(number) or abs(number) > LARGEST_VALUE:
        raise Unreadable(f"“{shown}” is too large: a figure is at most 10^15 either side of nought.")
    return number


def _mixed_with_shares(rows: Sequence[_Cells], found: Sequence[Reading]) -> list[Fault]:
    """The figures written with % where all others are shares from 0 to 1: 93.4% among 0.934."""
    marked = {row.line for row in rows if "%" in row.value}
    plain = [one.value for one in found if one.line not in marked and one.value is not None]
    if not marked or not plain or any(abs(value) > 1 for value in plain):
        return []
    return [
        Fault(one.line, "This value is a percentage and others are shares of one. Write all of them alike.")
        for one in found
        if one.line in marked
    ]


def _place(reading: Reading) -> tuple[int, int]:
    period = reading.period
    return (period, 0) if isinstance(period, int) else (period.from_on.toordinal(), period.until_on.toordinal())


def _twice(ordered: Sequence[Reading]) -> list[Fault]:
    return [
        Fault(after.line, f"The period “{after.text}” starts when the one on line {before.line} does.")
        for before, after in pairwise(ordered)
        if _place(before)[0] == _place(after)[0]
    ]


def _notes(found: list[Reading], ordered: list[Reading], column: Column, ignored: Sequence[str]) -> Iterator[str]:
    if ignored:
        yield f"Ignored: {', '.join(ignored)}."
    if found != ordered:
        yield "The rows were put in the order of their periods."
    if any(re.match(r"[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{4}", one.text) for one in ordered):
        yield f"Dates were read {column.order.replace('_', ' ')}."
    spans = [one.period for one in ordered if isinstance(one.period, Period)]
    if any(before.until_on > after.from_on for before, after in pairwise(spans)):
        yield "Some periods overlap, so that neighbours share figures: limits will be too narrow."


def _is_from(period: Period | int, asked: date | int) -> bool:
    begins = period if isinstance(period, int) else period.from_on
    return begins >= asked  # type: ignore[operator]  # both are numbers or both are days


def _asked(series: Series, text: str) -> date | int:
    """The day, or the number, at which somebody asks a phase to start."""
    if not series.is_numbered:
        return parse_in(series.column, text).from_on
    if not _NUMBERED.fullmatch(text.strip()):
        raise PeriodError("no_phase", f"The periods are numbered, so a phase starts at a number, not at “{text}”.")
    return int(text)
