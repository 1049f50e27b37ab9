"""B74 and B78 fire where working together hangs on one person or stands in nobody's job, and stay silent elsewhere."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS, Finding
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, Body, Membership, Organisation, Person, Seat
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Commitment


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 6 May 2031."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def found(cast: Cast, number: str, asker: Asker = OPERATOR) -> list[Finding]:
    return list(TESTS[number].look(cast.partnership, asker))


def seat(cast: Cast, organisation: Organisation, person: Person | None, **said: Any) -> Seat:
    body, _made = Body.objects.get_or_create(
        partnership=cast.partnership, name="Board", defaults={"kind": "board", "from_on": LONG_AGO}
    )
    return Seat.objects.create(body=body, organisation=organisation, person=person, from_on=LONG_AGO, **said)


def deputy(organisation: Organisation) -> Person:
    person = Person.objects.create(name="Gita Rao")
    Membership.objects.create(person=person, organisation=organisation, post="Deputy", from_on=LONG_AGO)
    return person


def promise(cast: Cast, by: Account, organisation: Organisation, **said: Any) -> Commitment:
    given = {"output": "Open every kitchen", "towards": [], "starts_on": LONG_AGO, "due_on": date(2032, 1, 1)}
    shared = {"lead": by.person, "visibility": "public", **given, **said}
    return actions.promise(cast.partnership, by=cast.ada, at=NOW, organisation=organisation, **shared)


# B74


def test_a_member_that_is_here_through_nobody_or_through_several_is_not_found(cast: Cast) -> None:
    assert found(cast, "B74") == []
    seat(cast, cast.charity, cast.dan.person)
    seat(cast, cast.charity, deputy(cast.charity))
    assert found(cast, "B74") == []


def test_a_member_whose_every_seat_and_lead_is_one_person_is_found_until_somebody_steps_in(cast: Cast) -> None:
    assert cast.dan.person is not None
    one = seat(cast, cast.charity, cast.dan.person)
    promise(cast, cast.dan, cast.charity)
    (finding,) = found(cast, "B74")
    person = cast.dan.person.reference
    assert finding.causes == (cast.partnership.reference, cast.charity.reference, person)
    assert finding.words.startswith("All that Open Door does here goes through one person, and nobody is named")
    assert finding.mend == f"/{person}/posts/expected/"
    Seat.objects.filter(pk=one.pk).update(second=deputy(cast.charity))
    assert found(cast, "B74") == []


def test_another_who_leads_a_promise_is_enough(cast: Cast) -> None:
    seat(cast, cast.council, cast.ada.person)
    assert len(found(cast, "B74")) == 1
    promise(cast, cast.ben, cast.council)
    assert found(cast, "B74") == []


def test_a_draft_backs_nobody_up(cast: Cast) -> None:
    seat(cast, cast.council, cast.ada.person)
    promise(cast, cast.ben, cast.council, visibility="draft")
    assert len(found(cast, "B74")) == 1


def test_the_one_person_who_is_to_leave_is_found_until_somebody_takes_over(cast: Cast) -> None:
    assert cast.dan.person is not None
    other = deputy(cast.charity)
    seat(cast, cast.charity, cast.dan.person, second=other)
    post = cast.dan.person.memberships.get()
    doing: dict[str, Any] = {"by": cast.dan, "at": NOW, "expected_until_on": date(2031, 9, 1)}
    partners.expect_to_leave(post, **doing, hands_over_to=None)
    (finding,) = found(cast, "B74")
    assert "who is to leave" in finding.words
    partners.expect_to_leave(post, **doing, hands_over_to=other)
    assert found(cast, "B74") == []


@pytest.mark.parametrize(("who", "count"), [("ada", 1), ("cara", 1), ("eve", 0), ("rosa", 0), ("olu", 0)])
def test_who_steps_in_is_told_to_members_only(cast: Cast, who: str, count: int) -> None:
    publish(cast.partnership)
    seat(cast, cast.charity, cast.dan.person)
    assert len(found(cast, "B74", getattr(cast, who))) == count
    assert found(cast, "B74", None) == []


# B78


def with_a_part(cast: Cast, organisation: Organisation | None) -> Commitment:
    one = promise(cast, cast.ben, cast.council)
    actions.add_part(one, by=cast.ada, at=NOW, what="Bread", organisation=organisation, role="delivers")
    return one


@pytest.mark.parametrize("of", ["council", "nobody"])
def test_a_promise_without_parts_of_others_is_not_found(cast: Cast, of: str) -> None:
    with_a_part(cast, getattr(cast, of, None))
    assert found(cast, "B78") == []


def test_a_lead_of_work_with_others_is_found_until_the_job_says_so(cast: Cast) -> None:
    assert cast.ben.person is not None
    one = with_a_part(cast, cast.charity)
    (finding,) = found(cast, "B78")
    person = cast.ben.person.reference
    assert (finding.causes, finding.mend) == ((one.reference, person), f"/{person}/posts/cooperation/")
    partners.say_cooperation(
        cast.ben.person.memberships.get(), by=cast.ben, at=NOW, cooperation_duty="Appraised by partners as well."
    )
    assert found(cast, "B78") == []


@pytest.mark.parametrize("change", [{"state": "kept"}, {"lead": None}])
def test_a_promise_that_is_over_or_that_nobody_leads_is_not_found(cast: Cast, change: dict[str, Any]) -> None:
    one = with_a_part(cast, cast.charity)
    Commitment.objects.filter(pk=one.pk).update(**change)
    assert found(cast, "B78") == []


def test_only_those_who_see_the_promise_are_told(cast: Cast) -> None:
    with_a_part(cast, cast.charity)
    assert (len(found(cast, "B78", cast.cara)), found(cast, "B78", cast.eve)) == (1, [])
    publish(cast.partnership)
    assert len(found(cast, "B78", None)) == 1


def test_both_take_as_many_queries_for_many_as_for_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for copies in (1, 12):
        for number in range(copies):
            one = promise(cast, cast.ben, cast.council, output=f"Kitchen {copies}.{number}")
            actions.add_part(one, by=cast.ada, at=NOW, what="Bread", organisation=cast.charity, role="delivers")
            seat(cast, cast.health, None)
        with django_assert_num_queries(8):
            assert len(found(cast, "B74")) == 1
        with django_assert_num_queries(1):
            assert len(found(cast, "B78")) >= copies
