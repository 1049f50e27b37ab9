"""Verification: that every entry still is what its leaf says, and the log what its checkpoints say.

The offline verifier (verifier/joinedup_verify.py) judges the same from an export and shares no code with this.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef

from joinedup.record import keys, notes
from joinedup.record.merkle import Tree, leaf_hash
from joinedup.record.models import Checkpoint, CheckpointKey, Entry, Leaf
from joinedup.record.walk import Extent, Step, extent, walk

NO_HASH = bytes(32)


@dataclass
class Verification:
    """What a verification found: sizes, the root over all leaves, what was signed last, and every fault in words.

    `to_judge` are sentences about what no computation can settle: a chain of keys that begins anew.
    """

    leaves: int = 0
    waiting: int = 0
    checkpoints: int = 0
    keys: int = 0
    signed_size: int = 0
    signed_at: datetime | None = None
    root: str = ""
    faults: list[str] = field(default_factory=list)
    to_judge: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults


def verify() -> Verification:
    """Recompute every leaf from its entry, and every checkpoint from the leaves.

    Streams; time grows with the number of entries and checkpoints, memory does not.
    """
    there = extent()
    without_leaf = Entry.objects.filter(~Exists(Leaf.objects.filter(entry_id=OuterRef("pk"))))
    found = Verification(waiting=without_leaf.count(), keys=len(there.keys))
    _check_keys(there.keys, found)
    checked = _Checkpoints(found, there)
    tree = Tree()
    for step in walk(there.size):
        _check_step(step, found)
        tree.add(_hash_of(step))
        found.leaves += 1
        checked.compare(tree, found.leaves)
    checked.finish(found.leaves)
    found.root = tree.root().hex()
    return found


def _check_step(step: Step, found: Verification) -> None:
    if step.position != found.leaves:
        found.faults.append(f"Position {found.leaves} is missing: the next leaf stands at {step.position}.")
        found.leaves = step.position
    if step.content is None:
        found.faults.append(f"Entry {step.entry_id} at position {step.position} has been removed.")
    elif leaf_hash(step.content).hex() != step.leaf:
        found.faults.append(f"Entry {step.entry_id} at position {step.position} has been changed.")


def _hash_of(step: Step) -> bytes:
    return bytes.fromhex(step.leaf) if re.fullmatch(r"[0-9a-f]{64}", step.leaf) else NO_HASH


class _Checkpoints:
    """The checkpoints in the order of their sizes, each compared when the tree has grown to its size."""

    def __init__(self, found: Verification, there: Extent) -> None:
        self.found, self.keys = found, there.keys
        self.waiting = there.checkpoints()
        self.next = next(self.waiting, None)
        self.agreed = 0
        self.differing: list[int] = []

    def compare(self, tree: Tree, size: int) -> None:
        """Check the checkpoint of this size, if there is one."""
        while self.next is not None and self.next.size <= size:
            checkpoint, self.next = self.next, next(self.waiting, None)
            self._check(checkpoint, tree)

    def finish(self, size: int) -> None:
        """Say which checkpoints cover more than there is, and where the roots began to differ."""
        while self.next is not None:
            checkpoint, self.next = self.next, next(self.waiting, None)
            self._check_signature(checkpoint)
            self.found.faults.append(
                f"The checkpoint of {checkpoint.size} entries covers more than the log holds ({size}): "
                "its end has been removed."
            )
        if self.differing:
            self.found.faults.append(differing_roots(self.agreed, self.differing))

    def _check(self, checkpoint: Checkpoint, tree: Tree) -> None:
        self._check_signature(checkpoint)
        subtrees = [subtree.hex() for subtree in tree.subtrees]
        if checkpoint.size != tree.size or checkpoint.root != tree.root().hex() or checkpoint.subtrees != subtrees:
            self.differing.append(checkpoint.size)
        elif not self.differing:
            self.agreed = checkpoint.size

    def _check_signature(self, checkpoint: Checkpoint) -> None:
        self.found.checkpoints += 1
        self.found.signed_size, self.found.signed_at = checkpoint.size, checkpoint.signed_at
        in_use = [key for key in self.keys if key.from_size < checkpoint.size]
        if not in_use or checkpoint.key_id != in_use[-1].pk:
            self.found.faults.append(f"The checkpoint of {checkpoint.size} entries is signed by a key not in use then.")
        elif not _is_signed(checkpoint):
            self.found.faults.append(f"The checkpoint of {checkpoint.size} entries is not signed by its key.")


def differing_roots(agreed: int, differing: list[int]) -> str:
    """A sentence about the checkpoints whose root is not the log's."""
    more = f" So do {len(differing) - 1} later ones, which cover the same." if len(differing) > 1 else ""
    return (
        f"The checkpoint of {differing[0]} entries differs from the log: something from position {agreed} to "
        f"{differing[0] - 1} is not what was signed.{more}"
    )


def _is_signed(checkpoint: Checkpoint) -> bool:
    try:
        public, signature = bytes.fromhex(checkpoint.key.public_key), bytes.fromhex(checkpoint.signature)
        return keys.signs(public, checkpoint.body, signature)
    except ValueError:
        return False


def _check_keys(chain: list[CheckpointKey], found: Verification) -> None:
    """Check each key, in the order of use, against its statement and the key before it."""
    for former, key in zip([None, *chain], chain, strict=False):
        if not _statement_holds(key):
            found.faults.append(f"The key {key.key_id} is not what its statement says, or the statement is not signed.")
        if former and key.former_id is None:
            found.to_judge.append(
                f"From {key.from_size} entries on, the key {key.key_id} signs, which no earlier key vouches for: "
                f"the key {former.key_id} was declared lost. Ask whoever runs the site whether that is so."
            )
        elif key.former_id != (former.pk if former else None):
            found.faults.append(f"The key {key.key_id} does not follow the key before it.")


def _statement_holds(key: CheckpointKey) -> bool:
    signers = [key, key.former] if key.former else [key]
    try:
        body, signatures = notes.opened(key.statement)
        return (
            body == key.body
            and key.key_id == notes.key_id(key.origin, bytes.fromhex(key.public_key))
            and [(name, key_id) for name, key_id, _ in signatures] == [(key.origin, one.key_id) for one in signers]
            and all(
                keys.signs(bytes.fromhex(one.public_key), body, signature)
                for one, (_, _, signature) in zip(signers, signatures, strict=True)
            )
        )
    except ValueError:
        return False
