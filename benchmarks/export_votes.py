#!/usr/bin/env python3
"""How long the files of a conversation take with 1,000,000 votes, how much memory, and 20 asked for at once.

Makes its own database in a folder that goes afterwards: 20,000 people voted on 50 of 1,000 statements each. Prints the
seconds and the most memory of a process that seals the votes, of one that gives them out as a file, and of one that
gives them out 20 times at once, a piece of each in turn. The most memory counts up to 128 MB of the database's file
that the system maps into the process and takes back when it likes; what is its own is printed apart. Run it with the
project's Python: .venv/bin/python benchmarks/export_votes.py [VOTES]
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VOTES, EACH, AT_ONCE = 1_000_000, 50, 20
KILOBYTES = 1_024


def main() -> int:
    """Build, then seal and give out, each in a process of its own."""
    votes = int(sys.argv[1]) if len(sys.argv) > 1 else VOTES
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        for name, deed in (
            ("build", lambda: build(votes)),
            ("nothing but start", lambda: "ready"),
            ("seal", seal),
            ("give out once", lambda: give_out(1)),
            (f"give out {AT_ONCE} times at once", lambda: give_out(AT_ONCE)),
            ("give out statements", statements),
        ):
            if apart(home, name, deed):
                return 1
    return 0


def apart(home: str, name: str, deed: Callable[[], str]) -> int:
    """Do something in a process of its own and print what it took; what it ended with."""
    if os.fork() == 0:
        open_site(home)
        started = time.perf_counter()
        said = deed()
        seconds = time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
        print(f"{name + ':':<28}{seconds:7.1f} s {memory:6.0f} MB  {said}", flush=True)
        os._exit(0)
    return os.wait()[1]


def open_site(home: str) -> None:
    """Set Django up on this SQLite database."""
    os.environ.update(JOINEDUP_HOME=home, DJANGO_SETTINGS_MODULE="joinedup.site.settings")
    os.environ.pop("JOINEDUP_DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    if not Path(home, "joinedup.sqlite3").exists():
        call_command("migrate", verbosity=0)


def build(votes: int) -> str:
    """A closed conversation with so many votes."""
    from django.utils import timezone

    from joinedup.frame.references import allocate
    from joinedup.partners.models import Organisation, Partnership, Place
    from joinedup.voice.models import Conversation, Participant, Statement, Vote

    now = timezone.now()
    people, number = max(10, votes // EACH), 1_000
    place = Place.objects.create(name="Northtown", kind="city", lineage=".1.")
    partnership = Partnership.objects.create(name="Starting well", place=place, stage="published", published_at=now)
    council = Organisation.objects.create(name="Northtown Council", look="northtown", sector="council")
    conversation = Conversation.objects.create(
        partnership=partnership,
        kind="open",
        name="Streets",
        question="Which?",
        deciding=council,
        what_is_open="All.",
        influence="heard",
        state="closed",
        opened_at=now,
        closed_at=now,
        closes_on=now.date(),
        answer_by=now.date(),
        visibility="public",
    )
    asked = Statement.objects.bulk_create(
        Statement(
            reference=reference,
            conversation=conversation,
            number=place,
            words=f"Say {place}",
            look=f"say{place}",
            state="shown",
            said_at=now,
            state_at=now,
        )
        for place, reference in enumerate(allocate("statement", number))
    )
    voters = Participant.objects.bulk_create(
        (Participant(conversation=conversation, guest_mark=f"{one:064x}", joined_at=now) for one in range(people)),
        batch_size=2_000,
    )
    for start in range(0, people, 400):
        Vote.objects.bulk_create(
            (
                Vote(
                    statement=asked[(at * 7 + turn * 20) % number],
                    participant=voters[at],
                    value=(at + turn) % 3 - 1,
                    at=now,
                )
                for at in range(start, min(start + 400, people))
                for turn in range(EACH)
            ),
            batch_size=5_000,
        )
    return f"{Vote.objects.count():,} votes of {people:,} people on {number:,} statements"


def seal() -> str:
    """Seal them."""
    from django.utils import timezone

    from joinedup.voice.actions.sealing import seal_due
    from joinedup.voice.models import Conversation

    seal_due(timezone.now())
    return Conversation.objects.get().root


def give_out(times: int) -> str:
    """Read the file through the page that gives it out, so many at once."""
    from django.test import Client

    from joinedup.voice.models import Conversation

    client = Client(SERVER_NAME="localhost")
    client.get("/about/")
    before, most, size = own_memory(), 0, 0
    address = f"/{Conversation.objects.get().reference}/votes.csv"
    answers = [iter(client.get(address).streaming_content) for _time in range(times)]  # type: ignore[attr-defined]
    for number, piece in enumerate(sizes_in_turn(answers)):
        size += piece
        if number % 50 == 0:
            most = max(most, own_memory())
    return f"{size / times / 1e6:.1f} MB each; {most - before:.0f} MB of memory on top of {before:.0f} MB"


def own_memory() -> float:
    """The memory of this process in MB, without the pages of the database's file that the system lends it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("RssAnon:")[1].split()[0]) / KILOBYTES


def sizes_in_turn(answers: list[Iterator[bytes]]) -> Iterator[int]:
    """The sizes of the pieces, one of each answer in turn."""
    while answers:
        for answer in list(answers):
            piece = next(answer, None)
            if piece is None:
                answers.remove(answer)
            else:
                yield len(piece)


def statements() -> str:
    """Read the file of statements with its counts."""
    from django.test import Client

    from joinedup.voice.models import Conversation

    answer = Client(SERVER_NAME="localhost").get(f"/{Conversation.objects.get().reference}/comments.csv")
    return f"{sum(map(len, answer.streaming_content)):,} bytes"  # type: ignore[attr-defined,arg-type]


if __name__ == "__main__":
    raise SystemExit(main())
