"""The sequencer: after commit, gives each entry without one its leaf. One at a time, by a database lock."""

from datetime import UTC, datetime

import rfc8785
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from joinedup.record.merkle import leaf_hash
from joinedup.record.models import Entry, Leaf

LOCK = 7_274_646_113  # any fixed number: the key of the sequencer's advisory lock


def bytes_of(entry: Entry) -> bytes:
    """An entry as canonical JSON (RFC 8785): what its leaf hashes."""
    return rfc8785.dumps(
        {
            "id": entry.pk,
            "at": moment(entry.at),
            "verb": entry.verb,
            "subject": entry.subject,
            "actor": entry.actor,
            "partnership": entry.partnership,
            "facts": entry.facts,
            "text_hash": entry.text_hash,
        }
    )


def moment(at: datetime) -> str:
    """An instant as the record writes it: UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@transaction.atomic
def sequence(limit: int = 1000) -> int:
    """Give leaves to at most `limit` entries, in the order of their ids; how many got one."""
    _lock()
    taken = Leaf.objects.filter(entry_id=OuterRef("pk"))
    waiting = Entry.objects.filter(~Exists(taken)).order_by("pk")[:limit]
    last = Leaf.objects.aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    leaves = [
        Leaf(position=position, entry_id=entry.pk, hash=leaf_hash(bytes_of(entry)).hex())
        for position, entry in enumerate(waiting, start)
    ]
    return len(Leaf.objects.bulk_create(leaves))


def _lock() -> None:
    """PostgreSQL: an advisory lock until commit. SQLite: writing transactions are one at a time already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
