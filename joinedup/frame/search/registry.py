"""Which nouns can be found by their words, and which of their columns say what.

Each room registers its nouns in its `nouns.py`; from these registrations the database's triggers are written.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

KEYS_A_KIND = 2**40


@dataclass(frozen=True)
class Searchable:
    """A kind of noun that search finds.

    rank: nouns of a higher rank come first among equal matches; no two kinds share one. title, body: fields of the
    noun; `parts__what` is the field `what` of the rows that point at it. partnership, place: the fields that say where
    it belongs, "pk" for the noun itself, "" for none. maker: the organisation whose people see the noun as a draft.
    everybody: whether every reader may see every one of them. A noun with neither a visibility nor `everybody` is seen
    by its kind's own read. never: rows of it that nobody finds, whoever asks; None if there are none.
    """

    kind: str
    model: type[models.Model]
    rank: int
    title: str
    body: tuple[str, ...]
    partnership: str
    place: str
    maker: str
    everybody: bool
    never: Q | None = None

    @property
    def base(self) -> int:
        """What a noun's own key is added to, so that no two nouns of any kind share a key."""
        return self.rank * KEYS_A_KIND

    @property
    def has_visibility(self) -> bool:
        """Whether each noun says itself whom it is for."""
        return any(field.name == "visibility" for field in self.model._meta.fields)


SEARCHABLE: dict[str, Searchable] = {}


def searchable(
    kind: str,
    model: Any,
    *,
    rank: int,
    title: str,
    body: tuple[str, ...] = (),
    partnership: str = "partnership",
    place: str = "",
    maker: str = "",
    everybody: bool = False,
    never: Q | None = None,
) -> None:
    """Let search find the nouns of a kind by their words. Whoever sees a noun must be allowed to read these fields."""
    if any(known.rank == rank and known.kind != kind for known in SEARCHABLE.values()):
        raise ValueError(f"two searchable kinds of rank {rank}")
    SEARCHABLE[kind] = Searchable(kind, model, rank, title, body, partnership, place, maker, everybody, never)
