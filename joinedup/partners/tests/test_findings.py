"""B20 fires where a community takes part and nobody says who it is, and stays silent elsewhere."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS, Finding
from joinedup.frame.text import look
from joinedup.partners.models import Mandate, Membership, Organisation, Person, Standing
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish
from joinedup.partners.tests.test_mandates import mandate


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 6 May 2031."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def found(cast: Cast, asker: Asker = OPERATOR) -> list[Finding]:
    return list(TESTS["B20"].look(cast.partnership, asker))


def speaks_for_residents(cast: Cast) -> None:
    Standing.objects.filter(organisation=cast.charity).update(role=Standing.Role.SPEAKS)


def test_members_that_stand_for_no_community_are_not_found(cast: Cast) -> None:
    assert found(cast) == []


@pytest.mark.parametrize("how", ["sector", "role"])
def test_a_member_that_stands_for_a_community_is_found_until_it_says_who_that_is(cast: Cast, how: str) -> None:
    if how == "role":
        speaks_for_residents(cast)
    else:
        Organisation.objects.filter(pk=cast.charity.pk).update(sector=Organisation.Sector.COMMUNITY)
    (one,) = found(cast)
    assert one.causes == (cast.partnership.reference, cast.charity.reference)
    assert one.mend == f"/{cast.partnership.reference}/mandates/"
    assert one.words == "Open Door takes part, and nobody wrote down for whom it speaks."
    said = mandate(cast, speaks_for="")
    assert len(found(cast)) == 1
    Mandate.objects.filter(pk=said.pk).update(speaks_for="Tenants of the Lake Street estate")
    assert found(cast) == []
    Mandate.objects.filter(pk=said.pk).update(until_on=LONG_AGO)
    assert len(found(cast)) == 1


@pytest.mark.parametrize(("who", "count"), [("cara", 1), ("eve", 0), ("rosa", 0)])
def test_only_those_who_may_know_of_the_partnership_are_told(cast: Cast, who: str, count: int) -> None:
    speaks_for_residents(cast)
    assert len(found(cast, getattr(cast, who))) == count
    publish(cast.partnership)
    assert len(found(cast, getattr(cast, who))) == 1


def test_it_takes_as_many_queries_for_many_members_as_for_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        name = f"Group {number}"
        group = Organisation.objects.create(name=name, look=look(name), sector=Organisation.Sector.COMMUNITY)
        Standing.objects.create(partnership=cast.partnership, organisation=group, from_on=LONG_AGO)
        person = Person.objects.create(name=f"Person {number}")
        Membership.objects.create(person=person, organisation=group, post="Chair", from_on=LONG_AGO)
        if number % 2:
            said: Any = {"by": cast.ada, "organisation": group, "person": person}
            mandate(cast, **said)
    with django_assert_num_queries(2):
        assert len(found(cast)) == 15


def test_it_says_what_it_looks_for_and_who_warns_of_it() -> None:
    test = TESTS["B20"]
    assert (test.room, test.source[:13], test.looks_for[-1]) == ("partners", "New Synthesis", ".")
