"""The doctor: finds each thing that is made sick, names nothing that is well, and says what to do."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from joinedup.frame import letters
from joinedup.frame.models import Letter
from joinedup.frame.tests.mailserver import MailServer
from joinedup.partners.tests.cast import Cast
from joinedup.record.actions import enter
from joinedup.record.models import Waiting
from joinedup.record.sequencer import sequence
from joinedup.record.signing import sign_checkpoint, start_keys
from joinedup.site import environment, verified
from joinedup.site.doctor import Complaint, database, examine, machine, settings, work
from joinedup.site.tests.own_site import joinedup

NOW = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
WELL = settings.SettingsFacts()
MACHINE = machine.MachineFacts(now=NOW, backups="/backups", backed_up_at=NOW - AN_HOUR)
SQLITE = database.DatabaseFacts("sqlite", NOW, NOW, settings=database.SQLITE)
POSTGRESQL = database.DatabaseFacts("postgresql", NOW, NOW, version=16, settings=database.POSTGRESQL)
WORK = work.WorkFacts(now=NOW, verified_at=NOW - AN_HOUR)


def told(complaints: tuple[Complaint, ...]) -> list[tuple[bool, str]]:
    """Whether each is wrong, and how it begins."""
    return [(one.is_wrong, " ".join(one.what.split()[:4])) for one in complaints]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"debug": True}, [(True, "JOINEDUP_DEBUG is on: error")]),
        ({"url": "http://joinedup.example"}, [(True, "JOINEDUP_URL is http://joinedup.example: passwords")]),
        (
            {"url": "http://localhost:8000"},
            [(False, "JOINEDUP_URL is http://localhost:8000: letters"), (True, "JOINEDUP_HOSTS does not name")],
        ),
        ({"hosts": ("*",)}, [(True, "JOINEDUP_HOSTS answers to any")]),
        ({"hosts": ("other.example",)}, [(True, "JOINEDUP_HOSTS does not name")]),
        ({"hosts": (".example",)}, []),
        ({"open_files": ("/home/secret.key",)}, [(True, "Others on this machine")]),
        ({"controller": ""}, [(False, "The governance pages do")]),
        ({"contact": ""}, [(False, "The governance pages do")]),
        ({"source_url": ""}, [(False, "No page says where")]),
        ({"mail_from": "joinedup@localhost"}, [(True, "Letters come from joinedup@localhost,")]),
    ],
)
def test_each_sick_setting_is_named_and_no_other(change: dict[str, Any], expected: list[tuple[bool, str]]) -> None:
    assert told(settings.judge(replace(WELL, **change))) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"python": (3, 10)}, [(True, "This is Python 3.10.")]),
        ({"disk": 400_000_000}, [(True, "Only 400 MB are")]),
        ({"disk": 1_000_000_000}, [(False, "1,000 MB are free")]),
        ({"memory": 100_000_000}, [(False, "100 MB of memory")]),
        ({"memory": 400_000_000}, []),
        ({"home_is_writable": False}, [(True, "The home folder cannot")]),
        ({"pages": False}, [(True, "The files that pages")]),
        ({"backups": ""}, [(False, "Nobody told the doctor")]),
        ({"backed_up_at": None}, [(True, "There is no backup")]),
        ({"backed_up_at": NOW - 36 * AN_HOUR}, []),
        ({"backed_up_at": NOW - 37 * AN_HOUR}, [(True, "The last backup is")]),
    ],
)
def test_each_sick_part_of_the_machine_is_named_and_no_other(
    change: dict[str, Any], expected: list[tuple[bool, str]]
) -> None:
    assert told(machine.judge(replace(MACHINE, **change))) == expected


@pytest.mark.parametrize(
    ("well", "change", "expected"),
    [
        (SQLITE, {}, []),
        (POSTGRESQL, {}, []),
        *[
            (SQLITE, {"settings": {**database.SQLITE, name: "0"}}, [(True, f"{name} is 0, not")])
            for name in database.SQLITE
        ],
        *[
            (POSTGRESQL, {"settings": {**database.POSTGRESQL, name: "off"}}, [(True, f"{name} is off, not")])
            for name in database.POSTGRESQL
        ],
        (POSTGRESQL, {"settings": {**database.POSTGRESQL, "synchronous_commit": "remote_apply"}}, []),
        (POSTGRESQL, {"version": 13}, [(True, "The server is PostgreSQL")]),
        (SQLITE, {"migrations_missing": 2}, [(True, "The tables are not")]),
        (POSTGRESQL, {"clock": NOW - timedelta(seconds=5)}, []),
        (POSTGRESQL, {"clock": NOW - timedelta(seconds=6)}, [(True, "The clocks of this")]),
        (POSTGRESQL, {"clock": NOW + timedelta(seconds=6)}, [(True, "The clocks of this")]),
        (SQLITE, {"newest": NOW + timedelta(minutes=4)}, []),
        (SQLITE, {"newest": NOW + timedelta(minutes=6)}, [(True, "The record holds an")]),
    ],
)
def test_each_sick_part_of_the_database_is_named_and_no_other(
    well: database.DatabaseFacts, change: dict[str, Any], expected: list[tuple[bool, str]]
) -> None:
    assert told(database.judge(replace(well, **change))) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"waiting_since": NOW - timedelta(minutes=4)}, []),
        ({"waiting_since": NOW - timedelta(minutes=6)}, [(True, "Entries have been waiting")]),
        ({"unsigned_since": NOW - timedelta(minutes=6)}, [(True, "Nothing has been signed")]),
        ({"unsigned_since": NOW - timedelta(minutes=6), "key_missing": "1a2b"}, [(True, "The private key 1a2b,")]),
        ({"letters_since": NOW - timedelta(minutes=59)}, []),
        ({"letters_since": NOW - timedelta(minutes=61)}, [(True, "Letters have been waiting")]),
        ({"letters_marked": 2}, [(True, "2 letters will not")]),
        ({"mail": None}, [(False, "No mail server is")]),
        ({"mail": "refused"}, [(True, "The mail server does")]),
        ({"verified_well": False}, [(True, "The record did not")]),
        ({"verified_at": NOW - timedelta(days=9)}, [(False, "The record has not")]),
        ({"verified_at": None}, [(False, "The record has not")]),
        ({"verified_at": None, "has_entries": False}, []),
    ],
)
def test_each_sick_part_of_what_can_wait_is_named_and_no_other(
    change: dict[str, Any], expected: list[tuple[bool, str]]
) -> None:
    assert told(work.judge(replace(WORK, **change))) == expected


def test_every_complaint_says_what_to_do() -> None:
    sick = (
        *settings.judge(settings.SettingsFacts(True, "http://a.example", ("*",), ("x",), "", "", "", "a@localhost")),
        *machine.judge(machine.MachineFacts(NOW, (2, 7), 0, 0, False, False)),
        *database.judge(replace(POSTGRESQL, settings={}, version=9, migrations_missing=1, clock=NOW + AN_HOUR)),
        *work.judge(
            work.WorkFacts(NOW, NOW - AN_HOUR, NOW - AN_HOUR, True, "k", NOW - 2 * AN_HOUR, 1, "no", NOW, False)
        ),
    )
    assert len(sick) > 20
    for one in sick:
        assert one.what.endswith((".", "!"))
        assert one.do


# What is gathered is what is there


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """A home folder of its own."""
    monkeypatch.setattr(environment, "HOME", tmp_path)
    monkeypatch.delenv("JOINEDUP_BACKUPS", raising=False)
    settings.CHECKPOINT_KEYS = tmp_path
    settings.CHECKPOINT_KEY = ""
    return tmp_path


def test_a_secret_that_others_may_read_is_seen(home: Path) -> None:
    secret = home / "secret.key"
    secret.write_text("x")
    secret.chmod(0o600)
    assert settings.gather().open_files == ()
    secret.chmod(0o644)
    assert settings.gather().open_files == (str(secret),)


def test_the_newest_finished_backup_counts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOINEDUP_BACKUPS", str(home / "backups"))
    assert machine.gather().backed_up_at is None
    (home / "backups").mkdir()
    for name, age in (("old.zip", 7200), ("new.zip", 3600), ("newer.zip.unfinished", 0)):
        file = home / "backups" / name
        file.write_text("")
        os.utime(file, (time.time() - age, time.time() - age))
    made = machine.gather().backed_up_at
    assert made is not None
    assert round((time.time() - made.timestamp()) / 3600) == 1


def test_the_machine_tells_its_memory_its_disk_and_its_pages(home: Path, settings: Settings, tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 8000 kB\nMemAvailable:    2000 kB\n")
    assert (machine.free_memory(meminfo), machine.free_memory(tmp_path / "none")) == (2_048_000, None)
    settings.STATIC_ROOT = tmp_path / "static"
    facts = machine.gather()
    assert (facts.disk > 0, facts.home_is_writable, facts.pages) == (True, True, False)


def test_the_engine_is_asked_for_its_settings(db: None) -> None:
    facts = database.gather()
    assert (facts.engine, facts.migrations_missing) == (connection.vendor, 0)
    names = database.SQLITE if connection.vendor == "sqlite" else database.POSTGRESQL
    assert set(facts.settings) == set(names)
    assert "unknown" not in facts.settings.values()


def test_what_waits_is_seen_until_the_worker_has_done_it(cast: Cast, home: Path) -> None:
    entry = enter("stated", cast.partnership, by=cast.ada, at=NOW)
    facts = work.gather()
    assert (facts.waiting_since, facts.unsigned_since, facts.has_entries) == (NOW, None, True)
    start_keys(NOW)
    sequence()
    facts = work.gather()
    assert (facts.waiting_since, facts.unsigned_since, facts.key_missing) == (None, entry.at, "")
    sign_checkpoint(NOW + AN_HOUR)
    assert (work.gather().unsigned_since, Waiting.objects.count()) == (None, 0)
    for key in home.glob("checkpoint-*.key"):
        key.unlink()
    assert len(work.gather().key_missing) == 8


def test_letters_and_the_mail_server_are_looked_at(db: None, home: Path, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    assert work.gather().mail is None
    letters.write("rosa@example.org", "Hello", "", at=NOW)
    Letter.objects.create(to="gus@example.org", subject="x", body="", written_at=NOW, failures=20)
    facts = work.gather()
    assert (facts.letters_since, facts.letters_marked) == (NOW, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    server = MailServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    assert work.gather().mail == ""
    server.stop()
    assert "refused" in (work.gather().mail or "")


def test_the_last_verification_is_remembered_and_a_broken_memory_is_none(home: Path) -> None:
    assert verified.last() is None
    verified.keep(at=NOW, holds=False, root="ab")
    assert verified.last() == verified.Verified(NOW, False, "ab")
    (home / "verified.json").write_text("{")
    assert verified.last() is None


def test_a_database_that_is_not_there_is_said_in_one_line(
    db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def gone() -> None:
        raise OperationalError("connection to server failed:\n\tIs the server running?")

    monkeypatch.setattr(database, "gather", gone)
    found = examine().found
    assert [one.what for one in found["database"]] == [
        "The database cannot be reached: connection to server failed: Is the server running?."
    ]
    assert "work" not in found


# The command


@pytest.mark.own_site
def test_the_command_finds_a_fresh_site_well_and_ends_with_0(prepared: Path) -> None:
    done = joinedup("doctor", home=prepared)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Nothing is wrong.\n")
    assert "To bear in mind: Nobody told the doctor where the backups are.\n  Set JOINEDUP_BACKUPS" in done.stdout


@pytest.mark.own_site
def test_the_command_names_what_is_wrong_and_ends_with_1(prepared: Path, tmp_path: Path) -> None:
    public = {"JOINEDUP_URL": "http://joinedup.example", "JOINEDUP_HOSTS": "*", "JOINEDUP_BACKUPS": str(tmp_path)}
    done = joinedup("doctor", home=prepared, **public)
    assert done.returncode == 1
    wrong = [line for line in done.stdout.splitlines() if line.startswith("Wrong: ")]
    assert [line.split()[1] for line in wrong] == ["JOINEDUP_URL", "JOINEDUP_HOSTS", "Letters", "There"]


@pytest.mark.own_site
def test_a_site_without_tables_and_pages_is_told_to_prepare(tmp_path: Path) -> None:
    done = joinedup("doctor", home=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("joinedup prepare") == 2


@pytest.mark.parametrize("zone", ["Nowhere/Here", "", "../etc/passwd", "Europe"])
def test_a_time_zone_that_is_none_stops_the_start_with_a_sentence(tmp_path: Path, zone: str) -> None:
    done = joinedup("doctor", home=tmp_path, JOINEDUP_TIME_ZONE=zone)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"JOINEDUP_TIME_ZONE must be a place such as Europe/London, not {zone!r}.\n"
