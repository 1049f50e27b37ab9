"""What every test in the project shares."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
pytest_plugins = ["joinedup.partners.tests.cast", "joinedup.site.tests.own_site"]


def pytest_configure(config: pytest.Config) -> None:
    """Hash passwords cheaply, keep keys apart, and let tests empty tables that the site itself never could."""
    from django.conf import settings
    from django.db.backends.signals import connection_created
    from django.test import TransactionTestCase

    keys = tempfile.TemporaryDirectory(prefix="joinedup-keys-")
    config.add_cleanup(keys.cleanup)
    settings.CHECKPOINT_KEYS = Path(keys.name)
    settings.ERASURE_JOURNAL = Path(keys.name) / "erasures.jsonl"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The browser's driver keeps an event loop in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

    empty_the_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty_even_insert_only_tables(case: TransactionTestCase) -> None:
        with sqlite_triggers_put_aside():
            empty_the_tables(case)

    TransactionTestCase._fixture_teardown = empty_even_insert_only_tables  # type: ignore[attr-defined]
    connection_created.connect(read_backwards)


def pytest_collection_finish() -> None:
    """Let the rubbish collector pass over what stands for good, which is most, and look less often at the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def read_backwards(connection: Any, **_: Any) -> None:
    """Let SQLite give rows that nobody orders from the last to the first: PostgreSQL gives them in any order."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA reverse_unordered_selects = ON")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever opens the database; the rest, which is the same on every engine, need not run on each."""
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Whether to begin with tables that stand already: on SQLite, those that were made once for several runs."""
    from django.conf import settings

    made, database = os.environ.get("JOINEDUP_TEST_MADE"), settings.DATABASES["default"]
    if made is None or "sqlite" not in database["ENGINE"]:
        return False
    shutil.copy(Path(made) / "joinedup.sqlite3", database["TEST"]["NAME"])
    return True


@contextmanager
def sqlite_triggers_put_aside() -> Iterator[None]:
    """Take away for a moment the triggers of SQLite that forbid deleting. PostgreSQL truncates, which they allow."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        forbidding = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
        triggers = cursor.execute(forbidding).fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, definition in triggers:
            cursor.execute(definition)
