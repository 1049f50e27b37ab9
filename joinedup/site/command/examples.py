"""Examples: real data that comes with the software, loaded by one command."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, CannotDo, make_ready, open_site

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
    showing.add_argument("--convenor", metavar="EMAIL", help="an administrator, who convenes it and reads it at once")
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
    partnership = commands.described_by(commands.layout_of_file(mapping))
    if partnership is not None:
        if options.convenor:
            convene(partnership, options.convenor)
        print("\n".join(next_steps(partnership, options.convenor)))
    return FINE


def convene(partnership: "Partnership", email: str) -> None:
    """Let an administrator take up the convenor's place, by an invitation. Done already, nothing more happens."""
    from django.utils import timezone

    from joinedup.partners import actions
    from joinedup.partners.models import Account

    account = Account.objects.filter(email__iexact=email, is_active=True, is_administrator=True).first()
    convenor = partnership.convenor
    if account is None or convenor is None:
        raise CannotDo(f"{email} is no administrator of this site. Run first: joinedup user {email}")
    if account.person_id == convenor.pk:
        return
    doing: dict[str, Any] = {"by": account, "at": timezone.now()}
    invitation = actions.invite(convenor, email=account.email, partnership=partnership, **doing)
    actions.accept(invitation, **doing)


def next_steps(partnership: "Partnership", convenor: str | None) -> list[str]:
    """How to read what was loaded: it is in preparation until its convenor publishes it."""
    from django.conf import settings

    at = f"{settings.SITE_URL}{partnership.get_absolute_url()}"
    if partnership.stage == partnership.Stage.PUBLISHED:
        return [f"{partnership} is published: everybody may read it at {at}"]
    if convenor:
        return [
            f"{partnership} is in preparation, and {convenor} convenes it: sign in and open {at}",
            f"To publish it, show it to its members first: {at}stage/",
        ]
    return [
        f"{partnership} is in preparation. To read and publish it, convene it yourself: joinedup user YOU@EXAMPLE.ORG,",
        "then joinedup example urgent-care --convenor YOU@EXAMPLE.ORG",
    ]
