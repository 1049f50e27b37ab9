"""Laying the index of texts: a table, its index, and triggers on every searchable noun's own table.

Triggers keep the texts in the transaction that writes the nouns, whoever writes them: an action, a workbook, a restored
backup or SQL by hand. The index is derived, so it has no migrations: `migrate` takes the triggers away before it
changes tables, and afterwards lays whatever is not as the registrations say, and fills it anew.
"""

import hashlib
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from joinedup.frame.models import SearchText
from joinedup.frame.search.columns import Columns, tables_and_columns
from joinedup.frame.search.engines import engine
from joinedup.frame.search.registry import SEARCHABLE


def take_triggers_away(**signal: Any) -> None:
    """Before tables change: let no trigger stand in the way. Nothing to change, nothing taken away."""
    if signal.get("plan"):
        with transaction.atomic():
            _run(engine().dropping(engine().laid()))


def lay_where_needed(**signal: Any) -> None:
    """After tables changed: lay and fill the index if it is not as it should be, once every table stands."""
    if _tables_stand() and not (engine().laid() == set(_wanted()) and is_whole()):
        rebuild()


def rebuild() -> None:
    """Lay the index afresh, with its triggers, and fill it. Grows with the nouns: about 4 s for 50,000."""
    found = engine()
    with transaction.atomic():
        _run(found.dropping(found.laid()))
        _run(found.lifting())
        _run(found.laying())
        _run([Columns(noun, found.joined).filling() for noun in SEARCHABLE.values()])
        _run(found.indexing())
        _run([statement for statements in _wanted().values() for statement in statements])


def is_whole() -> bool:
    """Whether there is a text for each noun and an index entry for each text. One SQL query a kind, and two."""
    texts = dict(SearchText.objects.values_list("kind").annotate(Count("key")).order_by())
    nouns = {noun.kind: noun.model._base_manager.count() for noun in SEARCHABLE.values()}
    return texts == {kind: count for kind, count in nouns.items() if count} and engine().is_indexed()


def _wanted() -> dict[str, list[str]]:
    """The triggers that should stand, by name, with their statements. Names end with a mark of all that is laid."""
    found = engine()
    changes = [change for noun in SEARCHABLE.values() for change in Columns(noun, found.joined).changes()]
    whole = [*found.laying(), *found.indexing(), *sorted(str(change) for change in changes)]
    mark = hashlib.sha256("\n".join(whole).encode()).hexdigest()[:8]
    return {f"{change.name}_{mark}": found.trigger(change, f"{change.name}_{mark}") for change in changes}


def _tables_stand() -> bool:
    """Whether every table that texts are made of stands, with its columns: not in the middle of going back."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        needed = [pair for noun in SEARCHABLE.values() for pair in tables_and_columns(noun).items()]
        return all(table in tables for table, _ in needed) and all(
            columns <= {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table, columns in needed
        )


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
