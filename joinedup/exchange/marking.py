"""The user's own file back, with every problem marked in its cell."""

import csv
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import joinedup
from joinedup.exchange.models import Import, StagedRow
from joinedup.exchange.neutral import neutral
from joinedup.exchange.reading import Heading, read
from joinedup.exchange.rules import TO_CORRECT
from joinedup.exchange.sheets import BY_TITLE, SHEETS
from joinedup.frame.loading import BATCH

SECONDS = 180


@dataclass(frozen=True)
class Problem:
    """One problem in one cell, by the row that the user sees and the column's heading."""

    sheet: str
    row: int
    heading: str
    sentence: str


@dataclass(frozen=True)
class Marked:
    """A marked file: its bytes and how its name ends."""

    content: bytes
    suffix: str


def problems_of(load: Import) -> Iterator[Problem]:
    """Every problem of a tried workbook, in the order of its sheets, rows and columns. Streams."""
    for sheet in SHEETS:
        headings = {column.field: column.heading for column in sheet.columns}
        rows = StagedRow.objects.filter(load=load, sheet=sheet.title).exclude(problems={}).order_by("number")
        for number, problems in rows.values_list("number", "problems").iterator(chunk_size=BATCH):
            for field in sorted(problems, key=list(headings).index if set(problems) <= set(headings) else None):
                for sentence in problems[field]:
                    yield Problem(sheet.title, number, headings.get(field, sheet.columns[0].heading), sentence)


def marked(load: Import, path: Path) -> Marked:
    """A workbook with marked cells, or CSV files with a column of problems. Falls back to a bare list."""
    if path.is_file() and _is_workbook(path):
        return Marked(_marked_workbook(load, path) or _bare_list(load), "xlsx")
    return Marked(_marked_csv(load, path), "zip")


def marked_upload(load: Import) -> Marked:
    """The marked upload of an import."""
    with tempfile.TemporaryDirectory(prefix="joinedup-") as folder:
        path = Path(folder) / f"upload{Path(load.file_name).suffix.lower()[:5]}"
        path.write_bytes(bytes(load.upload.content))
        return marked(load, path)


def _is_workbook(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _marked_workbook(load: Import, path: Path) -> bytes:
    marks = [(problem.sheet, problem.row, problem.heading, problem.sentence) for problem in problems_of(load)]
    done = subprocess.run(  # noqa: S603 — our own program
        [sys.executable, "-m", "joinedup.exchange.marker", str(path.resolve()), *BY_TITLE],
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
        for name, text in _marked_files(path, said):
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
