"""The command line as an operator meets it: words in, sentences and exit codes out."""

import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from joinedup.site.tests.own_site import environment, joinedup

pytestmark = pytest.mark.own_site


@contextmanager
def database(home: Path) -> Iterator[sqlite3.Connection]:
    """A site's database, behind the site's back."""
    with closing(sqlite3.connect(home / "joinedup.sqlite3")) as connection, connection:
        yield connection


@pytest.fixture(scope="module")
def prepared(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared site for the tests of this file, which leave an administrator and more in it."""
    return shutil.copytree(prepared, tmp_path_factory.mktemp("command") / "site")


@pytest.mark.parametrize("words", [(), ("fly",), ("demo", "--port", "no"), ("serve", "--port", "65536"), ("backup",)])
def test_wrong_use_is_explained_and_exits_with_2(words: tuple[str, ...], tmp_path: Path) -> None:
    done = joinedup(*words, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: joinedup")
    assert list(tmp_path.iterdir()) == []


def test_every_command_has_help_that_says_the_exit_codes(tmp_path: Path) -> None:
    top = joinedup("--help", home=tmp_path).stdout
    commands = re.findall(r"^    (\w+)  ", top, flags=re.MULTILINE)
    assert commands[:4] == ["demo", "serve", "web", "worker"]
    for command in commands:
        done = joinedup(command, "--help", home=tmp_path)
        assert done.returncode == 0
        assert "Exit codes: 0 fine; 1 something was found, or refused; 2 wrong use." in done.stdout


def test_a_database_without_tables_is_refused_with_what_to_do(tmp_path: Path) -> None:
    for words in (("verify",), ("backup", "site.zip"), ("worker",), ("web",)):
        done = joinedup(*words, home=tmp_path)
        assert done.returncode == 1
        assert done.stderr.strip().endswith("Run: joinedup prepare")
    assert not (tmp_path / "site.zip").exists()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"JOINEDUP_SECRET_KEY": "short"}, "JOINEDUP_SECRET_KEY must be at least 32 characters"),
        ({"JOINEDUP_DEBUG": "perhaps"}, "JOINEDUP_DEBUG must be yes or no"),
        ({"JOINEDUP_SOURCE_URL": "code.example.org"}, "JOINEDUP_SOURCE_URL must start with https:// or http://"),
        ({"JOINEDUP_DATABASE_URL": "mysql://x/y"}, "JOINEDUP_DATABASE_URL must start with postgresql://"),
    ],
)
def test_settings_that_do_not_fit_are_refused_in_a_sentence(
    settings: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    done = joinedup("verify", home=tmp_path, **settings)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr


def test_a_site_that_shows_its_insides_is_not_served_to_the_world(prepared: Path) -> None:
    done = joinedup("web", "--bind", "0.0.0.0", home=prepared, JOINEDUP_DEBUG="yes")
    assert (done.returncode, done.stderr) == (
        1,
        "JOINEDUP_DEBUG must be off when the site is served at 0.0.0.0:8000.\n",
    )


def test_a_record_that_was_tampered_with_makes_verify_exit_with_1(empty_site: Path) -> None:
    with database(empty_site) as intruder:
        intruder.execute("INSERT INTO record_leaf (position, entry_id, hash) VALUES (0, 7, ?)", ["00" * 32])
    done = joinedup("verify", home=empty_site)
    assert (done.returncode, done.stderr) == (1, "Entry 7 at position 0 has been removed.\n")


def test_check_says_what_each_partnership_has_to_settle(prepared: Path) -> None:
    empty = joinedup("check", home=prepared)
    assert (empty.returncode, empty.stdout) == (0, "")
    unknown = joinedup("check", "JU-7", home=prepared)
    assert (unknown.returncode, unknown.stderr) == (1, "There is no partnership JU-7.\n")


def test_a_plan_goes_out_and_comes_into_another_site_to_the_byte(prepared: Path, tmp_path: Path) -> None:
    demonstration, empty = (shutil.copytree(prepared, tmp_path / name) for name in ("demonstration", "empty"))
    build = "import django; django.setup(); from joinedup.site import demonstration; demonstration.build()"
    settings = {**environment(demonstration), "DJANGO_SETTINGS_MODULE": "joinedup.site.settings"}
    subprocess.run([sys.executable, "-c", build], env=settings, cwd=demonstration, check=True)
    there, back = tmp_path / "there", tmp_path / "back"
    assert joinedup("export", "JU-1", str(there), home=demonstration).returncode == 0
    trial = joinedup("import", str(there), "--new-partnership", home=empty)
    assert (trial.returncode, trial.stdout.splitlines()[-1]) == (0, "Nothing is stored yet: this was a trial.")
    stored = joinedup("import", str(there), "--new-partnership", "--store", home=empty)
    told = re.fullmatch(r"Stored in (partnership/JU-\d+)\.", stored.stdout.splitlines()[-1])
    assert told is not None
    assert joinedup("export", told[1], str(back), home=empty).returncode == 0
    plan = [file.name for file in sorted(there.rglob("*.csv")) if not is_of_others(file)]
    assert len(plan) > 10
    for name in plan:
        (one,), (other,) = there.rglob(name), back.rglob(name)
        assert (name, other.read_bytes()) == (name, one.read_bytes())


def is_of_others(file: Path) -> bool:
    """Whether a sheet holds what others did, which an import leaves aside."""
    return any(word in file.name.lower() for word in ("sign", "progress", "answer"))


def test_an_import_of_nothing_is_refused_in_a_sentence(prepared: Path) -> None:
    done = joinedup("import", "nowhere.xlsx", "--into", "JU-1", home=prepared)
    assert (done.returncode, done.stderr) == (1, "There is no file or folder nowhere.xlsx.\n")


def test_a_backup_is_restored_into_an_empty_site_only(prepared: Path, tmp_path: Path) -> None:
    with database(prepared) as site:
        site.execute("INSERT OR REPLACE INTO frame_referencecounter (kind, last) VALUES ('outcome', 41)")
    file = str(tmp_path / "site.zip")
    assert joinedup("backup", file, home=prepared).returncode == 0

    again = joinedup("backup", file, home=prepared)
    assert (again.returncode, again.stderr) == (1, f"{file} exists already. Choose a new name.\n")

    home = tmp_path / "new"
    home.mkdir()
    restored = joinedup("restore", file, home=home)
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.splitlines()[0].split() == ["1", "frame_referencecounter"]
    assert "0 entries verified, 0 waiting for the worker." in restored.stdout

    twice = joinedup("restore", file, home=home)
    assert twice.returncode == 1
    assert twice.stderr.startswith("The database is not empty: frame_referencecounter has rows.")


def test_the_first_administrator_comes_in_and_goes(prepared: Path) -> None:
    made = joinedup("user", "Ada@Council.example", home=prepared, typed="plenty-of-letters-4\n")
    assert (made.returncode, made.stdout) == (0, "Ada@Council.example may sign in and administer the site.\n"), (
        made.stderr
    )
    with database(prepared) as site:
        found = site.execute("SELECT email, is_active, is_administrator FROM partners_account").fetchall()
    assert found == [("ada@council.example", 1, 1)]

    closed = joinedup("user", "ada@council.example", "--close", home=prepared)
    assert (closed.returncode, closed.stderr) == (0, "")
    again = joinedup("user", "ada@council.example", "--close", home=prepared)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr


@pytest.mark.parametrize(
    ("words", "typed", "code", "sentence"),
    [
        (("user", "ada"), "", 2, "'ada' is no e-mail address"),
        (("user", "ada@council.example"), "short\n", 1, "10 characters"),
        (("user", "nobody@council.example", "--close"), "", 1, "nobody@council.example has no account."),
    ],
)
def test_an_account_is_refused_in_a_sentence(
    prepared: Path, words: tuple[str, ...], typed: str, code: int, sentence: str
) -> None:
    done = joinedup(*words, home=prepared, typed=typed)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_answers_until_it_is_asked_to_stop(tmp_path: Path) -> None:
    port = free_port()
    site = started("serve", "--port", str(port), home=tmp_path)
    try:
        assert first_answer(port, site) < 500
    finally:
        site.send_signal(signal.SIGTERM)
        code = site.wait(timeout=60)
    assert code == 0
    assert nobody_listens_on(port)


def test_serve_gives_up_with_a_sentence_when_the_port_is_taken(prepared: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = joinedup("serve", "--port", str(other.getsockname()[1]), home=prepared)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "The web server stopped by itself (exit code 1), so everything else was stopped too."
    )


def started(*words: str, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "joinedup", *words], env=environment(home), cwd=home)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_answer(port: int, site: subprocess.Popen[bytes]) -> int:
    """The status of the home page, as soon as anybody answers."""
    give_up_at = time.monotonic() + 60
    while site.poll() is None and time.monotonic() < give_up_at:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            return answer.code
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.2)
    pytest.fail(f"Nobody answered; exit code {site.poll()}")


def nobody_listens_on(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
