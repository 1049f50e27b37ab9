"""The whole log as one file that the offline verifier reads: docs/record.md describes it line by line.

Every line is a record in canonical JSON (RFC 8785): a header; then keys, entries and checkpoints, each where it belongs
in the log; then an end with counts and the SHA-256 of all lines before it. So no byte of it changes unseen.
"""

import hashlib
import heapq
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from joinedup.record import reads
from joinedup.record.faults import CannotProve
from joinedup.record.merkle import path_ranges, root
from joinedup.record.models import Checkpoint, Leaf
from joinedup.record.walk import Extent, Step, extent, hashes, walk

FORMAT_VERSION = 1
NO_MORE = (float("inf"), b"")


@dataclass
class Counts:
    """How much of each a file holds."""

    entries: int = 0
    checkpoints: int = 0
    keys: int = 0


def export(file: BinaryIO) -> Counts:
    """Write the log as it is at this moment. Streams: memory does not grow, time grows with the log."""
    counts, digest, there = Counts(), hashlib.sha256(), extent()
    for line in chain(_header(there), _lines(there, counts)):
        file.write(line)
        digest.update(line)
    file.write(_end(counts, digest.hexdigest()))
    return counts


def _header(there: Extent) -> list[bytes]:
    origin = there.keys[0].origin if there.keys else ""
    return [as_line({"format": "joinedup-record", "origin": origin, "version": FORMAT_VERSION})]


def _lines(there: Extent, counts: Counts) -> Iterator[bytes]:
    """Entries in order; after each, the checkpoint that covers it last and the keys that came into use then."""
    notes = _notes(there, counts)
    size, note = next(notes, NO_MORE)
    for step in walk(there.size):
        while size <= step.position:
            yield note
            size, note = next(notes, NO_MORE)
        yield entry_line(step)
        counts.entries += 1
    if note:
        yield note
    yield from (note for _, note in notes)


def _notes(there: Extent, counts: Counts) -> Iterator[tuple[float, bytes]]:
    """Checkpoints and keys with the log's size at which they stand; of the same size, the checkpoint first."""

    def checkpoints() -> Iterator[tuple[float, int, bytes]]:
        for checkpoint in there.checkpoints():
            counts.checkpoints += 1
            yield checkpoint.size, 0, as_line({"checkpoint": checkpoint.note})

    def keys() -> Iterator[tuple[float, int, bytes]]:
        for number, key in enumerate(there.keys, 1):
            counts.keys += 1
            yield key.from_size, number, as_line({"key": key.statement})

    return ((size, line) for size, _, line in heapq.merge(checkpoints(), keys()))


def export_proof(entry_id: int, file: BinaryIO) -> Checkpoint:
    """Write the proof that one entry is in the log as the latest checkpoint signed it. Returns that checkpoint.

    Raises CannotProve if no checkpoint covers it yet, Hole if a leaf is missing. The file is small: 25 hashes at most
    for a log of 30 million; the time grows with the log, since the roots beside the path are computed anew.
    """
    keys, last = list(reads.signing_keys()), reads.latest_checkpoint()
    position = Leaf.objects.filter(entry_id=entry_id).values_list("position", flat=True).first()
    if last is None or position is None or position >= last.size:
        raise CannotProve(f"No checkpoint covers the entry {entry_id} yet, or there is no such entry.")
    path = [root(hashes(*within)).hex() for within in path_ranges(position, last.size)]
    in_use = [key for key in keys if key.from_size < last.size]
    lines = [
        as_line({"format": "joinedup-record-proof", "origin": last.key.origin, "version": FORMAT_VERSION}),
        *(as_line({"key": key.statement}) for key in in_use),
        as_line({"checkpoint": last.note}),
        *(entry_line(step) for step in walk(position + 1, start=position)),
        as_line({"path": path}),
    ]
    file.writelines(lines)
    file.write(_end(Counts(entries=1, checkpoints=1, keys=len(in_use)), hashlib.sha256(b"".join(lines)).hexdigest()))
    return last


def entry_line(step: Step) -> bytes:
    """An entry with its leaf and its position as one line; null for an entry that is gone."""
    content = b"null" if step.content is None else step.content
    return b'{"entry":%b,"leaf":%b,"position":%d}\n' % (content, json.dumps(step.leaf).encode(), step.position)


def _end(counts: Counts, sha256: str) -> bytes:
    return as_line({"end": {**vars(counts), "sha256": sha256}})


def as_line(record: Mapping[str, object]) -> bytes:
    """A record as one line of canonical JSON."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
