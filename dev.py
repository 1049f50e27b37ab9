#!/usr/bin/env python3
"""Two commands for a fresh machine that has only Python 3.11 or newer and git.

python3 dev.py demo [--port N]      install what is missing, then open the demonstration place
python3 dev.py test                 install what is missing, then run every check and every test
python3 dev.py test --quick         the checks and the tests on SQLite, without a browser or PostgreSQL
python3 dev.py test WHAT ...        only pytest, on SQLite, with these words: paths, -k, -x, -m slow
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever reads this sentence has an older Python
    sys.exit("Joinedup needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

import contextlib
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.postgres import server_binaries, throw_away_cluster

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
IN_PUBLIC = {"JOINEDUP_URL": "https://joinedup.example", "JOINEDUP_HOSTS": "joinedup.example"}

CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("Format", ["ruff", "format", "--check", "."], {}),
    ("Lint", ["ruff", "check", "."], {}),
    ("Templates", ["djlint", "joinedup", "--lint", "--quiet"], {}),
    ("Imports run downhill", ["lint-imports"], {}),
    ("Types", ["mypy"], {}),
    ("Migrations are complete", ["django-admin", "makemigrations", "--check", "--dry-run"], {}),
    ("Settings are safe in public", ["django-admin", "check", "--deploy", "--fail-level=WARNING"], IN_PUBLIC),
]


def main(words: list[str]) -> int:
    """Do what the first word asks; return what the shell should see."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    command, options = (words[0], words[1:]) if words else ("", [])
    if command == "demo":
        install("requirements.txt")
        return run(["python", "-m", "joinedup", "demo", *options])
    if command == "test" and options == ["--quick"]:
        return test_quickly()
    if command == "test" and options:
        install("requirements-dev.txt")
        return run(["pytest", *options])
    if command == "test":
        return test_everything()
    print(__doc__.strip())
    return 0 if command in {"help", "--help", "-h"} else 2


# Installing


def install(lock: str) -> None:
    """Bring .venv up to a lock file, unless it is there already, with the command of this checkout in it."""
    stamp = VENV / f"{lock}.installed"
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    if not (works(PYTHON) and stamp.exists() and stamp.read_text() == wanted):
        install_packages(lock)
        stamp.write_text(wanted)
    offer_command()


def install_packages(lock: str) -> None:
    """Make .venv if there is none that works, and install in it what a lock file lists."""
    if not works(PYTHON):
        say("Making .venv")
        venv.create(VENV, clear=True, with_pip=importlib.util.find_spec("ensurepip") is not None)
    say(f"Installing what {lock} lists (a minute or two, the first time)")
    command = [*pip(), "install", "--require-hashes", "--disable-pip-version-check", "-qq", "-r", lock]
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit(f"Could not install what {lock} lists; pip says why above. Is a package index in reach?")


def offer_command() -> None:
    """Let .venv/bin/joinedup be the command of this checkout, from whichever folder it is called."""
    for packages in VENV.glob("lib/python*/site-packages"):
        (packages / "joinedup-checkout.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "joinedup"
    command.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m joinedup "$@"\n')
    command.chmod(0o755)


def works(python: Path) -> bool:
    """Whether this interpreter is there and starts; one left behind by a removed Python does not."""
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def pip() -> list[str | Path]:
    """The pip of .venv, else (where Python comes without ensurepip) this Python's pip, pointed at .venv."""
    if subprocess.run([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return [PYTHON, "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    sys.exit("This Python has neither ensurepip nor pip. On Debian or Ubuntu: apt install python3-venv")


def install_programs() -> None:
    """PostgreSQL's server and Chromium, from the system's packages, if they are missing and we may."""
    wanted = {"postgresql": server_binaries() is None, "chromium": shutil.which("chromium") is None}
    missing = [package for package, is_missing in wanted.items() if is_missing]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"Please install {' and '.join(missing)} first, or run: python3 dev.py test --quick")
    say(f"Installing {' and '.join(missing)}")
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", "-qq", *step], env=quietly, stdin=subprocess.DEVNULL, check=True)


# Testing


def test_everything() -> int:
    """Every check; then the tests on PostgreSQL, with sites of their own and of stories, beside all others.

    The summary of the latter, which run on SQLite and in the browser, comes last.
    """
    install("requirements-dev.txt")
    install_programs()
    with scratch_home() as made, scratch_home() as home, scratch_home() as apart:
        failed = failed_checks(home)
        if not section("Tables for all runs on SQLite", ["python", "-m", "joinedup", "prepare"], made):
            return 1
        home["JOINEDUP_TEST_MADE"] = apart["JOINEDUP_TEST_MADE"] = made["JOINEDUP_HOME"]
        if not section("The demonstration opens", [sys.executable, "tests/smoke.py"], home):
            failed.append("The demonstration opens")
        with beside(["pytest", "-m", "not slow and not own_site and not story"], home) as rest:
            with throw_away_cluster() as address:
                tests = ["pytest", "-m", "database and not slow and not browser and not own_site and not walk"]
                if not section("Tests on PostgreSQL", tests, {**apart, "JOINEDUP_DATABASE_URL": address}):
                    failed.append("Tests on PostgreSQL")
            title = "Tests with sites of their own, and stories in the browser"
            if not section(title, ["pytest", "-m", "not slow and (own_site or story)"], apart):
                failed.append(title)
            tell(failed)
            say("Tests on SQLite and in the browser")
            return 0 if rest.told() == 0 and not failed else 1


def test_quickly() -> int:
    """Every check, then the tests that need nothing but Python."""
    install("requirements-dev.txt")
    with scratch_home() as home:
        tests = ["pytest", "-m", "not slow and not browser"]
        return conclude(failed_checks(home), "Tests on SQLite", tests, home)


def failed_checks(home: dict[str, str]) -> list[str]:
    """Run every check, whatever the others say; return the titles of those that failed."""
    return [title for title, command, extra in CHECKS if not section(title, command, {**home, **extra})]


def conclude(failed: list[str], title: str, tests: list[str], home: dict[str, str]) -> int:
    """Say what failed so far, then run the last tests, so that their own summary closes the output."""
    tell(failed)
    return 0 if section(title, tests, home) and not failed else 1


def tell(failed: list[str]) -> None:
    """Say what failed before the last tests."""
    say("FAILED before the last tests: " + ", ".join(failed) if failed else "Everything passed so far")


def section(title: str, command: list[str], extra: dict[str, str]) -> bool:
    """Run one titled part of the test command and say whether it passed."""
    say(title)
    started = time.monotonic()
    passed = run(command, extra) == 0
    if command[0] != "pytest":
        print(f"{'passed' if passed else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return passed


def run(command: list[str], extra: dict[str, str] | None = None) -> int:
    """Run a program of .venv and return its exit code."""
    with running(command, extra) as child:
        return child.wait()


@contextlib.contextmanager
def running(
    command: list[str], extra: dict[str, str] | None = None, into: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program of .venv that runs from the project's folder with nothing to read from; it says things here or into a
    file. If it still runs at the end, or somebody asks for the end, it hears of it and finishes first."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "joinedup.site.settings", "PYTHONPATH": str(ROOT)}
    program = [shutil.which(command[0], path=PYTHON.parent) or command[0], *command[1:]]
    stdin, env = subprocess.DEVNULL, {**environment, **(extra or {})}
    child = subprocess.Popen(program, cwd=ROOT, env=env, stdin=stdin, stdout=into, stderr=into)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


@dataclass
class Beside:
    """A program that runs beside others and says what it says into a file until somebody listens."""

    child: subprocess.Popen[bytes]
    said: IO[bytes]

    def told(self) -> int:
        """Tell what it has said and goes on saying, until it ends; its exit code."""
        has_ended = False
        while True:
            if words := self.said.read():
                sys.stdout.buffer.write(words)
                sys.stdout.flush()
            elif has_ended:
                return int(self.child.returncode)
            else:
                has_ended = self.child.poll() is not None
                time.sleep(0.5)


@contextlib.contextmanager
def beside(command: list[str], extra: dict[str, str]) -> Iterator[Beside]:
    """A program of .venv that runs while others do."""
    with (
        tempfile.NamedTemporaryFile(prefix="joinedup-said-") as file,
        running(command, extra, into=file.file) as child,
        Path(file.name).open("rb") as said,
    ):
        yield Beside(child, said)


@contextlib.contextmanager
def scratch_home() -> Iterator[dict[str, str]]:
    """Settings that keep the tests' files out of the checkout, in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="joinedup-test-") as folder:
        yield {"JOINEDUP_HOME": folder}


def say(words: str) -> None:
    """Print a title that stands out between what the programs print."""
    print(f"\n=== {words}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
