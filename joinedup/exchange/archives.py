"""Zip files, looked at by their directory before anything in them is unpacked. Standard library only."""

import stat
import struct
import zipfile
from pathlib import Path

from joinedup.exchange.rules import (
    BROKEN_ZIP,
    MOST_ENTRIES,
    TOO_MANY_ENTRIES,
    Entry,
    Faulty,
    refusals_to_unpack,
)

END_OF_DIRECTORY = b"PK\x05\x06"
LONGEST_END = 22 + 65_535
BYTES_OF_AN_ENTRY = 500


def opened(path: Path) -> zipfile.ZipFile:
    """A zip file that may be unpacked. Raises Faulty otherwise, having read its directory only."""
    _look_at_the_end(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as broken:
        raise Faulty(BROKEN_ZIP) from broken
    refusals = refusals_to_unpack([_entry(one) for one in archive.infolist()])
    if refusals:
        archive.close()
        raise Faulty(refusals[0])
    return archive


def _look_at_the_end(path: Path) -> None:
    """Refuse a long directory before it is read: its last record says how many entries it has and how long it is."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - LONGEST_END))
        tail = file.read()
    place = tail.rfind(END_OF_DIRECTORY)
    if place < 0 or len(tail) < place + 22:
        raise Faulty(BROKEN_ZIP)
    entries, length = struct.unpack("<HI", tail[place + 10 : place + 16])
    if entries > MOST_ENTRIES or length > MOST_ENTRIES * BYTES_OF_AN_ENTRY:
        raise Faulty(TOO_MANY_ENTRIES.about(count=max(entries, MOST_ENTRIES + 1), limit=MOST_ENTRIES))


def _entry(info: zipfile.ZipInfo) -> Entry:
    return Entry(
        name=info.filename,
        packed_bytes=info.compress_size,
        unpacked_bytes=info.file_size,
        is_link=stat.S_ISLNK(info.external_attr >> 16),
        is_locked=bool(info.flag_bits & 1),
    )
