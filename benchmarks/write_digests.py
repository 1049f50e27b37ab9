#!/usr/bin/env python3
"""How long the day's digests take for 10,000 followers over a record of 1,000,000 entries, 5,000 of them new.

Makes its own database in a folder that goes afterwards, and prints both at a tenth of the size and at full size: the
seconds, the SQL queries besides those that write letters, and how SQLite finds the entries. Run it with the project's
Python: .venv/bin/python benchmarks/write_digests.py
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLLOWERS, ENTRIES, NEW, PROMISES, EACH = 10_000, 1_000_000, 5_000, 2_000, 5
WRITING = ("INSERT", "UPDATE", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def main() -> int:
    """Build, write the letters and print, at both sizes."""
    for part in (10, 1):
        with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
            if os.fork() == 0:
                open_site(home)
                measure(FOLLOWERS // part, ENTRIES // part)
                os._exit(0)
            if os.wait()[1]:
                return 1
    return 0


def open_site(home: str) -> None:
    """Set Django up on an empty SQLite database."""
    os.environ.update(JOINEDUP_HOME=home, DJANGO_SETTINGS_MODULE="joinedup.site.settings", JOINEDUP_DIGEST_HOUR="0")
    os.environ.pop("JOINEDUP_DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def measure(followers: int, entries: int) -> None:
    """Build a record and its followers, write the day's letters, and print what it took."""
    from django.utils import timezone

    from joinedup.answers import digest
    from joinedup.frame.models import Letter
    from joinedup.record.models import Entry, Leaf

    build(followers, entries)
    at = timezone.now()
    with counted() as queries:
        started = time.perf_counter()
        while digest.write_due(at=at):
            continue
        seconds = time.perf_counter() - started
    reading = sum(not sql.startswith(WRITING) for sql in queries)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{followers:>7,} followers {entries:>10,} entries, {NEW:,} of them new: {seconds:6.1f} s, "
        f"{Letter.objects.count():,} letters, {reading} reading queries, {memory:.0f} MB"
    )
    leaves = Leaf.objects.filter(position__gte=entries - NEW, position__lt=entries).order_by("position")
    print("  leaves:  ", leaves.explain())
    print("  entries: ", Entry.objects.filter(pk__in=[1, 2, 3]).explain())


def build(followers: int, entries: int) -> None:
    """A published partnership with promises, entries about them with leaves, and addresses that follow some each."""
    from django.utils import timezone

    from joinedup.answers.models import Follow, Follower
    from joinedup.frame.references import allocate
    from joinedup.partners.models import Organisation, Partnership, Place
    from joinedup.promises.models import Commitment
    from joinedup.record.models import Entry, Leaf

    now = timezone.now()
    place = Place.objects.create(name="Northtown", kind="city", lineage=".1.")
    partnership = Partnership.objects.create(name="Starting well", place=place, stage="published", published_at=now)
    references = allocate("promise", PROMISES)
    council = Organisation.objects.create(name="Northtown Council", look="northtown", sector="council")
    terms = {"organisation": council, "starts_on": now.date(), "due_on": now.date(), "visibility": "public"}
    made = (Commitment(partnership=partnership, output=f"Do {one}", reference=one, **terms) for one in references)
    Commitment.objects.bulk_create(made, batch_size=500)
    old, new = now - timedelta(days=400), now - timedelta(hours=5)
    for start in range(0, entries, 20_000):
        some = [
            Entry(
                pk=number + 1,
                at=new if number >= entries - NEW else old,
                verb="edited" if number % 3 else "named lead",
                subject=references[number * 7 % PROMISES],
                partnership=partnership.reference,
            )
            for number in range(start, min(start + 20_000, entries))
        ]
        Entry.objects.bulk_create(some, batch_size=2_000)
        leaves = (Leaf(position=one.pk - 1, entry_id=one.pk, hash=f"{one.pk:064x}") for one in some)
        Leaf.objects.bulk_create(leaves, batch_size=5_000)
    yesterday = now.date() - timedelta(days=1)
    people = Follower.objects.bulk_create(
        (Follower(email=f"r{n}@example.org", told_until=entries - NEW, told_on=yesterday) for n in range(followers)),
        batch_size=2_000,
    )
    follows = (
        Follow(follower=one, reference=references[(number * 13 + each * 101) % PROMISES], since=now - timedelta(days=9))
        for number, one in enumerate(people)
        for each in range(EACH)
    )
    Follow.objects.bulk_create(follows, batch_size=5_000)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL that runs meanwhile."""
    from django.db import connection

    seen: list[str] = []

    def count(execute: object, sql: str, *rest: object) -> object:
        seen.append(sql)
        return execute(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(count):  # type: ignore[arg-type]
        yield seen


if __name__ == "__main__":
    raise SystemExit(main())
