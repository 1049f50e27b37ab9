"""The `joinedup` command: it reads what the operator typed and calls the room whose work it is."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

import joinedup
from joinedup.frame.refusals import Refused
from joinedup.record.faults import CannotProve
from joinedup.site.command import (
    charting,
    conversing,
    crossing,
    examining,
    examples,
    governing,
    keeping,
    looking,
    opinions,
    posting,
    proving,
    running,
)
from joinedup.site.command.opening import FOUND_OR_REFUSED, CannotDo
from joinedup.site.faults import CannotRestore
from joinedup.site.processes import CannotServe

GROUPS = (
    running,
    crossing,
    conversing,
    examples,
    looking,
    charting,
    opinions,
    proving,
    posting,
    keeping,
    examining,
    governing,
)
FORESEEN = (CannotDo, CannotProve, CannotRestore, CannotServe, ImproperlyConfigured, Refused)

HELP = """Run public service across organisational boundaries.

Settings come from the environment; docs/operators.md lists them."""
EXIT_CODES = "Exit codes: 0 fine; 1 something was found, or refused; 2 wrong use."


def main(words: Sequence[str] | None = None) -> int:
    """Do what was asked and return the exit code."""
    options = parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.site.settings")
    try:
        return int(options.run(options))
    except FORESEEN as reason:
        print(reason, file=sys.stderr)
        return FOUND_OR_REFUSED


def parser() -> argparse.ArgumentParser:
    """Everything that may be typed, with its help."""
    top = argparse.ArgumentParser(
        prog="joinedup", description=HELP, epilog=EXIT_CODES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--version", action="version", version=f"Joinedup {joinedup.__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Any, summary: str, more: str = "") -> argparse.ArgumentParser:
        words = commands.add_parser(name, help=summary, description=f"{summary} {more}".strip(), epilog=EXIT_CODES)
        words.set_defaults(run=run)
        return words

    for group in GROUPS:
        group.add(command)
    return top
