"""What a noun's text consists of, as SQL that both engines read: its columns, and the changes that it follows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from joinedup.frame.search.registry import Searchable

TABLE = "frame_searchtext"
COLUMNS = ("key", "reference", "kind", "partnership", "visibility", "place", "maker", "title", "body")
_NEW_LINE = "'\n'"


@dataclass(frozen=True)
class Rows:
    """Rows that point at a noun and lend it words: a table, its column with the noun's key, and the one with words."""

    table: str
    noun: str
    words: str


@dataclass(frozen=True)
class Change:
    """A change of a table's rows that texts follow: INSERT, UPDATE of the watched columns, or DELETE; and with what."""

    name: str
    table: str
    event: str
    watched: tuple[str, ...]
    statements: tuple[str, ...]


class Columns:
    """The columns of the texts of one kind of noun. joined: the engine's function that joins texts of several rows."""

    def __init__(self, noun: Searchable, joined: str) -> None:
        self.noun, self.joined = noun, joined
        self.table = quoted(noun.model._meta.db_table)
        self.key = quoted(str(noun.model._meta.pk.column))
        self.rows = tuple(_rows(noun))

    def own(self) -> tuple[str, ...]:
        """The noun's own columns that its text is made of, so that other changes leave the text alone."""
        noun = self.noun
        fields = ["reference", noun.title, *(name for name in noun.body if "__" not in name)]
        fields += [name for name in (noun.partnership, noun.place, noun.maker) if name not in {"", "pk"}]
        fields += ["visibility"] if noun.has_visibility and not noun.everybody else []
        return tuple(quoted(_column(noun.model, name)) for name in fields)

    def values(self, row: str) -> str:
        """The values of `COLUMNS`, separated by commas, for the noun in a row of this name."""
        noun = self.noun
        return ", ".join(
            (
                self.key_in(row),
                f"{row}.{quoted('reference')}",
                f"'{noun.kind}'",
                self._key_of(noun.partnership, row),
                self._visibility(row),
                self._key_of(noun.place, row),
                self._key_of(noun.maker, row),
                f"COALESCE({row}.{quoted(_column(noun.model, noun.title))}, '')",
                self.body(row),
            )
        )

    def key_in(self, row: str) -> str:
        """The key of the text of the noun in a row."""
        return self.key_of(f"{row}.{self.key}")

    def key_of(self, key: str) -> str:
        """The key of the text of the noun that has a key."""
        return f"{self.noun.base} + {key}"

    def body(self, row: str) -> str:
        """The words below the title, each field's on a line of its own."""
        own = [
            f"COALESCE({row}.{quoted(_column(self.noun.model, name))}, '')"
            for name in self.noun.body
            if "__" not in name
        ]
        lent = [
            f"COALESCE((SELECT {self.joined}(lent.words, {_NEW_LINE}) FROM (SELECT {rows.words} AS words "  # noqa: S608
            f"FROM {rows.table} WHERE {rows.noun} = {row}.{self.key} ORDER BY id) AS lent), '')"
            for rows in self.rows
        ]
        return f" || {_NEW_LINE} || ".join([*own, *lent]) or "''"

    def filling(self) -> str:
        """The statement that writes the texts of every noun of the kind into an empty table."""
        return f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) SELECT {self.values('noun')} FROM {self.table} AS noun"  # noqa: S608

    def changes(self) -> Iterator[Change]:
        """Every change that the texts of the kind follow: of the nouns, and of the rows that lend them words."""
        name, texts, here = f"search_{self.noun.kind}", ", ".join(COLUMNS), f"WHERE key = {self.key_in('OLD')}"
        put = f"INSERT INTO {TABLE} ({texts}) VALUES ({self.values('NEW')})"  # noqa: S608
        change = f"UPDATE {TABLE} SET ({texts}) = ({self.values('NEW')}) {here}"  # noqa: S608
        yield Change(f"{name}_put", self.table, "INSERT", (), (put,))
        yield Change(f"{name}_change", self.table, "UPDATE", self.own(), (change,))
        yield Change(f"{name}_take", self.table, "DELETE", (), (f"DELETE FROM {TABLE} {here}",))  # noqa: S608
        for number, rows in enumerate(self.rows):
            lent = f"{name}_lent_{number}"
            old, new = self.refreshing(f"OLD.{rows.noun}"), self.refreshing(f"NEW.{rows.noun}")
            yield Change(f"{lent}_put", rows.table, "INSERT", (), (new,))
            yield Change(f"{lent}_change", rows.table, "UPDATE", (rows.noun, rows.words), (old, new))
            yield Change(f"{lent}_take", rows.table, "DELETE", (), (old,))

    def refreshing(self, key: str) -> str:
        """The statement that writes one noun's body anew: the noun whose key is given as SQL."""
        body = f"SELECT {self.body('noun')} FROM {self.table} AS noun WHERE noun.{self.key} = {key}"  # noqa: S608
        return f"UPDATE {TABLE} SET body = ({body}) WHERE key = {self.key_of(key)}"  # noqa: S608

    def _key_of(self, name: str, row: str) -> str:
        if not name:
            return "NULL"
        return f"{row}.{self.key if name == 'pk' else quoted(_column(self.noun.model, name))}"

    def _visibility(self, row: str) -> str:
        if self.noun.everybody:
            return "'public'"
        return f"{row}.{quoted('visibility')}" if self.noun.has_visibility else "''"


def tables_and_columns(noun: Searchable) -> dict[str, set[str]]:
    """Every table that a kind's text is made of, and the columns that must stand in it."""
    columns = Columns(noun, "")
    needed = {noun.model._meta.db_table: {name.strip('"') for name in columns.own()}}
    return needed | {rows.table.strip('"'): {rows.noun.strip('"'), rows.words.strip('"')} for rows in columns.rows}


def quoted(name: str) -> str:
    """A name of a table or column as both engines take it."""
    return f'"{name}"'


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _rows(noun: Searchable) -> Iterator[Rows]:
    for path in noun.body:
        if "__" in path:
            relation, _, name = path.partition("__")
            lent = noun.model._meta.get_field(relation)
            if not isinstance(lent, ForeignObjectRel):
                raise TypeError(f"{path}: no rows point at {noun.kind} by that name")
            model = lent.related_model
            table, pointer = quoted(model._meta.db_table), quoted(str(lent.field.column))
            yield Rows(table, pointer, quoted(_column(model, name)))
