"""Partnerships around the same place with mostly the same members."""

from collections.abc import Iterable, Mapping, Set

from joinedup.partners.models import Partnership
from joinedup.partners.rules.overlaps import overlapping


def overlaps_among(
    partnerships: Iterable[Partnership], members: Mapping[int, Set[int]]
) -> list[tuple[Partnership, Partnership]]:
    """The pairs of partnerships for one place, or one within the other's, that share most members, by name.

    members: the organisations of each partnership, by key. The partnerships come with their places. No SQL query.
    """
    known = {one.pk: one for one in partnerships}
    pairs = overlapping({pk: those for pk, those in members.items() if pk in known})
    near = [_in_order(known[a], known[b]) for a, b in pairs if _are_near(known[a], known[b])]
    return sorted(near, key=lambda pair: (_by_name(pair[0]), _by_name(pair[1])))


def _in_order(one: Partnership, other: Partnership) -> tuple[Partnership, Partnership]:
    return (one, other) if _by_name(one) <= _by_name(other) else (other, one)


def _by_name(one: Partnership) -> tuple[str, int]:
    return one.name.casefold(), one.pk


def _are_near(one: Partnership, other: Partnership) -> bool:
    here, there = one.place.lineage, other.place.lineage
    return here.startswith(there) or there.startswith(here)
