"""Who sits where, as the rows of tables: by organisation, by body, by post, and what came and went between two days."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from joinedup.partners.reads.sitting import Held, Organised, Seating, Where


@dataclass(frozen=True, slots=True)
class Seats:
    """What one organisation is in one body, or in a partnership as a whole."""

    organisation: Organised
    where: Where
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation: where it sits and as what, with how many people, and their hours a month if any are known."""

    organisation: Organised
    seats: tuple[Seats, ...]
    stands: tuple[Seats, ...]
    people: int
    hours: int | None


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body: which organisations sit in it, and how many of its seats nobody has taken."""

    where: Where
    seats: tuple[Seats, ...]
    people: int
    vacant: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who sits in more than one body, by post."""

    address: str
    post: str
    organisation: Organised
    wheres: tuple[Where, ...]
    hours: int | None


@dataclass(frozen=True, slots=True)
class Seated:
    """That an organisation came into something, or left it."""

    organisation: Organised
    where: Where


def organisation_rows(sitting: Seating) -> list[OrganisationRow]:
    """Every organisation, by name, with where it sits and where it stands."""
    seats, standings = _by_organisation(sitting.seats), _by_organisation(sitting.standings)
    return [
        OrganisationRow(
            organisation=one,
            seats=_together(seats[one]),
            stands=_together(standings[one]),
            people=_people(seats[one]),
            hours=_hours(seats[one]),
        )
        for one in sitting.organisations
    ]


def body_rows(sitting: Seating) -> list[BodyRow]:
    """Every body, by partnership and name, with who sits in it; one in which nobody sits too."""
    seats: dict[Where, list[Held]] = defaultdict(list)
    for one in sitting.seats:
        seats[one.where].append(one)
    bodies = sorted(sitting.bodies, key=lambda one: (one.partnership_name.casefold(), one.name.casefold()))
    return [
        BodyRow(one, _together(seats[one]), _people(seats[one]), sum(seat.person is None for seat in seats[one]))
        for one in bodies
    ]


def people_in_many_bodies(sitting: Seating) -> list[PersonRow]:
    """Whoever sits in more than one body, by organisation and post; only of partnerships whose people may be read."""
    held: dict[str, list[Held]] = defaultdict(list)
    for one in sitting.seats:
        if one.person_reference:
            held[one.person_reference].append(one)
    rows = [_person(reference, seats) for reference, seats in held.items()]
    many = [row for row in rows if len(row.wheres) > 1]
    return sorted(many, key=lambda row: (row.organisation.name.casefold(), row.post.casefold(), row.address))


def came_and_went(then: Seating, now: Seating) -> tuple[list[Seated], list[Seated]]:
    """What organisations take part in on the second day and did not on the first, and the other way round."""
    return _changes(now.pairs - then.pairs), _changes(then.pairs - now.pairs)


def _changes(pairs: Iterable[tuple[Organised, Where]]) -> list[Seated]:
    named = sorted(pairs, key=lambda pair: (pair[0].name.casefold(), pair[1].name.casefold(), pair[1].reference))
    return [Seated(organisation, where) for organisation, where in named]


def _by_organisation(held: Iterable[Held]) -> dict[Organised, list[Held]]:
    found: dict[Organised, list[Held]] = defaultdict(list)
    for one in held:
        found[one.organisation].append(one)
    return found


def _together(held: Iterable[Held]) -> tuple[Seats, ...]:
    """Seats of the same organisation in the same body as one, with every role that they have."""
    roles: dict[tuple[Organised, Where], list[str]] = defaultdict(list)
    for one in held:
        if one.role_said not in roles[one.organisation, one.where]:
            roles[one.organisation, one.where].append(one.role_said)
    named = sorted(roles.items(), key=lambda pair: (pair[0][1].name.casefold(), pair[0][0].name.casefold()))
    return tuple(Seats(organisation, where, tuple(said)) for (organisation, where), said in named)


def _person(reference: str, seats: Sequence[Held]) -> PersonRow:
    wheres = sorted({seat.where for seat in seats}, key=lambda one: (one.name.casefold(), one.reference))
    first = seats[0]
    return PersonRow(f"/{reference}/", first.post, first.organisation, tuple(wheres), _hours(seats))


def _people(seats: Iterable[Held]) -> int:
    return len({seat.person for seat in seats if seat.person is not None})


def _hours(seats: Iterable[Held]) -> int | None:
    """The hours a month of some seats; None if none are recorded or may be read."""
    known = [seat.hours for seat in seats if seat.hours is not None]
    return sum(known) if known else None
