"""Conversations that were held elsewhere, taken in; and the seal on published votes, checked."""

import argparse
from datetime import date
from pathlib import Path

from joinedup.site.command.charting import without_site
from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, insist_on_tables, named, open_site


def add(command: Add) -> None:
    """What may be typed about conversations."""
    taking = command(
        "import-conversation",
        take_in,
        "Take in a conversation that was held elsewhere, from the files of votes and statements that Polis exports.",
        "It is closed, and a draft that only its convenor sees until it is shared. Stores all of it or nothing.",
    )
    taking.add_argument("reference", metavar="PARTNERSHIP", help="whose conversation it becomes, such as JU-1")
    taking.add_argument("votes", type=Path, metavar="VOTES.CSV")
    taking.add_argument("comments", type=Path, metavar="COMMENTS.CSV")
    taking.add_argument("--name", required=True, help="what the conversation is called")
    taking.add_argument("--question", required=True, help="what was asked")
    taking.add_argument("--by", required=True, metavar="E-MAIL", help="the account of the convenor who takes it in")
    taking.add_argument(
        "--answer-by", type=date.fromisoformat, metavar="DATE", help="by when it is answered; else in 90 days"
    )
    checking = command(
        "verify-votes",
        verify_votes,
        "Work out the seal of a conversation from its published file of votes.",
        "Needs no site. With --root, exits with 1 if that is another seal.",
    )
    checking.add_argument("votes", type=Path, metavar="VOTES.CSV")
    checking.add_argument("--root", metavar="SEAL", help="the seal that the conversation's page shows")


def take_in(options: argparse.Namespace) -> int:
    """Take in a conversation, and say what was taken in."""
    open_site()
    insist_on_tables()
    from joinedup.exchange.polis import bringing

    brought = bringing.bring_in_files(
        named(options.reference),
        options.votes,
        options.comments,
        email=options.by,
        name=options.name,
        question=options.question,
        answer_by=options.answer_by,
    )
    print("\n".join(brought))
    return FINE


def verify_votes(options: argparse.Namespace) -> int:
    """Work out a seal, and compare it."""
    without_site()
    from joinedup.exchange.polis.checking import root_of_file
    from joinedup.site.command.mapped import read_from

    root, count = read_from(options.votes, root_of_file)
    print(f"{count:,} votes. Their seal is {root}.")
    if options.root is None:
        return FINE
    is_same = root == options.root.strip().lower()
    print("This is the seal that was given." if is_same else "This is NOT the seal that was given.")
    return FINE if is_same else FOUND_OR_REFUSED
