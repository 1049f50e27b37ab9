"""Finding: the one question that every engine answers.

Texts whose title holds all the words come first, then those that hold them anywhere, then those in which the last word
is only begun; among equals the higher kind, and of one kind the newest. Nothing that a reader may not see has any
influence on this order, as it would if words were weighed by how rare they are.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from joinedup.frame.models import SearchText
from joinedup.frame.search.engine import Within
from joinedup.frame.search.engines import engine
from joinedup.frame.search.registry import KEYS_A_KIND, SEARCHABLE
from joinedup.frame.search.words import Words

MOST, MOST_MARKS = 1_000, 200


@dataclass(frozen=True)
class Place:
    """What to narrow to: texts of these places, and of these partnerships where a text says no place of its own."""

    places: Collection[int]
    partnerships: Collection[int]


@dataclass(frozen=True)
class Found:
    """How many texts fit, at most 1,000, whether there are more, and one page of them, the best first."""

    count: int = 0
    has_more: bool = False
    texts: tuple[SearchText, ...] = ()


def search(
    words: Words,
    *,
    seen: Q,
    kinds: Collection[str] = (),
    place: Place | None = None,
    partnership: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Found:
    """The texts that hold some words, of those that `seen` lets through. At most four SQL queries.

    seen: what the asker may see, as a condition on SearchText; nothing else is counted. kinds, place, partnership (its
    key): what to narrow to, if anything. Looks at no more than 1,001 texts that fit and that the asker may see.
    """
    texts = SearchText.objects.filter(_narrowed(kinds, place, partnership), seen)
    within = _within(kinds, place, partnership)
    found: dict[int, None] = {}
    for tier in words.tiers:
        if len(found) <= MOST:
            fitting = engine().matching(texts, words, tier, within)
            found |= dict.fromkeys(fitting.values_list("key", flat=True)[: MOST + 1])
    keys = list(found)
    page = keys[:MOST][offset : offset + limit]
    by_key = SearchText.objects.in_bulk(page)
    shown = tuple(by_key[key] for key in page if key in by_key)
    return Found(count=min(len(keys), MOST), has_more=len(keys) > MOST, texts=shown)


def _within(kinds: Collection[str], place: Place | None, partnership: int | None) -> Within:
    """Where an engine need look; more than so many places are left to the condition."""
    bases = [noun.base for noun in SEARCHABLE.values() if not kinds or noun.kind in kinds]
    groups: list[tuple[str, ...]] = [(f"p{partnership}",)] if partnership is not None else []
    if place is not None and len(place.places) + len(place.partnerships) <= MOST_MARKS:
        groups.append((*(f"l{key}" for key in place.places), *(f"h{key}" for key in place.partnerships), "l0"))
    return Within(min(bases, default=0), max(bases, default=0) + KEYS_A_KIND, tuple(groups))


def _narrowed(kinds: Collection[str], place: Place | None, partnership: int | None) -> Q:
    condition = Q(kind__in=kinds) if kinds else Q()
    if place is not None:
        of_the_partnership = Q(place=None, partnership__in=place.partnerships)
        condition &= Q(place__in=place.places) | of_the_partnership
    return condition if partnership is None else condition & Q(partnership=partnership)
