"""The `joinedup` command: it reads what the operator typed and calls the room whose work it is."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

import joinedup
from joinedup.frame.refusals import Refused
from joinedup.site import processes
from joinedup.site.backup import CannotRestore, back_up
from joinedup.site.backup import restore as bring_back
from joinedup.site.processes import CannotServe

if TYPE_CHECKING:
    from joinedup.partners.models import Partnership

FINE, FOUND_OR_REFUSED = 0, 1  # and 2 for wrong use, which argparse gives by itself
PORT = 8000
Row = TypeVar("Row")

HELP = """Run public service across organisational boundaries.

Settings come from the environment; docs/operators.md lists them."""
EXIT_CODES = "Exit codes: 0 fine; 1 something was found, or refused; 2 wrong use."


class CannotDo(Exception):
    """What was asked cannot be done; the message says why and what to do."""


FORESEEN = (CannotDo, CannotRestore, CannotServe, ImproperlyConfigured, Refused)


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
    taking = command(
        "import",
        take_in,
        "Try a workbook (.xlsx, .zip, or a folder of CSV files) and say what storing it would do.",
        "Exits with 1 if anything in it is wrong; the file comes back beside it with every problem marked.",
    )
    taking.add_argument("path", type=Path, metavar="FILE")
    where = taking.add_mutually_exclusive_group(required=True)
    where.add_argument("--into", metavar="REFERENCE", help="the partnership that it belongs to, such as JU-1")
    where.add_argument("--new-partnership", action="store_true", help="start the partnership that the file describes")
    taking.add_argument("--store", action="store_true", help="store it, whole, if nothing is wrong")
    giving = command("export", give_out, "Write a partnership's plan as a workbook, a zip or a folder of CSV files.")
    giving.add_argument("reference", metavar="REFERENCE", help="such as JU-1")
    giving.add_argument("path", type=Path, metavar="FILE", help="new: ends in .xlsx or .zip, else it becomes a folder")

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
    command("verify", verify, "Recompute the record and say whether anything in it was changed or removed.")

    someone = command(
        "user",
        user,
        "Let an address administer the site: the first administrator comes in here.",
        "Asks for a password; without a terminal, it is the first line of standard input.",
    )
    someone.add_argument("email", type=address, metavar="EMAIL")
    someone.add_argument("--close", action="store_true", help="close the account instead; every session of it ends")

    keeping = command("backup", backup, "Write the whole site into one new file.")
    keeping.add_argument("file", type=Path, metavar="FILE")
    returning = command("restore", restore, "Fill an empty database from a backup, and verify it.")
    returning.add_argument("file", type=Path, metavar="FILE")
    return top


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


# Running


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


# Looking


def take_in(options: argparse.Namespace) -> int:
    """Try a workbook, and store it if asked to."""
    open_site()
    insist_on_tables()
    from joinedup.exchange import commands

    report = commands.import_from(options.path, options.into, options.store)
    print("\n".join(report.lines))
    return FINE if report.is_fine else FOUND_OR_REFUSED


def give_out(options: argparse.Namespace) -> int:
    """Write a partnership's workbook."""
    open_site()
    insist_on_tables()
    from joinedup.exchange import commands

    sheets = commands.export_to(options.path, options.reference)
    print(f"Written to {options.path}: {', '.join(sheets)}.")
    return FINE


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


def partnerships(references: Sequence[str]) -> "list[Partnership]":
    """The partnerships that an operator names, or every one."""
    from joinedup.partners.models import Partnership

    if not references:
        return list(Partnership.objects.order_by("pk"))
    return [named(reference) for reference in references]


def named(reference: str) -> "Partnership":
    """The partnership of a reference such as partnership/JU-1, or JU-1 in short."""
    from joinedup.partners.reads import partnership_named

    found = partnership_named(reference)
    if found is None:
        raise CannotDo(f"There is no partnership {reference}.")
    return found


def verify(_: argparse.Namespace) -> int:
    """Verify the record and print what was found."""
    open_site()
    insist_on_tables()
    from joinedup.record.verification import verify

    found = verify()
    print(f"{found.leaves:,} entries verified, {found.waiting:,} waiting for the worker. Root {found.root}")
    for fault in found.faults:
        print(fault, file=sys.stderr)
    return FINE if found.holds else FOUND_OR_REFUSED


# Keeping


def backup(options: argparse.Namespace) -> int:
    """Write a backup and print how much it holds."""
    open_site()
    insist_on_tables()
    if options.file.exists():
        raise CannotDo(f"{options.file} exists already. Choose a new name.")
    print_counts("Backed up", back_up(options.file, watch=progress))
    return FINE


def restore(options: argparse.Namespace) -> int:
    """Restore a backup, print what came back, and verify the record."""
    open_site()
    if not options.file.is_file():
        raise CannotDo(f"There is no file {options.file}.")
    make_ready()
    print_counts("Restored", bring_back(options.file, watch=progress))
    return verify(options)


# What the commands share


def open_site(default_port: int = PORT) -> None:
    """Read the settings and load the rooms."""
    import django

    os.environ.setdefault("JOINEDUP_URL", f"http://localhost:{default_port}")
    django.setup()


def make_ready() -> None:
    """Create or upgrade the tables, the cache's included, and lay out the files that pages need, compressed."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def insist_on_tables() -> None:
    """Raise CannotDo unless every migration has been applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    plan = MigrationExecutor(connection)
    if plan.migration_plan(plan.loader.graph.leaf_nodes()):
        raise CannotDo("The database's tables are not those of this version. Run: joinedup prepare")


def progress(rows: Iterable[Row], name: str, count: int) -> Iterator[Row]:
    """Rows, with a bar that grows on a terminal and stays silent elsewhere."""
    from tqdm import tqdm

    yield from tqdm(rows, desc=name, total=count, disable=None, leave=False)


def print_counts(done: str, counts: dict[str, int]) -> None:
    """Print how many rows of each table there were, leaving empty tables out."""
    for table, rows in counts.items():
        if rows:
            print(f"{rows:>12,}  {table}")
    print(f"{done} {sum(counts.values()):,} rows of {len(counts)} tables.")
