"""The program that reads a file, in a process of its own with limits of time and memory.

It trusts nothing in the file, knows neither Django nor the database, and says what it reads line by line as JSON:
["sheet", title, file, notes], then ["row", number, cells] for each row that is not blank, headings first; or
["fault", code, particulars]. After the last row it says ["end"]. Sheets come in the order asked for.

    python -m joinedup.exchange.reader FILE TITLE…              a workbook: the sheets of these titles
    python -m joinedup.exchange.reader --table FILE [TITLE]     any table: all its sheets, or the one of this title
    python -m joinedup.exchange.reader --first=40 FILE          the first rows of each sheet of any table
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from joinedup.exchange import archives, rules
from joinedup.exchange.rules import Faulty
from joinedup.frame.neutral import original

MEMORY_BYTES = 700_000_000
SECONDS = 300
DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]{1,4})([0-9]{1,9})"')
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,4})([0-9]{1,9}):([A-Z]{1,4})([0-9]{1,9})"')
FORMULA = re.compile(rb"<f[ >/]")
START_OF_SHEET = 8_192
PIECE = 1 << 20
LONGEST_LINE = 2_000_000

Said = list[Any]
Cells = list[str]


@dataclass(frozen=True)
class Asked:
    """What is asked for: sheets by their titles. Of a table that is no workbook any sheet, and only the first rows.

    Rows of a workbook stand below headings that are unlike; of any table nothing is known yet.
    """

    titles: tuple[str, ...]
    is_table: bool = False
    first: int = 0

    def wants(self, title: str) -> bool:
        """Whether the rows of a sheet are asked for."""
        return title in self.titles or (self.is_table and not self.titles)

    @property
    def most_rows(self) -> int:
        return rules.MOST_ROWS_OF_A_TABLE if self.is_table else rules.MOST_ROWS_OF_A_SHEET

    @property
    def most_columns(self) -> int:
        return rules.MOST_COLUMNS_OF_A_TABLE if self.is_table else rules.MOST_COLUMNS

    def of(self, rows: Iterator[Said]) -> Iterator[Said]:
        """As many of a sheet's rows as are asked for."""
        return islice(rows, self.first or None)


def main(words: Sequence[str]) -> None:
    """Read a file and say what is in it."""
    limit_resources()
    option, words = (words[0], words[1:]) if words[0].startswith("--") else ("", words)
    first = int(option.partition("=")[2] or 0)
    asked = Asked(tuple(words[1:]), is_table=bool(option), first=first)
    try:
        for said in read(Path(words[0]), asked):
            print(json.dumps(said, ensure_ascii=False, separators=(",", ":")))  # noqa: T201 — the parent reads it
        print('["end"]')  # noqa: T201
    except Faulty as faulty:
        print(json.dumps(["fault", faulty.fault.code, dict(faulty.fault.data)]))  # noqa: T201
    except (MemoryError, RecursionError):
        print(json.dumps(["fault", rules.BEYOND_LIMITS.code, {}]))  # noqa: T201


def limit_resources() -> None:
    """Let the process take so much memory and so many seconds, and write no file."""
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(what, (most, most))


def read(path: Path, asked: Asked) -> Iterator[Said]:
    """What is in a file or a folder of CSV files, decided by its content and not by its name."""
    if path.is_dir():
        files = {file.name: file for file in sorted(path.glob("*.csv")) if file.is_file()}
        yield from _csv_files({name: partial(_opened, file) for name, file in files.items()}, asked)
        return
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"PK\x03\x04":
        with archives.opened(path) as archive:
            yield from _xlsx(path, archive, asked) if _is_workbook(archive) else _zipped(archive, asked)
    elif start.startswith((b"\xd0\xcf\x11\xe0",)):
        raise Faulty(rules.LOCKED)  # an encrypted workbook, or one of before 2007
    elif path.suffix.lower() == ".csv":
        yield from _csv_files({path.name: partial(_opened, path)}, asked)
    else:
        raise Faulty(rules.NOT_A_WORKBOOK if start else rules.EMPTY)


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    return "[Content_Types].xml" in archive.namelist() and "xl/workbook.xml" in archive.namelist()


# CSV


def _zipped(archive: zipfile.ZipFile, asked: Asked) -> Iterator[Said]:
    names = [name for name in archive.namelist() if name.lower().endswith(".csv") and "__MACOSX" not in name]
    if not names:
        raise Faulty(rules.NOT_A_WORKBOOK)
    try:
        yield from _csv_files({name: partial(archive.open, name) for name in names}, asked)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as broken:
        raise Faulty(rules.BROKEN_ZIP) from broken


def _csv_files(files: Mapping[str, Callable[[], IO[bytes]]], asked: Asked) -> Iterator[Said]:
    by_title: dict[str, str] = {}
    for name in files:
        title = title_of(Path(name).stem, asked.titles)
        if title in by_title:
            raise Faulty(rules.SHEET_TWICE.about(sheet=title))
        by_title[title] = name
    for title in _ordered(by_title, asked.titles):
        name = by_title[title]
        yield ["sheet", title, name, []]
        if asked.wants(title):
            with files[name]() as file:
                yield from asked.of(_csv_rows(name.rpartition("/")[2], file, asked))


def title_of(stem: str, titles: Sequence[str]) -> str:
    """The title of the workbook that a sheet or file goes by, whatever the case; else what it is called."""
    plain = stem.strip().lower().replace("_", "-").replace(" ", "-")
    return next((title for title in titles if title.lower().replace(" ", "-") == plain), stem)


def _ordered(found: Iterable[str], titles: Sequence[str]) -> list[str]:
    known = [title for title in titles if title in found]
    return [*known, *(title for title in found if title not in known)]


def _csv_rows(name: str, file: IO[bytes], asked: Asked) -> Iterator[Said]:
    """Rows with the line on which each starts. Every fault names its line."""
    csv.field_size_limit(rules.MOST_CHARACTERS_IN_A_CELL)
    lines = _Lines(name, file)
    rows = csv.reader(lines, delimiter=lines.delimiter, strict=True)
    width = 0
    while True:
        start = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as broken:
            raise Faulty(_csv_fault(broken, name, start, lines)) from broken
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > asked.most_columns:
            raise Faulty(
                rules.TOO_MANY_COLUMNS.about(file=name, line=start, count=len(cells), limit=asked.most_columns)
            )
        if asked.is_table:
            yield ["row", start, [original(cell) for cell in cells]]
            continue
        if not width:
            _refuse_double_headings(cells, name, start)
            width = len(cells)
        elif any(cell.strip() for cell in cells[width:]):
            raise Faulty(rules.MORE_THAN_HEADINGS.about(file=name, line=start))
        yield ["row", start, [original(cell) for cell in cells[:width]]]


def _csv_fault(broken: csv.Error, name: str, line: int, lines: "_Lines") -> Any:
    why = str(broken)
    if "field limit" in why:
        return rules.FIELD_TOO_LONG.about(file=name, line=line, limit=rules.MOST_CHARACTERS_IN_A_CELL)
    if lines.ended:
        return rules.OPEN_QUOTE.about(file=name, line=line)
    return rules.BROKEN_CSV.about(file=name, line=line, why=why)


def _refuse_double_headings(cells: Cells, name: str, line: int) -> None:
    seen: set[str] = set()
    for cell in cells:
        heading = " ".join(cell.split()).casefold()
        if heading and heading in seen:
            raise Faulty(rules.HEADING_TWICE.about(file=name, line=line, heading=cell.strip()[:100]))
        seen.add(heading)


class _Lines:
    """The lines of a CSV file as text, one at a time: UTF-8, or UTF-16 that says so at its start."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self.name, self.number, self.ended = name, 0, False
        buffered = io.BufferedReader(file) if not isinstance(file, io.BufferedReader) else file  # type: ignore[type-var]
        start = buffered.peek(4)[:3]
        encoding = "utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
        self._text = io.TextIOWrapper(buffered, encoding, newline="")
        self._first = self._next()
        self.delimiter = max(",;\t", key=(self._first or "").count)

    def __iter__(self) -> Iterator[str]:
        if self._first is None:
            return
        yield self._first
        while (line := self._next()) is not None:
            yield line

    def _next(self) -> str | None:
        self.number += 1
        try:
            line = self._text.readline(LONGEST_LINE)
        except UnicodeDecodeError as broken:
            before = re.findall(rb"\r\n|\r|\n", broken.object[: broken.start])
            raise Faulty(rules.NOT_UTF8.about(file=self.name, line=self.number + len(before))) from broken
        except UnicodeError as broken:
            raise Faulty(rules.NOT_UTF8.about(file=self.name, line=self.number)) from broken
        if len(line) == LONGEST_LINE:
            limit = rules.MOST_CHARACTERS_IN_A_CELL
            raise Faulty(rules.FIELD_TOO_LONG.about(file=self.name, line=self.number, limit=limit))
        if "\0" in line:
            raise Faulty(rules.HOLDS_NUL.about(file=self.name, line=self.number))
        self.ended = not line
        return line or None


# XLSX


def _xlsx(path: Path, archive: zipfile.ZipFile, asked: Asked) -> Iterator[Said]:
    import openpyxl
    from defusedxml.common import DefusedXmlException

    try:
        _refuse_parts(archive, asked)
        with path.open("rb") as file:
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            yield from _sheets(path, archive, workbook, asked)
    except (Faulty, MemoryError, RecursionError):
        raise
    except DefusedXmlException as hostile:
        raise Faulty(rules.DEFINITIONS) from hostile
    except Exception as broken:
        raise Faulty(rules.BROKEN_WORKBOOK.about(why=type(broken).__name__)) from broken


def _refuse_parts(archive: zipfile.ZipFile, asked: Asked) -> None:
    """Refuse a workbook by the beginnings of its parts."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            _refuse_definitions(archive, name)
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _refuse_dimension(archive, name, asked)


def _sheets(path: Path, archive: zipfile.ZipFile, workbook: Any, asked: Asked) -> Iterator[Said]:
    found = {sheet.title: sheet for sheet in workbook.worksheets}
    by_title = {title_of(title, asked.titles): title for title in found}
    for title in _ordered(by_title, asked.titles):
        sheet = found[by_title[title]]
        if not asked.wants(title):
            yield ["sheet", title, title, []]
            continue
        scanned = _scanned(archive, sheet, title)
        notes = ["hidden"] if sheet.sheet_state != "visible" else []
        yield ["sheet", title, sheet.title, [*notes, *(["merged"] if scanned.merged else [])]]
        with path.open("rb") as again:
            formulas = _with_formulas(again, sheet.title) if scanned.has_formulas else None
            yield from asked.of(_sheet_rows(sheet, formulas, scanned, title, asked))


def _with_formulas(file: IO[bytes], title: str) -> Iterator[Sequence[Any]]:
    """The rows of a sheet again, with formulas instead of their results."""
    import openpyxl

    sheet = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)[title]
    sheet.reset_dimensions()
    return iter(sheet.iter_rows())


class _Prolog(Exception):
    """The part of an XML file before its first element is over, or defines something."""


def _refuse_definitions(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse XML that defines a document type: only that could hold entities. Reads no further than the first tag."""
    seen: list[str] = []
    parser = expat.ParserCreate()

    def stop(*what: Any) -> None:
        seen.append("element")
        raise _Prolog

    def refuse(*what: Any) -> None:
        seen.append("definition")
        raise _Prolog

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = stop, refuse
    with archive.open(name) as file:
        try:
            parser.Parse(file.read(PIECE), False)
        except _Prolog:
            pass  # seen says which
        except expat.ExpatError as broken:
            raise Faulty(rules.BROKEN_WORKBOOK.about(why=name[:100])) from broken
    if seen != ["element"]:
        raise Faulty(rules.DEFINITIONS)


def _refuse_dimension(archive: zipfile.ZipFile, name: str, asked: Asked) -> None:
    with archive.open(name) as file:
        match = DIMENSION.search(file.read(START_OF_SHEET))
    if match:
        columns, rows = _column(match[1].decode()), int(match[2])
        if rows > asked.most_rows or columns > asked.most_columns:
            raise Faulty(
                rules.TOO_WIDE_OR_LONG.about(
                    sheet=Path(name).stem,
                    rows=rows,
                    columns=columns,
                    most_rows=asked.most_rows,
                    most_columns=asked.most_columns,
                )
            )


class _Scanned:
    """What must be known of a sheet before its rows are read: merged cells stand at its end, formulas anywhere."""

    def __init__(self) -> None:
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.has_formulas = False


def _scanned(archive: zipfile.ZipFile, sheet: Any, title: str) -> _Scanned:
    found = _Scanned()
    with archive.open(sheet._worksheet_path.lstrip("/")) as file:
        before = b""
        while piece := file.read(PIECE):
            text = before + piece
            found.has_formulas = found.has_formulas or FORMULA.search(text) is not None
            for match in MERGED.finditer(text):
                _merge(found, match, title)
            before = text[-200:]
    return found


def _merge(found: _Scanned, match: re.Match[bytes], title: str) -> None:
    left, top, right, bottom = (
        _column(match[1].decode()),
        int(match[2]),
        _column(match[3].decode()),
        int(match[4]),
    )
    if (right - left + 1) * (bottom - top + 1) > rules.MOST_MERGED_CELLS - len(found.merged):
        raise Faulty(rules.TOO_MUCH_MERGED.about(sheet=title))
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                found.merged[row, column] = (top, left)


def _sheet_rows(sheet: Any, formulas: Any, scanned: _Scanned, title: str, asked: Asked) -> Iterator[Said]:
    sheet.reset_dimensions()
    origins = set(scanned.merged.values())
    kept: dict[tuple[int, int], str] = {}
    width = rows = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        rows += 1
        if rows > asked.most_rows or len(cells) > asked.most_columns * 2:
            raise Faulty(rules.TOO_MANY_ROWS.about(limit=asked.most_rows))
        if formulas is not None:
            _refuse_formulas_without_result(cells, next(formulas), number, title)
        texts = [shown(cell.value, getattr(cell, "number_format", "") or "") for cell in cells]
        if origins or scanned.merged:
            texts = _unmerged(texts, number, scanned, origins, kept)
        while texts and not texts[-1].strip():
            texts.pop()
        if not texts:
            continue
        if asked.is_table:
            yield ["row", number, texts]
            continue
        if not width:
            _refuse_double_headings(texts, title, number)
            width = len(texts)
        elif len(texts) > width:
            raise Faulty(rules.MORE_THAN_HEADINGS.about(file=title, line=number))
        yield ["row", number, texts + [""] * (width - len(texts))]


def _unmerged(
    texts: Cells,
    number: int,
    scanned: _Scanned,
    origins: set[tuple[int, int]],
    kept: dict[tuple[int, int], str],
) -> Cells:
    """Each cell of a merged area reads as the one that holds the value."""
    for column, text in enumerate(texts, 1):
        if (number, column) in origins:
            kept[number, column] = text
    last = max((column for row, column in scanned.merged if row == number), default=0)
    texts = texts + [""] * (last - len(texts))
    return [kept.get(scanned.merged.get((number, column), (0, 0)), text) for column, text in enumerate(texts, 1)]


def _refuse_formulas_without_result(cells: Sequence[Any], written: Sequence[Any], number: int, title: str) -> None:
    for place, (cell, formula) in enumerate(zip(cells, written, strict=False), 1):
        if formula.data_type == "f" and cell.value is None:
            raise Faulty(rules.FORMULA_WITHOUT_RESULT.about(sheet=title, cell=f"{letters_of(place)}{number}"))


def shown(value: Any, number_format: str = "") -> str:
    """A cell's value as text: dates by year, month, day; numbers without exponent; percentages as they are shown.

    >>> shown(0.934, "0.0%"), shown(5.0), shown(0.1 + 0.2), shown(datetime(2027, 3, 31)), shown(None)
    ('93.4%', '5', '0.3', '2027-03-31', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, is_percentage="%" in number_format)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


def _number(value: float, *, is_percentage: bool) -> str:
    """The number that the spreadsheet program shows: fifteen figures count, the rest is noise."""
    number = Decimal(str(value) if isinstance(value, int) else f"{value:.15g}")
    if is_percentage:
        number *= 100
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{plain}%" if is_percentage else plain


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


if __name__ == "__main__":
    main(sys.argv[1:])
