"""`joinedup chart` as an analyst meets it: a file in; a table, JSON or a picture out; in a process of its own."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from joinedup.reckon.tests.series import NORMAL, RJZ_BREACHES, RRK_BREACHES, SPIKE, VISCOSITY
from joinedup.site.command import main

pytestmark = pytest.mark.own_site

ROOT = Path(__file__).resolve().parents[3]
NORMAL_WITH_TEN = [*NORMAL[:14], 10, *NORMAL[15:]]
BASE = [0.5, -0.5] * 6


def chart(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command with no site, no settings and no database about."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("JOINEDUP_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "joinedup", "chart", str(file), *words],
        env={**ours, "PYTHONPATH": str(ROOT)},
        cwd=file.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def monthly(folder: Path, values: list[Any]) -> Path:
    """A file with a value a month from April 2016 on."""
    months = [f"{2016 + (at + 3) // 12}-{(at + 3) % 12 + 1:02}-01" for at in range(len(values))]
    return written(folder, "".join(f"{month},{value}\n" for month, value in zip(months, values, strict=True)))


def written(folder: Path, rows: str) -> Path:
    file = folder / "series.csv"
    file.write_text(f"period,value\n{rows}", encoding="utf-8")
    return file


def judged(file: Path, *words: str) -> dict[str, Any]:
    done = chart(file, "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def judged_here(file: Path, printed: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """The same without a process of its own, for long lists of cases."""
    assert main(["chart", str(file), "--json", *words]) == 0
    found: dict[str, Any] = json.loads(printed.readouterr().out)
    return found


def signals(found: dict[str, Any]) -> dict[int, str]:
    return {number: point["signal"] for number, point in enumerate(found["points"], 1) if point["signal"]}


def lines(found: dict[str, Any]) -> list[tuple[float, float, float]]:
    return [(phase["mean"], phase["lower"], phase["upper"]) for phase in found["phases"]]


@pytest.mark.parametrize(
    ("values", "words", "expected"),
    [
        (SPIKE, (), (1.944444, -0.715556, 4.604444)),
        (SPIKE, ("--no-screen",), (1.944444, -3.062614, 6.951503)),
        (NORMAL, (), (0.141623802, -3.0113796, 3.2946272)),
        (NORMAL_WITH_TEN, (), (0.669415859, -2.3836656, 3.7224973)),
        (NORMAL_WITH_TEN, ("--no-screen",), (0.669415859, -4.5966252, 5.9354569)),
        (NORMAL, ("--limits-from", "12"), (0.194179339, -2.6073998, 2.9957585)),
        (VISCOSITY, ("--no-screen",), (33.523333, 32.244633, 34.802033)),
        (RRK_BREACHES[:24], (), (1711.875, 849.793182, 2573.956818)),
    ],
)
def test_mean_and_limits_equal_the_references(
    values: list[float], words: tuple[str, ...], expected: tuple[float, float, float], tmp_path: Path
) -> None:
    assert lines(judged(monthly(tmp_path, values), *words)) == [pytest.approx(expected, abs=1e-6)]


def test_two_years_of_breaches_are_given_whole_as_json(tmp_path: Path) -> None:
    found = judged(monthly(tmp_path, RRK_BREACHES[:24]), "--better", "lower")
    assert list(found) == ["ruleset", "phases", "points", "variation", "assurance"]
    assert found["ruleset"] == "nhsr-0.2.2"
    assert [list(phase) for phase in found["phases"]] == [["n", "mean", "lower", "upper", "trial"]]
    assert (found["phases"][0]["n"], found["phases"][0]["mean"], found["phases"][0]["trial"]) == (24, 1711.875, False)
    assert signals(found) == {10: "above", **dict.fromkeys(range(11, 19), "shift_low")}
    assert found["points"][0] == {
        "period": "2016-04-01",
        "value": 1195.0,
        "signal": None,
        "class": "common_cause",
    }
    assert found["points"][9] == {"period": "2017-01-01", "value": 2585.0, "signal": "above", "class": "concern"}
    assert {point["class"] for point in found["points"][10:18]} == {"improvement"}
    assert (found["variation"], found["assurance"]) == ("common_cause", None)


def test_three_years_of_breaches_with_a_phase_from_july_2018(tmp_path: Path) -> None:
    found = judged(monthly(tmp_path, RRK_BREACHES), "--better", "lower", "--phase", "2018-07-01", "--target", "1000")
    assert lines(found) == [
        pytest.approx((1702.555556, 873.061156, 2532.049956), abs=1e-6),
        pytest.approx((8646.555556, 5698.278056, 11594.833056), abs=1e-6),
    ]
    assert [(phase["n"], phase["trial"]) for phase in found["phases"]] == [(27, False), (9, True)]
    assert signals(found) == {
        10: "above",
        **dict.fromkeys(range(11, 19), "shift_low"),
        **dict.fromkeys(range(28, 31), "two_of_three_low"),
        34: "above",
        35: "two_of_three_high",
        36: "two_of_three_high",
    }
    assert (found["variation"], found["assurance"]) == ("concern", "consistent_fail")


def test_the_later_rule_set_changes_two_signals_and_no_class(tmp_path: Path) -> None:
    file = monthly(tmp_path, RJZ_BREACHES)
    old, new = (judged(file, "--better", "lower", "--ruleset", name) for name in ("nhsr-0.2.2", "mdc-2023"))
    assert new["ruleset"] == "mdc-2023"
    assert {at: signals(old)[at] for at in (32, 36)} == {32: "shift_high", 36: "shift_high"}
    assert signals(new) == signals(old) | {32: "two_of_three_high", 36: "two_of_three_high"}
    assert [point["class"] for point in old["points"]] == [point["class"] for point in new["points"]]


@pytest.mark.parametrize(
    ("tail", "better", "expected"),
    [
        ([9], "higher", ("above", "improvement")),
        ([9], "lower", ("above", "concern")),
        ([9], "neither", ("above", "neutral_high")),
        ([-9], "higher", ("below", "concern")),
        ([-9], "lower", ("below", "improvement")),
        ([-9], "neither", ("below", "neutral_low")),
        ([-1.7, -1.6, -1.5, -1.4, -1.3, -1.2, -1.1], "higher", ("rising", "improvement")),
        ([1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1], "neither", ("falling", "neutral_low")),
        ([2, 0.1, 2], "lower", ("two_of_three_high", "concern")),
        ([-2, -0.1, -2], "lower", ("two_of_three_low", "improvement")),
        ([1.7, 1.6] * 4, "higher", ("shift_high", "improvement")),
        ([-1.7, -1.6] * 4, "neither", ("shift_low", "neutral_low")),
        ([0], "higher", (None, "common_cause")),
    ],
)
def test_signals_and_classes_have_the_words_of_the_format(
    tail: list[float], better: str, expected: tuple[str | None, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = judged_here(monthly(tmp_path, BASE + tail), capsys, "--better", better, "--limits-from", "12")
    latest = found["points"][-1]
    assert (latest["signal"], latest["class"]) == expected
    assert found["variation"] == latest["class"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), None),
        (("--better", "higher"), None),
        (("--target", "9"), None),
        (("--better", "neither", "--target", "9"), None),
        (("--better", "higher", "--target", "9"), "consistent_fail"),
        (("--better", "lower", "--target", "9"), "consistent_pass"),
        (("--better", "higher", "--target", "-9"), "consistent_pass"),
        (("--better", "lower", "--target=-9%"), "consistent_fail"),
        (("--better", "higher", "--target", "2.66"), "inconsistent"),
        (("--better", "lower", "--target", "-2.66"), "inconsistent"),
    ],
)
def test_assurance_needs_a_target_and_a_direction(
    words: tuple[str, ...], expected: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judged_here(monthly(tmp_path, BASE), capsys, *words)["assurance"] == expected


@pytest.mark.parametrize(
    ("values", "phases"),
    [
        ([], []),
        ([7], [(1, 7.0, None, None, True)]),
        ([""], [(0, None, None, None, True)]),
        ([7] * 13, [(13, 7.0, None, None, False)]),
        ([1, 3, "", 2, 4, 3], [(5, 2.6, pytest.approx(2.6 - 2.66 * 5 / 3), pytest.approx(2.6 + 2.66 * 5 / 3), True)]),
        ([-1e15, 1e15], [(2, 0.0, -5.32e15, 5.32e15, True)]),
    ],
)
def test_series_that_hardly_say_anything_are_judged_as_far_as_they_go(
    values: list[Any], phases: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = judged_here(monthly(tmp_path, values), capsys)
    assert [tuple(phase.values()) for phase in found["phases"]] == phases
    assert len(found["points"]) == len(values)
    assert signals(found) == {}
    assert found["variation"] == ("common_cause" if any(value != "" for value in values) else None)


def test_a_gap_keeps_its_place_and_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = judged_here(monthly(tmp_path, [1, "", 3]), capsys)
    assert found["points"][1] == {"period": "2016-05-01", "value": None, "signal": None, "class": None}


@pytest.mark.parametrize(("figures", "trial"), [(12, True), (13, False)])
def test_twelve_figures_are_on_trial_and_thirteen_are_not(
    figures: int, trial: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judged_here(monthly(tmp_path, (BASE * 2)[:figures]), capsys)["phases"][0]["trial"] is trial


def test_a_phase_of_one_figure_has_a_mean_and_no_limits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = judged_here(monthly(tmp_path, [*BASE, 9]), capsys, "--phase", "April 2017")
    assert tuple(found["phases"][1].values()) == (1, 9.0, None, None, True)


def test_rows_are_judged_in_the_order_of_their_periods(tmp_path: Path) -> None:
    rows = monthly(tmp_path, RRK_BREACHES[:24]).read_text(encoding="utf-8").splitlines()
    forwards = judged(tmp_path / "series.csv")
    backwards = written(tmp_path, "".join(f"{row}\n" for row in rows[:0:-1]))
    done = chart(backwards, "--json")
    assert json.loads(done.stdout) == forwards
    assert done.stderr == "The rows were put in the order of their periods.\n"


def test_the_table_says_first_how_the_series_moves(tmp_path: Path) -> None:
    done = chart(monthly(tmp_path, RRK_BREACHES), "--better", "lower", "--phase", "July 2018", "--target", "1000")
    printed = done.stdout.splitlines()
    assert done.returncode == 0
    assert printed[0] == (
        "Got worse in July 2018 and has stayed worse; the change is larger than chance. "
        "This is provisional: it rests on limits from fewer than 13 figures."
    )
    assert printed[2:5] == [
        "Phase from  Until       Figures      Average  Lower limit   Upper limit",
        "2016-04-01  2018-06-01       27  1702.555556   873.061156   2532.049956",
        "2018-07-01  2019-03-01        9  8646.555556  5698.278056  11594.833056  Provisional: fewer than 13 figures.",
    ]
    assert printed[6:8] == ["Period      Value  Signal", "2016-04-01   1195"]
    assert printed[16] == "2017-01-01   2585  ▼ Worse: above the upper limit"
    assert printed[-1] == (
        "The latest figure is worse by more than chance. As things are, it consistently misses the target of 1000. "
        "Rules: nhsr-0.2.2, runs of 7, outlying ranges set aside; lower is better."
    )


@pytest.mark.parametrize(
    ("rows", "words", "said"),
    [
        (
            "2016-04,1\nsoon,2\n",
            (),
            "Line 3: “soon” is no period that we can read. Write it like 2017-18, Q3 2018/19 or Apr 2016.",
        ),
        (
            "2016-04,many\n",
            (),
            "Line 2: “many” is not a number. Write it like 1234.5, or leave it empty where there is none.",
        ),
        ("2016-04,1\n2016-04,2\n", (), "Line 3: The period “2016-04” starts when the one on line 2 does."),
        ("2016-04,1\n", ("--limits-from", "11"), "Limits are fixed after 12 figures or more."),
        (
            "2016-04,1\n",
            ("--phase", "2020-01-01"),
            "No phase can start at “2020-01-01”: the series holds no period from then on.",
        ),
    ],
)
def test_what_cannot_be_charted_is_said_in_a_sentence_and_exits_with_1(
    rows: str, words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = chart(written(tmp_path, rows), "--json", *words)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{said}\n")


def test_only_the_first_faults_of_many_are_listed(tmp_path: Path) -> None:
    done = chart(written(tmp_path, "soon,1\n" * 50))
    assert done.stderr.splitlines()[-2].startswith("Line 21: ")
    assert done.stderr.splitlines()[-1] == "And 30 more."


@pytest.mark.parametrize("words", [("--better", "up"), ("--target", "nan"), ("--run-length", "8"), ("--ruleset", "r")])
def test_wrong_words_are_explained_and_exit_with_2(words: tuple[str, ...], tmp_path: Path) -> None:
    done = chart(monthly(tmp_path, [1, 2]), *words)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"\xff\xfe\x00", "is no text that we can read. Save it as CSV in UTF-8."),
        (b"\x81\x8d", "is no text that we can read. Save it as CSV in UTF-8."),
    ],
)
def test_a_file_that_is_none_or_no_text_is_refused(content: bytes | None, said: str, tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    if content is not None:
        file.write_bytes(content)
    done = chart(file)
    assert (done.returncode, done.stderr) == (1, f"{file} {said}\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_bytes("period;value;Größe\n2016-04;1;é\n".encode(encoding))
    assert json.loads(chart(file, "--json").stdout)["points"][0]["value"] == 1


@pytest.mark.parametrize("values", [RRK_BREACHES, [7] * 20, [7], [], ["", ""], [1e15, -1e15, 3], ["93.4%", "94%"]])
def test_a_picture_is_drawn_whatever_the_series_holds(values: list[Any], tmp_path: Path) -> None:
    picture = tmp_path / "chart.svg"
    done = chart(monthly(tmp_path, values), "--svg", str(picture))
    drawn = ElementTree.fromstring(picture.read_bytes())  # noqa: S314 — our own file
    assert done.returncode == 0
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn[0].text == done.stdout.splitlines()[0]
    assert "NaN" not in picture.read_text(encoding="utf-8")


def test_a_picture_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = chart(monthly(tmp_path, [1, 2]), "--svg", str(tmp_path / "none" / "chart.svg"))
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path / 'none' / 'chart.svg'} cannot be written: No such file or directory.\n"


def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    days = (date(2016, 1, 1) + timedelta(days=at) for at in range(9000))
    file = written(tmp_path, "".join(f"{day},{at}\n" for at, day in enumerate(days)))
    command = f"{sys.executable} -m joinedup chart {file} | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (done.stdout.startswith("Rose in"), done.stderr) == (True, "")
