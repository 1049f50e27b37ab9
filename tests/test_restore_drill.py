"""The restore drill as operators follow it: the steps are read from docs/operators.md and run by a shell (OP6)."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import server_binaries, throw_away_cluster

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.own_site

PAGE = ROOT / "docs" / "operators.md"
SEED = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "joinedup.site.settings"
from joinedup.site.command.opening import make_ready, open_site
open_site()
make_ready()
from django.utils import timezone
from joinedup.frame.letters import send_waiting
from joinedup.record.sequencer import sequence
from joinedup.record.signing import sign_checkpoint, start_keys
from joinedup.site import demonstration
from joinedup.site.command.running import build_once
build_once(demonstration.building())
while send_waiting(at=timezone.now()):
    pass
start_keys(timezone.now())
while sequence():
    pass
sign_checkpoint(timezone.now())
"""
LOSE = """
import os, sqlite3
with sqlite3.connect(os.environ["JOINEDUP_HOME"] + "/joinedup.sqlite3") as database:
    database.execute("DELETE FROM partners_postcodearea WHERE rowid = (SELECT min(rowid) FROM partners_postcodearea)")
"""


def block(name: str) -> str:
    """The lines of a block of the operators' page."""
    (found,) = re.findall(rf"```sh drill: {name}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return str(found)


def environment(home: Path) -> dict[str, str]:
    """What an operator's shell holds; `joinedup` is this checkout's."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("JOINEDUP_", "DJANGO_"))}
    return {**ours, "JOINEDUP_HOME": str(home), "PYTHONPATH": str(ROOT), "JOINEDUP_URL": "http://localhost:8000"}


@pytest.fixture(scope="module")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a site in which the demonstration place stands, with its record signed."""
    home = shutil.copytree(prepared, tmp_path_factory.mktemp("drill") / "site")
    subprocess.run([sys.executable, "-c", SEED], env=environment(home), cwd=home, check=True, capture_output=True)
    return home


@pytest.fixture
def followed(site: Path, tmp_path: Path) -> Any:
    """Follows the drill's steps with a database, and gives back how it ended and how many seconds it took."""
    shim = tmp_path / "bin" / "joinedup"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m joinedup "$@"\n')
    shim.chmod(0o755)

    def follow(steps: str, database: str = "") -> tuple[subprocess.CompletedProcess[str], float]:
        where = {"OLD": site, "NEW": tmp_path / "new", "BACKUP": tmp_path / "drill.zip", "DATABASE": database}
        script = "\n".join([*(f"{name}='{value}'" for name, value in where.items()), steps])
        env = {**environment(site), "PATH": f"{shim.parent}:{os.environ['PATH']}"}
        began = time.monotonic()
        command = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done, time.monotonic() - began

    return follow


def manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        return dict(json.loads(archive.read("manifest.json")))


def test_the_page_names_every_place_that_the_steps_speak_of() -> None:
    named = set(re.findall(r"^([A-Z]+)=", block("where"), re.MULTILINE))
    assert named == set(re.findall(r"\$([A-Z]+)\b", block("steps")))


def shown(done: subprocess.CompletedProcess[str], tmp_path: Path, seconds: float) -> None:
    """What every drill must show: all rows the same by hash, the record whole, the doctor content."""
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("Everything came back.\n")
    assert "Nothing is wrong." in done.stdout
    before, after = manifest(tmp_path / "drill.zip"), manifest(tmp_path / "new" / "again.zip")
    assert before["tables"] == after["tables"]
    assert before["tables"]["promises_commitment"]["rows"] > 10
    assert before["tables"]["record_entry"]["rows"] == before["tables"]["record_leaf"]["rows"] > 100
    rows = sum(int(table["rows"]) for table in before["tables"].values())
    sys.stdout.write(f"\nrestore drill: {rows:,} rows of {len(before['tables'])} tables in {seconds:.1f} s\n")


@pytest.mark.skipif(not shutil.which("unzip"), reason="unzip is not on this machine")
def test_a_backup_comes_back_whole_on_an_empty_home_by_the_written_steps_only(
    site: Path, followed: Any, tmp_path: Path
) -> None:
    done, seconds = followed(block("steps"))
    shown(done, tmp_path, seconds)
    old = subprocess.run(
        [sys.executable, "-m", "joinedup", "verify"], env=environment(site), capture_output=True, text=True, check=True
    )
    (root,) = re.findall(r"Root (\w{64})", old.stdout)
    assert re.findall(r"Root (\w{64})", done.stdout) == [root, root]  # restore verifies too


@pytest.mark.slow
@pytest.mark.skipif(server_binaries() is None or not shutil.which("unzip"), reason="no PostgreSQL server, or no unzip")
def test_a_site_moves_from_sqlite_to_postgresql_by_the_same_steps(followed: Any, tmp_path: Path) -> None:
    with throw_away_cluster(keeps_what_it_acknowledges=True) as database:
        done, seconds = followed(block("steps"), database)
    shown(done, tmp_path, seconds)


def between(step: str, deed: str, tmp_path: Path) -> str:
    """The steps of the drill with a deed done just before one of them."""
    file = tmp_path / "deed.py"
    file.write_text(deed)
    return block("steps").replace(f"\n{step}", f'\n"{sys.executable}" "{file}"\n{step}', 1)


@pytest.mark.skipif(not shutil.which("unzip"), reason="unzip is not on this machine")
def test_the_drill_ends_with_an_error_if_anything_did_not_come_back(followed: Any, tmp_path: Path) -> None:
    done, _seconds = followed(between("joinedup verify", LOSE, tmp_path))
    assert done.returncode == 1
    assert "Everything came back." not in done.stdout
    assert "Nothing is wrong." in done.stdout
