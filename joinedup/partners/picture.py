"""The picture of who sits where, drawn once for all who may see the same.

It is kept under a hash of everything in it. So a reader is never given what another may see: who may see less asks
for another picture, under another name. Nothing has to be thrown away when somebody comes or goes, for then the
picture is another one too.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.core.cache import caches
from django.utils.safestring import SafeString

from joinedup.frame.charts import Anchor, Floater, Network, Tie, network_map
from joinedup.partners.reads.sitting import Held, Organised, Seating, Where

MOST_ORGANISATIONS, MOST_WHERES = 400, 80
LOOK = 1  # another number where pictures come to look different, so that none of the old are shown


def picture_of(sitting: Seating, *, title: str, description: str) -> SafeString:
    """The picture of who sits where on a day. One SQL query once it has been drawn, whoever asked for it before.

    title: the message in a sentence. description: what it shows, for those who do not see it.
    """
    network = network_of(sitting)
    key = hashlib.sha256(repr((LOOK, title, description, network)).encode()).hexdigest()
    kept: str | None = caches["pictures"].get(key)
    if kept is None:
        kept = str(network_map(network, ident="map", title=title, description=description))
        caches["pictures"].set(key, kept)
    return SafeString(kept)


def network_of(sitting: Seating) -> Network:
    """Organisations tied to the bodies in which they sit, or to the partnership where they sit in none of its bodies.

    The picture takes so many: those that are joined to most. What is left out stands in the tables.
    """
    ties = _ties(sitting)
    joined = Counter(where.reference for _organisation, where in ties)
    anchors = [one for one in sitting.wheres if one.reference in joined or not one.is_whole]
    anchors = sorted(anchors, key=lambda one: (-joined[one.reference], one.reference))[:MOST_WHERES]
    drawn = frozenset(anchors)
    held: dict[Organised, dict[Where, list[Held]]] = defaultdict(dict)
    for (organisation, where), seats in ties.items():
        if where in drawn:
            held[organisation][where] = seats
    floating = sorted(held, key=lambda one: (-len(held[one]), one.reference))[:MOST_ORGANISATIONS]
    return Network(
        anchors=tuple(_anchor(one, is_one_of_many=len({each.partnership for each in anchors}) > 1) for one in anchors),
        floaters=tuple(_floater(one, held[one]) for one in floating),
        ties=tuple(_tie(one, where, held[one][where]) for one in floating for where in held[one]),
    )


def _ties(sitting: Seating) -> dict[tuple[Organised, Where], list[Held]]:
    ties: dict[tuple[Organised, Where], list[Held]] = defaultdict(list)
    for seat in sitting.seats:
        ties[seat.organisation, seat.where].append(seat)
    seated = {(organisation.pk, where.partnership) for organisation, where in ties}
    for standing in sitting.standings:
        if (standing.organisation.pk, standing.where.partnership) not in seated:
            ties[standing.organisation, standing.where].append(standing)
    return ties


def _anchor(where: Where, *, is_one_of_many: bool) -> Anchor:
    """A body, or a partnership. Where there are bodies of several partnerships each says whose it is."""
    return Anchor(
        key=where.reference,
        name=where.name,
        address=where.address,
        group=str(where.partnership),
        within=where.partnership_name if is_one_of_many and not where.is_whole else "",
        is_whole=where.is_whole,
    )


def _floater(organisation: Organised, held: Mapping[Where, Iterable[Held]]) -> Floater:
    return Floater(
        key=organisation.reference,
        name=organisation.name,
        address=organisation.address,
        note=", ".join(sorted(where.name for where in held)),
        leads=any(seat.leads for seats in held.values() for seat in seats),
    )


def _tie(organisation: Organised, where: Where, held: Sequence[Held]) -> Tie:
    people = len({seat.person for seat in held if seat.person is not None})
    return Tie(organisation.reference, where.reference, people=people, is_loose=where.is_whole)
