"""What a change of the landscape passes on, and what came of it, as its reader may see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from joinedup.frame.inheritance import Declared, Estate, Mentions, Terms, estates
from joinedup.frame.references import Named, named
from joinedup.partners.models import Inherited, Organisation, Succession
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.successions import Change

MOST_NAMED = 100


def rows_to_pass(declared: Declared, former: Sequence[Organisation], day: date) -> QuerySet[Any]:
    """The rows of bodies that a change on a day passes on."""
    if isinstance(declared, Mentions):
        return declared.rows.filter(**{f"{declared.field}__in": [one.reference for one in former]})
    rows = declared.rows.filter(**{f"{declared.field}__in": former})
    return rows.filter(Q(until_on=None) | Q(until_on__gt=day)) if isinstance(declared, Terms) else rows


def what_passes(change: Change, asker: Asker) -> list[tuple[Estate, int]]:
    """How much of each kind passes on, of what this asker may see. One SQL query a kind."""
    if change.succession.kind == Succession.Kind.RENAMED:
        return []
    counted = [(one, _seen(one, change, asker).count()) for one in estates()]
    return [(one, count) for one, count in counted if count]


def rows_one_by_one(change: Change, one: Estate, asker: Asker) -> list[Any]:
    """The rows of one kind of which the plan says one by one who takes them. One SQL query."""
    return list(_seen(one, change, asker).order_by("pk"))


def _seen(one: Estate, change: Change, asker: Asker) -> QuerySet[Any]:
    declared = one.declared_on(change.succession.on)
    rows = rows_to_pass(declared, change.former, change.succession.on)
    return rows.filter(pk__in=declared.seen(asker).order_by().values("pk"))


@dataclass(frozen=True)
class Moved:
    """What came of one kind of thing: how many moved and how many did not, and those that have a page by name.

    moved, stayed, returned, kept: numbers by what came of each. pages: the first hundred, each with who had it last.
    """

    title: str
    moved: int
    stayed: int
    returned: int
    kept: int
    pages: list[tuple[Named, Inherited]]


def what_moved(succession: Succession, asker: Asker) -> list[Moved]:
    """What moved by a change, by kind, of what this asker may see. Two SQL queries a kind of thing that moved."""
    by_kind: dict[str, list[Inherited]] = defaultdict(list)
    for one in succession.inherited.select_related("former", "successor").order_by("pk"):
        by_kind[one.relation].append(one)
    told = [_moved(one, by_kind[one.kind], asker, succession.on) for one in estates() if one.kind in by_kind]
    return [one for one in told if one.moved or one.stayed or one.returned or one.kept]


def _moved(estate: Estate, inherited: Sequence[Inherited], asker: Asker, day: date) -> Moved:
    seen = estate.declared_on(day).seen(asker).order_by()
    keys = set(seen.filter(pk__in=[one.was["row"] for one in inherited]).values_list("pk", flat=True))
    mine = [one for one in inherited if one.was["row"] in keys]
    pages = named((one.reference for one in mine[:MOST_NAMED]), asker)
    times = {fate: sum(one.fate == fate for one in mine) for fate in Inherited.Fate.values}
    return Moved(
        title=str(estate.title),
        **times,
        pages=[(pages[one.reference], one) for one in mine[:MOST_NAMED] if one.reference in pages],
    )
