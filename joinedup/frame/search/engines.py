"""Which engine finds: the one of the database that the site stands on."""

from django.db import connection

from joinedup.frame.search.engine import Engine
from joinedup.frame.search.postgresql import PostgreSQL
from joinedup.frame.search.sqlite import SQLite

_ENGINES: dict[str, type[Engine]] = {"sqlite": SQLite, "postgresql": PostgreSQL}


def engine() -> Engine:
    """The engine of this database."""
    return _ENGINES[connection.vendor]()
