"""Proving: whether anything in the record was changed or removed, for us and for those who need not trust us."""

import argparse
import sqlite3
import sys
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, CannotDo, insist_on_tables, open_site

UNREADABLE = (DatabaseError, sqlite3.DatabaseError)  # the driver's own escapes while rows are streamed
DAMAGED = "Stop the site, keep the damaged files, and restore the last backup: docs/operators.md, “When a disk fails”."


def add(command: Add) -> None:
    """What may be typed to prove the record."""
    command("verify", verify, "Recompute the record and say whether anything in it was changed or removed.")
    proving = command(
        "prove",
        prove,
        "Write the whole record into one new file, for the offline verifier (verifier/joinedup_verify.py).",
    )
    proving.add_argument("file", type=Path, metavar="FILE")
    proving.add_argument("--entry", type=int, metavar="ID", help="only the proof that this entry is in the record")
    rotating = command(
        "rotate-key",
        rotate_key,
        "Let a fresh key sign the record from now on, vouched for by the present one.",
    )
    rotating.add_argument(
        "--lost", action="store_true", help="nobody has the present key any more: begin anew, for all to see"
    )


def verify(_: argparse.Namespace) -> int:
    """Verify the record and print what was found."""
    open_site()
    insist_on_tables()
    from joinedup.record.verification import verify
    from joinedup.site import verified

    try:
        faults = damage()
        found = verify()
    except UNREADABLE as reason:
        print(f"The database cannot be read: {reason}. {DAMAGED}", file=sys.stderr)
        return FOUND_OR_REFUSED
    print(f"{found.leaves:,} entries verified, {found.waiting:,} waiting for the worker. Root {found.root}")
    print(f"{found.checkpoints:,} checkpoints and {found.keys:,} keys verified.", end=" ")
    if found.signed_at:
        print(f"The last covers {found.signed_size:,} entries and was signed at {found.signed_at.isoformat()}.")
    else:
        print("Nothing has been signed yet.")
    for sentence in found.to_judge:
        print(sentence)
    for fault in (*faults, *found.faults):
        print(fault, file=sys.stderr)
    stands = found.holds and not faults
    verified.keep(at=timezone.now(), holds=stands, root=found.root)
    return FINE if stands else FOUND_OR_REFUSED


def damage() -> list[str]:
    """What SQLite finds wrong with its own file, in a sentence. PostgreSQL checks pages by itself as they are read."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        told = [row[0] for row in cursor.execute("PRAGMA integrity_check(5)").fetchall()]
    return [] if told == ["ok"] else [f"The database file is damaged: {'; '.join(told)}. {DAMAGED}"]


def prove(options: argparse.Namespace) -> int:
    """Write the record, or the proof of one entry, into a file."""
    open_site()
    insist_on_tables()
    from joinedup.record.export import export, export_proof

    if options.file.exists():
        raise CannotDo(f"{options.file} exists already. Choose a new name.")
    unfinished = options.file.with_name(f"{options.file.name}.unfinished")
    with unfinished.open("wb") as file:
        if options.entry is None:
            counts = export(file)
            told = f"{counts.entries:,} entries, {counts.checkpoints:,} checkpoints and {counts.keys:,} keys"
        else:
            told = f"The proof of entry {options.entry} to the checkpoint of {export_proof(options.entry, file).size:,}"
    unfinished.rename(options.file)
    print(f"{told} written to {options.file}. Check it with: python3 joinedup_verify.py {options.file}")
    return FINE


def rotate_key(options: argparse.Namespace) -> int:
    """Change the key that signs checkpoints."""
    open_site()
    insist_on_tables()
    from django.utils import timezone

    from joinedup.record import signing

    change = signing.replace_lost_key if options.lost else signing.rotate_key
    key = change(timezone.now())
    print(f"From {key.from_size:,} entries on, this key signs: {key.verifier_key}")
    return FINE
