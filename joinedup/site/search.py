"""The search page: whatever the reader may see, found by its words, its reference or its place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from joinedup.frame.labels import QUESTIONS
from joinedup.frame.references import Named, kind_of, named, well_formed
from joinedup.frame.search import SEARCHABLE, Found, Piece, Words, excerpt, search, words_of
from joinedup.frame.search import Place as Where
from joinedup.frame.search.words import LONGEST
from joinedup.partners import reads
from joinedup.partners.models import Partnership, Place
from joinedup.partners.permissions import Asker, texts_open_to
from joinedup.partners.requests import Request

A_PAGE, MOST_CHOICES, MOST_PLACES = 20, 200, 5
ROOM_OF = {"questions": "answers"}  # the carrier belongs to the question that its answers answer


@dataclass(frozen=True)
class Asked:
    """What an address asks for: words, and what they are narrowed to. What is unknown, or hidden, is left out."""

    text: str = ""
    kind: str = ""
    place: Place | None = None
    partnership: Partnership | None = None

    @property
    def query(self) -> str:
        """The same as it stands in an address."""
        given = {"q": self.text, "kind": self.kind, "place": self._reference(self.place)}
        given["partnership"] = self._reference(self.partnership)
        return urlencode({name: value for name, value in given.items() if value}, safe="/")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the words is asked for."""
        return bool(self.kind or self.place or self.partnership)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of noun that are asked for: one, all of a question, or none to leave it open."""
        return (self.kind,) if self.kind in SEARCHABLE else kinds_by_room().get(self.kind, ())

    def _reference(self, noun: Place | Partnership | None) -> str:
        return noun.reference if noun else ""


@dataclass(frozen=True)
class Hit:
    """A noun that was found, some of its words, and where it belongs as far as the reader may know."""

    about: Named
    words: list[Piece] = field(default_factory=list)
    belongs: tuple[str, ...] = ()


@require_safe
def results(request: Request) -> HttpResponse:
    """What is found, the best first. A whole reference leads to its page, and a page past the last to the first."""
    asked = asked_of(request.GET, request.asker)
    offered = offers(asked.text, request.asker)
    if len(offered) == 1 and asked.text.strip("/").lower() == offered[0].reference.lower():
        return redirect(offered[0].address)
    words = words_of(asked.text)
    found, page = _found(words, asked, request)
    if found.count and not found.texts:
        return redirect(f"{request.path}?{asked.query}")
    context = {
        "asked": asked,
        "query": asked.query,
        "offered": offered,
        "found": found,
        "page": page,
        "hits": hits(found, words, request.asker),
        "kinds": _kinds(),
        "places": _places(request.asker, asked.place),
        "partnerships": reads.partnerships_open_to(request.asker).order_by("name")[:MOST_CHOICES],
        "longest": LONGEST,
    }
    return render(request, "site/search.html", context)


def asked_of(given: QueryDict, asker: Asker) -> Asked:
    """What an address asks for. At most two SQL queries."""
    kind = given.get("kind", "")
    return Asked(
        text=" ".join(given.get("q", "").replace("\0", " ").split())[:LONGEST],
        kind=kind if kind in SEARCHABLE or kind in kinds_by_room() else "",
        place=_one(reads.places_open_to(asker), given.get("place", "")),
        partnership=_one(reads.partnerships_open_to(asker), given.get("partnership", "")),
    )


def offers(text: str, asker: Asker) -> list[Named]:
    """What a text names by itself: a reference, the place of a postcode, or places of that name.

    At most two SQL queries, or one a kind for the number alone of a reference.
    """
    number = text.strip("/")
    whole = f"{kind_of(number).lower()}/{number.rpartition('/')[2].upper()}"
    if well_formed(whole) and kind_of(whole) in SEARCHABLE:
        return list(named([whole], asker).values())
    if well_formed(f"any/{number.upper()}"):
        return list(named([f"{kind}/{number.upper()}" for kind in SEARCHABLE], asker).values())
    by_postcode = reads.place_of_postcode(text)
    called = reads.places_open_to(asker).filter(name__iexact=text).order_by("pk")[:MOST_PLACES] if text else ()
    places = [by_postcode] if by_postcode else called
    return [Named(place.reference, str(place), "place") for place in places]


def hits(found: Found, words: Words, asker: Asker) -> list[Hit]:
    """A page of what was found, each noun read again as its own page would be. One SQL query a kind, and two."""
    seen = named((text.reference for text in found.texts), asker)
    partnerships = _names(reads.partnerships_open_to(asker), (text.partnership for text in found.texts))
    places = _names(reads.places_open_to(asker), (text.place for text in found.texts))
    made = []
    for text in found.texts:
        if about := seen.get(text.reference):
            said = text.body if text.title == about.title else f"{text.title}\n{text.body}"
            belongs = (partnerships.get(text.partnership, ""), places.get(text.place, ""))
            other = tuple(name for name in belongs if name and name != about.title)
            made.append(Hit(about, excerpt(said, words) if said.strip() else [], other))
    return made


def kinds_by_room() -> dict[str, tuple[str, ...]]:
    """The kinds of noun that are found, by the room whose question they belong to."""
    rooms: dict[str, tuple[str, ...]] = {}
    for noun in sorted(SEARCHABLE.values(), key=lambda noun: -noun.rank):
        label = noun.model._meta.app_label
        room = ROOM_OF.get(label, label)
        rooms[room] = (*rooms.get(room, ()), noun.kind)
    return rooms


def _found(words: Words, asked: Asked, request: Request) -> tuple[Found, Page[Any]]:
    """What is found, and the page of it that the address asks for: the first if it asks for none that there is."""
    wanted = request.GET.get("page", "")
    number = int(wanted) if re.fullmatch(r"[1-9][0-9]?", wanted, re.ASCII) else 1
    found = search(
        words,
        seen=texts_open_to(request.asker),
        kinds=asked.kinds,
        place=_where(asked.place),
        partnership=asked.partnership.pk if asked.partnership else None,
        limit=A_PAGE,
        offset=(number - 1) * A_PAGE,
    )
    return found, Paginator(range(found.count), A_PAGE).get_page(number)


def _where(place: Place | None) -> Where | None:
    """A place with the places within it, and the partnerships that work there. Two SQL queries."""
    if place is None:
        return None
    places = Place.objects.filter(reads.within(place))
    partnerships = Partnership.objects.filter(place__in=places.values("pk"))
    return Where(list(places.values_list("pk", flat=True)), list(partnerships.values_list("pk", flat=True)))


def _one(nouns: QuerySet[Any], reference: str) -> Any:
    return nouns.filter(reference=reference).first() if well_formed(reference) else None


def _names(nouns: QuerySet[Any], keys: Iterable[int | None]) -> dict[int | None, str]:
    wanted = {key for key in keys if key is not None}
    return dict(nouns.filter(pk__in=wanted).order_by().values_list("pk", "name")) if wanted else {}


def _kinds() -> list[tuple[str, Any, tuple[str, ...]]]:
    """What a search may be narrowed to: each question with its kinds."""
    rooms = kinds_by_room()
    return [(room, question, rooms[room]) for room, question in QUESTIONS if room in rooms]


def _places(asker: Asker, chosen: Place | None) -> list[Place]:
    """The places that partnerships work in, and the one chosen, by name. One SQL query."""
    working = Place.objects.filter(partnerships__in=reads.partnerships_open_to(asker).values("pk"))
    places = list(working.distinct().order_by("name")[:MOST_CHOICES])
    return places if chosen is None or chosen in places else [chosen, *places]
