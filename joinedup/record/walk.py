"""The log from its beginning: each position with its leaf and its entry as it stands now."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from joinedup.record import reads
from joinedup.record.canonical import FIELDS, Row, as_it_stands
from joinedup.record.faults import Hole
from joinedup.record.models import Checkpoint, CheckpointKey, Entry, Leaf

BATCH = 1000


class Step(NamedTuple):
    """One position: its leaf's hash as stored, and the entry's bytes; None if the entry is gone or unreadable."""

    position: int
    entry_id: int
    leaf: str
    content: bytes | None


class Extent(NamedTuple):
    """What of the log was there at one moment, while entries and checkpoints go on being added."""

    signed: int
    keys: list[CheckpointKey]
    size: int

    def checkpoints(self) -> Iterator[Checkpoint]:
        """Every checkpoint of then, in the order of their sizes. One SQL query, streamed."""
        found = reads.checkpoints().filter(size__lte=self.signed).order_by("size")
        return found.iterator(chunk_size=BATCH)


def extent() -> Extent:
    """The log as it is now. Read in this order, it holds every key and leaf that its checkpoints need."""
    last = reads.latest_checkpoint()
    return Extent(signed=last.size if last else 0, keys=list(reads.signing_keys()), size=reads.log_size())


def walk(size: int, *, start: int = 0) -> Iterator[Step]:
    """Every leaf of the positions [start, size), in order. Two SQL queries a thousand; memory does not grow."""
    for batch in batches(start, size, BATCH):
        leaves = list(batch.values_list("position", "entry_id", "hash"))
        rows = _rows([entry_id for _, entry_id, _ in leaves])
        for position, entry_id, leaf in leaves:
            row = rows.get(entry_id)
            yield Step(position, entry_id, leaf, None if row is None else as_it_stands(row))


def batches(start: int, end: int, length: int) -> "Iterator[QuerySet[Leaf]]":
    """The leaves of the positions [start, end), in order, so many at a time."""
    for first in range(start, end, length):
        yield Leaf.objects.filter(position__range=(first, min(first + length, end) - 1)).order_by("position")


def hashes(start: int, end: int) -> Iterator[bytes]:
    """The leaf hashes of the positions [start, end). Raises Hole if one is missing. A query for ten thousand."""
    expected = start
    for batch in batches(start, end, 10 * BATCH):
        for position, leaf in batch.values_list("position", "hash"):
            if position != expected:
                break
            yield bytes.fromhex(leaf)
            expected += 1
    if expected != end:
        raise Hole(f"position {expected} of the log is missing. Run: joinedup verify")


def _rows(ids: Iterable[int]) -> dict[int, Row]:
    """The entries by id; one whose stored values make no sense any more is as good as gone."""
    found = Entry.objects.values_list(*FIELDS)
    try:
        return {row[0]: row for row in found.filter(pk__in=ids)}
    except ValueError:
        return {row[0]: row for entry_id in ids for row in _readable(entry_id)}


def _readable(entry_id: int) -> list[Row]:
    try:
        return list(Entry.objects.values_list(*FIELDS).filter(pk=entry_id))
    except ValueError:
        return []
