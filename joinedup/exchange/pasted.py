"""Cells pasted from a spreadsheet, a web page or a text, as a workbook of one sheet that can be read like any upload.

A pasted spreadsheet has tabs between its cells; a Markdown table has bars; else it is taken for CSV.
"""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from joinedup.frame.refusals import Refusal, refuse_if

TITLE, FILE_NAME = "Pasted", "pasted.xlsx"
MOST_CHARACTERS = 2_000_000
NOTHING_PASTED = Refusal("nothing_pasted", "Paste some rows first, with their headings.", "cells")
NO_COLUMNS = Refusal(
    "pasted_no_columns",
    "These are no cells: there is neither a tab nor a bar nor a comma between them. Copy them from the spreadsheet.",
    "cells",
)
TOO_MUCH_PASTED = Refusal(
    "too_much_pasted", "This is more than {limit:,} characters or {rows:,} rows. Upload it as a file.", "cells"
)
MOST_ROWS = 5_100
LONGEST_CELL = 32_767  # what a spreadsheet program can hold

_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def as_workbook(text: str) -> bytes:
    """What was pasted as an XLSX file whose cells are all text. Raises Refused if it is no table."""
    refuse_if((NOTHING_PASTED,) if not text.strip() else ())
    too_much = TOO_MUCH_PASTED.about(limit=MOST_CHARACTERS, rows=MOST_ROWS)
    refuse_if((too_much,) if len(text) > MOST_CHARACTERS else ())
    rows = cells_of(text)
    refuse_if((too_much,) if len(rows) > MOST_ROWS else ())
    refuse_if((NO_COLUMNS,) if max(map(len, rows), default=0) < 2 else ())
    return _written(rows)


def cells_of(text: str) -> list[list[str]]:
    """The rows of pasted cells.

    >>> cells_of("Action\\tOwner\\nMend\\tAB")
    [['Action', 'Owner'], ['Mend', 'AB']]
    >>> cells_of("| Action | Owner |\\n|---|---|\\n| Mend a\\\\|b | AB |")
    [['Action', 'Owner'], ['Mend a|b', 'AB']]
    """
    plain = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "\t" in plain:
        return _separated(plain, "\t")
    lines = [line for line in plain.split("\n") if line.strip()]
    if sum(bool(_BAR.search(line)) for line in lines) > len(lines) / 2:
        return [_between_bars(line) for line in lines if not _RULE.fullmatch(line)]
    return _separated(plain, max(",;", key=lines[0].count))


def _separated(text: str, delimiter: str) -> list[list[str]]:
    """Cells with quotation marks around those that hold line ends, as spreadsheet programs copy them.

    A quotation mark alone in a cell says “as above”; it opens nothing.
    """
    text = re.sub(rf'(^|{delimiter})"(?={delimiter}|$)', r'\1""""', text, flags=re.MULTILINE)
    csv.field_size_limit(max(csv.field_size_limit(), MOST_CHARACTERS))
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def _between_bars(line: str) -> list[str]:
    inside = re.sub(r"(?<!\\)\|$", "", line.strip().removeprefix("|"))
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(inside)]


def _written(rows: Iterable[list[str]]) -> bytes:
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(TITLE)
    for row in rows:
        page.append([_text(page, cell) for cell in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _text(page: Any, text: str) -> Any:
    """A cell that stays text, whatever it looks like: a pasted “=1+1” is not worked out."""
    cell: Any = WriteOnlyCell(page, None)
    cell._value, cell.data_type = text[:LONGEST_CELL], "s"
    return cell if text else None
