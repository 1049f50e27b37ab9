"""A map of opinion from files of a conversation, for analysts. It needs no site, no settings and no database."""

import argparse
from pathlib import Path

from joinedup.site.command.charting import draw, show, without_site
from joinedup.site.command.opening import FINE, Add


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
    from joinedup.site.command.mapped import mapped_from

    mapped = mapped_from(options.votes, options.comments, options.groups)
    show(mapped.as_json() if options.json else mapped.as_summary())
    if options.svg:
        draw(options.svg, mapped.as_svg())
    return FINE
