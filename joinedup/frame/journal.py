"""The erasure journal: who was erased and when, kept apart from the database and its backups.

A backup that is older than an erasure holds what was erased; the journal says what to erase again. It holds no name and
no address: references, and hashes by which what is restored is known again. One line of JSON an erasure, only appended.
"""

import fcntl
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Erased:
    """One erasure. who: references with the mark of each noun's salt. addresses: SHA-256 of each address."""

    at: str
    who: dict[str, str]
    addresses: tuple[str, ...]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Journal:
    """All lines of the journal in order; how many could not be read, such as one that a power cut tore."""

    erased: tuple[Erased, ...]
    unreadable: int


def mark(text: str) -> str:
    """The SHA-256 of a text: of an address, or of a noun's salt, which no other noun ever has."""
    return hashlib.sha256(text.encode()).hexdigest()


def append(one: Erased) -> None:
    """Write a line so that it is on the disk when this returns. The file is made where there is none, for its owner."""
    file = Path(settings.ERASURE_JOURNAL)
    is_new = not file.exists()
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as disk:
        fcntl.flock(disk, fcntl.LOCK_EX)
        torn = disk.seek(0, os.SEEK_END) > 0 and not _ends_in_a_line(disk.fileno())
        disk.write((b"\n" if torn else b"") + json.dumps(asdict(one), sort_keys=True).encode() + b"\n")
        disk.flush()
        os.fsync(disk.fileno())
    if is_new:
        _keep_name(file.parent)


def read() -> Journal:
    """Every line of the journal; none if there is no file."""
    file = Path(settings.ERASURE_JOURNAL)
    lines = file.read_bytes().splitlines() if file.exists() else []
    read_ones = [_erased(line) for line in lines if line]
    return Journal(tuple(one for one in read_ones if one is not None), read_ones.count(None))


def _erased(line: bytes) -> Erased | None:
    try:
        told = json.loads(line)
        one = Erased(str(told["at"]), dict(told["who"]), tuple(told["addresses"]))
        is_whole = one.moment.tzinfo is not None
    except (ValueError, KeyError, TypeError):
        return None
    return one if is_whole else None


def _ends_in_a_line(file: int) -> bool:
    return os.pread(file, 1, os.fstat(file).st_size - 1) == b"\n"


def _keep_name(folder: Path) -> None:
    """Let the folder's entry for a new file outlive a power cut too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
