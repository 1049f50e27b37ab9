"""What was found about somebody, as a page shows it: a table a sort, the first rows of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.answers.within import has_page
from joinedup.frame.references import kind_of, well_formed
from joinedup.site.mydata.finding import YOU, Sort

MOST_SHOWN = 20
LONGEST = 300


@dataclass(frozen=True)
class Cell:
    """One value in words, and its page if it names one."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Shown:
    """One sort as a table. more: how many rows only the file holds."""

    sort: Sort
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: int


def shown(sorts: Iterable[Sort]) -> list[Shown]:
    """Each sort as a table."""
    return [_shown(sort) for sort in sorts]


def _shown(sort: Sort) -> Shown:
    first = sort.rows[:MOST_SHOWN]
    names = list(dict.fromkeys(name for row in first for name in row))
    return Shown(
        sort=sort,
        headings=tuple(_in_words(name) for name in names),
        rows=tuple(tuple(_cell(row.get(name)) for name in names) for row in first),
        more=len(sort.rows) - len(first),
    )


def _in_words(name: str) -> str:
    words = name.replace("__", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return Cell("–")
    if value == YOU:
        return Cell(_("you"))
    if isinstance(value, bool):
        return Cell(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return Cell(date_format(timezone.localtime(value), "j F Y, H:i"))
    if isinstance(value, date):
        return Cell(date_format(value))
    text = str(value)
    if well_formed(text):
        return Cell(text.rpartition("/")[2], f"/{text}/" if has_page(kind_of(text)) else "")
    return Cell(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
