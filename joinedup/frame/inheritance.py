"""What a successor takes over: each room registers its own tables, so that a succession moves them all.

A function registered here takes the day and says which rows go on after it: things that change hands as they are,
terms that end in the former body and begin anew in the successor, or mentions that are made of the successor as well.
What it leaves out is over, and stays with the former body as its history.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

Seen = Callable[[Any], QuerySet[Any]]


@dataclass(frozen=True)
class Things:
    """Rows that go on as they are in another body's hands.

    seen: the read that filters by who asks. field: where a row names the body. alone: fields of which no two rows of
    one body have the same values; a row that the successor has already stays where it is.
    """

    rows: QuerySet[Any]
    seen: Seen
    field: str = "organisation"
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """Rows [from_on, until_on) that end in the former body on the day and begin in the successor.

    same: fields that make two terms of one body the same; a term that the successor has already is not begun again.
    ahead: days that may not lie before the term begins; they are left out if they would.
    """

    rows: QuerySet[Any]
    seen: Seen
    same: tuple[str, ...]
    ahead: tuple[str, ...] = ()
    field: str = "organisation"


@dataclass(frozen=True)
class Mentions:
    """Rows that name the body by its reference: they stay, and the successor gets the same. whose: whose row it is."""

    rows: QuerySet[Any]
    seen: Seen
    whose: str
    field: str = "reference"
    alone: tuple[str, ...] = ()


Declared = Things | Terms | Mentions


@dataclass(frozen=True)
class Estate:
    """One kind of what is taken over.

    shared: every successor takes it over, where there are several. one_by_one: the plan says of each row who takes it.
    """

    kind: str
    title: Any
    order: int
    declared_on: Callable[[date], Declared]
    shared: bool = False
    one_by_one: bool = False


_ESTATES: dict[str, Estate] = {}


def inherits(
    kind: str, *, title: Any, order: int, shared: bool = False, one_by_one: bool = False
) -> Callable[[Callable[[date], Declared]], Callable[[date], Declared]]:
    """Register what a successor takes over. title: what its rows are called, in the plural."""

    def register(declared_on: Callable[[date], Declared]) -> Callable[[date], Declared]:
        _ESTATES[kind] = Estate(kind, title, order, declared_on, shared, one_by_one)
        return declared_on

    return register


def estates() -> list[Estate]:
    """Everything that is taken over, in order."""
    return sorted(_ESTATES.values(), key=lambda one: one.order)


def estate(kind: str) -> Estate:
    """One kind of what is taken over."""
    return _ESTATES[kind]


def key_of(row: Any) -> str:
    """What a row is known by: its reference, or else its table and key."""
    return getattr(row, "reference", "") or f"{row._meta.model_name} {row.pk}"
