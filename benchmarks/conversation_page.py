"""How much the pages of a large conversation cost: SQL queries and CPU time with 5,000 statements and 1,000,000 votes.

    .venv/bin/python benchmarks/conversation_page.py [--statements 5000] [--voters 10000] [--votes-each 100]

Builds a throw-away database (SQLite, or the one that JOINEDUP_DATABASE_URL names: an empty one) in bulk, with a stored
map, opens each page many times in this process as a guest who has voted, and prints the median CPU milliseconds and
the queries. The votes are there so that a page that counted them would show it.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

AT_ONCE, ROUNDS = 50_000, 15


def a_conversation(at: datetime) -> Any:
    """A public, open conversation of a published partnership."""
    from joinedup.partners.models import Organisation, Partnership, Person, Place
    from joinedup.voice.models import Conversation

    today = at.date()
    place = Place.objects.create(name="Somewhere", kind="city", lineage=".1.")
    council = Organisation.objects.create(name="Somewhere Council", look="somewherecouncil", sector="council")
    person = Person.objects.create(name="Ann Other")
    partnership = Partnership.objects.create(
        name="Everything", place=place, convenor=person, stage="published", published_at=at
    )
    return Conversation.objects.create(
        partnership=partnership,
        kind="open",
        name="Streets to play in",
        question="Which streets should close to cars after school?",
        decider=person,
        deciding=council,
        closes_on=today + timedelta(days=30),
        answer_by=today + timedelta(days=60),
        decides_on=today + timedelta(days=50),
        what_is_open="Which streets.",
        what_is_fixed="Buses keep their routes.",
        limits="There is £40,000 a year.",
        driver="wish",
        influence="advises",
        state="open",
        opens_on=today,
        opened_at=at,
        visibility="public",
    )


def many_statements(conversation: Any, number: int) -> list[Any]:
    """So many statements that can be voted on."""
    from django.utils import timezone

    from joinedup.frame.references import allocate
    from joinedup.voice.models import Statement

    now = timezone.now()
    return Statement.objects.bulk_create(
        Statement(
            reference=reference,
            conversation=conversation,
            number=place,
            words=f"Close street number {place} to cars on Friday afternoons, from three until six.",
            look=f"closestreet{place}",
            said_at=now,
            state="shown",
            state_at=now,
            priority=random.random() * 5,
        )
        for place, reference in enumerate(allocate("statement", number))
    )


def many_votes(conversation: Any, statements: list[Any], voters: int, each: int) -> None:
    """So many guests, each of whom votes on so many statements in a row, from anywhere on."""
    from django.utils import timezone

    from joinedup.voice.models import Participant, Vote

    now = timezone.now()
    people = Participant.objects.bulk_create(
        (Participant(conversation=conversation, guest_mark=f"mark {one}", joined_at=now) for one in range(voters)),
        batch_size=AT_ONCE,
    )
    waiting: list[Vote] = []
    for person in people:
        first = random.randrange(len(statements))
        waiting += (
            Vote(statement=statements[(first + step) % len(statements)], participant=person, value=step % 3 - 1, at=now)
            for step in range(each)
        )
        if len(waiting) >= AT_ONCE:
            Vote.objects.bulk_create(waiting)
            waiting = []
    Vote.objects.bulk_create(waiting)


def a_stored_map(conversation: Any, statements: int, votes: int, people: int) -> None:
    """A map as it is kept, with what it tells of each statement in three groups."""
    from django.utils import timezone

    from joinedup.voice.models import OpinionMap

    cells = [{"group": name, "votes": 60, "agree": 0.7, "disagree": 0.2} for name in "ABC"]
    told = [
        {
            "id": one,
            "group_informed_consensus": [0.3, 0.01],
            "bridging": 0.6,
            "dividing": random.random(),
            "groups": cells,
        }
        for one in range(statements)
    ]
    groups = [{"group": name, "people": 100, "middle": [0, 0], "spread": [1, 1], "turned": 0} for name in "ABC"]
    standing = {"representative": {name: [] for name in "ABC"}, "consensus": {"agree": [], "disagree": []}}
    published = {"k": 3, "votes": votes, "people": people, "groups": groups, "statements": told, **standing}
    OpinionMap.objects.create(
        conversation=conversation,
        drawn_at=timezone.now(),
        votes=votes,
        participants=people,
        result={"published": published, "placing": {}},
        result_hash="0" * 64,
    )


def measure(client: Any, verb: str, address: str, fields: dict[str, Any]) -> tuple[float, int, int]:
    """Median CPU milliseconds of a page, its queries, and its status."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def open_page() -> int:
        return int(getattr(client, verb)(address, fields).status_code)

    status = open_page()
    with CaptureQueriesContext(connection) as captured:
        open_page()
    queries = len(captured)  # the next request empties the log
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time()
        open_page()
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent), queries, status


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--statements", type=int, default=5_000)
    read.add_argument("--voters", type=int, default=10_000)
    read.add_argument("--votes-each", type=int, default=100)
    asked = read.parse_args()
    os.environ |= {
        "JOINEDUP_HOME": tempfile.mkdtemp(prefix="joinedup-benchmark-"),
        "DJANGO_SETTINGS_MODULE": "joinedup.site.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    os.makedirs(os.path.join(os.environ["JOINEDUP_HOME"], "static"))
    conversation = a_conversation(timezone.now())
    statements = many_statements(conversation, asked.statements)
    many_votes(conversation, statements, asked.voters, asked.votes_each)
    a_stored_map(conversation, asked.statements, asked.voters * asked.votes_each, asked.voters)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {asked.statements:,} statements, {asked.voters * asked.votes_each:,} votes")
    print(f"{'page':<58}{'CPU ms':>8}{'queries':>9}")
    client, at = Client(headers={"host": "localhost"}), conversation.get_absolute_url()
    client.post(f"{at}vote/", {"statement": 0, "vote": "agree"})
    pages: list[tuple[str, str, dict[str, Any]]] = [
        ("get", at, {}),
        ("get", f"{at}vote/", {}),
        ("post", f"{at}vote/", {"statement": 1, "vote": "agree"}),
        ("get", f"{at}statements/", {}),
        ("get", f"{at}statements/", {"sort": "divided", "page": 20}),
        ("get", statements[0].get_absolute_url(), {}),
    ]
    for verb, address, fields in pages:
        spent, queries, status = measure(client, verb, address, fields)
        named = f"{verb.upper()} {address} {fields.get('sort', '')}"
        print(f"{named:<58}{spent:>8.1f}{queries:>9}{'' if status == 200 else f'  answered {status}'}")


if __name__ == "__main__":
    main()
