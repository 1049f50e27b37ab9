"""Who sits where on a day: organisations in partnerships and bodies, as this asker may see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.text import capfirst

from joinedup.partners import permissions
from joinedup.partners.models import Body, Membership, Partnership, Seat, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.bodies import LEADING, bodies_open_to


@dataclass(frozen=True, slots=True)
class Organised:
    """An organisation as the map names it."""

    pk: int
    reference: str
    name: str

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


@dataclass(frozen=True, slots=True)
class Where:
    """A body, or a partnership as a whole: what one can take part in."""

    reference: str
    name: str
    kind: str
    partnership: int
    partnership_name: str
    is_whole: bool = False

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


@dataclass(frozen=True, slots=True)
class Held:
    """A seat, or a standing in a partnership, with its days. `person` is a key; a vacant seat has none.

    `post` and `hours` are left out for those who may not read them.
    """

    organisation: Organised
    where: Where
    role: str
    role_said: str
    from_on: date
    until_on: date | None
    person: int | None = None
    person_reference: str = ""
    post: str = ""
    hours: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is taken on a day."""
        return _holds((self.from_on, self.until_on), day)

    @property
    def leads(self) -> bool:
        """Whether whoever sits there chairs, leads together with others, or holds the post."""
        return self.role in LEADING


@dataclass(frozen=True)
class Seating:
    """Who sits where on one day. `wheres` holds bodies in which nobody sits too."""

    on: date
    wheres: tuple[Where, ...]
    standings: tuple[Held, ...]
    seats: tuple[Held, ...]

    def of(self, partnership: int) -> "Seating":
        """The part of it that is one partnership's, by key."""
        return Seating(
            self.on,
            tuple(one for one in self.wheres if one.partnership == partnership),
            tuple(one for one in self.standings if one.where.partnership == partnership),
            tuple(one for one in self.seats if one.where.partnership == partnership),
        )

    def among(self, organisations: Collection[int]) -> "Seating":
        """The part of it that is about some organisations, by key, and whatever these take part in."""
        standings = tuple(one for one in self.standings if one.organisation.pk in organisations)
        seats = tuple(one for one in self.seats if one.organisation.pk in organisations)
        joined = {one.where.reference for one in (*standings, *seats)}
        return Seating(self.on, tuple(one for one in self.wheres if one.reference in joined), standings, seats)

    @property
    def bodies(self) -> tuple[Where, ...]:
        """The bodies among what one can take part in."""
        return tuple(one for one in self.wheres if not one.is_whole)

    @cached_property
    def organisations(self) -> tuple[Organised, ...]:
        """Every organisation that stands or sits anywhere, by name."""
        found = {one.organisation for one in (*self.standings, *self.seats)}
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.reference)))

    @cached_property
    def members(self) -> Mapping[int, frozenset[int]]:
        """The organisations of each partnership, by key."""
        found: dict[int, set[int]] = defaultdict(set)
        for one in self.standings:
            found[one.where.partnership].add(one.organisation.pk)
        return {key: frozenset(those) for key, those in found.items()}

    @property
    def pairs(self) -> frozenset[tuple[Organised, Where]]:
        """Which organisation takes part in what."""
        return frozenset((one.organisation, one.where) for one in (*self.standings, *self.seats))


def sitting(partnerships: Iterable[Partnership], asker: Asker, days: Collection[date]) -> dict[date, Seating]:
    """Who sits where in some partnerships that this asker may know of, on each of some days.

    Whoever may see a body sees which organisations sit in it and as what; posts and hours are for those who may read
    who sits in the partnership. What may be seen is judged by today. Two SQL queries, however many days.
    """
    known = {one.pk: one for one in partnerships}
    wholes = {pk: Where(one.reference, one.name, "", pk, one.name, is_whole=True) for pk, one in known.items()}
    standings = _standings(_on_any(days), wholes)
    rows = list(_bodies(known, asker, days))
    parts = {row["pk"]: _part(row, known[row["partnership_id"]]) for row in rows}
    sees = {pk for pk in known if permissions.people_seen_in(asker, pk)}
    seats = [_seat(row, parts[row["pk"]], sees) for row in rows if row["held__organisation_id"] is not None]
    terms = {parts[row["pk"]]: (row["from_on"], row["until_on"]) for row in rows}
    return {day: _on(day, tuple(wholes.values()), terms, standings, seats) for day in days}


def _on_any(days: Collection[date], prefix: str = "") -> Q:
    on_any = Q()
    for day in days:
        on_any |= live(day, prefix)
    return on_any


def _on(
    day: date,
    wholes: tuple[Where, ...],
    terms: Mapping[Where, tuple[date, date | None]],
    standings: Iterable[Held],
    seats: Iterable[Held],
) -> Seating:
    there = {where: None for where, term in terms.items() if _holds(term, day)}
    return Seating(
        on=day,
        wheres=(*wholes, *there),
        standings=tuple(one for one in standings if one.holds_on(day)),
        seats=tuple(one for one in seats if one.holds_on(day) and one.where in there),
    )


def _holds(term: tuple[date, date | None], day: date) -> bool:
    from_on, until_on = term
    return from_on <= day and (until_on is None or day < until_on)


def _standings(on_any: Q, wholes: Mapping[int, Where]) -> list[Held]:
    found = Standing.objects.filter(on_any, partnership__in=list(wholes)).order_by("pk")
    fields = ("organisation_id", "organisation__reference", "organisation__name", "partnership_id")
    return [
        Held(Organised(*row[:3]), wholes[row[3]], row[4], str(Standing.Role(row[4]).label), *row[5:])
        for row in found.values_list(*fields, "role", "from_on", "until_on")
    ]


BODY = ("pk", "reference", "name", "kind", "partnership_id", "from_on", "until_on")
SEAT = (
    "held__organisation_id",
    "held__organisation__reference",
    "held__organisation__name",
    "held__role",
    "held__from_on",
    "held__until_on",
    "held__person_id",
    "held__person__reference",
    "held__hours_a_month",
)


def _bodies(known: Collection[int], asker: Asker, days: Collection[date]) -> Iterable[dict[str, Any]]:
    """Each body as a row a seat that is held on any of the days, or as one row without a seat."""
    today = live(timezone.localdate())
    posts = Membership.objects.filter(
        today, person=OuterRef("held__person"), organisation=OuterRef("held__organisation")
    )
    found: Any = bodies_open_to(asker).filter(_on_any(days), partnership__in=list(known))
    found = found.annotate(held=FilteredRelation("seats", condition=_on_any(days, "seats__")))
    found = found.annotate(post=Subquery(posts.order_by("from_on", "pk").values("post")[:1]))
    rows: Iterable[dict[str, Any]] = found.order_by("pk", "held__pk").values(*BODY, *SEAT, "post")
    return rows


def _seat(row: dict[str, Any], where: Where, with_people: Collection[int]) -> Held:
    sees = where.partnership in with_people
    return Held(
        organisation=Organised(*(row[name] for name in SEAT[:3])),
        where=where,
        role=row["held__role"],
        role_said=str(Seat.Role(row["held__role"]).label),
        from_on=row["held__from_on"],
        until_on=row["held__until_on"],
        person=row["held__person_id"],
        person_reference=(row["held__person__reference"] or "") if sees else "",
        post=(row["post"] or "") if sees else "",
        hours=row["held__hours_a_month"] if sees else None,
    )


def _part(row: dict[str, Any], of: Partnership) -> Where:
    kind = capfirst(str(Body.Kind(row["kind"]).label))
    return Where(row["reference"], row["name"], kind, of.pk, of.name)
