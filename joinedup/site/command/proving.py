"""Proving: whether anything in the record was changed or removed."""

import argparse
import sys

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, insist_on_tables, open_site


def add(command: Add) -> None:
    """What may be typed to prove the record."""
    command("verify", verify, "Recompute the record and say whether anything in it was changed or removed.")


def verify(_: argparse.Namespace) -> int:
    """Verify the record and print what was found."""
    open_site()
    insist_on_tables()
    from joinedup.record.verification import verify

    found = verify()
    print(f"{found.leaves:,} entries verified, {found.waiting:,} waiting for the worker. Root {found.root}")
    for fault in found.faults:
        print(fault, file=sys.stderr)
    return FINE if found.holds else FOUND_OR_REFUSED
