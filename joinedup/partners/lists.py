"""The lists of this room: what each is narrowed and ordered by, and what its file says."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from joinedup.frame.lists import Column, Filter, List, names
from joinedup.partners import reads
from joinedup.partners.models import Partnership, Standing
from joinedup.partners.permissions import Asker

CONFIRMED = (("yes", _("Confirmed by its own people")), ("no", _("Not confirmed yet")))
MANDATED = (("yes", _("With a recorded mandate")), ("no", _("Without one")))
MEMBERS = (
    Column("organisation", _("Organisation"), lambda one: one.organisation),
    Column("reference", _("Reference"), lambda one: one.organisation.reference),
    Column("role", _("What it does"), lambda one: capfirst(one.get_role_display())),
    Column("since", _("Since"), lambda one: one.from_on),
    Column("until", _("Until"), lambda one: one.until_on),
    Column("confirmed", _("Confirmed on"), lambda one: one.confirmed_at),
    Column("mandates", _("By what right it speaks"), lambda one: " ".join(_words(each) for each in one.mandates)),
)
SEATS = (
    Column("organisation", _("Organisation"), lambda row: row[0].organisation),
    Column("reference", _("Reference"), lambda row: row[1].mandate.reference if row[1] else ""),
    Column("who", _("Who sits there"), lambda row: (row[1].lead if row[1] else None) or ""),
    Column("right", _("By what right"), lambda row: _words(row[1]) if row[1] else ""),
    Column("since", _("Since"), lambda row: row[1].mandate.from_on if row[1] else None),
    Column("until", _("Until"), lambda row: row[1].mandate.until_on if row[1] else None),
    Column("reported", _("Last reported back on"), lambda row: row[1].reported_on if row[1] else None),
    Column("due", _("Next report due by"), lambda row: row[1].due_on if row[1] else None),
)
PARTNERSHIPS = (
    Column("reference", _("Reference"), lambda row: row["reference"]),
    Column("partnership", _("Partnership"), lambda row: row["name"], order="name"),
    Column("purpose", _("What it is for"), lambda row: row["purpose"]),
    Column("place", _("Place"), lambda row: row["place__name"], order="place__name"),
    Column("stage", _("Stage"), lambda row: capfirst(Partnership.Stage(row["stage"]).label)),
    Column("members", _("Members"), lambda row: row["members"], order="members"),
)


def members_list() -> List:
    """The list of who takes part in a partnership, by name."""
    confirmed = Filter("confirmed", _("Whether they confirmed it"), _confirmed, choices=CONFIRMED)
    return List(MEMBERS, (confirmed, _mandated()), sizes=(200,))


def seats_list() -> List:
    """The list of who speaks for whom in a partnership, seat by seat."""
    return List(SEATS, (_mandated(),), sizes=(200,))


def partnerships_list(asker: Asker, *, with_stages: bool) -> List:
    """The list of partnerships, by name."""
    places = reads.places_open_to(asker)
    here = places.filter(partnerships__in=reads.partnerships_open_to(asker)).distinct().values_list("reference", "name")

    def in_place(partnerships: Any, reference: str) -> Any:
        lineage = places.filter(reference=reference).values_list("lineage", flat=True).first()
        return partnerships.filter(place__lineage__startswith=lineage) if lineage else partnerships

    filters = [Filter("place", _("Place"), in_place, choices=here, named=names("place", reads.places_open_to, asker))]
    stages = Partnership.Stage.choices
    if with_stages:
        filters.append(Filter("stage", _("Stage"), lambda rows, stage: rows.filter(stage=stage), choices=stages))
    return List(PARTNERSHIPS, filters, ("name", "pk"))


def seat_rows(standings: Iterable[Standing]) -> Iterator[tuple[Standing, reads.Spoken | None]]:
    """Each seat with each of its mandates; one without any stands by itself."""
    for one in standings:
        for spoken in one.mandates or [None]:  # type: ignore[attr-defined]
            yield one, spoken


def _words(spoken: reads.Spoken) -> str:
    return str(spoken.mandate.in_words)


def _confirmed(standings: list[Any], asked: str) -> list[Any]:
    return [one for one in standings if (one.confirmed_at is not None) is (asked == "yes")]


def _mandated() -> Filter:
    def narrow(standings: list[Any], asked: str) -> list[Any]:
        return [one for one in standings if bool(one.mandates) is (asked == "yes")]

    return Filter("mandate", _("Their mandates"), narrow, choices=MANDATED)
