"""Looking: what does not join up, and whether the record stands."""

import argparse

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, insist_on_tables, open_site, partnerships


def add(command: Add) -> None:
    """What may be typed to look."""
    looking = command(
        "check",
        check,
        "List what does not join up, a partnership at a time.",
        "Exits with 1 if anything has no public answer.",
    )
    looking.add_argument(
        "references", nargs="*", metavar="REFERENCE", help="such as JU-1; without one, every partnership"
    )
    looking.add_argument("--details", action="store_true", help="a line for each finding, with what causes it")


def check(options: argparse.Namespace) -> int:
    """Print each partnership's findings."""
    open_site()
    insist_on_tables()
    from joinedup.answers import checking

    unanswered = 0
    for checked in checking.check(partnerships(options.references)):
        print("\n".join(checking.lines(checked, details=options.details)))
        unanswered += checked.unanswered
    return FOUND_OR_REFUSED if unanswered else FINE
