"""Where organisations work, how that lies over places, and who covers a street."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from joinedup.partners import rules
from joinedup.partners.models import Organisation, Overlap, Partnership, Patch, Place, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.partnerships import members_of, organisations_open_to


@dataclass(frozen=True)
class Area:
    """Where one organisation works: a patch with how it lies over places, or its own place as a whole.

    shares: the part of each place's people that it covers, by the place's key. error: the largest of its errors.
    """

    organisation: Organisation
    patch: Patch | None
    shares: dict[int, Decimal]
    error: Decimal = Decimal(0)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.patch.name if self.patch else str(self.organisation.place or "")


@dataclass(frozen=True)
class Boundaries:
    """The areas of a partnership's members over the places that any of them covers, and how they meet."""

    areas: list[Area]
    places: list[Place]
    together: list[list[Area]]
    alone: list[Area]
    unknown: list[Organisation]

    @property
    def rows(self) -> list[tuple[Area, list[Decimal | None]]]:
        """Each area with the part of each place's people that it covers, None where nothing is known."""
        return [(area, [area.shares.get(place.pk) for place in self.places]) for area in self.areas]


def patches_open_to(asker: Asker) -> QuerySet[Patch]:
    """The patches of organisations that this asker may know of."""
    known = organisations_open_to(asker).values("pk")
    return Patch.objects.filter(organisation__in=known).select_related("organisation")


def patches_of(organisation: Organisation, asker: Asker) -> QuerySet[Patch]:
    """An organisation's patches, those that go on first. Two SQL queries, with how each lies over places."""
    own = patches_open_to(asker).filter(organisation=organisation)
    return own.prefetch_related("overlaps__place").order_by("until_on", "name", "pk")


def overlaps_of(patch: Patch) -> QuerySet[Overlap]:
    """How a patch lies over places, by their names. One SQL query."""
    return patch.overlaps.select_related("place").order_by("place__name", "pk")


def areas_of(organisations: Iterable[Organisation]) -> list[Area]:
    """Where organisations work today: their patches, or for those without one their place. Two SQL queries."""
    today = timezone.localdate()
    bodies = list(organisations)
    patches = Patch.objects.filter(live(today), organisation__in=bodies).prefetch_related("overlaps").order_by("name")
    own: dict[int, list[Patch]] = {}
    for patch in patches:
        own.setdefault(patch.organisation_id, []).append(patch)
    found: list[Area] = []
    for body in bodies:
        found += [_area(body, patch) for patch in own.get(body.pk, ())]
        if body.pk not in own and body.place_id:
            found.append(Area(body, None, {body.place_id: Decimal(1)}))
    return found


def _area(body: Organisation, patch: Patch) -> Area:
    overlaps = list(patch.overlaps.all())
    shares = {one.place_id: one.of_place for one in overlaps}
    return Area(body, patch, shares, max((one.error for one in overlaps), default=Decimal(0)))


def boundaries(partnership: Partnership, asker: Asker) -> Boundaries:
    """How the areas of a partnership's members lie over places and which of them meet. Four SQL queries."""
    members = members_of(partnership, asker).select_related("organisation__place")
    bodies = list({one.organisation_id: one.organisation for one in members}.values())
    areas = areas_of(bodies)
    keys = {key for area in areas for key in area.shares}
    together = _together(areas)
    grouped = {id(area) for group in together for area in group}
    known = {area.organisation.pk for area in areas}
    return Boundaries(
        areas=areas,
        places=list(Place.objects.filter(pk__in=keys).order_by("lineage")),
        together=together,
        alone=[area for area in areas if id(area) not in grouped],
        unknown=[body for body in bodies if body.pk not in known],
    )


def _together(areas: list[Area]) -> list[list[Area]]:
    """Areas that cover the same share of the same places, two or more together."""
    groups: list[list[Area]] = []
    for area in areas:
        met = next((group for group in groups if _meet(group[0], area)), None)
        if met is None:
            groups.append([area])
        else:
            met.append(area)
    return [group for group in groups if len(group) > 1]


def _meet(one: Area, other: Area) -> bool:
    shares = ({str(key): share for key, share in area.shares.items()} for area in (one, other))
    return rules.same_boundary(*shares, error=one.error + other.error)


@dataclass(frozen=True)
class Cover:
    """Who covers a place: an organisation by a patch, with the share of the people of a place around or in it."""

    organisation: Organisation
    patch: Patch | None
    place: Place
    of_place: Decimal
    error: Decimal


def who_covers(place: Place, partnership: Partnership, asker: Asker) -> list[Cover]:
    """Which members of a partnership work in a place, and how much of it they cover. Three SQL queries.

    Judged by what is known of the place itself, of those around it and of those in it.
    """
    members = members_of(partnership, asker).select_related("organisation__place")
    bodies = {one.organisation_id: one.organisation for one in members}
    around = [int(key) for key in place.lineage.strip(".").split(".")]
    near = Q(place__in=around) | Q(place__lineage__startswith=place.lineage)
    overlaps = Overlap.objects.filter(near, live(timezone.localdate(), "patch__"), patch__organisation__in=bodies)
    found = [
        Cover(bodies[one.patch.organisation_id], one.patch, one.place, one.of_place, one.error)
        for one in overlaps.filter(of_place__gt=0).select_related("patch", "place")
    ]
    patched = set(
        Patch.objects.filter(live(timezone.localdate()), organisation__in=bodies).values_list("organisation", flat=True)
    )
    for body in bodies.values():
        if body.pk not in patched and body.place is not None and body.place_id in around:
            found.append(Cover(body, None, body.place, Decimal(1), Decimal(0)))
    return sorted(found, key=lambda one: (one.organisation.name, one.patch.name if one.patch else ""))
