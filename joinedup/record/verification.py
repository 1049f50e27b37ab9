"""Verification: that every entry still is what its leaf says, and the log has no hole."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from joinedup.record.merkle import leaf_hash, root
from joinedup.record.models import Entry, Leaf
from joinedup.record.sequencer import bytes_of

BATCH = 2000


@dataclass
class Verification:
    """What a verification found: sizes, the root over all leaves, and every fault in words."""

    leaves: int = 0
    waiting: int = 0
    root: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults


def verify() -> Verification:
    """Recompute every leaf from its entry. Streams; time grows with the number of entries, memory does not."""
    found = Verification(waiting=Entry.objects.filter(~Exists(Leaf.objects.filter(entry_id=OuterRef("pk")))).count())
    found.root = root(_checked_leaves(found)).hex()
    return found


def _checked_leaves(found: Verification) -> Iterator[bytes]:
    leaves = Leaf.objects.order_by("position").iterator(chunk_size=BATCH)
    batch: list[Leaf] = []
    for leaf in leaves:
        batch.append(leaf)
        if len(batch) == BATCH:
            yield from _check(batch, found)
            batch = []
    yield from _check(batch, found)


def _check(batch: list[Leaf], found: Verification) -> Iterator[bytes]:
    entries = Entry.objects.in_bulk([leaf.entry_id for leaf in batch])
    for leaf in batch:
        if leaf.position != found.leaves:
            found.faults.append(f"Position {found.leaves} is missing: the next leaf stands at {leaf.position}.")
            found.leaves = leaf.position
        entry = entries.get(leaf.entry_id)
        if entry is None:
            found.faults.append(f"Entry {leaf.entry_id} at position {leaf.position} has been removed.")
        elif leaf_hash(bytes_of(entry)).hex() != leaf.hash:
            found.faults.append(f"Entry {leaf.entry_id} at position {leaf.position} has been changed.")
        found.leaves += 1
        yield bytes.fromhex(leaf.hash)
