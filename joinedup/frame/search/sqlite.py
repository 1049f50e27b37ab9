"""Search on SQLite: an FTS5 table without texts of its own over the table of texts, kept by triggers."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from joinedup.frame.search.columns import TABLE, Change
from joinedup.frame.search.engine import Grammar, Within
from joinedup.frame.search.words import Phrase, Tier, Words

INDEX = "frame_searchindex"
_PUT = f"INSERT INTO {INDEX} (rowid, title, body, marks) VALUES (NEW.key, NEW.title, NEW.body, NEW.marks);"  # noqa: S608
_TAKE = (
    f"INSERT INTO {INDEX} ({INDEX}, rowid, title, body, marks) "  # noqa: S608
    "VALUES ('delete', OLD.key, OLD.title, OLD.body, OLD.marks);"
)
_LAYING = (
    f"CREATE TABLE {TABLE} (key integer PRIMARY KEY, reference text NOT NULL, kind text NOT NULL, partnership integer, "
    "visibility text NOT NULL, place integer, maker integer, title text NOT NULL, body text NOT NULL, "
    "marks text GENERATED ALWAYS AS (COALESCE('p' || partnership || ' ', '') || "
    "COALESCE('l' || place, 'h' || partnership, '')) VIRTUAL)",
)
_INDEXING = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(title, body, marks, content='{TABLE}', content_rowid='key', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')",  # noqa: S608
    f"CREATE TRIGGER {INDEX}_put AFTER INSERT ON {TABLE} BEGIN {_PUT} END",
    f"CREATE TRIGGER {INDEX}_take AFTER DELETE ON {TABLE} BEGIN {_TAKE} END",
    f"CREATE TRIGGER {INDEX}_change AFTER UPDATE OF title, body, partnership, place ON {TABLE} "
    "WHEN OLD.title IS NOT NEW.title OR OLD.body IS NOT NEW.body OR OLD.marks IS NOT NEW.marks "
    f"BEGIN {_TAKE} {_PUT} END",
)


class SQLite:
    """FTS5's words, stems and phrases. Texts that match are found in the order of their keys, without a sort."""

    joined = "group_concat"

    def laying(self) -> list[str]:
        return list(_LAYING)

    def lifting(self) -> list[str]:
        return [f"DROP TABLE IF EXISTS {TABLE}", f"DROP TABLE IF EXISTS {INDEX}"]

    def trigger(self, change: Change, name: str) -> list[str]:
        watched = f" OF {', '.join(change.watched)}" if change.watched else ""
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in change.watched)
        return [
            f"CREATE TRIGGER {name} AFTER {change.event}{watched} ON {change.table} "
            f"{f'WHEN {differs} ' if differs else ''}BEGIN {'; '.join(change.statements)}; END"
        ]

    def laid(self) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                r"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search\_%' ESCAPE '\'"
            )
            return {name for (name,) in cursor.fetchall()}

    def dropping(self, triggers: set[str]) -> list[str]:
        return [f'DROP TRIGGER IF EXISTS "{name}"' for name in sorted(triggers)]

    def indexing(self) -> list[str]:
        return list(_INDEXING)

    def is_indexed(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT (SELECT count(*) FROM {INDEX}_docsize) = (SELECT count(*) FROM {TABLE})")  # noqa: S608
            return bool(cursor.fetchone()[0])

    def matching(self, texts: QuerySet[Any], words: Words, tier: Tier, within: Within) -> QuerySet[Any]:
        return texts.extra(  # noqa: S610 — the words are a parameter
            tables=[INDEX],
            where=[f"{INDEX} MATCH %s", f"{INDEX}.rowid = {TABLE}.key", f"{INDEX}.rowid BETWEEN %s AND %s"],
            params=[_expression(words, tier, within), within.lowest, within.highest],
            order_by=[f"-{INDEX}.rowid"],
        )


def _expression(words: Words, tier: Tier, within: Within) -> str:
    groups = (f"{{marks}} : ({' OR '.join(group)})" for group in within.marks)
    return " AND ".join([f"({_GRAMMAR.expression(words, tier)})", *groups])


def _phrase(phrase: Phrase, begun: bool, tier: Tier) -> str:
    return f'{{{"title" if tier is Tier.TITLE else "title body"}}} : "{" ".join(phrase)}"{"*" if begun else ""}'


_GRAMMAR = Grammar(all_of=" AND ", any_of=" OR ", but_not=" NOT ", phrase=_phrase)
