#!/usr/bin/env python3
"""An agreement of 500 clauses and 200 versions: its page's queries, and comparing two versions, beside two peers.

Makes its own database in a folder that goes afterwards. The peers compare the same two versions in the same run: the
standard library's difflib over the whole text at once, word by word; and what a general history of rows does that
keeps each version as serialised fields and hands each pair to difflib, changed or not, letter by letter. Run it with
the project's Python: .venv/bin/python benchmarks/agreements.py
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
CLAUSES, VERSIONS, CHANGED, ROUNDS, WORDS = 500, 200, 60, 5, 120
MOST_QUERIES, MOST_SECONDS = 12, 0.3
AT = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)

if TYPE_CHECKING:
    from joinedup.partners.models import Account
    from joinedup.promises.models import Agreement


def main() -> int:
    """Build, open and compare; 1 if the page takes 12 queries or more, or comparing takes 300 ms or more."""
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        open_site(home)
        agreement, convenor = build()
        queries = max(page(agreement, None), page(agreement, convenor))
        seconds = compare(agreement)
        peers(agreement, seconds)
    return 0 if queries < MOST_QUERIES and seconds < MOST_SECONDS else 1


def open_site(home: str) -> None:
    """Set Django up on an empty SQLite database."""
    os.environ.update(JOINEDUP_HOME=home, DJANGO_SETTINGS_MODULE="joinedup.site.settings")
    os.environ.pop("JOINEDUP_DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def build() -> "tuple[Agreement, Account]":
    """An agreement in force with 500 clauses and 200 versions; each version changes 60 clauses."""
    from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Place
    from joinedup.promises import actions
    from joinedup.promises.models import Agreement, Clause

    place = Place.objects.create(name="Northtown", kind="city", lineage=".1.")
    council = Organisation.objects.create(name="Northtown Council", look="northtowncouncil", sector="council")
    person = Person.objects.create(name="Ada Osei")
    Membership.objects.create(person=person, organisation=council, post="Manager", from_on=date(2020, 1, 1))
    convenor = Account.objects.create_user("ada@example.org", "a long password of Ada", person=person)
    partnership = Partnership.objects.create(
        name="Starting well", purpose="All.", place=place, convenor=person, stage="published", published_at=AT
    )
    agreement = actions.draft_agreement(
        partnership, by=convenor, at=AT, kind="partnership", name="Together", parties=(council,)
    )
    actions.share_agreement(agreement, by=convenor, at=AT, visibility="public")
    for number in range(CLAUSES):
        actions.add_clause(
            agreement, by=convenor, at=AT, section="rules", heading=f"Rule {number}", words=_words(number)
        )
    for version in range(VERSIONS):
        for number in range(CHANGED):
            place_in_order = 1 + (version * 7 + number * 8) % CLAUSES
            Clause.objects.filter(agreement=agreement, place_in_order=place_in_order).update(
                words=_words(place_in_order, version)
            )
        actions.keep_version(agreement, by=convenor, at=AT, note=f"Version {version}")
    latest = agreement.versions.get(number=VERSIONS)
    Agreement.objects.filter(pk=agreement.pk).update(state="in_force", in_force=latest, in_force_from=date(2031, 1, 1))
    agreement.refresh_from_db()
    return agreement, convenor


def _words(number: int, version: int = 0) -> str:
    return " ".join(f"word{(number * 31 + each * (version % 5 + 1)) % 700}" for each in range(WORDS)) + "."


def page(agreement: "Agreement", who: "Account | None") -> int:
    """Open the agreement's page as one reader, print what it took, return the number of queries."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    if who is not None:
        client.force_login(who)
    client.get(agreement.get_absolute_url())
    with counted() as statements:
        started = time.perf_counter()
        response = client.get(agreement.get_absolute_url())
        seconds = time.perf_counter() - started
    if response.status_code != HTTPStatus.OK:
        raise SystemExit(f"The page answers {response.status_code}.")
    reader = "a member" if who else "anybody"
    size = len(response.content) / 1024
    print(f"page for {reader:<9} {len(statements):>3} queries {seconds * 1000:7.0f} ms {size:7.0f} kB")
    return len(statements)


def compare(agreement: "Agreement") -> float:
    """Compare the first and the last version on the page, print the median and return it in seconds."""
    from django.test import Client

    address = f"{agreement.get_absolute_url()}compare/?from=1&to={VERSIONS}"
    client = Client(headers={"host": "localhost"})
    client.get(address)
    seconds = median(lambda: client.get(address))
    everything = median(lambda: _whole(agreement))
    print(f"compare, as a page   {seconds * 1000:7.0f} ms (database, words and markup of 50 clauses)")
    print(f"compare, every clause{everything * 1000:7.0f} ms (no page, all words)")
    return seconds


def _whole(agreement: "Agreement") -> int:
    from joinedup.promises.rules.comparison import comparison

    first, last = _texts(agreement)
    return sum(len(change.words) + len(change.heading) for change in comparison(first, last).clauses)


def _texts(agreement: "Agreement") -> Any:
    from joinedup.promises.rules.texts import read

    return [read(agreement.versions.get(number=number).text)[1] for number in (1, VERSIONS)]


def peers(agreement: "Agreement", seconds: float) -> None:
    """The same two versions by the peers' ways, printed with how many times as long each takes."""
    first, last = _texts(agreement)
    before, after = ([clause.words for clause in text.clauses] for text in (first, last))

    def at_once() -> None:
        SequenceMatcher(None, " ".join(before).split(), " ".join(after).split()).get_opcodes()

    def row_by_row() -> None:
        for old, new in zip(before, after, strict=True):
            SequenceMatcher(None, old, new).get_opcodes()

    for name, way, rounds in (("difflib, whole text", at_once, 1), ("difflib, row by row", row_by_row, 1)):
        took = median(way, rounds)
        print(f"{name:<21}{took * 1000:7.0f} ms {took / seconds:6.1f} times as long")


def median(what: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """The median seconds of doing something so often."""
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        what()
        took.append(time.perf_counter() - started)
    return statistics.median(took)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is sent to the database meanwhile."""
    from django.db import connection

    statements: list[str] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield statements


if __name__ == "__main__":
    sys.exit(main())
