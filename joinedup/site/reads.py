"""What the home page, the finder and the health page read."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.references import Named, kind_of, named
from joinedup.outcomes.reads import indicators_open_to
from joinedup.outcomes.wording import movement
from joinedup.partners.models import Place
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import partnerships_open_to, place_of_postcode, places_open_to
from joinedup.record.models import Entry, Leaf

LOOKED_BACK = 60
MOST_PLACES = 50

WORDS = {
    ("partnership", "published"): _("A partnership was published"),
    ("problem", "stated"): _("A problem was stated"),
    ("problem", "shared"): _("A problem was stated"),
    ("outcome", "set"): _("An outcome was set"),
    ("outcome", "shared"): _("An outcome was set"),
    ("outcome", "signed"): _("An organisation said where it stands on an outcome"),
    ("indicator", "recorded"): _("New figures came in"),
    ("promise", "promised"): _("A promise was made"),
    ("promise", "shared"): _("A promise was made"),
    ("question", "let through"): _("A question was asked"),
    ("question", "answered"): _("A question was answered"),
}
FINDING_ANSWERED = _("They said in public why this still has to be settled")
REPORTED = {
    "on_track": _("A promise is on track"),
    "late": _("A promise got a new date"),
    "kept": _("A promise was kept"),
    "not_done": _("A promise will not be done"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened, in words, the noun that it happened to, and how that noun is going if it can tell."""

    at: datetime
    words: str
    about: Named
    going: str = ""


def lately(asker: Asker, most: int = 3) -> list[Happening]:
    """The latest things that happened, as this asker may see them: one a noun, and of different sorts if there are.

    Two SQL queries and one a kind of noun.
    """
    told = [(entry, words, about) for entry in _latest(asker) if (words := _words(entry)) and (about := _about(entry))]
    seen = named((about for _entry, _words, about in told), asker)
    first: dict[str, Happening] = {}
    for entry, words, about in told:
        if about in seen and about not in first:
            first[about] = Happening(entry.at, words, seen[about])
    return _with_movement(_varied(list(first.values()), most), asker)


def _varied(happenings: list[Happening], most: int) -> list[Happening]:
    """The latest of each sort before a second of any, then in order of time."""
    sorts = [happening.words for happening in happenings]
    turns = sorted(range(len(sorts)), key=lambda place: sorts[:place].count(sorts[place]))
    return [happenings[place] for place in sorted(turns[:most])]


def _with_movement(happenings: list[Happening], asker: Asker) -> list[Happening]:
    """The same, with a sentence on how each measure among them is going. One SQL query."""
    asked = [happening.about.reference for happening in happenings if happening.about.kind == "indicator"]
    going = {measure.reference: movement(measure) for measure in indicators_open_to(asker).filter(reference__in=asked)}
    return [replace(happening, going=going.get(happening.about.reference, "")) for happening in happenings]


def _latest(asker: Asker) -> QuerySet[Entry]:
    """The record's latest entries of a kind that the home page tells, in partnerships open to the asker."""
    verbs = {verb for _kind, verb in WORDS} | {"reported"}
    known = partnerships_open_to(asker).values("reference")
    return Entry.objects.filter(partnership__in=known, verb__in=verbs).order_by("-at", "-id")[:LOOKED_BACK]


def _words(entry: Entry) -> str:
    if entry.verb == "reported":
        return str(REPORTED.get(entry.facts.get("state", ""), ""))
    if entry.verb == "answered" and "number" in entry.facts:
        return str(FINDING_ANSWERED)
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
