"""Children live and end together, and a site that would leak is not served."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from joinedup.site.processes import CannotServe, host_of, is_this_machine, refuse_danger, run_together, work

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
FAILS = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture(autouse=True)
def keep_signal_handlers() -> object:
    kept = {kind: signal.getsignal(kind) for kind in (signal.SIGTERM, signal.SIGINT)}
    yield
    for kind, handler in kept.items():
        signal.signal(kind, handler)


def ask_to_stop_once_there(file: Path, kind: signal.Signals) -> threading.Thread:
    """Ask this process to stop as soon as a file exists, however long a busy machine takes to make it."""

    def wait_and_ask() -> None:
        while not file.exists():
            time.sleep(0.05)
        os.kill(os.getpid(), kind)

    waiting = threading.Thread(target=wait_and_ask)
    waiting.start()
    return waiting


def test_when_one_child_ends_the_other_is_stopped_and_the_reason_is_said() -> None:
    started = time.monotonic()
    with pytest.raises(CannotServe) as told:
        run_together({"web server": SLEEPS, "worker": FAILS})
    assert str(told.value) == "The worker stopped by itself (exit code 3), so everything else was stopped too."
    assert time.monotonic() - started < 300  # it was not waited for


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_stop_ends_every_child_quickly_and_is_no_fault(kind: signal.Signals, tmp_path: Path) -> None:
    ready, farewell = tmp_path / "ready", tmp_path / "farewell"
    says_farewell = [
        sys.executable,
        "-c",
        "import pathlib, signal, sys, time\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(farewell)!r}).touch(), sys.exit(0)))\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(60)",
    ]
    asking = ask_to_stop_once_there(ready, kind)
    run_together({"web server": SLEEPS, "worker": says_farewell})
    asking.join()
    assert farewell.exists()


def test_the_worker_finishes_its_round_before_it_stops() -> None:
    rounds: list[str] = []

    def first() -> int:
        rounds.append("first")
        if len(rounds) > 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return 1

    def second() -> int:
        rounds.append("second")
        return 0

    work([first, second], rest_seconds=0)
    assert rounds == ["first", "second", "first", "second", "first", "second"]


@pytest.mark.parametrize(
    ("place", "host", "this_machine"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("http://localhost:8000", "localhost", True),
        ("http://site.localhost", "site.localhost", True),
        ("0.0.0.0:8000", "0.0.0.0", False),
        ("[::]:80", "::", False),
        ("192.168.1.2:8000", "192.168.1.2", False),
        ("https://joinedup.example", "joinedup.example", False),
    ],
)
def test_what_others_can_reach_is_public(place: str, host: str, this_machine: bool) -> None:
    assert host_of(place) == host
    assert is_this_machine(host_of(place)) is this_machine


@pytest.mark.parametrize(
    ("bind", "url"),
    [("0.0.0.0:8000", "http://localhost:8000"), ("127.0.0.1:8000", "https://joinedup.example")],
)
def test_a_site_that_shows_its_insides_is_not_served_to_the_world(settings: Settings, bind: str, url: str) -> None:
    settings.SITE_URL = url
    settings.DEBUG = False
    refuse_danger(bind)
    settings.DEBUG = True
    with pytest.raises(CannotServe, match="JOINEDUP_DEBUG must be off"):
        refuse_danger(bind)


def test_a_site_may_show_its_insides_on_this_machine(settings: Settings) -> None:
    settings.DEBUG, settings.SITE_URL = True, "http://localhost:8000"
    refuse_danger("127.0.0.1:8000")
