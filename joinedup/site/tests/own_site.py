"""Sites of their own, for tests that meet the command as an operator does: in a process, with an empty shell."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MADE = os.environ.get("JOINEDUP_TEST_MADE")  # the home of a prepared site, if whoever runs the tests has made one


def environment(home: Path) -> dict[str, str]:
    """What an operator's shell would hold: a home folder for the site, and nothing from this test run."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("JOINEDUP_", "DJANGO_"))}
    return {**ours, "JOINEDUP_HOME": str(home), "PYTHONPATH": str(ROOT)}


def joinedup(*words: str, home: Path, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "joinedup", *words]
    return subprocess.run(
        command,
        env={**environment(home), **settings},
        cwd=home,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a site whose tables stand and hold nothing yet: to be read, and copied from."""
    home = tmp_path_factory.mktemp("site") / "home"
    if MADE:
        return shutil.copytree(MADE, home)
    home.mkdir()
    assert joinedup("prepare", home=home).returncode == 0
    return home


@pytest.fixture
def empty_site(prepared: Path, tmp_path: Path) -> Path:
    """The home of a prepared site that a test may change."""
    return shutil.copytree(prepared, tmp_path / "empty-site")
