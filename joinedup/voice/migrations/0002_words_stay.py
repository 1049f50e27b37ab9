"""The words of a statement stay as they were said: the database itself refuses to change them.

They can only be emptied, together with being taken back. Not a line of what others have voted on is ever rewritten.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REWRITES = "NEW.words <> OLD.words AND NOT (NEW.words = '' AND NEW.state = 'withdrawn')"
MAKE = {
    "postgresql": (
        "CREATE FUNCTION voice_statement_words_stay() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the words of a statement stay' USING ERRCODE = 'check_violation'; END $$",
        f"CREATE TRIGGER voice_statement_words_stay BEFORE UPDATE OF words, state ON voice_statement FOR EACH ROW "
        f"WHEN ({REWRITES}) EXECUTE FUNCTION voice_statement_words_stay()",
    ),
    "sqlite": (
        f"CREATE TRIGGER voice_statement_words_stay BEFORE UPDATE OF words, state ON voice_statement WHEN {REWRITES} "
        "BEGIN SELECT RAISE(ABORT, 'the words of a statement stay'); END",
    ),
}
UNMAKE = {
    "postgresql": (
        "DROP TRIGGER voice_statement_words_stay ON voice_statement",
        "DROP FUNCTION voice_statement_words_stay()",
    ),
    "sqlite": ("DROP TRIGGER voice_statement_words_stay",),
}


def forwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[editor.connection.vendor]:
        editor.execute(statement)


def backwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNMAKE[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("voice", "0001_initial")]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
