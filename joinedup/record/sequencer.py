"""The sequencer: after commit, gives each waiting entry its leaf. One at a time, by a database lock.

An entry is written together with its row in `Waiting`, so what a round reads grows with what is waiting and not with
the log, and an entry is taken up whenever its transaction commits, however late and in whatever order.
"""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from joinedup.record.canonical import FIELDS, bytes_of
from joinedup.record.merkle import leaf_hash
from joinedup.record.models import Entry, Leaf, Waiting
from joinedup.record.reads import log_size

LOCK = 7_274_646_113  # any fixed number: the key of the sequencer's advisory lock


def sequence(limit: int = 1000) -> int:
    """Give leaves to at most `limit` waiting entries, in the order of their ids; how many left the queue.

    0 if nothing waits or another sequencer is at work. Two SQL queries then; seven when there is something to do.
    """
    if not Waiting.objects.exists():
        return 0
    with transaction.atomic():
        return _sequence(limit) if works_alone() else 0


def _sequence(limit: int) -> int:
    ids = list(Waiting.objects.order_by("pk").values_list("pk", flat=True)[:limit])
    placed = set(Leaf.objects.filter(entry_id__in=ids).values_list("entry_id", flat=True))
    entries = Entry.objects.filter(pk__in=[one for one in ids if one not in placed]).order_by("pk")
    Leaf.objects.bulk_create(
        Leaf(position=position, entry_id=row[0], hash=leaf_hash(bytes_of(row)).hex())
        for position, row in enumerate(entries.values_list(*FIELDS), log_size())
    )
    Waiting.objects.filter(pk__in=ids).delete()
    return len(ids)


def take_up_the_forgotten() -> int:
    """Let entries wait that have no leaf and do not wait, as an older version's process may write; how many.

    One SQL statement that reads the whole log, so it is for once in a while.
    """
    leaf, waits = Leaf.objects.filter(entry_id=OuterRef("pk")), Waiting.objects.filter(pk=OuterRef("pk"))
    forgotten = Entry.objects.filter(~Exists(leaf), ~Exists(waits)).values_list("pk", flat=True)
    rows = [Waiting(entry_id=entry_id) for entry_id in forgotten]
    return len(Waiting.objects.bulk_create(rows, ignore_conflicts=True))


def works_alone(*, wait: bool = False) -> bool:
    """Whether this transaction may now write leaves, checkpoints and keys: only one at a time may.

    PostgreSQL: an advisory lock until commit, waited for if asked. SQLite: writing transactions are one at a time.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_xact_lock(%s)", [LOCK])
        return wait or bool(cursor.fetchone()[0])
