"""Entries as bytes: canonical JSON (RFC 8785), which is what a leaf hashes."""

import json
from typing import Any

from joinedup.record.moments import moment

FIELDS = ("id", "at", "verb", "subject", "actor", "partnership", "facts", "text_hash")
LARGEST_WHOLE_NUMBER = 2**53 - 1
WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
NAMES_END = "\ud800"

Row = tuple[Any, ...]
"""An entry's values in the order of `FIELDS`."""


class NotPlain(Exception):
    """Facts that the record cannot hold; the message says which value."""


def bytes_of(row: Row) -> bytes:
    """An entry's values, in the order of `FIELDS`, as canonical JSON.

    Raises NotPlain for what `refuse_unless_plain` refuses. For all else Python's own encoder writes what RFC 8785
    asks. It orders names by code point and RFC 8785 by UTF-16 unit, which is the same below U+D800, where plain names
    end.
    """
    refuse_unless_plain(row[FIELDS.index("facts")])
    return as_it_stands(row)


def as_it_stands(row: Row) -> bytes:
    """The same without a look at whether it is plain: for entries whose hash is known, and those tampered with."""
    named = dict(zip(FIELDS, row, strict=True))
    named["at"] = moment(named["at"]) if named["at"] else None
    return WRITER.encode(named).encode(errors="replace")


def refuse_unless_plain(value: object) -> None:
    """Raise NotPlain unless a value is made of texts, whole numbers up to 2^53-1, truths, nothing, lists and records.

    Fractions are written as text, so that every reader reads the same.
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str) or max(name, default="") >= NAMES_END:
                raise NotPlain(f"The record cannot hold the name {name!r}: names are text of common letters.")
            refuse_unless_plain(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            refuse_unless_plain(inner)
    elif isinstance(value, int) and not -LARGEST_WHOLE_NUMBER <= value <= LARGEST_WHOLE_NUMBER:
        raise NotPlain(f"The record cannot hold {value}: write whole numbers beyond 2^53-1 as text.")
    elif value is not None and not isinstance(value, str | int):
        raise NotPlain(f"The record cannot hold {value!r}: write it as text.")
