"""What the home page, the finder and the health page read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.references import Named, kind_of, named
from joinedup.partners.models import Place
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import partnerships_open_to, place_of_postcode, places_open_to
from joinedup.record.models import Entry, Leaf

LOOKED_BACK = 60
MOST_PLACES = 50

WORDS = {
    ("partnership", "published"): _("A partnership was published"),
    ("problem", "shared"): _("A problem was stated"),
    ("outcome", "shared"): _("An outcome was set"),
    ("outcome", "signed"): _("An organisation said where it stands on an outcome"),
    ("indicator", "recorded"): _("New figures came in"),
    ("promise", "shared"): _("A promise was made"),
    ("question", "let through"): _("A question was asked"),
    ("question", "answered"): _("A question was answered"),
}
REPORTED = {
    "on_track": _("A promise is on track"),
    "late": _("A promise got a new date"),
    "kept": _("A promise was kept"),
    "not_done": _("A promise will not be done"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened, in words, and the noun that it happened to."""

    at: datetime
    words: str
    about: Named


def lately(asker: Asker, most: int = 3) -> list[Happening]:
    """The latest things that happened, one a noun, as this asker may see them. One SQL query and one a kind."""
    told = [(entry, words, about) for entry in _latest(asker) if (words := _words(entry)) and (about := _about(entry))]
    seen = named((about for _entry, _words, about in told), asker)
    first: dict[str, Happening] = {}
    for entry, words, about in told:
        if about in seen and about not in first:
            first[about] = Happening(entry.at, words, seen[about])
    return list(first.values())[:most]


def _latest(asker: Asker) -> QuerySet[Entry]:
    """The record's latest entries of a kind that the home page tells, in partnerships open to the asker."""
    verbs = {verb for _kind, verb in WORDS} | {"reported"}
    known = partnerships_open_to(asker).values("reference")
    return Entry.objects.filter(partnership__in=known, verb__in=verbs).order_by("-id")[:LOOKED_BACK]


def _words(entry: Entry) -> str:
    if entry.verb == "reported":
        return str(REPORTED.get(entry.facts.get("state", ""), ""))
    return str(WORDS.get((kind_of(entry.subject), entry.verb), ""))


def _about(entry: Entry) -> str:
    """What an entry is about: a report is about its promise, everything else about itself."""
    return str(entry.facts.get("promise", "")) if entry.verb == "reported" else entry.subject


def places_found(text: str, asker: Asker) -> list[Place]:
    """The places that a postcode or a name means; a postcode or the whole name means one. At most three SQL queries."""
    by_postcode = place_of_postcode(text)
    if by_postcode is not None:
        return [by_postcode]
    by_name = places_open_to(asker).select_related("within").order_by("name", "pk")
    whole = list(by_name.filter(name__iexact=text)[:MOST_PLACES])
    return whole or list(by_name.filter(name__icontains=text)[:MOST_PLACES])


def waiting() -> int:
    """How many entries of the record have no place in the log yet. One SQL query."""
    taken = Leaf.objects.filter(entry_id=OuterRef("pk"))
    return Entry.objects.filter(~Q(Exists(taken))).count()


def partnerships_listed(asker: Asker, most: int) -> list[Any]:
    """The site's partnerships by name, with their places. One SQL query."""
    return list(partnerships_open_to(asker).select_related("place").order_by("name")[:most])
