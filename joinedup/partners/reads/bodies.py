"""The bodies of a partnership in their tree, and who sits in them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils import timezone

from joinedup.partners import permissions, rules
from joinedup.partners.models import Body, Organisation, Partnership, Person, Seat, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.leads import Lead, leads_shown
from joinedup.partners.reads.mandates import Spoken, mandates_open_to, spoken

LEADING = (Seat.Role.CHAIR, Seat.Role.CO_LEAD, Seat.Role.HOLDER)
LEADING_FIRST = Case(
    *(When(role=role, then=Value(rank)) for rank, role in enumerate((*LEADING, Seat.Role.MEMBER))), default=Value(9)
)


def bodies_open_to(asker: Asker) -> QuerySet[Body]:
    """Bodies that this asker may see."""
    return Body.objects.filter(permissions.bodies_seen_by(asker))


def seats_open_to(asker: Asker) -> QuerySet[Seat]:
    """Seats of the bodies that this asker may see. Who steps in for whom is for members: `permissions.sees_seconds`."""
    return Seat.objects.filter(permissions.seats_seen_by(asker))


def goes_on(on: date | None = None) -> Q:
    """What has not ended on a day, today unless told: it may begin later."""
    return Q(until_on=None) | Q(until_on__gt=on or timezone.localdate())


def seats_beyond_end(body: Body) -> QuerySet[Seat]:
    """Seats of a body that go on beyond the body's own end; none for a body without an end."""
    beyond = body.seats.filter(Q(until_on=None) | Q(until_on__gt=F("body__until_on")))
    return beyond.filter(body__until_on__isnull=False)


@dataclass(frozen=True)
class Branch:
    """A body as the tree shows it: how deep it stands, who leads it by post, and how many seats are held."""

    body: Body
    depth: int
    leads: tuple[Lead, ...] = ()
    seats: int = 0


def tree_of(partnership: Partnership, asker: Asker) -> list[Branch]:
    """The bodies of a partnership that go on and that this asker may see, each below the one it answers to.

    A body whose own body is hidden or over stands at the top. One SQL query; `with_seats` fills in the rest.
    """
    listed = bodies_open_to(asker).filter(goes_on(), partnership=partnership).order_by("name", "pk")
    known = {body.pk: body for body in listed}
    below: dict[int | None, list[Body]] = defaultdict(list)
    for body in known.values():
        below[body.within_id if body.within_id in known else None].append(body)
    return _grown(below)


def _grown(below: dict[int | None, list[Body]]) -> list[Branch]:
    branches: list[Branch] = []
    waiting = [(body, 0) for body in reversed(below[None])]
    while waiting:
        body, depth = waiting.pop()
        branches.append(Branch(body, depth))
        waiting += [(part, depth + 1) for part in reversed(below[body.pk])]
    return branches


def with_seats(branches: Sequence[Branch], partnership: Partnership, asker: Asker) -> list[Branch]:
    """The same with who leads each and how many seats are held today. At most four SQL queries."""
    seats = Seat.objects.filter(live(timezone.localdate()), body__in=[one.body.pk for one in branches])
    held = dict(seats.order_by().values_list("body").annotate(number=Count("pk")))
    leading: dict[int, list[int]] = defaultdict(list)
    leads = seats.filter(role__in=LEADING, person__isnull=False).order_by(LEADING_FIRST, "pk")
    for body, person in leads.values_list("body", "person"):
        leading[body].append(person)
    shown = leads_shown([person for people in leading.values() for person in people], partnership, asker)
    return [
        Branch(
            body=one.body,
            depth=one.depth,
            leads=tuple(shown[person] for person in leading[one.body.pk] if person in shown),
            seats=held.get(one.body.pk, 0),
        )
        for one in branches
    ]


def ended_bodies(partnership: Partnership, asker: Asker) -> QuerySet[Body]:
    """The bodies of a partnership that have ended, the latest first. One SQL query."""
    over = bodies_open_to(asker).filter(partnership=partnership, until_on__lte=timezone.localdate())
    return over.order_by("-until_on", "name")


def path_to(body: Body, asker: Asker) -> list[Body]:
    """The bodies to which a body answers, from the top, of those that this asker may see. One SQL query."""
    known = {one.pk: one for one in bodies_open_to(asker).filter(partnership=body.partnership_id)}
    line = rules.line_of(body.pk, {pk: one.within_id for pk, one in known.items()})
    return [known[pk] for pk in reversed(line[1:]) if pk in known]


def parts_of(body: Body, asker: Asker) -> QuerySet[Body]:
    """The bodies that answer to a body and go on. One SQL query."""
    return bodies_open_to(asker).filter(goes_on(), within=body).order_by("name", "pk")


@dataclass(frozen=True)
class Sitting:
    """A seat as a reader may see it: who sits there, who steps in (members only), for whom that person speaks."""

    seat: Seat
    lead: Lead | None
    second: Lead | None
    mandate: Spoken | None
    is_over: bool


def seats_of(bodies: Iterable[Body], partnership: Partnership, asker: Asker) -> list[Sitting]:
    """The seats of some bodies of one partnership, those that lead first, those that ended last.

    At most four SQL queries however many seats there are. The bodies are to be such that the asker may see them.
    """
    keys = [body.pk for body in bodies]
    is_over = Case(When(goes_on(), then=Value(0)), default=Value(1))
    seats = Seat.objects.filter(body__in=keys).select_related("organisation", "body")
    return sittings(seats.order_by(is_over, LEADING_FIRST, "organisation__name", "pk"), partnership, asker)


def sittings(seats: Iterable[Seat], partnership: Partnership, asker: Asker) -> list[Sitting]:
    """Seats of one partnership as a reader may see them, in their order. At most four SQL queries."""
    listed = list(seats)
    sees_seconds = permissions.sees_seconds(asker, partnership)
    people = [seat.person_id for seat in listed]
    leads = leads_shown([*people, *(seat.second_id for seat in listed if sees_seconds)], partnership, asker)
    mandates = _mandates_of(people, partnership, asker)
    return [
        Sitting(
            seat=seat,
            lead=leads.get(seat.person_id or 0),
            second=leads.get(seat.second_id or 0) if sees_seconds else None,
            mandate=mandates.get((seat.organisation_id, seat.person_id)),
            is_over=seat.until_on is not None and seat.until_on <= timezone.localdate(),
        )
        for seat in listed
    ]


def _mandates_of(
    people: Sequence[int | None], partnership: Partnership, asker: Asker
) -> dict[tuple[int, int | None], Spoken]:
    """The mandates by which people speak today in a partnership, by organisation and person."""
    in_force = mandates_open_to(asker).filter(
        live(timezone.localdate()), partnership=partnership, person__in={one for one in people if one is not None}
    )
    listed = spoken(in_force, partnership, asker) if any(people) else []
    return {(one.mandate.organisation_id, one.mandate.person_id): one for one in listed}


def seats_held_by(holder: Person | Organisation, asker: Asker) -> QuerySet[Seat]:
    """Where a person sits today, or an organisation, in bodies that this asker may see. One SQL query."""
    mine = {"person" if isinstance(holder, Person) else "organisation": holder}
    held = seats_open_to(asker).filter(live(timezone.localdate()), live(timezone.localdate(), "body__"), **mine)
    return held.select_related("body__partnership", "organisation").order_by("body__partnership__name", "body__name")


@dataclass(frozen=True)
class CostShares:
    """Who bears what part of a joint post, and what all of it comes to in per cent."""

    shares: tuple[tuple[Organisation, int], ...]

    @property
    def total(self) -> int:
        """In per cent."""
        return sum(share for _organisation, share in self.shares)

    @property
    def adds_up(self) -> bool:
        return self.total == rules.ALL_OF_IT


def cost_shares(sittings_shown: Iterable[Sitting]) -> CostShares:
    """What the seats that go on say of who bears the cost. No SQL query."""
    going_on = (one.seat for one in sittings_shown if not one.is_over)
    return CostShares(tuple((seat.organisation, seat.cost_share) for seat in going_on if seat.cost_share is not None))


def gaps_of(body: Body, sittings_shown: Iterable[Sitting]) -> rules.Refusals:
    """What a network still needs of its leaders; nothing for other bodies. No SQL query."""
    if body.kind != Body.Kind.NETWORK:
        return ()
    leading = (one.seat for one in sittings_shown if not one.is_over and one.seat.role == Seat.Role.CO_LEAD)
    co_leads = [(seat.organisation_id, seat.duties) for seat in leading if seat.person_id is not None]
    return rules.gaps_of_a_network(co_leads, tie_rule=body.tie_rule)


@dataclass(frozen=True)
class BodiesLed:
    """How many bodies somebody leads, and how many of them each organisation leads, by reference."""

    led: int
    by: Mapping[str, int]


def bodies_led_in(partnership: Partnership, asker: Asker) -> BodiesLed:
    """Who chairs, leads with others or holds the post of a partnership's bodies today. One SQL query."""
    today = timezone.localdate()
    there = bodies_open_to(asker).filter(live(today), partnership=partnership)
    leading = Seat.objects.filter(live(today), body__in=there, role__in=LEADING).order_by()
    pairs = set(leading.values_list("organisation__reference", "body"))
    return BodiesLed(len({body for _reference, body in pairs}), Counter(reference for reference, _body in pairs))
