"""Examining: what is wrong with this installation, and what to do."""

import argparse

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, open_site


def add(command: Add) -> None:
    """What may be typed to have an installation looked at."""
    command(
        "doctor",
        doctor,
        "Look at this installation and say what is wrong and what to do.",
        "Changes nothing. Exits with 1 if anything is wrong.",
    )


def doctor(_: argparse.Namespace) -> int:
    """Print what is wrong, then what is to be borne in mind."""
    open_site()
    from joinedup.site.doctor import examine

    examined = examine()
    for heading, complaints in (("Wrong", examined.wrong), ("To bear in mind", examined.to_mind)):
        for one in complaints:
            print(f"{heading}: {one.what}\n  {one.do}")
    if not examined.wrong:
        print("Nothing is wrong.")
    return FOUND_OR_REFUSED if examined.wrong else FINE
