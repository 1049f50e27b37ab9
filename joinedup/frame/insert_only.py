"""Tables whose rows are written once: the database itself refuses to change or delete them."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_POSTGRESQL = (
    "CREATE FUNCTION {table}_insert_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{table} is insert-only' USING ERRCODE = 'check_violation'; END $$",
    "CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_insert_only()",
)
_SQLITE = tuple(
    f"CREATE TRIGGER {{table}}_no_{verb.lower()} BEFORE {verb} ON {{table}} "
    "BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    for verb in ("UPDATE", "DELETE")
)
_WITHOUT = {
    "postgresql": (
        "DROP TRIGGER {table}_insert_only ON {table}",
        "DROP FUNCTION {table}_insert_only()",
    ),
    "sqlite": ("DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"),
}


def protection(table: str, vendor: str) -> list[str]:
    """The statements that make a table insert-only on an engine: "sqlite" or "postgresql"."""
    return [statement.format(table=table) for statement in (_POSTGRESQL if vendor == "postgresql" else _SQLITE)]


def no_protection(table: str, vendor: str) -> list[str]:
    """The statements that undo `protection`."""
    return [statement.format(table=table) for statement in _WITHOUT[vendor]]


def insert_only(table: str) -> migrations.RunPython:
    """A migration operation that makes a table insert-only on either engine."""

    def forwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in protection(table, editor.connection.vendor):
            editor.execute(statement)

    def backwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in no_protection(table, editor.connection.vendor):
            editor.execute(statement)

    return migrations.RunPython(forwards, backwards)
