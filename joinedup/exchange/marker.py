"""The program that marks problems in a workbook, in a process of its own with limits of time and memory.

It reads marks from standard input as JSON, a list of [sheet, row, heading, sentence, column], and writes the marked
workbook to standard output. The workbook keeps its own formulas and layout as far as openpyxl keeps them.

    python -m joinedup.exchange.marker FILE TITLE… < MARKS > MARKED
"""

import io
import json
import resource
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from joinedup.exchange.reader import letters_of, title_of
from joinedup.exchange.rules import TO_CORRECT
from joinedup.frame.neutral import neutral

MEMORY_BYTES = 1_500_000_000
SECONDS = 120
FILE_BYTES = 400_000_000
MARK = PatternFill("solid", fgColor="F7C8B5")
Mark = tuple[str, int, str, str, int]


def main(path: Path, titles: Sequence[str]) -> None:
    """Mark a workbook and write it to standard output."""
    limits = (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
    )
    for what, most in limits:
        resource.setrlimit(what, (most, most))
    marks: list[Mark] = [tuple(mark) for mark in json.load(sys.stdin)]
    sys.stdout.buffer.write(marked(path, titles, marks))


def marked(path: Path, titles: Sequence[str], marks: Sequence[Mark]) -> bytes:
    """The workbook with a fill and a comment on each cell at fault, and a sheet that lists every problem."""
    workbook = load_workbook(path)
    sheets = {title_of(sheet.title, titles): sheet for sheet in workbook.worksheets}
    if TO_CORRECT in workbook.sheetnames:
        del workbook[TO_CORRECT]
    listed = workbook.create_sheet(TO_CORRECT, 0)
    _list_heading(listed)
    for title, of_sheet in _by_sheet(marks).items():
        _mark_sheet(sheets[title], listed, of_sheet)
    workbook.active = 0
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _by_sheet(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    by_sheet: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_sheet[mark[0]].append(mark)
    return by_sheet


def _list_heading(listed: Any) -> None:
    listed.append(["Sheet", "Cell", "Column", "Problem"])
    for cell in listed[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (18, 8, 22, 100), strict=True):
        listed.column_dimensions[letter].width = width


def _mark_sheet(sheet: Any, listed: Any, marks: Sequence[Mark]) -> None:
    columns = _columns(sheet)
    sentences: dict[tuple[int, int], list[str]] = defaultdict(list)
    for _title, row, heading, sentence, column in marks:
        if row:
            sentences[row, column or columns.get(heading.casefold(), 1)].append(sentence)
    for (row, column), said in sentences.items():
        cell = sheet.cell(*_visible(sheet, row, column))
        cell.fill = MARK
        cell.comment = Comment("\n".join(said), "Joinedup", height=120, width=300)
    for title, row, heading, sentence, number in marks:
        place = f"{letters_of(number or columns.get(heading.casefold(), 1))}{row}" if row else ""
        listed.append([None] * 4)
        for column, text in enumerate((title, place, heading, sentence), 1):
            cell = listed.cell(listed.max_row, column)
            cell.value, cell.data_type = text, "s"
            cell.quotePrefix = neutral(text) != text


def _columns(sheet: Any) -> dict[str, int]:
    """Where each heading stands, in the first row that is not blank."""
    for row in sheet.iter_rows():
        found = {" ".join(str(cell.value).split()).casefold(): cell.column for cell in row if cell.value is not None}
        if found:
            return found
    return {}


def _visible(sheet: Any, row: int, column: int) -> tuple[int, int]:
    """The cell itself, or the one that shows for it where cells are merged."""
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            return area.min_row, area.min_col
    return row, column


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
