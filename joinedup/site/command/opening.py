"""What every command needs first: the site's settings, its tables, and a partnership by its name."""

import os
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from joinedup.partners.models import Partnership

FINE, FOUND_OR_REFUSED = 0, 1  # and 2 for wrong use, which argparse gives by itself
PORT = 8000
Add = Callable[..., ArgumentParser]
Row = TypeVar("Row")


class CannotDo(Exception):
    """What was asked cannot be done; the message says why and what to do."""


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


def progress(rows: Iterable[Row], name: str, count: int) -> Iterator[Row]:
    """Rows, with a bar that grows on a terminal and stays silent elsewhere."""
    from tqdm import tqdm

    yield from tqdm(rows, desc=name, total=count, disable=None, leave=False)
