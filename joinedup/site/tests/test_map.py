"""`joinedup map` as an analyst meets it: files of a conversation in; a summary, JSON or a picture out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from joinedup.site.command import main

ROOT = Path(__file__).resolve().parents[3]
SEATTLE = ROOT / "joinedup" / "reckon" / "tests" / "conversations" / "seattle"
VOTES, COMMENTS, GROUPS = SEATTLE / "votes.csv", SEATTLE / "comments.csv", SEATTLE / "published_groups.json"


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command with no site, no settings and no database about."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("JOINEDUP_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "joinedup", "map", *map(str, words)],
        env={**ours, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def mapped(*words: str | Path) -> dict[str, Any]:
    done = run(VOTES, "--comments", COMMENTS, "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_real_conversation_is_given_whole_as_json() -> None:
    found = mapped()
    assert list(found) == ["k", "participants", "statements", "representative", "consensus"]
    assert (found["k"], len(found["participants"]), len(found["statements"])) == (2, 339, 54)
    assert list(found["participants"][0]) == ["id", "x", "y", "group"]
    assert found["representative"].keys() == {"0", "1"}
    assert [one["statement"] for one in found["consensus"]["disagree"]] == [26]
    assert sum(one["moderated_out"] for one in found["statements"]) == 23


def test_published_groups_keep_their_numbers() -> None:
    published = json.loads(GROUPS.read_text())["groups"]
    found = mapped("--groups", GROUPS)
    assert {str(one["id"]): one["group"] for one in found["participants"] if one["group"] is not None} == published
    informed = {one["id"]: one["group_informed_consensus"] for one in found["statements"]}
    assert informed[0] == pytest.approx([0.2054590571, 0.1071960298], abs=1e-9)


def test_groups_may_have_any_numbers(tmp_path: Path) -> None:
    file = tmp_path / "groups.json"
    file.write_text(json.dumps({"0": 7, "1": 3, "5": 7}), encoding="utf-8")
    found = mapped("--groups", file)
    assert (found["k"], found["representative"].keys()) == (2, {"3", "7"})
    assert {group["group"] for group in found["statements"][0]["groups"]} == {3, 7}


def test_the_same_votes_in_any_order_are_the_same_bytes(tmp_path: Path) -> None:
    heading, *rows = VOTES.read_text().splitlines()
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([heading, *reversed(rows)]) + "\n", encoding="utf-8")
    assert run(turned, "--json").stdout == run(VOTES, "--json").stdout


def test_the_summary_says_who_thinks_alike_what_all_share_and_what_divides() -> None:
    said = run(VOTES, "--comments", COMMENTS).stdout
    assert said.startswith(
        "339 participants voted 2,872 times on 54 statements. They fall into 2 groups of opinion.\n\nGroup A: 95 "
    )
    assert "What people share\n  54 of 75 agree: Something needs to be done" in said
    assert "What divides most\n  agree A 22%, B 89%: " in said


def test_the_picture_has_a_title_every_dot_and_a_sentence_a_group(tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    assert run(VOTES, "--comments", COMMENTS, "--svg", file).returncode == 0
    picture = ElementTree.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 — our own file
    space = "{http://www.w3.org/2000/svg}"
    assert picture.findtext(f"{space}title", "").startswith("339 participants")
    assert len(list(picture.iter(f"{space}circle"))) == 339 + 2
    assert len(list(picture.iter(f"{space}polygon"))) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("voter-id,comment-id\n1,2\n", "The file has no column vote."),
        ("voter-id,comment-id,vote\n", "There are no votes in the file."),
        ("voter-id,comment-id,vote\na,1,1\n", "Line 2: voter-id is “a”, not a whole number."),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_printed(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "votes.csv"
    file.write_text(text, encoding="utf-8")
    assert main(["map", str(file)]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"{file}: {said}\n")


def test_a_group_of_somebody_who_never_voted_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "groups.json"
    file.write_text(json.dumps({"0": 0, "999999": 1}), encoding="utf-8")
    assert main(["map", str(VOTES), "--groups", str(file)]) == 1
    assert capsys.readouterr().err == f"{file}: Participant 999999 has a group and no vote.\n"


def test_votes_may_come_through_a_pipe() -> None:
    piped = subprocess.run(
        [sys.executable, "-m", "joinedup", "map", "/dev/stdin", "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=VOTES.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert json.loads(piped.stdout) == json.loads(run(VOTES, "--json").stdout)


def test_drawing_a_map_loads_neither_a_room_nor_a_database() -> None:
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "joinedup", "map", str(VOTES)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    names = {line.rsplit("|", 1)[1].strip() for line in loaded.splitlines() if "|" in line}
    assert not names & {"django.db.models", "joinedup.site.backup", "numpy.ma", "numpy.random"}


def test_a_file_that_is_not_there_or_no_text_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", str(tmp_path / "none.csv")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    binary = tmp_path / "votes.csv"
    binary.write_bytes(b"\xff\xfe\x00\xd8")
    assert main(["map", str(binary)]) == 1
    assert "is no text that we can read" in capsys.readouterr().err
