"""Who takes something on, who leads, and what is found when that is out of balance."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS
from joinedup.partners.models import Attendance, Body, Meeting, Organisation, Partnership, Standing
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.reads import sitting
from joinedup.partners.tests.cast import NOW, Cast, asking, publish
from joinedup.partners.tests.seated import a_body, a_seat, many_seats
from joinedup.promises import actions
from joinedup.promises.models import Commitment, Part
from joinedup.promises.reads.effect import with_effect
from joinedup.promises.reads.leading import Invested, invested
from joinedup.promises.tests.made import a_decision, a_promise, a_risk

YEAR = timedelta(days=365)


def found(cast: Cast, number: str, asker: Asker = OPERATOR) -> list[tuple[str, str]]:
    """Which organisations a test finds, by reference, and what it says of them."""
    here = Partnership.objects.get(pk=cast.partnership.pk)
    return [(one.causes[1], one.words) for one in TESTS[number].look(here, asker)]


def watching(cast: Cast, asker: Asker = OPERATOR) -> list[str]:
    return [reference for reference, _words in found(cast, "B75", asker)]


# B75


def test_a_member_that_takes_nothing_on_while_others_do_is_found(cast: Cast) -> None:
    assert watching(cast) == []
    a_promise(cast)
    words = "{} has taken nothing on here in the last 6 months."
    assert found(cast, "B75") == [
        (cast.health.reference, words.format("Northshire Health")),
        (cast.charity.reference, words.format("Open Door")),
    ]
    Partnership.objects.update(months_on_watch=1)
    assert found(cast, "B75")[0][1] == "Northshire Health has taken nothing on here in the last month."


def a_part(cast: Cast) -> None:
    part = actions.add_part(
        Commitment.objects.get(), by=cast.ada, at=NOW, what="Tea", organisation=cast.charity, role="delivers"
    )
    assert cast.charity.reference in watching(cast)
    actions.accept_part(part, by=cast.dan, at=NOW)


def an_enactment(cast: Cast) -> None:
    one = actions.affect(a_decision(cast), by=cast.ada, at=NOW, organisation=cast.charity)
    assert cast.charity.reference in watching(cast)
    actions.enact(one, by=cast.dan, at=NOW, version=1, kind="plan", what="Plan 7")


def a_led_body(cast: Cast) -> None:
    body = a_body(cast)
    a_seat(body, cast.charity)
    assert cast.charity.reference in watching(cast)
    a_seat(body, cast.charity, cast.dan.person, role="co_lead")


@pytest.mark.parametrize(
    "take_on",
    [
        lambda cast: a_promise(cast, organisation=cast.charity, lead=None),
        lambda cast: a_risk(cast, organisation=cast.charity, owner=None),
        a_part,
        an_enactment,
        a_led_body,
    ],
)
def test_whatever_a_member_takes_on_it_is_not_found(cast: Cast, take_on: Callable[[Cast], Any]) -> None:
    a_promise(cast)
    assert cast.charity.reference in watching(cast)
    take_on(cast)
    assert watching(cast) == [cast.health.reference]


def test_drafts_and_what_was_over_long_ago_are_nothing_taken_on(cast: Cast) -> None:
    a_promise(cast)
    a_promise(cast, organisation=cast.charity, lead=None, visibility="draft")
    old = a_promise(cast, organisation=cast.charity, lead=None)
    today = timezone.localdate()
    for heard_on, expected in ((today - YEAR, True), (today, False)):
        Commitment.objects.filter(pk=old.pk).update(state="kept", heard_on=heard_on)
        assert (cast.charity.reference in watching(cast)) is expected


@pytest.mark.parametrize("role", ["funds", "advises", "speaks"])
def test_who_takes_part_to_fund_to_advise_or_to_speak_is_not_asked(cast: Cast, role: str) -> None:
    a_promise(cast)
    Standing.objects.filter(organisation=cast.charity).update(role=role)
    assert watching(cast) == [cast.health.reference]


def test_a_member_has_as_many_months_as_the_settings_say(cast: Cast) -> None:
    a_promise(cast)
    today = timezone.localdate()
    for days, expected in ((150, False), (190, True)):
        Standing.objects.filter(organisation=cast.charity).update(from_on=today - timedelta(days=days))
        assert (cast.charity.reference in watching(cast)) is expected
    Partnership.objects.update(months_on_watch=12)
    assert cast.charity.reference not in watching(cast)


def test_only_who_may_know_of_the_partnership_is_told(cast: Cast) -> None:
    a_promise(cast)
    assert watching(cast, None) == []
    publish(cast.partnership)
    assert watching(cast, None) == watching(cast, asking(cast.dan)) == watching(cast)


# B76


def test_a_member_that_leads_more_promises_than_the_settings_say_is_found(cast: Cast) -> None:
    for _ in range(3):
        a_promise(cast)
    for organisation in (cast.health, cast.charity):
        a_promise(cast, organisation=organisation, lead=None)
    assert found(cast, "B76") == []
    a_promise(cast)
    assert found(cast, "B76") == [(cast.council.reference, "Northtown Council leads 4 of 6 promises.")]
    Partnership.objects.update(most_led_percent=70)
    assert found(cast, "B76") == []


def test_fewer_than_five_promises_or_three_members_say_nothing(cast: Cast) -> None:
    for _ in range(4):
        a_promise(cast)
    assert found(cast, "B76") == []
    a_promise(cast)
    assert len(found(cast, "B76")) == 1
    Standing.objects.filter(organisation=cast.charity).delete()
    assert found(cast, "B76") == []


def test_drafts_what_is_over_and_what_a_reader_may_not_see_does_not_count(cast: Cast) -> None:
    publish(cast.partnership)
    for _ in range(4):
        a_promise(cast)
    a_promise(cast, visibility="draft")
    Commitment.objects.filter(pk=a_promise(cast).pk).update(state="kept")
    assert found(cast, "B76") == []
    a_promise(cast, visibility="partners")
    assert found(cast, "B76", None) == []
    assert [words for _cause, words in found(cast, "B76", asking(cast.dan))] == [
        "Northtown Council leads 5 of 5 promises."
    ]


def test_a_member_that_leads_more_bodies_than_the_settings_say_is_found(cast: Cast) -> None:
    bodies = [a_body(cast, name) for name in ("Board", "Team", "Network")]
    a_seat(bodies[0], cast.council, role="chair")
    a_seat(bodies[1], cast.council, role="chair")
    assert found(cast, "B76") == []
    a_seat(bodies[2], cast.charity, role="chair")
    assert found(cast, "B76") == [(cast.council.reference, "Northtown Council chairs or leads 2 of 3 bodies.")]
    a_seat(bodies[2], cast.council, role="member")
    assert [words for _cause, words in found(cast, "B76")] == ["Northtown Council chairs or leads 2 of 3 bodies."]
    a_seat(a_body(cast, "Other"), cast.charity, role="chair")
    assert found(cast, "B76") == []


def test_what_one_leads_of_both_is_one_finding(cast: Cast) -> None:
    for name in ("Board", "Team", "Network"):
        a_seat(a_body(cast, name), cast.council, role="chair")
    for _ in range(5):
        a_promise(cast)
    words = "Northtown Council leads 5 of 5 promises. Northtown Council chairs or leads 3 of 3 bodies."
    assert found(cast, "B76") == [(cast.council.reference, words)]


def test_a_body_that_a_reader_may_not_see_does_not_count(cast: Cast) -> None:
    publish(cast.partnership)
    for name in ("Board", "Team", "Network"):
        a_seat(a_body(cast, name, visibility="partners"), cast.council, role="chair")
    assert (found(cast, "B76", None), len(found(cast, "B76", asking(cast.dan)))) == ([], 1)
    Body.objects.update(visibility="draft")
    assert (found(cast, "B76", asking(cast.dan)), len(found(cast, "B76", asking(cast.ada)))) == ([], 1)


@pytest.mark.parametrize(("number", "queries"), [("B75", 1), ("B76", 3)])
@pytest.mark.parametrize("many", [3, 20])
def test_a_test_takes_as_many_queries_however_much_there_is(
    cast: Cast, number: str, queries: int, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many_seats(cast, bodies=many, organisations=many)
    for _ in range(many):
        a_promise(cast)
    here = Partnership.objects.get(pk=cast.partnership.pk)
    with django_assert_num_queries(queries):
        list(TESTS[number].look(here, OPERATOR))


# What each member puts in


def put_in(cast: Cast, asker: Asker = OPERATOR) -> dict[str, Invested]:
    today = timezone.localdate()
    sat = sitting([cast.partnership], asker, {today})[today]
    return {one.name: one for one in invested(cast.partnership, asker, sat)}


def a_meeting(cast: Cast, **terms: Any) -> Meeting:
    at = timezone.now() - timedelta(days=30)
    said = {"name": "Board", "begins_at": at, "ends_at": at + timedelta(hours=2), "state": "held", **terms}
    return Meeting.objects.create(partnership=cast.partnership, **said)


def came(cast: Cast, meeting: Meeting, organisation: Organisation, who: str, manner: str = "present") -> None:
    Attendance.objects.create(
        meeting=meeting, organisation=organisation, person=getattr(cast, who).person, manner=manner
    )


def test_what_each_member_puts_in_is_counted_from_the_records(cast: Cast) -> None:
    promise = a_promise(cast)
    part = actions.add_part(promise, by=cast.ada, at=NOW, what="Tea", organisation=cast.charity, role="delivers")
    actions.accept_part(part, by=cast.dan, at=NOW)
    Part.objects.create(commitment=promise, what="Bread", organisation=cast.charity)
    a_seat(a_body(cast), cast.charity, cast.dan.person, role="chair", hours_a_month=6)
    meetings = [a_meeting(cast), a_meeting(cast), a_meeting(cast, state="planned")]
    for meeting in meetings:
        came(cast, meeting, cast.council, "ben", "remote")
        came(cast, meeting, cast.council, "ada")
    came(cast, meetings[0], cast.charity, "dan", "apologies")
    numbers = {
        name: (one.promises, one.parts, one.bodies, one.came, one.expected, one.hours)
        for name, one in put_in(cast).items()
    }
    assert numbers == {
        "Northshire Health": (0, 0, 0, 0, 0, None),
        "Northtown Council": (1, 0, 0, 2, 2, None),
        "Open Door": (0, 1, 1, 0, 1, 6),
    }


def test_meetings_that_a_reader_may_not_see_or_of_long_ago_do_not_count(cast: Cast) -> None:
    came(cast, a_meeting(cast, visibility="draft"), cast.charity, "dan")
    long_ago = timezone.now() - 2 * YEAR
    came(cast, a_meeting(cast, begins_at=long_ago, ends_at=long_ago + timedelta(hours=1)), cast.charity, "dan")
    counted = [put_in(cast, asking(who))["Open Door"].expected for who in (cast.dan, cast.ada)]
    assert counted == [0, 1]


def test_what_members_put_in_takes_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    many_seats(cast, bodies=5, organisations=20)
    today, asker = timezone.localdate(), asking(cast.dan)
    sat = sitting([cast.partnership], asker, {today})[today]
    with django_assert_num_queries(1):
        assert len(invested(cast.partnership, asker, sat)) == 23


def test_which_partnerships_lack_effect_is_one_query_for_all_of_them(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    decision = a_decision(cast)
    one = actions.affect(decision, by=cast.ada, at=NOW, organisation=cast.council)
    Partnership.objects.create(name="Old", place=cast.town, stage="published", published_at=timezone.now() - 2 * YEAR)
    Partnership.objects.create(name="New", place=cast.town, stage="published", published_at=timezone.now())
    today = timezone.localdate()
    with django_assert_num_queries(1):
        lacks = {each.name: each.lacks for each in with_effect(Partnership.objects.all(), OPERATOR, today)}
    assert lacks == {"Starting well": "effect", "Old": "everything", "New": ""}
    actions.enact(one, by=cast.ada, at=NOW, version=1, kind="plan", what="Plan 7")
    type(one).objects.update(enacted_on=today)
    assert [each.lacks for each in with_effect(Partnership.objects.filter(pk=cast.partnership.pk), None, today)] == [""]
