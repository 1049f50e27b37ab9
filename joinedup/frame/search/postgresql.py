"""Search on PostgreSQL: a generated column of words under a GIN index, in a configuration that reads as SQLite does.

The configuration drops no common word and cuts words to the same stems. Signs become spaces and accents go before it
reads, because it would take e-mail addresses, file names and the like for one word.
"""

from typing import Any
from unicodedata import normalize

import regex
from django.db import connection
from django.db.models import QuerySet

from joinedup.frame.search.columns import TABLE, Change
from joinedup.frame.search.engine import Grammar, Within
from joinedup.frame.search.words import Phrase, Tier, Words

_SIGNS = r"[!-/:-@\[-`{-~]"
_ACCENTS = r"[\u0300-\u036f]"
_CONFIGURATION = "joinedup_words"
_STEMS = "joinedup_stems"


def _read(column: str) -> str:
    """A column's words, each with where it stands."""
    bare = f"normalize(regexp_replace(normalize({column}, NFD), '{_ACCENTS}', '', 'g'), NFC)"
    plain = f"CASE WHEN octet_length({column}) = length({column}) THEN {column} ELSE {bare} END"
    return f"to_tsvector('{_CONFIGURATION}', regexp_replace({plain}, '{_SIGNS}', ' ', 'g'))"


# Neither marks nor what stands between title and body are words that anybody could type: no phrase reaches across.
_MARKS = (
    "array_to_tsvector(ARRAY[COALESCE('=p' || partnership::text, '='), "
    "COALESCE('=l' || place::text, '=h' || partnership::text, '=')])"
)
_WORDS = f"{_read('title')} || '''¶'':1'::tsvector || {_read('body')} || {_MARKS}"
_ASKED = f"to_tsquery('{_CONFIGURATION}', %s)"
_LAYING = (
    f"CREATE TEXT SEARCH DICTIONARY {_STEMS} (TEMPLATE = snowball, LANGUAGE = porter)",
    f'CREATE TEXT SEARCH CONFIGURATION {_CONFIGURATION} (PARSER = "default")',
    f"ALTER TEXT SEARCH CONFIGURATION {_CONFIGURATION} ADD MAPPING FOR "
    f"asciiword, word, numword, int, uint, float, sfloat WITH {_STEMS}",
    f"CREATE TABLE {TABLE} (key bigint PRIMARY KEY, reference varchar(40) NOT NULL, kind varchar(20) NOT NULL, "
    "partnership bigint, visibility varchar(8) NOT NULL, place bigint, maker bigint, "
    "title text NOT NULL, body text NOT NULL, "
    f"title_words tsvector GENERATED ALWAYS AS ({_read('title')}) STORED, "
    f"words tsvector GENERATED ALWAYS AS ({_WORDS}) STORED)",
)
# Every search reads what waits to be indexed, so little may wait; if nothing might, writing would take twice as long.
_INDEXING = (
    f"CREATE INDEX {TABLE}_title_words ON {TABLE} USING gin (title_words) WITH (gin_pending_list_limit = 256)",
    f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words) WITH (gin_pending_list_limit = 256)",
    f"ANALYZE {TABLE}",
)


class PostgreSQL:
    """PostgreSQL's own text search: a GIN index of stems with their places."""

    joined = "string_agg"

    def laying(self) -> list[str]:
        return list(_LAYING)

    def lifting(self) -> list[str]:
        return [
            f"DROP TABLE IF EXISTS {TABLE}",
            f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {_CONFIGURATION}",
            f"DROP TEXT SEARCH DICTIONARY IF EXISTS {_STEMS}",
        ]

    def trigger(self, change: Change, name: str) -> list[str]:
        watched = f" OF {', '.join(change.watched)}" if change.watched else ""
        differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in change.watched)
        return [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {'; '.join(change.statements)}; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {change.event}{watched} ON {change.table} FOR EACH ROW "
            f"{f'WHEN ({differs}) ' if differs else ''}EXECUTE FUNCTION {name}()",
        ]

    def laid(self) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT proname FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid AND tgname = proname "
                r"WHERE proname LIKE 'search\_%' AND pronamespace = current_schema()::regnamespace"
            )
            return {name for (name,) in cursor.fetchall()}

    def dropping(self, triggers: set[str]) -> list[str]:
        return [f'DROP FUNCTION IF EXISTS "{name}" CASCADE' for name in sorted(triggers)]

    def indexing(self) -> list[str]:
        return list(_INDEXING)

    def is_indexed(self) -> bool:
        return True  # the index is the engine's own

    def matching(self, texts: QuerySet[Any], words: Words, tier: Tier, within: Within) -> QuerySet[Any]:
        where, params = [], []
        if tier is Tier.TITLE:
            where.append(f"{TABLE}.title_words @@ {_ASKED}")
            params.append(_GRAMMAR.wanted(words, tier))
        if tier is not Tier.TITLE or words.without or within.marks:
            marked = "".join(" && %s::tsquery" for _ in within.marks)
            where.append(f"{TABLE}.words @@ ({_ASKED}{marked})")
            params += [_GRAMMAR.expression(words, tier), *(_marks(group) for group in within.marks)]
        fitting = texts.filter(key__range=(within.lowest, within.highest))
        return fitting.extra(where=where, params=params, order_by=["-key"])  # noqa: S610 — the words are parameters


def _marks(group: tuple[str, ...]) -> str:
    return " | ".join(f"'={mark}'" for mark in group)


def _phrase(phrase: Phrase, begun: bool, tier: Tier) -> str:
    words = [f"'{_plain(word)}'" for word in phrase]
    if begun:
        words[-1] += ":*"
    return f"({' <-> '.join(words)})"


def _plain(word: str) -> str:
    return normalize("NFC", regex.sub(_ACCENTS, "", normalize("NFD", word)))


_GRAMMAR = Grammar(all_of=" & ", any_of=" | ", but_not=" & !", phrase=_phrase)
