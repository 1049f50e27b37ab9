"""Governing: the governance pack as a file."""

import argparse
from pathlib import Path

from joinedup.site.command.opening import FINE, Add, CannotDo, insist_on_tables, open_site


def add(command: Add) -> None:
    """What may be typed to have the pack printed."""
    printing = command("governance", governance, "Print how this site is run into one new PDF file.")
    printing.add_argument("file", type=Path, metavar="FILE.pdf")


def governance(options: argparse.Namespace) -> int:
    """Print the governance pack."""
    open_site()
    insist_on_tables()
    if options.file.exists():
        raise CannotDo(f"{options.file} exists already. Choose a new name.")
    from django.utils import timezone

    from joinedup.frame.papers import pdf_of
    from joinedup.site.governance import pack

    options.file.write_bytes(pdf_of(pack(timezone.localdate())))
    print(f"Printed to {options.file}.")
    return FINE
