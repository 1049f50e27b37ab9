"""How the landscape around Ambleford changed, and who works where.

Two districts became one and a charity took another name, so an old address leads to whoever took over. The boundaries
of health and police lie over those of councils.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from joinedup.partners import actions, rules
from joinedup.partners.models import Organisation, Partnership, Place
from joinedup.site.demonstration.people import Town

DISTRICTS = {
    "Weir Valley": ("Weir Valley District Council", "Community safety officer", "Ros Tanner"),
    "Hill Vale": ("Hill Vale District Council", "Head of communities", "Idris Cole"),
}
MERGED = "Weir and Hill Council"
CHARITY, RENAMED = "Vale Visiting Society", "Vale Befrienders"
PARTNERSHIP, CONVENOR = "Safer neighbourhoods", "imogen"
# Whose patch, for what, and over which places: of the patch's people, of the place's, and how far that may be out.
PATCHES = (
    (
        "health",
        "Ambleford and Vale",
        "community health",
        (("Ambleford", "0.62", "1", "0"), ("Weir Valley", "0.21", "1", "0"), ("Hill Vale", "0.11", "0.7", "0.02")),
    ),
    (
        "police",
        "Vale West",
        "neighbourhood policing",
        (("Ambleford", "0.78", "0.94", "0.01"), ("Weir Valley", "0.19", "0.66", "0.03")),
    ),
)
SOURCE = "mid-year population estimates by small area"


def change(town: Town) -> None:
    """Tell of the districts, the charity and the patches, by actions."""
    vale = Place.objects.get(name="The Vale")
    for name in DISTRICTS:
        doing = _doing(town, 760)
        town.places[name] = actions.add_place(name=name, kind=Place.Kind.CITY, within=vale, **doing)
    districts = [_district(town, place) for place in DISTRICTS]
    charity = _member(town, CHARITY, "charity", None)
    on = _last_april(town.today)
    _succeed(town, on, kind="merged", former=districts, new_name=MERGED, decided_by="Both full councils", words=_WHY)
    _succeed(town, on, kind="renamed", former=[charity], new_name=RENAMED, decided_by="Its trustees")
    for row in PATCHES:
        _patch(town, *row)


_WHY = "One council for both valleys, with offices in Weir Valley. Phone numbers and opening hours stay as they were."


def _doing(town: Town, ago: int) -> dict[str, Any]:
    return {"by": town.administrator, "at": town.at(ago)}


def _district(town: Town, place: str) -> Organisation:
    name, post, who = DISTRICTS[place]
    organisation = _member(town, name, "council", town.places[place])
    actions.add_person(name=who, organisation=organisation, post=post, from_on=town.day(740), **_doing(town, 740))
    return organisation


def _member(town: Town, name: str, sector: str, place: Place | None) -> Organisation:
    """An organisation that advises the partnership."""
    organisation = actions.add_organisation(name=name, sector=sector, place=place, **_doing(town, 750))
    partnership = Partnership.objects.get(name=PARTNERSHIP)
    began = partnership.standings.earliest("from_on").from_on
    actions.take_in(
        partnership,
        by=town.accounts[CONVENOR],
        at=town.at(600),
        organisation=organisation,
        role="advises",
        from_on=began,
    )
    return organisation


def _succeed(town: Town, on: date, **said: Any) -> None:
    """Announce a change two months before its day, and let it take effect that day."""
    began = timezone.make_aware(datetime.combine(on, time(0, 30)))
    succession = actions.announce_succession(
        by=town.administrator,
        at=began - timedelta(days=60),
        on=on,
        decided_on=on - timedelta(days=75),
        **said,
    )
    actions.take_effect(succession, by=None, at=min(began, timezone.now()))


def _last_april(today: date) -> date:
    """The latest first of April that is not today."""
    this_year = date(today.year, 4, 1)
    return this_year if this_year < today else date(today.year - 1, 4, 1)


def _patch(town: Town, whose: str, name: str, purpose: str, overlaps: tuple[tuple[str, str, str, str], ...]) -> None:
    doing = _doing(town, 200)
    since = town.day(700)
    patch = actions.add_patch(town.organisations[whose], name=name, purpose=purpose, from_on=since, **doing)
    coverings = [(town.places[place], _covering(town, place, *shares)) for place, *shares in overlaps]
    actions.cover(patch, version=patch.version, coverings=coverings, **doing)


def _covering(town: Town, place: str, of_patch: str, of_place: str, error: str) -> rules.Covering:
    here = town.places[place]
    return rules.Covering(
        here.name, here.lineage, Decimal(of_patch), Decimal(of_place), Decimal(error), SOURCE, date(2024, 6, 30)
    )
