"""Lists of the house: what an address narrows and orders them by, page by page, and the same list as a file.

A room declares a `List`: its columns, by which of them it may be ordered, and its filters. Everything that an address
asks for is looked up in that declaration; what is not in it is left aside. So no word of an address ever reaches a
database column.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from joinedup.frame.lists.files import csv_of
from joinedup.frame.references import kind_of, well_formed

AS_CSV = "csv"


def file_name(what: str, of: Any) -> str:
    """The name of a file about a noun: what it lists, and the noun's number.

    >>> file_name("promises", type("Noun", (), {"reference": "partnership/JU-1"}))
    'promises-JU-1'
    """
    return f"{what}-{of.reference.rpartition('/')[2]}"


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading, how it is read from a row for the file, and the field that it orders by.

    name: the word for it in addresses. order: empty if the list is not ordered by it.
    """

    name: str
    heading: Any
    read: Callable[[Any], object]
    order: str = ""


@dataclass(frozen=True)
class Filter:
    """One thing that a list is narrowed by.

    choices: pairs of a word for the address and a label, offered on the page. named: for values that are not offered,
    such as references: what one names, empty if it names nothing that the reader may see. Whatever is in neither is
    left aside.
    """

    name: str
    label: Any
    narrow: Callable[[Any, str], Any]
    choices: Iterable[tuple[str, Any]] = ()
    named: Callable[[str], str] | None = None

    def known(self, value: str) -> tuple[str, str]:
        """The value with the title of what it names; nothing if it is not in the declaration."""
        if title := self.named(value) if self.named and value else "":
            return value, title
        return (value, "") if value and value in {str(word) for word, _label in self.choices} else ("", "")


@dataclass(frozen=True)
class List:
    """A list as a room declares it: columns, filters, the usual order, and how many rows a page has.

    sizes: the first is usual, the others may be asked for.
    """

    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    order: Sequence[Any] = ()
    sizes: Sequence[int] = (100,)

    def read(self, asked: Mapping[str, str], rows: Any) -> "Listed":
        """What an address asks of these rows: of a query set, or of a sequence that is in its order already."""
        found = {one.name: one.known(asked.get(one.name, "")) for one in self.filters}
        chosen = {name: value for name, (value, _title) in found.items() if value}
        titles = tuple(title for _value, title in found.values() if title)
        for one in self.filters:
            if one.name in chosen:
                rows = one.narrow(rows, chosen[one.name])
        sort = self._sort_of(asked.get("sort", ""))
        return Listed(
            of=self,
            rows=self._ordered(rows, sort),
            chosen=chosen,
            titles=titles,
            sort=sort,
            size=next((size for size in self.sizes if str(size) == asked.get("rows")), self.sizes[0]),
            number=asked.get("page", ""),
            as_csv=asked.get("format") == AS_CSV,
        )

    def _sort_of(self, asked: str) -> str:
        return asked if asked.removeprefix("-") in self._orders else ""

    @cached_property
    def _orders(self) -> dict[str, str]:
        return {column.name: column.order for column in self.columns if column.order}

    def _ordered(self, rows: Any, sort: str) -> Any:
        if not sort:
            return rows.order_by(*self.order) if self.order else rows
        by = F(self._orders[sort.removeprefix("-")])
        first = by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)
        return rows.order_by(first, "pk")


def names(kind: str, open_to: Callable[[Any], Any], asker: Any) -> Callable[[str], str]:
    """What a reference of a kind names, for a filter: empty unless the asker may see it.

    One SQL query, or none for any word that is no reference of that kind.
    """

    def named(reference: str) -> str:
        if not (well_formed(reference) and kind_of(reference) == kind):
            return ""
        return str(open_to(asker).filter(reference=reference).first() or "")

    return named


@dataclass(frozen=True)
class Offered:
    """A filter as a page offers it."""

    name: str
    label: Any
    choices: Sequence[tuple[str, Any]]
    chosen: str


@dataclass
class Listed:
    """A list as an address asks for it. `rows` are all that are left, in order; `page` is the one that is shown."""

    of: List
    rows: Any
    chosen: Mapping[str, str]
    titles: tuple[str, ...]
    sort: str
    size: int
    number: str
    as_csv: bool
    count: int | None = field(default=None)

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.chosen)

    @property
    def query(self) -> str:
        """What was asked, as it stands in an address, without the page."""
        size = {"rows": self.size} if self.size != self.of.sizes[0] else {}
        return urlencode({**self.chosen, **({"sort": self.sort} if self.sort else {}), **size}, safe="/")

    @property
    def file_query(self) -> str:
        """The address of the same list as a file."""
        return "&".join(part for part in (self.query, f"format={AS_CSV}") if part)

    @cached_property
    def page(self) -> Page[Any]:
        """The rows of the page that is asked for; the first one if it is no page."""
        pages = Paginator(self.rows, self.size)
        if self.count is not None:
            pages.count = self.count
        return pages.get_page(self.number)

    @cached_property
    def offered(self) -> list[Offered]:
        """The filters that the page offers, each with what is chosen."""
        return [
            Offered(one.name, one.label, choices, self.chosen.get(one.name, ""))
            for one in self.of.filters
            if (choices := list(one.choices))
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was asked that the page does not offer, to be sent along with what it does."""
        offered = {one.name for one in self.offered}
        size = [("rows", str(self.size))] if self.size != self.of.sizes[0] else []
        return [(name, value) for name, value in self.chosen.items() if name not in offered] + size

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders that the page offers: pairs of a word for the address and a label."""
        return [
            pair
            for column in self.of.columns
            if column.order
            for pair in (
                (column.name, str(column.heading)),
                (f"-{column.name}", _("%(heading)s, last first") % {"heading": column.heading}),
            )
        ]

    def csv(self, name: str, rows: Callable[[list[Any]], Iterable[Any]] = iter) -> StreamingHttpResponse:
        """The whole list as a file for spreadsheet programs, in flat memory.

        rows: what makes of a batch the rows that the columns read, with a fixed number of SQL queries a batch.
        """
        headings = [str(column.heading) for column in self.of.columns]
        reads = [column.read for column in self.of.columns]
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "X-Content-Type-Options": "nosniff"}
        lines = csv_of(headings, reads, self.rows, rows)
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
