"""Examples: real data that comes with the software, loaded by one command."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, make_ready, open_site

if TYPE_CHECKING:
    from joinedup.partners.models import Partnership

FOLDER = Path(__file__).parents[1] / "examples"
EXAMPLES = {"urgent-care": ("urgent_care", "ae_attendances.csv")}


def add(command: Add) -> None:
    """What may be typed to see real data."""
    showing = command(
        "example",
        example,
        "Load real data that comes with the software, as a partnership of its own.",
        "A second time it changes nothing.",
    )
    showing.add_argument("name", choices=sorted(EXAMPLES))
    showing.add_argument("--file", type=Path, metavar="FILE", help="the same table from another place")


def example(options: argparse.Namespace) -> int:
    """Load an example through its mapping, as `joinedup import` would, and say what comes next."""
    open_site()
    make_ready()
    from joinedup.exchange import commands

    folder, name = EXAMPLES[options.name]
    file, mapping = options.file or FOLDER / folder / name, FOLDER / folder / "mapping.toml"
    report = commands.import_table(file, mapping, None, store=True, takes_new=True)
    print("\n".join(report.lines))
    if not report.is_fine:
        return FOUND_OR_REFUSED
    print("\n".join(next_steps(commands.described_by(commands.layout_of_file(mapping)))))
    return FINE


def next_steps(partnership: "Partnership | None") -> list[str]:
    """How to read what was loaded: it is in preparation until its convenor publishes it."""
    from django.conf import settings

    if partnership is None:
        return []
    return [
        f"{partnership} is in preparation: until its convenor publishes it, members and administrators see it.",
        "To read it, make yourself an administrator (joinedup user YOU@EXAMPLE.ORG), serve the site (joinedup serve),",
        f"sign in, and open {settings.SITE_URL}{partnership.get_absolute_url()}",
    ]
