"""How rooms take many rows at once from a workbook: the same rules as single actions, the same queries a batch.

Every value of a row is text in one canonical form: a noun by its reference, a day as 2027-03-31, a number as 93.4, yes
or no, several on several lines, and nothing as "". The form is the same whether a value was read from a workbook or
from a table, so whatever differs has changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

from joinedup.frame.refusals import Refusal, Refused

BATCH = 1_000

CHANGED_MEANWHILE = Refusal(
    "changed_meanwhile",
    "Somebody else changed something that this workbook changes too, after it was tried. Upload it again.",
)

SAME_ROW = Refusal("same_row", "Row {number} is about the same. Keep one of the two.")

Cells = dict[str, str]


def said(value: Any) -> str:
    """A stored value in its canonical form.

    >>> said(Decimal("93.400000")), said(date(2027, 3, 31)), said(True), said(None)
    ('93.4', '2027-03-31', 'yes', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        plain = f"{value:f}" if value else "0"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass
class Row:
    """A row of a sheet on its way into a table.

    key: what makes it the same row when it comes again. cells: what the workbook says, for the columns that it has.
    stored: what the table says now, None for something new. problems: sentences by field. missing: fields that it
    needs before it is shared. unread: fields whose cells could not be read, of which nothing more is said. kept: it
    belongs to others and stays as it is. place: the row and the column of the user's file that it was made from, where
    that is no workbook.
    """

    number: int
    cells: Cells
    reference: str = ""
    key: str = ""
    stored: Cells | None = None
    version: int = 0
    problems: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    kept: bool = False
    place: tuple[int, int] = (0, 0)

    @property
    def wanted(self) -> Cells:
        """What the table is to say afterwards."""
        return {**(self.stored or {}), **self.cells}

    @property
    def changes(self) -> Cells:
        """What differs from the table."""
        stored = self.stored or {}
        said = ((name, value) for name, value in self.cells.items() if name != "code")
        return {name: value for name, value in said if stored.get(name, "") != value}

    @property
    def becomes(self) -> str:
        """What storing the row does: created, changed or unchanged."""
        if self.stored is None:
            return "created"
        return "changed" if self.changes and not self.kept else "unchanged"

    def keep_what_is_not_said(self) -> None:
        """Let an empty cell leave what is stored as it is."""
        if self.stored is not None:
            self.cells = {name: value for name, value in self.cells.items() if value or not self.stored.get(name)}

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Keep reasons against, each at its field; those without one stand at the whole row."""
        for refusal in refusals:
            if refusal.field not in self.unread:
                self.problems.setdefault(refusal.field, []).append(str(refusal))


@dataclass(frozen=True)
class Plan:
    """Where rows go: a partnership (None if it is to be started), who loads, when, and what else the workbook brings.

    by: None at the command line. coming: the rows of another sheet that have one of some references. paused_until: the
    first day on which things become public again, None if they do today.
    """

    partnership: Any
    by: Any
    at: datetime
    today: date
    coming: Callable[[str, Sequence[str]], Iterable[Cells]]
    paused_until: date | None = None


class Table:
    """What one sheet fills. A room derives its tables from this one and adds its rules."""

    sheet: str
    kind: str = ""
    model: type[models.Model]
    fields: tuple[str, ...]
    needed: tuple[str, ...] = ()
    insisted: tuple[str, ...] = ()
    empty_keeps = False

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Any]:
        """The rows that belong to a partnership's plan, in the order in which they were made.

        used: keys of this table's rows that other tables of the plan name; they matter where rows are the site's.
        """
        return self.model._default_manager.filter(partnership=partnership).order_by("pk")

    def known(self, plan: Plan, references: Sequence[str]) -> dict[str, str]:
        """Which of some references a workbook may speak of, with the names of those nouns. One SQL query."""
        rows = self.rows(plan.partnership).filter(reference__in=references)
        return dict(rows.values_list("reference", self.title))

    def called(self, plan: Plan, names: Sequence[str]) -> Iterable[tuple[str, str]]:
        """Pairs of name and reference of the nouns that a workbook may speak of by exact name. One SQL query."""
        known = self.rows(plan.partnership).filter(**{f"{self.title}__in": names})
        return known.values_list(self.title, "reference")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        """References of known nouns that rows mean without saying so, by row number: those of exactly that name."""
        names = {row.cells[self.title] for row in rows if row.cells.get(self.title) and not row.cells.get("code")}
        known = self.rows(plan.partnership).filter(**{f"{self.title}__in": names}) if names else ()
        by_name = _only({}, ((getattr(noun, self.title), noun.reference) for noun in known))
        found = ((row.number, by_name.get(row.cells.get(self.title, ""))) for row in rows if not row.cells.get("code"))
        return {number: reference for number, reference in found if reference}

    @property
    def title(self) -> str:
        """The field that names a row to people."""
        return "name"

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Fill in what the table says of each row now. One SQL query."""
        references = [row.reference for row in rows]
        known = self.model._default_manager.filter(reference__in=references)
        found = {stored["reference"]: stored for stored in self.stored(known, "version")}
        for row in rows:
            if stored := found.get(row.reference):
                row.version = int(stored.pop("version"))
                row.stored = stored
            if self.empty_keeps:
                row.keep_what_is_not_said()

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        """Rows of the table in canonical form, with their references. Streams."""
        names = ("reference", *also, *self.fields)
        paths = [self._path(name) for name in names]
        for values in rows.values_list(*paths).iterator(chunk_size=BATCH):
            yield {name: said(value) for name, value in zip(names, values, strict=True)}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Mark every problem of each row, and what it lacks."""

    def clash(self, before: Row, row: Row) -> Refusal | None:
        """Why a row cannot stand beside the one before it, in the order of their keys."""
        return SAME_ROW.about(number=before.number) if before.key and before.key == row.key else None

    def settle_audience(self, row: Row) -> None:
        """Say what the row lacks, and whom it is for: a new row that does not say is for everybody, if it is whole.

        What the rules insist on before sharing keeps a new row a draft whatever it says.
        """
        row.missing = [name for name in self.needed if not row.wanted.get(name)]
        asked, stands = row.cells.get("visibility", ""), row.stored is not None and row.stored["visibility"]
        if not asked and stands:
            row.cells.pop("visibility", None)
        elif not asked:
            row.cells["visibility"] = "draft" if row.missing else "public"
        elif stands in {False, "draft"} and any(not row.wanted.get(name) for name in self.insisted):
            row.cells["visibility"] = "draft"

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Store new rows, in their order."""
        keys = self.keys(rows)
        self.model._default_manager.bulk_create([self.made(plan, row, keys) for row in rows])

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        """Store changed rows; raises Refused if one was changed since it was found. also: more to put, as SQL."""
        keys = self.keys(rows)
        columns = [self.column(name) for name in self.fields]
        values = [
            (*(self._for_database(column, row, keys) for column in columns), row.reference, row.version) for row in rows
        ]
        put = ", ".join(f"{connection.ops.quote_name(column.column)} = %s" for column in columns)
        table = connection.ops.quote_name(self.model._meta.db_table)
        statement = f"UPDATE {table} SET {put}{also}, version = version + 1 WHERE reference = %s AND version = %s"  # noqa: S608
        update_each(statement, values)

    def column(self, name: str) -> Any:
        """A field of the table's model."""
        return self.model._meta.get_field(name)

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Any:
        """A new noun as the row wants it."""
        given = {
            column.attname: meant(column, row.wanted.get(name, ""), keys)
            for name in self.fields
            for column in (self.column(name),)
            if name in row.wanted and (row.wanted[name] or not column.has_default())
        }
        return self.model(partnership=plan.partnership, reference=row.reference, **given)

    def keys(self, rows: Sequence[Row]) -> dict[str, int]:
        """The database keys of every noun that rows name. One SQL query a kind."""
        found: dict[str, int] = {}
        for name in self.fields:
            target = self.model._meta.get_field(name).related_model
            if target is not None:
                found |= keys_of(target, (row.wanted.get(name, "") for row in rows))
        return found

    def _path(self, name: str) -> str:
        if name in {"reference", "version"}:
            return name
        return f"{name}__reference" if self.model._meta.get_field(name).related_model else name

    def _for_database(self, column: Any, row: Row, keys: Mapping[str, int]) -> Any:
        text = row.wanted.get(column.name, "")
        value = column.get_default() if not text and column.has_default() else meant(column, text, keys)
        return column.get_db_prep_save(value, connection)


def meant(column: Any, text: str, keys: Mapping[str, int]) -> Any:
    """What a canonical value means to a column."""
    if column.related_model is not None:
        return keys[text] if text else None
    if isinstance(column, models.BooleanField):
        return text == "yes"
    if isinstance(column, models.CharField | models.TextField):
        return None if column.null and not text else text
    return column.to_python(text) if text else None


def keys_of(model: Any, references: Iterable[str]) -> dict[str, int]:
    """The database keys of nouns by reference. One SQL query."""
    wanted = {one for references_of_row in references for one in references_of_row.split("\n") if one}
    found = model._default_manager.filter(reference__in=wanted).values_list("reference", "pk") if wanted else ()
    return dict(found)


def update_each(statement: str, values: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement for each tuple of values; raises Refused unless every one of them met exactly one row."""
    if not values:
        return
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
        if cursor.rowcount != len(values):
            raise Refused((CHANGED_MEANWHILE,))


def _only(found: dict[str, str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs whose first part stands once; one that stands twice names nobody."""
    twice: set[str] = set()
    for name, reference in pairs:
        if name in found:
            twice.add(name)
        found[name] = reference
    return {name: reference for name, reference in found.items() if name not in twice}
