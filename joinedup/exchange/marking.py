"""The user's own file back, with every problem marked in its cell."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import joinedup
from joinedup.exchange.mapping.kinds import sheets_of
from joinedup.exchange.models import Import, StagedRow
from joinedup.exchange.reader import letters_of
from joinedup.exchange.reading import Heading, read, read_table
from joinedup.exchange.rules import TO_CORRECT
from joinedup.exchange.sheets import BY_TITLE, Sheet
from joinedup.exchange.uploads import upload_of
from joinedup.frame.loading import BATCH
from joinedup.frame.neutral import neutral

SECONDS = 180


@dataclass(frozen=True)
class Problem:
    """One problem in one cell, by the row that the user sees and the column's heading.

    column: its number from 1, where headings alone do not tell; else 0. Row 0: what a mapping says itself.
    """

    sheet: str
    row: int
    heading: str
    sentence: str
    column: int = 0


@dataclass(frozen=True)
class Marked:
    """A marked file: its bytes and how its name ends."""

    content: bytes
    suffix: str


def problems_of(load: Import) -> Iterator[Problem]:
    """Every problem of a tried workbook, in the order of its sheets, rows and columns. Streams."""
    for sheet in (sheet for sheet in sheets_of(load.layout) if sheet.title in load.counts):
        if load.layout:
            yield from _problems_of_table(load, sheet)
            continue
        headings = {column.field: column.heading for column in sheet.columns}
        rows = StagedRow.objects.filter(load=load, sheet=sheet.title).exclude(problems={}).order_by("number")
        for number, problems in rows.values_list("number", "problems").iterator(chunk_size=BATCH):
            for field in sorted(problems, key=list(headings).index if set(problems) <= set(headings) else None):
                for sentence in problems[field]:
                    yield Problem(sheet.title, number, headings.get(field, sheet.columns[0].heading), sentence)


def _problems_of_table(load: Import, sheet: Sheet) -> Iterator[Problem]:
    """Problems of rows that a mapping made, at the cells of the user's file that they were made from."""
    said = {column.field: column.heading for column in sheet.columns}
    title, headings = load.source.get("sheet", ""), load.source.get("headings", [])
    columns = load.source.get("columns", {}).get(sheet.title, {})
    rows = StagedRow.objects.filter(load=load, sheet=sheet.title).exclude(problems={}).order_by("row", "number")
    for row, column, problems in rows.values_list("row", "column", "problems").iterator(chunk_size=BATCH):
        for field, sentences in problems.items():
            place = (columns.get(field) or column or 1) if row else 0
            heading = headings[place - 1] if 0 < place <= len(headings) else letters_of(place)
            for sentence in sentences:
                yield Problem(title, row, heading or said.get(field, sheet.title), sentence, place)


def marked(load: Import, path: Path) -> Marked:
    """A workbook with marked cells, or CSV files with a column of problems. Falls back to a bare list."""
    if path.is_file() and _is_workbook(path):
        return Marked(_marked_workbook(load, path) or _bare_list(load), "xlsx")
    return Marked(_marked_csv(load, path), "zip")


def marked_upload(load: Import) -> Marked:
    """The marked upload of an import."""
    with upload_of(load) as path:
        return marked(load, path)


def _is_workbook(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _marked_workbook(load: Import, path: Path) -> bytes:
    marks = [(one.sheet, one.row, one.heading, one.sentence, one.column) for one in problems_of(load)]
    titles = [load.source["sheet"]] if load.layout else list(BY_TITLE)
    done = subprocess.run(  # noqa: S603 — our own program
        [sys.executable, "-m", "joinedup.exchange.marker", str(path.resolve()), *titles],
        env={"PYTHONPATH": str(Path(joinedup.__file__).parent.parent)},
        input=json.dumps(marks).encode(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return done.stdout if done.returncode == 0 else b""


def _bare_list(load: Import) -> bytes:
    """Only the list of problems: the file itself was too large to be marked."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(TO_CORRECT)
    page.append(["Sheet", "Row", "Column", "Problem"])
    for problem in problems_of(load):
        page.append([problem.sheet, problem.row, problem.heading, neutral(problem.sentence)])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _marked_csv(load: Import, path: Path) -> bytes:
    """The same rows with a column of problems at the end, and one file that lists every problem."""
    said: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in problems_of(load):
        said[problem.sheet, problem.row].append(f"{problem.heading}: {problem.sentence}")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _marked_table(load, path, said) if load.layout else _marked_files(path, said):
            archive.writestr(name, text)
        archive.writestr(f"{TO_CORRECT.lower().replace(' ', '-')}.csv", _listed(load))
    return out.getvalue()


def _marked_files(path: Path, said: dict[tuple[str, int], list[str]]) -> Iterator[tuple[str, str]]:
    text, title, name, has_headings = io.StringIO(), "", "", False
    for item in read(path):
        if isinstance(item, Heading):
            if name:
                yield name, f"\ufeff{text.getvalue()}"
            text, title, name, has_headings = io.StringIO(), item.title, Path(item.file).name, False
            continue
        problems = TO_CORRECT if not has_headings else " ".join(said[title, item.number])
        has_headings = True
        csv.writer(text).writerow([*(_harmless(cell) for cell in item.cells), neutral(problems)])
    yield name, f"\ufeff{text.getvalue()}"


def _marked_table(load: Import, path: Path, said: dict[tuple[str, int], list[str]]) -> Iterator[tuple[str, str]]:
    """The one sheet that the mapping read, problems beside the headings and rows that they belong to."""
    title, headings, heading_row = load.source["sheet"], load.source["headings"], load.source["row"]
    text, name = io.StringIO(), ""
    for item in read_table(path, title):
        if isinstance(item, Heading):
            name = Path(item.file).name if item.title == title else name
            continue
        problems = " ".join([*([TO_CORRECT] if item.number == heading_row else []), *said[title, item.number]])
        blank = [""] * (len(headings) - len(item.cells))
        csv.writer(text).writerow([*(_harmless(cell) for cell in item.cells), *blank, neutral(problems)])
    yield name, f"\ufeff{text.getvalue()}"


def _harmless(cell: str) -> str:
    """A negative number may stay as it is; what else begins like a formula may not."""
    return cell if cell[1:].replace(".", "").isdigit() else neutral(cell)


def _listed(load: Import) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Sheet", "Line", "Column", "Problem"])
    for problem in problems_of(load):
        writer.writerow([problem.sheet, problem.row, problem.heading, neutral(problem.sentence)])
    return f"\ufeff{text.getvalue()}"
