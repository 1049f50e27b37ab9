"""Letters, digests and reminders while the mail server is down or workers are killed, on either engine.

A site of its own, with real worker processes and a real mail server: what counts is what arrives.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from joinedup.frame.tests.mailserver import MailServer
from tests.postgres import server_binaries, throw_away_cluster

pytestmark = pytest.mark.own_site

LETTERS = 1000
FOLLOWERS = 60
LEADS = 500
PATIENCE_SECONDS = 120

START = """
import django
django.setup()
from django.utils import timezone
from django.db import transaction
from joinedup.answers import actions, digest
from joinedup.answers.models import Follow, Follower, FollowRequest
from joinedup.frame.models import Letter
from joinedup.partners.models import Place
from joinedup.record.actions import enter
from joinedup.record.sequencer import sequence
now = timezone.now()
"""
CONFIRMATIONS = f"""
place = Place.objects.create(name="Northtown", kind="city", lineage=".1.")
class Undone(Exception): pass
for number in range({LETTERS} + 100):
    try:
        with transaction.atomic():
            who = f"resident{{number}}@example.org"
            actions.ask_to_follow(place.reference, email=who, asked_from=who, at=now)
            if number >= {LETTERS}:
                raise Undone
    except Undone:
        pass
print(FollowRequest.objects.count(), Letter.objects.count())
"""
NEWS = f"""
from datetime import timedelta
place = Place.objects.create(name="Northtown", kind="city", lineage=".1.")
for number in range({FOLLOWERS}):
    follower = Follower.objects.create(email=f"r{{number}}@example.org", told_until=0, told_on=now - timedelta(days=2))
    Follow.objects.create(follower=follower, reference=place.reference, since=now - timedelta(days=1))
enter("moved", place, by=None, at=now)
sequence()
"""
DIGESTS = """
import time
write = digest.letters.write
def slowly(*args, **kwargs):
    time.sleep(0.05)
    return write(*args, **kwargs)
digest.letters.write = slowly
while digest.write_due(at=now.replace(hour=12), followers=20):
    pass
"""
OWING = f"""
from benchmarks.send_reminders import build
build({LEADS}, 2)
"""
CHASE = """
from joinedup.frame.refusals import Refused
from joinedup.partners.models import Account, Partnership
from joinedup.promises import actions
try:
    actions.chase(Partnership.objects.get(), by=Account.objects.get(), at=now)
except Refused:
    raise SystemExit(9)
"""
KILLED_HALF_WAY = f"""
import os
from django.db import connection
def watch(execute, sql, *rest):
    answer = execute(sql, *rest)
    if sql.startswith('INSERT INTO "frame_letter"'):
        os.kill(os.getpid(), 9)
    return answer
with connection.execute_wrapper(watch):
    {CHASE.strip().replace(chr(10), chr(10) + "    ")}
"""
ROUNDS = """
from joinedup.promises.models import AnswerLink, Chase, Reminder
print(Chase.objects.count(), Reminder.objects.count(), AnswerLink.objects.count(), Letter.objects.count())
"""
STATE = """
sent = Letter.objects.filter(sent_at__isnull=False).count()
taken = Letter.objects.filter(sent_at=None, taken_at__isnull=False).count()
failures = sum(Letter.objects.values_list("failures", flat=True))
print(sent, taken, Letter.objects.count(), failures)
"""


@dataclass(frozen=True)
class Site:
    """A site of its own: what its commands are told by the environment."""

    environment: dict[str, str]

    def python(self, script: str) -> str:
        """What a script that has the site open prints."""
        return subprocess.run(
            [sys.executable, "-c", START + script], env=self.environment, check=True, capture_output=True, text=True
        ).stdout.strip()

    def state(self) -> tuple[int, int, int, int]:
        """Letters sent, letters taken and not known to have arrived, all of them, and all failures."""
        sent, taken, written, failures = map(int, self.python(STATE).split())
        return sent, taken, written, failures

    def begin(self, script: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", START + script], env=self.environment)

    def worker(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "joinedup", "worker"]
        return subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def site(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Iterator[Site]:
    """A prepared site on each engine, whose mail goes to a port of this machine where nobody listens yet."""
    nobody = MailServer()
    nobody.stop()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JOINEDUP_")},
        "DJANGO_SETTINGS_MODULE": "joinedup.site.settings",
        "JOINEDUP_HOME": str(shutil.copytree(prepared, tmp_path / "site")),
        "JOINEDUP_MAIL_HOST": "127.0.0.1",
        "JOINEDUP_MAIL_PORT": str(nobody.port),
        "JOINEDUP_DIGEST_HOUR": "0",
    }
    with ExitStack() as stack:
        if request.param == "postgresql":
            if server_binaries() is None:
                pytest.skip("No PostgreSQL server on this machine")
            environment["JOINEDUP_DATABASE_URL"] = stack.enter_context(throw_away_cluster())
            prepare = [sys.executable, "-m", "joinedup", "prepare"]
            subprocess.run(prepare, env=environment, check=True, capture_output=True)
        yield Site(environment)


def wait_until(holds: Callable[[], bool]) -> None:
    """Look again and again until something holds; fail if it takes too long."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < give_up_at, "It took too long."
        time.sleep(0.05)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process as a power cut does."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_thousand_letters_outlast_a_mail_server_that_is_down_and_workers_that_are_killed(site: Site) -> None:
    assert site.python(CONFIRMATIONS) == f"{LETTERS} {LETTERS}"
    working = site.worker()
    wait_until(lambda: site.python("print(Letter.objects.exclude(not_before=None).count())") == str(LETTERS))
    assert site.state() == (0, 0, LETTERS, 0)
    server = MailServer(port=int(site.environment["JOINEDUP_MAIL_PORT"]))
    site.python("Letter.objects.update(not_before=None)")  # as if half a minute had passed
    for killed_at in (200, 400):
        wait_until(lambda least=killed_at: len(server.taken) >= least)  # type: ignore[misc]
        kill(working)
        working = site.worker()
    second = site.worker()
    wait_until(lambda: sum(site.state()[:2]) == LETTERS)
    kill(working)
    kill(second)
    server.stop()
    sent, marked, written, failures = site.state()
    arrived = Counter(to for to, _text in server.taken)
    assert (written, failures, max(arrived.values())) == (LETTERS, 0, 1)
    assert marked <= 2, "At most the one letter that each killed worker had in hand is marked."
    assert sent <= len(arrived) <= sent + marked


def test_digests_are_written_once_by_writers_that_are_killed_or_work_at_once(site: Site) -> None:
    site.python(NEWS)
    first = site.begin(DIGESTS)
    wait_until(lambda: int(site.python("print(Letter.objects.count())")) >= 10)
    kill(first)
    written = int(site.python("print(Letter.objects.count())"))
    assert written < FOLLOWERS
    both = [site.begin(DIGESTS), site.begin(DIGESTS)]
    assert [one.wait(PATIENCE_SECONDS) for one in both] == [0, 0]
    told = site.python("print(Letter.objects.count(), Letter.objects.values('to').distinct().count())")
    assert told == f"{FOLLOWERS} {FOLLOWERS}"


def test_reminders_to_500_leads_are_written_by_one_of_two_presses_and_arrive_once(site: Site) -> None:
    site.python(OWING)
    both = [site.begin(CHASE), site.begin(CHASE)]
    assert sorted(one.wait(PATIENCE_SECONDS) for one in both) == [0, 9]
    assert site.state() == (0, 0, LEADS, 0)
    server = MailServer(port=int(site.environment["JOINEDUP_MAIL_PORT"]))
    working = site.worker()
    wait_until(lambda: len(server.taken) >= LEADS // 3)
    kill(working)
    working = site.worker()
    wait_until(lambda: sum(site.state()[:2]) == LEADS)
    kill(working)
    server.stop()
    sent, marked, written, failures = site.state()
    arrived = Counter(to for to, _text in server.taken)
    assert (written, failures, max(arrived.values())) == (LEADS, 0, 1)
    assert marked <= 1, "At most the one letter that the killed worker had in hand is marked."
    assert sent <= len(arrived) <= sent + marked


def test_a_press_that_is_killed_half_way_reminds_nobody(site: Site) -> None:
    """The letters, links and entry of a round are there together or not at all."""
    site.python(OWING)
    pressing = site.begin(KILLED_HALF_WAY)
    pressing.wait(PATIENCE_SECONDS)
    assert pressing.returncode == -signal.SIGKILL
    assert site.python(ROUNDS) == "0 0 0 0"
    assert site.begin(CHASE).wait(PATIENCE_SECONDS) == 0
    assert site.python(ROUNDS) == f"1 {2 * LEADS} {2 * LEADS} {LEADS}"
