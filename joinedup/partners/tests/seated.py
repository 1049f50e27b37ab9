"""Bodies and seats that tests of the map start from."""

from typing import Any

from joinedup.partners.models import Body, Membership, Organisation, Partnership, Person, Seat, Standing
from joinedup.partners.tests.cast import LONG_AGO, Cast


def a_body(cast: Cast, name: str = "Board", **terms: Any) -> Body:
    """A board of the partnership, for everybody to see."""
    said = {"partnership": cast.partnership, "kind": "board", "from_on": LONG_AGO, "visibility": "public", **terms}
    return Body.objects.create(name=name, **said)


def a_seat(body: Body, organisation: Organisation, person: Person | None = None, **terms: Any) -> Seat:
    """A member's seat in a body."""
    return Seat.objects.create(
        **{"body": body, "organisation": organisation, "person": person, "from_on": LONG_AGO, **terms}
    )


def a_partnership(cast: Cast, name: str, *members: Organisation, **terms: Any) -> Partnership:
    """Another partnership for the town, with these members."""
    one = Partnership.objects.create(**{"name": name, "place": cast.town, **terms})
    for member in members:
        one.standings.create(organisation=member, from_on=LONG_AGO)
    return one


def many_seats(cast: Cast, bodies: int, organisations: int) -> None:
    """So many bodies and so many members, each of which one person sits for in two bodies."""
    made = [a_body(cast, f"Team {n:02}") for n in range(bodies)]
    for n in range(organisations):
        one = Organisation.objects.create(name=f"Member {n:03}", look=f"member{n:03}", sector="charity")
        Standing.objects.create(partnership=cast.partnership, organisation=one, from_on=LONG_AGO)
        person = Person.objects.create(name=f"Person {n:03}")
        Membership.objects.create(person=person, organisation=one, post="Manager", from_on=LONG_AGO)
        for body in (made[n % bodies], made[(n + 1) % bodies]):
            a_seat(body, one, person, hours_a_month=3)
