"""Tables whose rows are written once: the database itself refuses to change or delete them."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POSTGRESQL = """
CREATE FUNCTION {table}_insert_only() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '{table} is insert-only' USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {table}_insert_only();
"""
SQLITE = tuple(
    f"CREATE TRIGGER {{table}}_no_{verb.lower()} BEFORE {verb} ON {{table}} "
    "BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    for verb in ("UPDATE", "DELETE")
)


def protect(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers that make a table insert-only."""
    statements = (POSTGRESQL,) if editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        editor.execute(statement.format(table=table))


def unprotect(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers of `protect`."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {table}_insert_only ON {table}; DROP FUNCTION {table}_insert_only()")
    else:
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_no_{verb}")


def insert_only(table: str) -> migrations.RunPython:
    """A migration operation that makes a table insert-only on either engine."""

    def forwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        protect(table, editor)

    def backwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        unprotect(table, editor)

    return migrations.RunPython(forwards, backwards)
