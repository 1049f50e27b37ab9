"""What is known of a file before it is read: what tells it apart, and a name that may be shown."""

import hashlib
from pathlib import Path

import regex


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, or of a folder's CSV files with their names, in hexadecimal."""
    digest = hashlib.sha256()
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    for file in files:
        if path.is_dir():
            digest.update(file.name.encode() + b"\0")
        with file.open("rb") as opened:
            while piece := opened.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()


def harmless(name: str) -> str:
    """A file's name as it may be shown: its last part, without characters that hide or turn it. It is never a path.

    >>> harmless("../../etc/passwd"), harmless("plan\\u202excod.xlsx")
    ('passwd', 'planxcod.xlsx')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = regex.sub(r"[\p{C}\p{Bidi_Control}]", "", last).strip()
    return plain[:200] or "workbook"
