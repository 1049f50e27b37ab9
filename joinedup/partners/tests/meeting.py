"""Meetings, bodies and seats for tests, made by actions where there are any."""

from datetime import date, time
from typing import Any

from joinedup.partners import actions
from joinedup.partners.models import Account, AgendaItem, Body, Meeting, Seat
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast

DAY = date(2031, 5, 6)


def meeting(cast: Cast, *, by: Account | None = None, **said: Any) -> Meeting:
    """A meeting of the partnership on the day of NOW, from ten to twelve."""
    given = {"name": "May board", "day": DAY, "begins": time(10), "ends": time(12), "where": "Town Hall"}
    return actions.plan_meeting(cast.partnership, by=by or cast.ada, at=NOW, **{**given, **said})


def item(one: Meeting, cast: Cast, title: str = "Street lights", **said: Any) -> AgendaItem:
    """Something that was put on by hand."""
    return actions.add_item(one, by=cast.ada, at=NOW, title=title, **{"purpose": "decide", **said})


def opened(one: Meeting, cast: Cast) -> Meeting:
    return actions.open_meeting(one, by=cast.ada, at=NOW)


def closed(one: Meeting, cast: Cast) -> Meeting:
    return actions.close_meeting(one, by=cast.ada, at=NOW)


def body(cast: Cast, name: str = "Lighting board", **said: Any) -> Body:
    given = {"kind": "board", "from_on": LONG_AGO}
    return Body.objects.create(partnership=cast.partnership, name=name, **{**given, **said})


def seat(of: Body, who: Account, **said: Any) -> Seat:
    """A seat of an account's person for the organisation in which that person holds a post."""
    assert who.person is not None
    organisation = who.person.memberships.get().organisation
    return Seat.objects.create(body=of, organisation=organisation, person=who.person, from_on=LONG_AGO, **said)


def keep_back(one: AgendaItem, cast: Cast) -> None:
    """Exempt an item from publication."""
    assert cast.ada.person is not None
    actions.exempt(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        subject=one.reference,
        reason="It names a family.",
        ground="Data Protection Act 2018",
        decided_by=cast.ada.person,
        review_on=date(2032, 1, 1),
    )
