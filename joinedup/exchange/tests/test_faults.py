"""Workbooks with faults: every one is marked in its cell in one run, and nothing is stored."""

import contextlib
import csv
import io
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

import joinedup
from joinedup.exchange import actions, commands, marking
from joinedup.exchange.models import Import, StagedRow
from joinedup.exchange.tests.test_actions import problems, sentences, stored, tried
from joinedup.exchange.tests.workbooks import Rows, folder, plan, workbook
from joinedup.frame.refusals import Refused
from joinedup.outcomes.models import Indicator, Measurement
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises.models import Commitment
from joinedup.record.models import Entry

FAULTS: dict[str, Rows] = {
    "Places": [
        {"Code": "P1", "Name": "Aa", "Kind": "planet", "Within": "P2", "Postcodes": "NT9"},
        {"Code": "P2", "Name": "Bb", "Kind": "area", "Within": "P1", "Postcodes": "not one"},
    ],
    "Organisations": [{"Code": "O1", "Name": "Аlpha Trust", "Sector": "charity", "Website": "javascript:alert(1)"}],
    "People": [
        {"Code": "H1", "Name": "Gus Falk", "Post": "Clerk", "Organisation": "Open Door", "From": "31/02/2030"},
        {"Code": "H2", "Name": "Ida Berg", "Post": "Clerk", "Organisation": "Nobody Ltd", "From": "1/2/2030"},
    ],
    "Members": [{"Organisation": "Open Door", "Role": "watches", "From": "2020-01-01"}],
    "Problems": [{"Code": "A1", "Name": ""}, {"Code": "A2", "Name": "x" * 201}, {"Code": "A2", "Name": "Again"}],
    "Outcomes": [{"Code": "B1", "Name": "Ready", "Problem": "A9", "Lead": "Eve Novak"}],
    "Measures": [{"Code": "M1", "Name": "Ready", "Unit": "%", "Per": "1000", "Target": "lots"}],
    "Figures": [
        {"Measure": "M1", "From": "2030-01-01", "Value": "1,23", "Count": ""},
        {"Measure": "M1", "From": "2030-02-01", "Value": "5", "Count": "5"},
        {"Measure": "M1", "From": "2030-02-01", "Value": "6", "Count": ""},
    ],
    "Promises": [
        {"Code": "C1", "Promise": "Do it", "Organisation": "Faraway Trust", "Starts": "2031-01-01", "Due": "2030-01-01"}
    ],
    "Parts": [{"Code": "D1", "Promise": "C1", "Part": "", "Organisation": "Open Door"}],
}
FOUND = [
    ("Places", 2, "Kind"),
    ("Places", 2, "Within"),
    ("Places", 3, "Within"),
    ("Places", 3, "Postcodes"),
    ("Organisations", 2, "Name"),
    ("Organisations", 2, "Website"),
    ("People", 2, "From"),
    ("People", 3, "Organisation"),
    ("Members", 2, "Role"),
    ("Problems", 2, "Name"),
    ("Problems", 3, "Name"),
    ("Problems", 4, "Code"),
    ("Outcomes", 2, "Problem"),
    ("Outcomes", 2, "Lead"),
    ("Measures", 2, "Per"),
    ("Measures", 2, "Target"),
    ("Figures", 2, "Value"),
    ("Figures", 3, "Out of"),
    ("Figures", 4, "From"),
    ("Promises", 2, "Organisation"),
    ("Promises", 2, "Due"),
    ("Parts", 2, "Part"),
]


def test_more_than_twenty_faults_are_found_in_one_run_and_nothing_is_stored(cast: Cast, tmp_path: Path) -> None:
    load = tried(cast, workbook(tmp_path / "plan.xlsx", **FAULTS))
    assert problems(load) == FOUND
    with pytest.raises(Refused):
        actions.store(load, by=cast.ada, at=NOW)
    assert (Commitment.objects.count(), Indicator.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_the_users_own_workbook_comes_back_with_each_fault_marked_in_its_cell(cast: Cast, tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", **FAULTS)
    mine = load_workbook(path)
    mine["Promises"]["H9"], mine["Promises"]["H9"].number_format = "=1+1", "0.000"
    mine.create_sheet("My notes")["A1"] = "Mine"
    mine.save(path)
    del mine["Promises"]["H9"]  # only in the copy: the reader would refuse a formula without its result
    mine.save(tmp_path / "read.xlsx")
    load = tried(cast, tmp_path / "read.xlsx")
    back = marking.marked(load, path)
    marked = load_workbook(io.BytesIO(back.content))
    cells = [
        (page.title, cell.row, str(page.cell(1, int(cell.column or 0)).value))
        for page in marked.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.comment
    ]
    assert sorted(cells) == sorted(
        (sheet, row, heading if heading != "Out of" else "Measure") for sheet, row, heading in FOUND
    )
    assert (marked["Promises"]["H9"].value, marked["Promises"]["H9"].number_format) == ("=1+1", "0.000")
    assert marked["My notes"]["A1"].value == "Mine"
    listed = list(marked["To correct"].iter_rows(min_row=2, values_only=True))
    assert [(sheet, int(str(cell)[1:]), heading) for sheet, cell, heading, _ in listed] == FOUND


def test_a_marked_workbook_once_corrected_is_taken_as_it_is(cast: Cast, tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", **plan(Links=[{"Step": "S1", "Leads to": "B9"}]))
    back = marking.marked(tried(cast, path), path)
    corrected = load_workbook(io.BytesIO(back.content))
    corrected["Links"]["B2"] = "B1"
    corrected.save(path)
    load = stored(cast, path)
    assert (load.state, load.notes) == (Import.State.DONE, [])


def test_csv_files_come_back_with_a_column_of_problems_and_the_same_rows(cast: Cast, tmp_path: Path) -> None:
    path = folder(tmp_path / "plan", **plan(Links=[{"Step": "S1", "Leads to": "B9", "Assumption": "=1+1"}]))
    back = marking.marked(tried(cast, path), path)
    with zipfile.ZipFile(io.BytesIO(back.content)) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("links.csv").decode("utf-8-sig"))))
        assert sorted(archive.namelist()) == sorted([*(file.name for file in path.iterdir()), "to-correct.csv"])
    assert rows[0] == ["Step", "Leads to", "Assumption", "To correct"]
    assert rows[1][:3] == ["S1", "B9", "'=1+1"]
    assert rows[1][3].startswith("Leads to: There is no \u201cB9\u201d on the sheet Ladder or Outcomes.")


def test_what_the_workbook_does_not_know_is_left_aside_and_said(cast: Cast, tmp_path: Path) -> None:
    sheets = {
        "Problems": [{"Code": "A1", "Name": "One", "Colour": "red"}],
        "Budget": [{"Code": 1}],
        "Progress": [{"P": 1}],
    }
    load = tried(cast, workbook(tmp_path / "plan.xlsx", **sheets))  # type: ignore[arg-type]
    assert load.notes == [
        {"note": "unknown_column", "sheet": "Problems", "column": "Colour"},
        {"note": "unknown_sheet", "sheet": "Budget"},
        {"note": "read_only", "sheet": "Progress"},
    ]


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ({"Budget": [{"Code": 1}]}, "No sheet of this file"),
        ({"Problems": [{"Name": "Without codes"}]}, "The sheet Problems has no column \u201cCode\u201d"),
    ],
)
def test_a_file_without_a_sheet_or_a_first_column_is_refused_and_leaves_nothing(
    cast: Cast, tmp_path: Path, sheets: dict[str, Rows], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        tried(cast, workbook(tmp_path / "plan.xlsx", **sheets))
    assert (Import.objects.count(), StagedRow.objects.count()) == (0, 0)


def test_a_file_that_cannot_be_read_to_its_end_leaves_nothing_behind(cast: Cast, tmp_path: Path) -> None:
    path = folder(tmp_path / "plan", **plan())
    with (path / "parts.csv").open("a") as file:
        file.write('D2,C1,"never closed')
    with pytest.raises(Refused, match=r"parts\.csv, line 3: a quotation mark opens here"):
        tried(cast, path)
    assert (Import.objects.count(), StagedRow.objects.count()) == (0, 0)


def test_the_unit_of_a_measure_with_figures_stands(cast: Cast, tmp_path: Path) -> None:
    stored(cast, workbook(tmp_path / "one.xlsx", **plan()))
    load = tried(cast, workbook(tmp_path / "two.xlsx", Measures=[{"Code": "M1", "Name": "Ready", "Unit": "days"}]))
    assert problems(load) == [("Measures", 2, "Unit")]


def test_periods_that_overlap_here_or_in_the_file_are_contradictions(cast: Cast, tmp_path: Path) -> None:
    stored(cast, workbook(tmp_path / "one.xlsx", **plan()))
    rows: Rows = [
        {"Measure": "M1", "From": "2019-12-15", "To": "2020-01-15", "Value": 1},
        {"Measure": "M1", "From": "2020-02-01", "To": "2020-02-29", "Value": 1},
        {"Measure": "M1", "From": "2020-02-15", "To": "2020-03-14", "Value": 1},
    ]
    load = tried(cast, workbook(tmp_path / "two.xlsx", Figures=rows))
    assert problems(load) == [("Figures", 2, "From"), ("Figures", 4, "From")]


def test_a_name_that_two_rows_bear_must_be_told_by_its_code(cast: Cast, tmp_path: Path) -> None:
    problems_twice = [{"Code": "A1", "Name": "Same"}, {"Code": "A2", "Name": "Same"}]
    load = tried(
        cast,
        workbook(
            tmp_path / "p.xlsx", Problems=problems_twice, Outcomes=[{"Code": "B1", "Name": "B", "Problem": "Same"}]
        ),
    )
    assert sentences(load) == ["More than one row is called \u201cSame\u201d. Write the code of the one that is meant."]


def many_rows(path: Path, rows: int, bad: int | None = None) -> Path:
    """A folder with two measures and so many figures, one of which may be bad."""
    path.mkdir()
    (path / "measures.csv").write_text("Code,Name,Rhythm\nM0,Even,week\nM1,Odd,week\n")
    with (path / "figures.csv").open("w") as file:
        file.write("Measure,From,To,Value\n")
        for number in range(rows):
            day = date(1950, 1, 1) + timedelta(days=number // 2)
            value = "bad" if number + 2 == bad else number
            file.write(f"M{number % 2},{day},{day},{value}\n")
    return path


@pytest.mark.slow
def test_a_bad_row_far_down_is_named_and_nothing_is_stored(cast: Cast, tmp_path: Path) -> None:
    path = many_rows(tmp_path / "many", 50_000, bad=40_001)
    report = commands.import_from(path, cast.partnership.reference, store=True)
    assert report.is_fine is False
    assert "Figures, row 40001, Value: “bad” is not a number. Write it like 1234.56." in report.lines
    assert (Measurement.objects.count(), Indicator.objects.count()) == (0, 0)


SITE = """
import sys, django
django.setup()
from pathlib import Path
from django.core.management import call_command
from joinedup.exchange import commands
from joinedup.partners.models import Partnership, Place
if sys.argv[1] == "prepare":
    call_command("migrate", verbosity=0)
    place = Place.objects.create(name="Northtown", kind="city", lineage=".1.")
    Partnership.objects.create(name="Starting well", place=place)
else:
    commands.import_from(Path(sys.argv[1]), "JU-1", store=True)
"""


class Site:
    """A site of its own in a folder, worked on by processes that can be killed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.start("prepare").wait()

    def start(self, word: str | Path) -> "subprocess.Popen[bytes]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JOINEDUP_")}
        environment = {
            **kept,
            "JOINEDUP_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "joinedup.site.settings",
            "PYTHONPATH": str(Path(joinedup.__file__).parent.parent),
        }
        return subprocess.Popen([sys.executable, "-c", SITE, str(word)], env=environment)

    def count(self, what: str) -> int:
        with contextlib.closing(sqlite3.connect(self.home / "joinedup.sqlite3", timeout=60)) as database:
            return int(database.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608

    def kill_when(self, process: "subprocess.Popen[bytes]", rows: int) -> None:
        """Kill a process as soon as so many rows are staged."""
        before = self.count("exchange_stagedrow")
        give_up_at = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < give_up_at:
            if self.count("exchange_stagedrow") >= before + rows:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


@pytest.mark.slow
def test_an_import_killed_half_way_stores_nothing_and_then_exactly_once(tmp_path: Path) -> None:
    path = many_rows(tmp_path / "many", 50_000)
    site = Site(tmp_path / "home")
    for share in (0.25, 0.5, 0.99):
        site.kill_when(site.start(path), int(50_000 * share))
        assert (site.count("outcomes_measurement"), site.count("record_entry")) == (0, 0)
    for _ in range(2):
        assert site.start(path).wait() == 0
        assert (site.count("outcomes_measurement"), site.count("outcomes_indicator")) == (50_000, 2)
    assert site.count("outcomes_measurement WHERE revision > 1") == 0


@pytest.mark.slow
def test_an_import_killed_while_it_stores_stores_all_or_nothing(tmp_path: Path) -> None:
    path = many_rows(tmp_path / "many", 50_000)
    site = Site(tmp_path / "home")
    for pause in (0.0, 0.1, 0.2, 0.3, 0.4):
        process = site.start(path)
        while process.poll() is None and site.count("exchange_import WHERE state = 'tried'") == 0:
            time.sleep(0.005)
        time.sleep(pause)
        process.kill()
        process.wait()
        assert site.count("outcomes_measurement") in {0, 50_000}
        if site.count("outcomes_measurement"):
            break
    assert site.start(path).wait() == 0
    assert (site.count("outcomes_measurement"), site.count("outcomes_indicator")) == (50_000, 2)
