"""How many votes a second the site counts, how long each takes, and whether one is lost when a web worker is killed.

    .venv/bin/python benchmarks/vote_load.py [--seconds 60] [--guests 60] [--rate 150] [--statements 500]

Starts a throw-away PostgreSQL cluster that flushes what it acknowledges, and the site with two web workers as
`joinedup web` does. Guests without an account vote over HTTP, each on a connection of its own as behind a proxy. A
vote is one POST: its answer is the page with the next statement. All guests together cast `rate` votes a second, and
a vote's time counts from the moment when it was due, so that waiting behind a slow one counts too; with a rate of 0
each guest votes again as soon as it can. Halfway a web worker is killed; in the end every vote that was answered with
success is looked up in the database. The guests share the machine's cores with the site, so the processor time of
each side is printed as well.
"""

import argparse
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from tests.postgres import throw_away_cluster

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
NEXT = re.compile(rb'name="statement" value="([0-9]+)"')
COOKIE = re.compile(rb"\r\nSet-Cookie: (csrf|guest)=([^;]+)", re.IGNORECASE)
COUNTED = (b"Your vote is counted", b"You have voted on every statement")
WORKERS, PATIENCE = 2, 20.0
TICKS = os.sysconf("SC_CLK_TCK")
WORDS = {b"agree": 1, b"disagree": -1, b"pass": 0}


@dataclass
class Guest:
    """One browser: its cookies, and every vote that was answered with success."""

    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    asked: int | None = None
    counted: dict[int, int] = field(default_factory=dict)


@dataclass
class Tally:
    """What happened: milliseconds of each counted vote with its moment, and what failed, with its moment."""

    guests: list[Guest] = field(default_factory=list)
    spent: list[tuple[float, float]] = field(default_factory=list)
    failed: list[tuple[float, str]] = field(default_factory=list)


class Voting:
    """Guests who vote until told to stop, as many at a time as there are threads."""

    def __init__(self, port: int, path: str, every: float) -> None:
        self.port, self.path, self.every, self.tally, self.stop = port, path, every, Tally(), threading.Event()

    def run(self) -> None:
        """Be one guest after the other."""
        while not self.stop.is_set():
            guest = Guest()
            self.tally.guests.append(guest)
            self._vote_on_all(guest)

    def _vote_on_all(self, guest: Guest) -> None:
        due = time.monotonic() + random.uniform(0, self.every)
        while not self.stop.is_set():
            try:
                if guest.asked is None:
                    self._open(guest)
                    if guest.asked is None:
                        return
                if self.stop.wait(max(0.0, due - time.monotonic())):
                    return
                self._vote(guest, due if self.every else time.monotonic())
                due += self.every
            except OSError as fault:
                self.tally.failed.append((time.monotonic(), repr(fault)))
                guest.asked = None
                time.sleep(0.05)

    def _open(self, guest: Guest) -> None:
        answer = self._send(guest, b"GET", b"")
        found = TOKEN.search(answer)
        guest.token = found[1].decode() if found else guest.token
        self._take(guest, answer)

    def _vote(self, guest: Guest, due: float) -> None:
        word = random.choice((b"agree", b"agree", b"disagree", b"pass"))
        number = guest.asked
        body = b"csrfmiddlewaretoken=%s&statement=%d&vote=%s" % (guest.token.encode(), number, word)
        answer = self._send(guest, b"POST", body)
        after = time.monotonic()
        self._take(guest, answer)
        if answer.startswith(b"HTTP/1.1 200") and any(words in answer for words in COUNTED):
            assert number is not None
            guest.counted[number] = WORDS[word]
            self.tally.spent.append((after, (after - due) * 1000))
        else:
            self.tally.failed.append((after, answer[:60].decode(errors="replace")))

    def _take(self, guest: Guest, answer: bytes) -> None:
        guest.cookies |= {name.decode().lower(): value.decode() for name, value in COOKIE.findall(answer)}
        found = NEXT.search(answer)
        guest.asked = int(found[1]) if found else None

    def _send(self, guest: Guest, verb: bytes, body: bytes) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in guest.cookies.items()).encode()
        head = (
            b"%s %s HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: http://localhost:%d\r\nConnection: close\r\n"
            b"Cookie: %s\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
        ) % (verb, self.path.encode(), self.port, self.port, cookies, len(body))
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
            line.sendall(head + body)
            parts = []
            while part := line.recv(65536):
                parts.append(part)
        if not parts:
            raise ConnectionError("no answer")
        return b"".join(parts)


def prepare(statements: int) -> tuple[Any, str]:
    """An open conversation with so many statements, and the address of its vote page."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from benchmarks.conversation_page import a_conversation, many_statements

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    conversation = a_conversation(timezone.now())
    many_statements(conversation, statements)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what PostgreSQL does by itself within a minute
    return conversation, f"{conversation.get_absolute_url()}vote/"


@contextmanager
def site(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The site with two web workers, until it is not needed any more."""
    from joinedup.site.processes import web_command

    command = web_command(f"127.0.0.1:{port}")
    with Path(os.environ["JOINEDUP_HOME"], "web.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 — our own command
        try:
            wait_for(port)
            yield server
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def wait_for(port: int) -> None:
    """Wait until the site answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The site did not start.")


def children_of(process: int) -> list[int]:
    """The processes that a process has started and that run."""
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def processor_seconds(process: int) -> float:
    """Processor seconds of a process, of the children that it has seen end, and of those that run."""
    spent = 0.0
    for one in (process, *children_of(process)):
        try:
            stat = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        spent += sum(int(ticks) for ticks in stat[11 : 15 if one == process else 13]) / TICKS
    return spent


def lost(conversation: Any, guests: list[Guest]) -> int:
    """How many votes were answered with success and are not in the database as they were cast."""
    from django.http import HttpRequest

    from joinedup.voice.models import Vote
    from joinedup.voice.requests import participant_of

    missing = 0
    for guest in guests:
        request: Any = HttpRequest()
        request.COOKIES, request.account, request.asker = {"guest": guest.cookies.get("guest", "")}, None, None
        participant = participant_of(request, conversation) if "guest" in guest.cookies else None
        stored = dict(Vote.objects.filter(participant=participant).values_list("statement__number", "value"))
        missing += sum(stored.get(number) != value for number, value in guest.counted.items())
    return missing


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--seconds", type=float, default=60)
    read.add_argument("--guests", type=int, default=60, help="how many vote at the same time")
    read.add_argument("--rate", type=float, default=150, help="votes a second of all together; 0: as many as can be")
    read.add_argument("--statements", type=int, default=500)
    asked = read.parse_args()
    with tempfile.TemporaryDirectory(prefix="joinedup-load-") as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        with throw_away_cluster(keeps_what_it_acknowledges=True) as database:
            os.environ |= {
                "JOINEDUP_HOME": home,
                "JOINEDUP_DATABASE_URL": database,
                "JOINEDUP_URL": f"http://localhost:{port}",
                "DJANGO_SETTINGS_MODULE": "joinedup.site.settings",
                "WEB_CONCURRENCY": str(WORKERS),
            }
            conversation, path = prepare(asked.statements)
            measure(asked, conversation, path, port, Path(database.rpartition("=")[2]))


def measure(asked: argparse.Namespace, conversation: Any, path: str, port: int, cluster: Path) -> None:
    """Vote, kill a worker halfway, and print what came of it."""
    from django.db import connection

    connection.close()
    postmaster = int((cluster / "data" / "postmaster.pid").read_text().split()[0])
    voting = Voting(port, path, asked.guests / asked.rate if asked.rate else 0)
    with site(port) as server:
        before = (processor_seconds(server.pid), processor_seconds(postmaster), time.process_time())
        threads = [threading.Thread(target=voting.run) for _ in range(asked.guests)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        time.sleep(asked.seconds / 2)
        killed = children_of(server.pid)[0]
        os.kill(killed, signal.SIGKILL)
        killed_at = time.monotonic()
        time.sleep(asked.seconds / 2)
        voting.stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        spent = time.monotonic() - began
        after = (processor_seconds(server.pid), processor_seconds(postmaster), time.process_time())
    report(voting.tally, spent, [late - early for early, late in zip(before, after, strict=True)], killed_at)
    missing = lost(conversation, voting.tally.guests)
    print(f"lost: {missing} of {sum(len(one.counted) for one in voting.tally.guests):,} answered with success")
    sys.exit(1 if missing else 0)


def report(tally: Tally, seconds: float, processor: list[float], killed_at: float) -> None:
    """Print votes a second, how long they took, what failed, and whose processor time it was."""
    votes = len(tally.spent)
    at_kill = sum(abs(at - killed_at) < 1 for at, _ in tally.failed)
    print(f"{votes:,} votes by {len(tally.guests)} guests in {seconds:.1f} s: {votes / seconds:.0f} votes/s")
    for when, took in (
        ("before the kill", sorted(spent for at, spent in tally.spent if at < killed_at)),
        ("afterwards", sorted(spent for at, spent in tally.spent if at >= killed_at)),
    ):
        p50, p95, p99 = (statistics.quantiles(took, n=100)[part - 1] for part in (50, 95, 99))
        print(f"{when}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, longest {took[-1]:.0f} ms")
    print(f"failed: {len(tally.failed)}, of which {at_kill} within a second of the kill")
    for _, what in tally.failed[:3]:
        print(f"  {what}")
    names = ("site", "PostgreSQL", "guests")
    each = ", ".join(f"{name} {one / votes * 1000:.2f} ms" for name, one in zip(names, processor, strict=True))
    print(f"processor time a vote: {each}; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
