"""A disk that changes what it holds: the record's own check sees it, and the operator is told the way back."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from joinedup.site.tests.own_site import environment, joinedup

FILL = """
import django
django.setup()
from django.utils import timezone
from joinedup.record.actions import enter
from joinedup.record.sequencer import sequence
from joinedup.record.signing import sign_checkpoint, start_keys

class Thing:
    reference, salt = "thing/JU-1", "00"

key = start_keys(timezone.now())
for number in range(100_000, 100_600):
    enter("named", Thing(), by=None, at=timezone.now(), facts={"number": number})
sequence()
sign_checkpoint(timezone.now())
"""
pytestmark = pytest.mark.own_site

WAY_BACK = "restore the last backup: docs/operators.md, “When a disk fails”."


@pytest.fixture(scope="module")
def filled(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site on SQLite with six hundred entries, sequenced and signed, and its file as it lies on the disk."""
    home = shutil.copytree(prepared, tmp_path_factory.mktemp("sound") / "site")
    settings = {**environment(home), "DJANGO_SETTINGS_MODULE": "joinedup.site.settings"}
    subprocess.run([sys.executable, "-c", FILL], env=settings, check=True)
    with closing(sqlite3.connect(home / "joinedup.sqlite3")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """The same site, to be damaged."""
    return shutil.copytree(filled, tmp_path / "site")


def flip(file: Path, place: int, bit: int = 0) -> None:
    """Change one bit, as a failing disk may."""
    with file.open("r+b") as disk:
        disk.seek(place)
        byte = disk.read(1)[0]
        disk.seek(place)
        disk.write(bytes([byte ^ 1 << bit]))
        disk.flush()
        os.fsync(disk.fileno())


def test_a_site_whose_disk_is_sound_verifies(home: Path) -> None:
    done = joinedup("verify", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 checkpoints and 1 keys verified. The last covers 601 entries and was signed at " in done.stdout


def test_a_flipped_bit_within_an_entry_is_named(home: Path) -> None:
    file = home / "joinedup.sqlite3"
    flip(file, file.read_bytes().index(b"100300") + 5)
    done = joinedup("verify", home=home)
    assert done.returncode == 1
    assert done.stderr == "Entry 302 at position 301 has been changed.\n"


@pytest.mark.parametrize("table", ["record_entry", "record_leaf", "record_checkpoint"])
def test_a_flipped_bit_in_the_build_of_a_page_is_told_with_the_way_back(home: Path, table: str) -> None:
    file = home / "joinedup.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        ((root_page,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])
        ((length,),) = connection.execute("PRAGMA page_size")
    flip(file, (root_page - 1) * length, bit=1)
    done = joinedup("verify", home=home)
    assert done.returncode == 1
    assert done.stderr.startswith(("The database cannot be read: ", "The database file is damaged: "))
    assert WAY_BACK in done.stderr
    assert "Traceback" not in done.stderr


def test_the_way_back_is_described_where_the_sentences_say() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "operators.md"
    assert "\n## When a disk fails\n" in page.read_text()
