"""Posting: which letters wait, which are marked, and sending marked ones again."""

import argparse

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, insist_on_tables, open_site

SHOWN = 200


def add(command: Add) -> None:
    """What may be typed about letters."""
    posting = command(
        "letters",
        letters,
        "List letters that were not sent and will not be by themselves, and send them again if told to.",
        "A letter is marked when its sending broke off half-way, so that it may have arrived, or when the mail server "
        "turned it down twenty times.",
    )
    again = "wait to be sent once more: the numbers of marked letters"
    posting.add_argument("--again", type=int, nargs="+", default=[], metavar="ID", help=again)


def letters(options: argparse.Namespace) -> int:
    """Let the named letters wait again; then print how many wait and each that is marked."""
    open_site()
    insist_on_tables()
    from django.utils import timezone

    from joinedup.frame import letters
    from joinedup.site.logs import neutralised

    at = timezone.now()
    if options.again:
        waiting_again = letters.send_again(options.again, at=at)
        print(f"{waiting_again:,} of {len(set(options.again)):,} letters wait once more.")
    found = letters.marked(at=at)
    marked = found.count()
    print(f"{letters.waiting().count():,} letters wait to be sent, {marked:,} are marked.")
    for letter in found[:SHOWN]:
        why = "turned down" if letters.is_given_up(letter) else "broke off"
        line = f"{letter.pk:>8}  {letter.written_at:%Y-%m-%d %H:%M}  {why:11}  {letter.to}  {letter.subject}"
        print(neutralised(line))
    return FOUND_OR_REFUSED if marked else FINE
