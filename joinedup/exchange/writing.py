"""Writing the workbook: one XLSX with instructions, drop-downs and example rows, or a folder or zip of CSV files."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from joinedup.exchange import plan
from joinedup.exchange.sheets import EXAMPLE, INSTRUCTIONS, QUESTION, SHEETS, Column, Sheet
from joinedup.exchange.values import Choice, Day, Named, Number, Prose
from joinedup.frame.neutral import neutral
from joinedup.partners.models import Partnership

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHOICE_ROWS = 5_000
MOST_EXACT_FIGURES = 15
GREY = Font(italic=True, color="767676")
BOLD = Font(bold=True)
TITLE = Font(bold=True, size=14)
SHADE = PatternFill("solid", fgColor="E3ECEA")
WRAP = Alignment(wrap_text=True, vertical="top")
TABS = {"partners": "0A3F3C", "outcomes": "8A5A00", "promises": "5B2A6E", "": "8C8C8C"}


# CSV


def write_folder(partnership: Partnership, folder: Path) -> Iterator[str]:
    """Write the plan and what others did as CSV files; yields the title of each sheet before it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    for title, headings, rows, name in _csv_sheets(partnership):
        yield title
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            _write_csv(file, headings, rows)


def write_zip(partnership: Partnership, file: IO[bytes]) -> None:
    """Write the same files into a zip."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for _title, headings, rows, name in _csv_sheets(partnership):
            with _text_in(archive, name) as text:
                _write_csv(text, headings, rows)


@contextmanager
def _text_in(archive: zipfile.ZipFile, name: str) -> Iterator[IO[str]]:
    with archive.open(name, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        yield text


def _csv_sheets(partnership: Partnership) -> Iterator[tuple[str, Sequence[str], Iterable[Sequence[str]], str]]:
    for sheet in SHEETS:
        headings = [column.heading for column in sheet.columns]
        yield sheet.title, headings, _neutral_rows(sheet, plan.rows_of(partnership, sheet)), sheet.file
    for title, (headings, rows) in plan.read_only(partnership).items():
        yield title, headings, ([neutral(text) for text in row] for row in rows), f"{title.lower()}.csv"


def _neutral_rows(sheet: Sheet, rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Numbers and days stay as they are; every other cell is made harmless."""
    plain = [isinstance(column.value, Number | Day) for column in sheet.columns]
    for row in rows:
        yield [text if is_plain else neutral(text) for text, is_plain in zip(row, plain, strict=True)]


def _write_csv(file: IO[str], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(file)
    writer.writerow(headings)
    writer.writerows(rows)


# XLSX


def write_workbook(file: IO[bytes], partnership: Partnership | None) -> None:
    """Write the workbook: a template with an example row on each sheet, or filled with a partnership's plan."""
    workbook = Workbook(write_only=True)
    _instruct(workbook)
    for sheet in SHEETS:
        rows = plan.rows_of(partnership, sheet) if partnership else ()
        _write_sheet(workbook, sheet, rows)
    if partnership:
        for title, (headings, texts) in plan.read_only(partnership).items():
            _write_read_only(workbook, title, headings, texts)
    workbook.save(file)


def _instruct(workbook: Any) -> None:
    page = workbook.create_sheet(INSTRUCTIONS)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 28, 24
    page.column_dimensions["C"].width = 90
    page.append([_cell(page, _("How to fill in this workbook"), font=TITLE)])
    for sentence in instructions():
        page.append([_cell(page, sentence)])
    room = ""
    for sheet in SHEETS:
        if sheet.room != room:
            room = sheet.room
            page.append([])
            page.append([_cell(page, str(QUESTION[room]), font=TITLE)])
        page.append([_cell(page, sheet.title, font=BOLD), None, _cell(page, str(sheet.about), alignment=WRAP)])
        for column in sheet.columns:
            page.append([None, _cell(page, column.heading), _cell(page, _helped(column), alignment=WRAP)])
    page.close()


def instructions() -> tuple[str, ...]:
    """What everybody who fills in the workbook should know, in sentences."""
    return (
        _("Each sheet is about one thing, each row about one of them. Leave out whatever you do not have."),
        _("The grey example row on each sheet is never loaded. You may overwrite it or leave it."),
        _("A row with gaps is kept as a draft, and what it lacks is listed. Nothing is lost."),
        _("Upload it as often as you like: the same code means the same thing, and nothing is ever loaded twice."),
        _("A row that you leave out stays as it is. An emptied cell is emptied there, except on the sheets of Who?"),
        _("Rows speak of each other by code, by reference such as outcome/JU-12, or by exact name."),
        _("Dates: 31 March 2027, 31/03/2027 or 2027-03-31. 03/04/2027 is the third of April: the day comes first."),
        _("Numbers: 1234.56 or 1,234.56, at most six figures after the point. A percentage of 93.4% is read as 93.4."),
        _("The sheets Sign-offs, Progress and Answers show what others did. They are for reading; nothing is loaded."),
    )


def _helped(column: Column) -> str:
    choices = column.value.words.values() if isinstance(column.value, Choice) else ()
    listed = _(" One of: %(choices)s.") % {"choices": ", ".join(str(word) for word in choices)} if choices else ""
    return f"{column.help}{listed}"


def _write_sheet(workbook: Any, sheet: Sheet, rows: Iterable[Sequence[str]]) -> None:
    page = workbook.create_sheet(sheet.title)
    page.freeze_panes = "B2"
    page.sheet_properties.tabColor = TABS[sheet.room]
    for place, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(place)].width = 50 if isinstance(column.value, Prose) else 22
    page.append([_heading(page, column) for column in sheet.columns])
    page.append([_cell(page, text, font=GREY) for text in _example(sheet)])
    for row in rows:
        page.append([_typed(page, column, text) for column, text in zip(sheet.columns, row, strict=True)])
    _offer(page, sheet)
    page.close()


def _example(sheet: Sheet) -> list[str]:
    return [EXAMPLE, *(column.example for column in sheet.columns[1:])]


def _heading(page: Any, column: Column) -> Any:
    cell = _cell(page, column.heading, font=BOLD, fill=SHADE)
    cell.comment = Comment(_helped(column), "Joinedup", height=120, width=260)
    return cell


def _typed(page: Any, column: Column, text: str) -> Any:
    """A cell of its own kind: days and numbers as such, everything else as text that is never a formula."""
    if text and isinstance(column.value, Day):
        cell = WriteOnlyCell(page, datetime.fromisoformat(text))
        cell.number_format = "d mmm yyyy"
        return cell
    figures = sum(sign.isdigit() for sign in text)
    if text and isinstance(column.value, Number) and figures <= MOST_EXACT_FIGURES:
        return WriteOnlyCell(page, float(text) if "." in text else int(text))
    return _cell(page, text) if text else None


def _cell(page: Any, text: str, **style: Any) -> Any:
    """A cell of text. One that looks like a formula stays text, here and when it is edited."""
    cell: Any = WriteOnlyCell(page, None)
    cell._value, cell.data_type = text, "s"
    if neutral(text) != text:
        cell.quotePrefix = True
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _offer(page: Any, sheet: Sheet) -> None:
    """Drop-downs: the words of a choice, or the codes of the sheet that a column names."""
    for place, column in enumerate(sheet.columns, 1):
        source = _source(column)
        if source:
            offer = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
            letter = get_column_letter(place)
            offer.add(f"{letter}2:{letter}{CHOICE_ROWS}")
            page.data_validations.append(offer)


def _source(column: Column) -> str:
    if isinstance(column.value, Choice):
        listed = ",".join(str(word) for word in column.value.words.values())
        return f'"{listed}"' if len(listed) <= 255 and listed.count(",") < len(column.value.words) else ""
    if isinstance(column.value, Named) and len(column.value.sheets) == 1 and not column.value.several:
        return f"'{column.value.sheets[0]}'!$A$2:$A${CHOICE_ROWS}"
    return ""


def _write_read_only(workbook: Any, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    page = workbook.create_sheet(title)
    page.freeze_panes = "A3"
    page.sheet_properties.tabColor = TABS[""]
    page.append([_cell(page, _("For reading only: what others did. Changes here are not loaded."), font=GREY)])
    page.append([_cell(page, heading, font=BOLD, fill=SHADE) for heading in headings])
    for row in rows:
        page.append([_cell(page, text) if text else None for text in row])
    page.close()
