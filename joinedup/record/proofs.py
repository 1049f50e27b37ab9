"""Audit paths of several entries to one checkpoint, without reading the whole log for each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from joinedup.record import reads
from joinedup.record.faults import CannotProve
from joinedup.record.merkle import node_hash, path_ranges, root
from joinedup.record.models import Checkpoint, CheckpointKey, Leaf
from joinedup.record.walk import Step, hashes, walk

FEW = 1024  # leaves that are read rather than looked up


@dataclass
class Roots:
    """Roots of parts of the log, each found once: of a large part from the checkpoints that kept it, else from leaves.

    A checkpoint keeps the roots of its complete subtrees. So a part of 2^k leaves that begins at an even multiple of
    2^k stands in any checkpoint that ends before the next such part does. few: how many leaves are read, not looked up.
    """

    few: int = FEW
    known: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def of(self, start: int, end: int) -> bytes:
        """The root over the leaves [start, end). Raises Hole if one is missing."""
        if (start, end) not in self.known:
            self.known[start, end] = self._found(start, end)
        return self.known[start, end]

    def _found(self, start: int, end: int) -> bytes:
        length = end - start
        if length <= self.few:
            return root(hashes(start, end))
        half = 1 << (length - 1).bit_length() - 1
        kept = _kept(start, end) if length == 2 * half and start // length % 2 == 0 else None
        return kept or node_hash(self.of(start, start + half), self.of(start + half, end))


def _kept(start: int, end: int) -> bytes | None:
    """The root of a complete subtree as a checkpoint kept it; None if none did. One SQL query."""
    length = end - start
    found = Checkpoint.objects.filter(size__range=(end, end + length - 1)).order_by("size").first()
    return bytes.fromhex(found.subtrees[(start // length).bit_count()]) if found else None


@dataclass(frozen=True)
class Proved:
    """An entry of the log with its leaf, and the path from it to a checkpoint's root."""

    step: Step
    path: tuple[str, ...]


def proofs_of(entry_ids: Collection[int], checkpoint: Checkpoint) -> Iterator[Proved]:
    """Each of these entries, in the order of the log, with its path to a checkpoint.

    Raises CannotProve if the checkpoint does not cover them all, Hole if a leaf is missing.
    """
    found = Leaf.objects.filter(entry_id__in=entry_ids, position__lt=checkpoint.size).order_by("position")
    positions = list(found.values_list("position", flat=True))
    if len(positions) != len(set(entry_ids)):
        raise CannotProve("No checkpoint covers all of this yet. One is signed each minute: try again after that.")
    roots = Roots()
    for position in positions:
        (step,) = walk(position + 1, start=position)
        yield Proved(step, tuple(roots.of(*within).hex() for within in path_ranges(position, checkpoint.size)))


def keys_for(checkpoint: Checkpoint) -> list[CheckpointKey]:
    """The keys from the first to the one that signed a checkpoint, in the order of use. One SQL query."""
    return [key for key in reads.signing_keys() if key.from_size < checkpoint.size]
