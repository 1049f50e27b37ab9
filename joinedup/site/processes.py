"""The site's processes: web servers that answer, and workers that do what can wait."""

import ipaddress
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from joinedup.record.faults import CannotProve

LOOK_EVERY_SECONDS = 0.2
PATIENCE_SECONDS = 10
REST_SECONDS = 1.0
MINUTE_SECONDS = 60
HOUR_SECONDS = 3600

Command = Sequence[str]
Job = Callable[[], int]

log = logging.getLogger(__name__)


class CannotServe(Exception):
    """The site refuses to be served like this; the message says why and what to do."""


def serve(bind: str) -> None:
    """Run a web server and a worker until asked to stop. Raises CannotServe if either stops by itself."""
    refuse_danger(bind)
    worker = [sys.executable, "-m", "joinedup", "worker"]
    run_together({"web server": web_command(bind), "worker": worker})


def web(bind: str) -> None:
    """Become a web server. Does not return."""
    refuse_danger(bind)
    command = web_command(bind)
    os.execv(command[0], command)


def worker() -> None:
    """Do what can wait, until asked to stop: the record, early warnings, maps of opinion, seals on votes, letters.

    Each hour: organisations that merge, split, close or are renamed today do so, partners that left no longer have to
    sign, pledges whose day has come become active or lapse, exceptions whose last day has come end, early warnings
    look for what only time shows, conversations whose last day is past close, what came together in them as people
    seldom do is found, those whose words were answered are written to, and what has served its time goes.
    """
    from joinedup.answers import digest
    from joinedup.frame import letters
    from joinedup.partners import actions as partners
    from joinedup.promises import actions as promises
    from joinedup.promises.actions import watching
    from joinedup.record.sequencer import sequence, take_up_the_forgotten
    from joinedup.record.signing import start_keys
    from joinedup.site.housekeeping import tidy_up
    from joinedup.voice.actions import conversations, maps
    from joinedup.voice.actions.bursts import look_for_bursts
    from joinedup.voice.actions.sealing import seal_due
    from joinedup.voice.actions.telling_of_replies import tell_due

    start_keys(timezone.now())
    record = [hourly(take_up_the_forgotten), sequence, signing()]
    watch = [each_minute(lambda: watching.look_at_figures(at=timezone.now()))]
    counted = maps.Tables()
    picture = [each_minute(lambda: maps.draw_due(at=timezone.now(), tables=counted))]
    seal = [each_minute(partial(_now, seal_due))]
    tell = [lambda: digest.write_due(at=timezone.now()), lambda: letters.send_waiting(at=timezone.now())]
    due = (
        partners.take_effect_of_due,
        promises.let_all_leavers_go,
        promises.settle_due_pledges,
        promises.end_expired,
        watching.look_at_clock,
        look_for_bursts,
        tell_due,
        conversations.close_due,
        tidy_up,
    )
    work([*record, *watch, *picture, *seal, *tell, *(hourly(partial(_now, deed)) for deed in due)])


def _now(deed: Callable[[datetime], int]) -> int:
    return deed(timezone.now())


def signing() -> Job:
    """Sign a checkpoint when one is due. If that cannot be, the log says why once a minute; all else goes on."""
    from joinedup.record.signing import sign_checkpoint

    patience_until = 0.0

    def sign() -> int:
        nonlocal patience_until
        if time.monotonic() < patience_until:
            return 0
        try:
            return sign_checkpoint(timezone.now())
        except CannotProve as reason:
            log.warning("No checkpoint can be signed: %s", reason)
            patience_until = time.monotonic() + MINUTE_SECONDS
            return 0

    return sign


def hourly(job: Job) -> Job:
    """The job, done when first asked for and then once an hour; between, nothing was to do."""
    due_at = time.monotonic()

    def when_due() -> int:
        nonlocal due_at
        if time.monotonic() < due_at:
            return 0
        due_at = time.monotonic() + HOUR_SECONDS
        return job()

    return when_due


def each_minute(job: Job) -> Job:
    """The job, done again and again while there is something to do, and then looked at once a minute."""
    due_at = time.monotonic()

    def when_due() -> int:
        nonlocal due_at
        if time.monotonic() < due_at:
            return 0
        done = job()
        if not done:
            due_at = time.monotonic() + MINUTE_SECONDS
        return done

    return when_due


def refuse_danger(bind: str) -> None:
    """Raise CannotServe if error pages with inside knowledge would be shown to the world."""
    public = [place for place in (bind, settings.SITE_URL) if not is_this_machine(host_of(place))]
    if settings.DEBUG and public:
        raise CannotServe(f"JOINEDUP_DEBUG must be off when the site is served at {' and '.join(public)}.")


def host_of(place: str) -> str:
    """The host of an address such as https://joinedup.example:444 or 127.0.0.1:8000."""
    return urlsplit(place if "//" in place else f"//{place}").hostname or ""


def is_this_machine(host: str) -> bool:
    """Whether only this machine can reach a host: localhost and the loopback addresses."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def web_command(bind: str) -> list[str]:
    """The command line of the web server."""
    configuration = "python:joinedup.site.gunicorn_settings"
    options = ["--config", configuration, "--bind", bind]
    return [sys.executable, "-m", "gunicorn", *options, "joinedup.site.wsgi:application"]


class StopRequest:
    """Hears SIGTERM and SIGINT, so that a loop can finish its round and stop."""

    def __init__(self) -> None:
        self.came = False
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, self._hear)

    def _hear(self, *_: object) -> None:
        self.came = True


def run_together(commands: Mapping[str, Command]) -> None:
    """Run programs side by side until asked to stop; if one ends by itself, stop the others and say so."""
    stop = StopRequest()
    # Each in a session of its own: Ctrl-C in a terminal reaches this process only, which then stops them in order.
    children = {name: subprocess.Popen(command, start_new_session=True) for name, command in commands.items()}
    try:
        while not stop.came and all(child.poll() is None for child in children.values()):
            time.sleep(LOOK_EVERY_SECONDS)
        ended = {name: child.returncode for name, child in children.items() if child.poll() is not None}
    finally:
        _end(list(children.values()))
    if ended and not stop.came:
        told = " and ".join(f"the {name} stopped by itself (exit code {code})" for name, code in ended.items())
        raise CannotServe(f"{told[0].upper()}{told[1:]}, so everything else was stopped too.")


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child to finish; kill those that do not within a few seconds."""
    for child in children:
        child.terminate()
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, give_up_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def work(jobs: Sequence[Job], *, rest_seconds: float = REST_SECONDS) -> None:
    """Do every job in turn, again and again, resting when there was nothing to do, until asked to stop."""
    stop = StopRequest()
    while not stop.came:
        close_old_connections()
        done = sum(job() for job in jobs)
        if not done:
            time.sleep(rest_seconds)
