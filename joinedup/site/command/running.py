"""Running a site: the demonstration, servers, workers, and its first administrator."""

import argparse
import os
import sys
from collections.abc import Iterable
from getpass import getpass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from joinedup.site import processes
from joinedup.site.command.opening import FINE, PORT, Add, CannotDo, insist_on_tables, make_ready, open_site


def add(command: Add) -> None:
    """What may be typed to run a site."""
    opening = command("demo", demo, "Open the demonstration place, apart from any real site.")
    opening.add_argument("--port", type=port, default=PORT, help=f"the port to serve on (default {PORT})")

    for name, run, summary, more in (
        ("serve", serve, "Serve the site from this machine: a web server and a worker.", "Prepares first."),
        ("web", web, "Run one web server of several.", "Run `joinedup prepare` first."),
    ):
        serving = command(name, run, summary, more)
        serving.add_argument("--port", type=port, default=PORT, help=f"the port to serve on (default {PORT})")
        serving.add_argument("--bind", default="127.0.0.1", help="the address to serve on (default 127.0.0.1)")

    command("worker", worker, "Run one worker of several: it sequences the record and sends letters.")
    command("prepare", prepare, "Bring the database and the files that pages need up to this version.")
    someone = command(
        "user",
        user,
        "Let an address administer the site: the first administrator comes in here.",
        "Asks for a password; without a terminal, it is the first line of standard input.",
    )
    someone.add_argument("email", type=address, metavar="EMAIL")
    someone.add_argument("--close", action="store_true", help="close the account instead; every session of it ends")


def port(text: str) -> int:
    """A port number, or a sentence about what is wrong with it."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def address(text: str) -> str:
    """An e-mail address, or a sentence about what is wrong with it."""
    try:
        validate_email(text)
    except ValidationError:
        raise argparse.ArgumentTypeError(f"{text!r} is no e-mail address") from None
    return text


def demo(options: argparse.Namespace) -> int:
    """Prepare the demonstration place in a database of its own, and serve it."""
    home = Path(os.environ.get("JOINEDUP_HOME", "var")).resolve() / "demonstration"
    address = f"http://localhost:{options.port}"
    os.environ.pop("JOINEDUP_DATABASE_URL", None)
    os.environ |= {"JOINEDUP_HOME": str(home), "JOINEDUP_URL": address}
    open_site()
    make_ready()
    from joinedup.site import demonstration

    build_once(demonstration.building())
    print(f"\nOpen {address}/ in a browser. Everyone in it is fictional. To sign in:\n")
    for account in demonstration.SIGN_INS:
        print(f"  {account.email:34} {account.password:16} {account.who}")
    print("\nCtrl-C stops it.\n", flush=True)
    processes.serve(f"127.0.0.1:{options.port}")
    return FINE


def build_once(building: Iterable[str]) -> None:
    """Build the demonstration place, whole or not at all, unless it stands already."""
    from django.db import transaction

    from joinedup.partners.models import Place

    if Place.objects.exists():
        return
    with transaction.atomic():
        for built in building:
            print(f"Built {built}", flush=True)


def serve(options: argparse.Namespace) -> int:
    """Bring the tables up to date, then run a web server and a worker."""
    open_site(default_port=options.port)
    make_ready()
    print(f"Serving on {options.bind}:{options.port}. Ctrl-C stops it.", flush=True)
    processes.serve(f"{options.bind}:{options.port}")
    return FINE


def web(options: argparse.Namespace) -> int:
    """Become a web server."""
    open_site(default_port=options.port)
    insist_on_tables()
    if not Path(settings.STATIC_ROOT).is_dir():
        raise CannotDo("This machine lacks the files that pages need. Run: joinedup prepare")
    processes.web(f"{options.bind}:{options.port}")
    return FINE


def worker(_: argparse.Namespace) -> int:
    """Do what can wait, until asked to stop."""
    open_site()
    insist_on_tables()
    processes.worker()
    return FINE


def prepare(_: argparse.Namespace) -> int:
    """Create or upgrade the tables, and lay out the files that pages need."""
    open_site()
    make_ready()
    print("Ready.")
    return FINE


def user(options: argparse.Namespace) -> int:
    """Make an administrator, or close an account."""
    open_site()
    insist_on_tables()
    from django.utils import timezone

    from joinedup.partners import actions
    from joinedup.partners.models import Account

    if options.close:
        account = Account.objects.filter(email__iexact=options.email).first()
        if account is None:
            raise CannotDo(f"{options.email} has no account.")
        actions.close_account(account, by=None, at=timezone.now())
        print(f"The account of {options.email} is closed.")
    else:
        actions.make_administrator(email=options.email, password=password(), at=timezone.now())
        print(f"{options.email} may sign in and administer the site.")
    return FINE


def password() -> str:
    """A password: typed twice on a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first, second = getpass("Password: "), getpass("The same again: ")
    if first != second:
        raise CannotDo("The two passwords differ. Nothing was changed.")
    return first
