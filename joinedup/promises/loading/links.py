"""Columns whose cells name several nouns, each of which stands in a row of another table."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from joinedup.frame.loading import Cells, Plan, Row, Table, keys_of


@dataclass(frozen=True)
class Links:
    """One such column: its field, the table that links, that table's two sides, and what its rows say besides."""

    field: str
    through: Any
    here: str
    there: str
    also: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def stored(self, rows: QuerySet[Any]) -> Mapping[str, Sequence[str]]:
        """What is linked now, by the reference of the one that links, in canonical form. One SQL query."""
        linked = self.through.objects.filter(**{f"{self.here}__in": rows.order_by().values("pk")}, **self.also)
        found: dict[str, list[str]] = defaultdict(list)
        pairs = linked.order_by(self.there).values_list(f"{self.here}__reference", f"{self.there}__reference")
        for here, there in pairs:
            found[here].append(there)
        return found

    def put(self, rows: Sequence[Row]) -> None:
        """Link what rows want. Three SQL queries."""
        here = keys_of(self._model(self.here), (row.reference for row in rows))
        there = keys_of(self._model(self.there), (row.wanted.get(self.field, "") for row in rows))
        self.through.objects.bulk_create(
            self.through(**{f"{self.here}_id": here[row.reference], f"{self.there}_id": there[reference]}, **self.also)
            for row in rows
            for reference in row.wanted.get(self.field, "").split("\n")
            if reference
        )

    def clear(self, rows: Sequence[Row]) -> None:
        """Link nothing more from these rows. One SQL query."""
        references = [row.reference for row in rows]
        self.through.objects.filter(**{f"{self.here}__reference__in": references}, **self.also).delete()

    def _model(self, side: str) -> Any:
        return self.through._meta.get_field(side).related_model


class LinkedTable(Table):
    """A table some of whose columns name several nouns."""

    links: tuple[Links, ...] = ()

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        linked = {one.field: one.stored(rows) for one in self.links}
        for stored in super().stored(rows, *also):
            several = {name: "\n".join(found.get(stored["reference"], ())) for name, found in linked.items()}
            yield {**stored, **several}

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().add(plan, rows)
        for one in self.links:
            one.put(rows)

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        """Every column lets go of its nouns before any takes up others: one noun may pass from one to another."""
        super().change(plan, rows, also)
        moved = [(one, [row for row in rows if one.field in row.changes]) for one in self.links]
        for one, its in moved:
            one.clear(its)
        for one, its in moved:
            one.put(its)
