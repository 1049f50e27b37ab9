"""B77 looks for what was pulled up the line and waits there, and stays silent otherwise."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from joinedup.partners import actions
from joinedup.partners.findings.meetings import pulled_up_the_line
from joinedup.partners.models import AgendaItem, Body, Organisation
from joinedup.partners.tests.cast import NOW, Cast, asking, publish
from joinedup.partners.tests.meeting import body, item, meeting, opened, seat

LONG = 31


@pytest.fixture
def chain(cast: Cast) -> tuple[Body, Body, Body]:
    """A county board, a city team within it and a neighbourhood group within that."""
    county = body(cast, "County board", place=cast.county)
    city = body(cast, "City team", kind="area", within=county, place=cast.town)
    return county, city, body(cast, "Millbrook group", kind="neighbourhood", within=city, place=cast.millbrook)


def referred(cast: Cast, lower: Body | None, upper: Body, *, days: int = LONG, **said: Any) -> AgendaItem:
    """An item of a meeting of the one body, referred to the other so many days ago."""
    one = meeting(cast, body=lower)
    lights = item(one, cast)
    opened(one, cast)
    lights = actions.minute(lights, by=cast.ada, at=NOW, version=1, minutes="", referred_to=upper)
    day = timezone.localdate() - timedelta(days=days)
    AgendaItem.objects.filter(pk=lights.pk).update(referred_on=day, **said)
    return lights


def found(cast: Cast, asker: Any = "ada") -> list[tuple[str, ...]]:
    who = cast.ada if asker == "ada" else asker
    return [one.causes for one in pulled_up_the_line(cast.partnership, who)]


def test_what_waits_two_steps_above_where_nobody_of_the_place_sits_is_found(
    cast: Cast, chain: tuple[Body, Body, Body]
) -> None:
    county, _, group = chain
    lights = referred(cast, group, county)
    assert found(cast) == [(lights.reference,)]
    (one,) = pulled_up_the_line(cast.partnership, cast.ada)
    assert "Street lights has waited for County board since" in one.words
    assert one.mend == lights.meeting.get_absolute_url()


def test_a_body_for_another_place_is_as_far_as_two_steps(cast: Cast, chain: tuple[Body, Body, Body]) -> None:
    lights = referred(cast, None, chain[0])
    assert found(cast) == [(lights.reference,)]


@pytest.mark.parametrize(("days", "said"), [(30, {}), (29, {}), (LONG, {"settled_on": "2031-05-06"})])
def test_what_waits_for_no_longer_than_thirty_days_or_is_settled_is_not(
    cast: Cast, chain: tuple[Body, Body, Body], days: int, said: dict[str, Any]
) -> None:
    referred(cast, chain[2], chain[0], days=days, **said)
    assert found(cast) == []


def test_a_step_above_in_the_same_place_is_near_enough(cast: Cast) -> None:
    board = body(cast)
    referred(cast, body(cast, "Team", kind="area", within=board), board)
    assert found(cast) == []


def test_a_seat_of_an_organisation_of_the_place_keeps_it_in_contact(cast: Cast, chain: tuple[Body, Body, Body]) -> None:
    county, _, group = chain
    referred(cast, group, county)
    seat(county, cast.dan)
    assert found(cast) != []
    Organisation.objects.filter(pk=cast.charity.pk).update(place=cast.millbrook)
    assert found(cast) == []


def test_what_was_settled_there_waits_no_more(cast: Cast, chain: tuple[Body, Body, Body]) -> None:
    county, _, group = chain
    lights = referred(cast, group, county)
    above = meeting(cast, body=county, day=timezone.localdate() + timedelta(days=3000))
    there = actions.Wanted(lights.title, "decide", "people", lights.reference)
    actions.take_up(above, by=cast.ada, at=NOW, chosen=[there])
    AgendaItem.objects.filter(meeting=above).update(settled_on=timezone.localdate())
    assert found(cast) == []


def test_the_public_is_not_told_of_a_meeting_for_partners(cast: Cast, chain: tuple[Body, Body, Body]) -> None:
    publish(cast.partnership)
    referred(cast, chain[2], chain[0])
    assert (len(found(cast)), found(cast, None)) == (1, [])


def test_it_asks_as_often_however_much_waits(
    cast: Cast, chain: tuple[Body, Body, Body], django_assert_num_queries: Any
) -> None:
    lights = referred(cast, chain[2], chain[0])
    for number in range(5):
        AgendaItem.objects.create(
            meeting=lights.meeting,
            title=f"More {number}",
            place_in_order=number + 2,
            referred_to=chain[0],
            referred_on=timezone.localdate() - timedelta(days=LONG),
        )
    who = asking(cast.ada)
    with django_assert_num_queries(3):
        assert len(found(cast, who)) == 6
