"""Urgent care: a table of real data that nobody here made, loaded by the documented command."""

import csv
import re
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from joinedup.site.command.examples import FOLDER
from joinedup.site.tests.own_site import ROOT, joinedup
from joinedup.site.tests.test_command import database

FILE = FOLDER / "urgent_care" / "ae_attendances.csv"
MAPPING = FOLDER / "urgent_care" / "mapping.toml"
pytestmark = pytest.mark.own_site

COUNTED = ("partners_organisation", "outcomes_indicator", "outcomes_measurement", "record_entry", "exchange_import")
FIGURES = """
SELECT organisation.org_id, from_on, until_on, numerator, denominator, value FROM outcomes_measurement
JOIN outcomes_indicator AS indicator ON indicator.id = indicator_id
JOIN partners_organisation AS organisation ON organisation.id = steward_id
"""


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site into which urgent care has been loaded."""
    home = shutil.copytree(prepared, tmp_path_factory.mktemp("urgent-care") / "site")
    done = joinedup("example", "urgent-care", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    (home / "said").write_text(done.stdout)
    return home


def counts(home: Path) -> dict[str, int]:
    with database(home) as site:
        return {table: site.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in COUNTED}  # noqa: S608


def test_the_documented_command_says_what_the_page_about_it_shows(home: Path) -> None:
    page = (ROOT / "docs" / "urgent-care.md").read_text()
    shown = re.search(r"What it says:\n\n```\n(.*?)```", page, re.DOTALL)
    assert shown is not None
    assert (home / "said").read_text() == shown[1]


def test_every_figure_is_what_plain_arithmetic_on_the_file_gives(home: Path) -> None:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    with FILE.open(newline="") as file:
        for row in csv.DictReader(file):
            sums[f"GB-NHS-{row['org_code']}", row["period"]][0] += int(float(row["attendances"]))
            sums[f"GB-NHS-{row['org_code']}", row["period"]][1] += int(float(row["breaches"]))
    with database(home) as site:
        stored = site.execute(FIGURES).fetchall()
    assert len(stored) == len(sums) == 8_298
    wrong = [
        (org_id, month)
        for org_id, month, _until, numerator, denominator, value in stored
        for came, late in (sums[org_id, month],)
        if (int(numerator), int(denominator)) != (came - late, came)
        or round(Decimal(str(value)), 6) != round(Decimal(came - late) * 100 / came, 6)
    ]
    assert wrong == []


def test_some_months_are_what_a_calculator_says(home: Path) -> None:
    """RF4 in March 2017: 21,289 + 813 + 2,850 came, 2,879 + 22 + 6 waited."""
    with database(home) as site:
        rf4 = site.execute(f"{FIGURES} WHERE org_id = 'GB-NHS-RF4' AND from_on = '2017-03-01'").fetchall()
    assert rf4 == [("GB-NHS-RF4", "2017-03-01", "2017-04-01", 22_045, 24_952, pytest.approx(88.349631, abs=1e-6))]


def test_measures_are_public_and_say_how_they_are_made_and_whose_the_figures_are(home: Path) -> None:
    with database(home) as site:
        rows = site.execute(
            "SELECT DISTINCT unit, per, better, rhythm, measure.visibility, source, outcome.name "
            "FROM outcomes_indicator AS measure JOIN outcomes_outcome AS outcome ON outcome.id = measure.outcome_id"
        ).fetchall()
        judged = site.execute("SELECT COUNT(*) FROM outcomes_indicator WHERE picture != ''").fetchone()[0]
    source = "NHS England, A&E attendances and emergency admissions. Open Government Licence v3.0."
    assert rows == [("%", 100, "higher", "month", "public", source, "People are seen within four hours")]
    assert judged == 274


def test_a_second_time_and_from_another_place_nothing_changes(home: Path, tmp_path: Path) -> None:
    before = counts(home)
    elsewhere = shutil.copy(FILE, tmp_path / "my copy.csv")
    for words in (
        ("example", "urgent-care"),
        ("example", "urgent-care", "--file", str(elsewhere)),
        ("import", str(elsewhere), "--mapping", str(MAPPING), "--new-organisations", "--store"),
        ("import", str(elsewhere), "--mapping", str(MAPPING), "--into", "JU-1", "--store"),
    ):
        done = joinedup(*words, home=home)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Figures: 8,298 unchanged.\n")
        assert "Everything in it stands already." in done.stdout
    assert counts(home)["outcomes_measurement"] == before["outcomes_measurement"] == 8_298
    assert counts(home) | {"exchange_import": 0} == before | {"exchange_import": 0}


def test_an_administrator_takes_up_the_convenors_place_once_and_nobody_else_does(home: Path) -> None:
    refused = joinedup("example", "urgent-care", "--convenor", "olu@example.org", home=home)
    assert (refused.returncode, "Run first: joinedup user olu@example.org" in refused.stderr) == (1, True)
    joinedup("user", "olu@example.org", home=home, typed="a long pass phrase 17\n")
    for _ in range(2):
        done = joinedup("example", "urgent-care", "--convenor", "olu@example.org", home=home)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Urgent care is in preparation, and olu@example.org convenes it" in done.stdout
    with database(home) as site:
        convening = site.execute(
            "SELECT email FROM partners_account JOIN partners_partnership ON convenor_id = person_id"
        ).fetchall()
        entered = site.execute("SELECT verb FROM record_entry WHERE verb IN ('invited', 'accepted')").fetchall()
    assert (convening, sorted(entered)) == ([("olu@example.org",)], [("accepted",), ("invited",)])


def test_without_leave_to_add_them_unknown_organisations_are_listed_and_nothing_is_stored(empty_site: Path) -> None:
    done = joinedup("import", str(FILE), "--mapping", str(MAPPING), "--store", home=empty_site)
    assert done.returncode == 1
    assert done.stdout.startswith("Not known here, 274 × organisation: ")
    assert done.stdout.rstrip().endswith("or answer for each on the site.")
    assert counts(empty_site)["outcomes_measurement"] == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("import", "x.csv"), 2, "one of the arguments --into --new-partnership --mapping is required"),
        (("import", "x.csv", "--into", "JU-1", "--new-organisations"), 2, "--new-organisations goes with --mapping"),
        (("import", "x.csv", "--mapping", str(MAPPING)), 1, "There is no file or folder x.csv."),
        (("import", str(FILE), "--mapping", str(FILE)), 1, "This mapping cannot be read:"),
        (("example", "nothing"), 2, "invalid choice: 'nothing'"),
    ],
)
def test_wrong_use_says_what_is_wrong(home: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done: CompletedProcess[str] = joinedup(*words, home=home)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
