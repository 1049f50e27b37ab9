"""Keeping: the whole site into one file, and back."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from joinedup.site.command.opening import FINE, Add, CannotDo, insist_on_tables, make_ready, open_site, progress
from joinedup.site.command.proving import verify

if TYPE_CHECKING:
    from joinedup.partners.actions import Replayed


def add(command: Add) -> None:
    """What may be typed to keep a site safe."""
    keeping = command("backup", backup, "Write the whole site into one new file.")
    keeping.add_argument("file", type=Path, metavar="FILE")
    returning = command("restore", restore, "Fill an empty database from a backup, and verify it.")
    returning.add_argument("file", type=Path, metavar="FILE")


def backup(options: argparse.Namespace) -> int:
    """Write a backup and print how much it holds."""
    open_site()
    insist_on_tables()
    from joinedup.site.backup import back_up

    if options.file.exists():
        raise CannotDo(f"{options.file} exists already. Choose a new name.")
    print_counts("Backed up", back_up(options.file, watch=progress))
    return FINE


def restore(options: argparse.Namespace) -> int:
    """Restore a backup, erase again whoever was erased since, print what came back, and verify the record."""
    open_site()
    from joinedup.site.backup import restore as bring_back

    if not options.file.is_file():
        raise CannotDo(f"There is no file {options.file}.")
    make_ready()
    told: list[Replayed] = []
    print_counts("Restored", bring_back(options.file, watch=progress, tell=told.append))
    print_erasures(*told)
    print_what_is_missing()
    return verify(options)


def print_erasures(replayed: "Replayed") -> None:
    """Say how many of those whom the erasure journal names had come back with the backup and were erased again."""
    if not Path(settings.ERASURE_JOURNAL).exists():
        print(
            f"There is no erasure journal at {settings.ERASURE_JOURNAL}: if anybody was erased since this backup, put "
            "the journal there, delete this database and restore again."
        )
        return
    print(
        f"Erased again {replayed.erased} of {replayed.lines} whom the erasure journal names; the others are not here."
    )
    if replayed.unreadable:
        print(f"{replayed.unreadable} lines of {settings.ERASURE_JOURNAL} could not be read. Look at them.")


def print_what_is_missing() -> None:
    """Say what no backup holds and this machine does not have either: the private key that signs the record."""
    from joinedup.record import keys, reads

    key = reads.latest_key()
    if key and not keys.is_here(key.key_id, bytes.fromhex(key.public_key)):
        print(
            f"The private key {key.key_id} is in no backup and not on this machine: nothing will be signed. Put its "
            "file back, or run: joinedup rotate-key --lost"
        )


def print_counts(done: str, counts: dict[str, int]) -> None:
    """Print how many rows of each table there were, leaving empty tables out."""
    for table, rows in counts.items():
        if rows:
            print(f"{rows:>12,}  {table}")
    print(f"{done} {sum(counts.values()):,} rows of {len(counts)} tables.")
