"""A map of opinion from files of a conversation, for analysts. It needs no site, no settings and no database."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TextIO, TypeVar

from joinedup.reckon.opinion import OpinionMap, opinion_map
from joinedup.reckon.opinion.reading import Statements, Unreadable, read_groups, read_statements, read_votes
from joinedup.site.command.charting import draw, show, without_site
from joinedup.site.command.opening import FINE, Add, CannotDo

FAULTS_SHOWN = 20

Read = TypeVar("Read")


def add(command: Add) -> None:
    """What may be typed to draw a map of opinion."""
    drawing = command(
        "map",
        draw_map,
        "Draw the map of opinion of a conversation: who thinks alike, what all share and what divides.",
        "The files are CSV in the shape in which Polis exports them. Prints a summary.",
    )
    drawing.add_argument("votes", type=Path, metavar="VOTES.CSV")
    drawing.add_argument("--comments", type=Path, metavar="CSV", help="the statements, and which were taken out")
    drawing.add_argument(
        "--groups", type=Path, metavar="JSON", help="take these groups of participants instead of finding any"
    )
    printed = drawing.add_mutually_exclusive_group()
    printed.add_argument("--json", action="store_true", help="print the map as JSON instead of a summary")
    printed.add_argument("--svg", type=Path, metavar="FILE", help="draw the map into this file")


def draw_map(options: argparse.Namespace) -> int:
    """Work out a map; print it, and draw it if asked to."""
    without_site()
    from joinedup.site.command.mapped import Mapped

    votes = read_from(options.votes, read_votes)
    statements = read_from(options.comments, read_statements) if options.comments else Statements()
    given = read_from(options.groups, lambda file: read_groups(file.read())) if options.groups else None
    names = sorted(set(given.values())) if given else []
    numbered = {one: names.index(group) for one, group in given.items()} if given else None
    found: OpinionMap = opinion_map(votes, statements.out, numbered)
    mapped = Mapped(found, statements, names or list(range(found.number_of_groups)))
    show(mapped.as_json() if options.json else mapped.as_summary())
    if options.svg:
        draw(options.svg, mapped.as_svg())
    return FINE


def read_from(path: Path, read: Callable[[TextIO], Read]) -> Read:
    """What a file holds. Raises CannotDo."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read(file)
    except OSError as reason:
        raise CannotDo(f"{path} cannot be read: {reason.strerror}.") from None
    except UnicodeDecodeError:
        raise CannotDo(f"{path} is no text that we can read. Save it as CSV in UTF-8.") from None
    except Unreadable as refused:
        more = len(refused.faults) - FAULTS_SHOWN
        lines = [f"{path}: {fault}" for fault in refused.faults[:FAULTS_SHOWN]]
        raise CannotDo("\n".join([*lines, f"And {more:,} more."] if more > 0 else lines)) from None
