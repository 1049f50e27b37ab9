"""Many rows at once: the same rules as for one, a fixed number of queries, nothing taken from others."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.loading import Cells, Plan, Row
from joinedup.partners import loading
from joinedup.partners.models import Membership, Organisation, Person, Place, Standing
from joinedup.partners.tests.cast import NOW, Cast


def nothing_else(sheet: str, references: Sequence[str]) -> Iterable[Cells]:
    return ()


def plan_of(cast: Cast, by: Any = "ada") -> Plan:
    account = getattr(cast, by) if by else None
    return Plan(cast.partnership, account, NOW, NOW.date(), nothing_else)


def judged(table: Any, plan: Plan, *rows: Row) -> list[Row]:
    table.find(plan, rows)
    table.judge(plan, rows)
    return list(rows)


def organisation(number: int, **cells: str) -> Row:
    return Row(number, cells, reference=f"organisation/XX-{number}")


@pytest.mark.parametrize("table", [loading.PLACES, loading.ORGANISATIONS], ids=["places", "organisations"])
def test_judging_and_adding_take_as_many_queries_for_many_rows_as_for_one(
    cast: Cast, table: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    plan, kind = plan_of(cast), table.kind
    rows = [Row(n, {"name": f"Number {n}", "kind": "area"}, reference=f"{kind}/XX-{n}") for n in range(200)]
    with django_assert_max_num_queries(20):
        judged(table, plan, *rows)
        table.add(plan, rows)
    assert [row.problems for row in rows if row.problems] == []


def test_a_convenor_may_not_change_an_organisation_that_stands_elsewhere_only(cast: Cast) -> None:
    other = cast.partnership.__class__.objects.create(name="Elsewhere", place=cast.county)
    Standing.objects.create(partnership=other, organisation=cast.stranger, from_on=NOW.date())
    row = Row(2, {"name": "Renamed Trust"}, reference=cast.stranger.reference)
    (row,) = judged(loading.ORGANISATIONS, plan_of(cast), row)
    assert (row.kept, row.becomes) == (True, "unchanged")
    (row,) = judged(loading.ORGANISATIONS, plan_of(cast, by=None), Row(2, dict(row.cells), reference=row.reference))
    assert (row.kept, row.becomes) == (False, "changed")


def test_two_rows_whose_names_look_alike_are_both_refused(cast: Cast) -> None:
    rows = judged(
        loading.ORGANISATIONS, plan_of(cast), organisation(2, name="Alpha Trust"), organisation(3, name="A1pha Trust")
    )
    assert [list(row.problems) for row in rows] == [["name"], ["name"]]


def test_a_post_in_an_organisation_of_others_is_not_given(cast: Cast) -> None:
    other = cast.partnership.__class__.objects.create(name="Elsewhere", place=cast.county)
    Standing.objects.create(partnership=other, organisation=cast.stranger, from_on=NOW.date())
    cells = {"name": "Gil", "post": "Chief", "organisation": cast.stranger.reference}
    (row,) = judged(loading.PEOPLE, plan_of(cast), Row(2, cells, reference="person/XX-1"))
    assert list(row.problems) == ["organisation"]


def test_an_older_workbook_does_not_give_an_ended_post_back(cast: Cast) -> None:
    assert cast.ben.person is not None
    Membership.objects.filter(person=cast.ben.person).update(until_on=NOW.date())
    cells = {
        "name": "Ben Hughes",
        "post": "Head of early years",
        "organisation": cast.council.reference,
        "from_on": "2020-01-01",
        "until_on": "",
    }
    (row,) = judged(loading.PEOPLE, plan_of(cast), Row(2, cells, reference=cast.ben.person.reference))
    assert row.becomes == "unchanged"


def test_a_place_never_comes_to_lie_within_itself(cast: Cast) -> None:
    rows = [
        Row(2, {"name": "One", "within": "place/XX-2"}, reference="place/XX-1"),
        Row(3, {"name": "Two", "within": "place/XX-1"}, reference="place/XX-2"),
        Row(4, {"name": "Three", "within": cast.town.reference}, reference="place/XX-3"),
    ]
    assert [list(row.problems) for row in judged(loading.PLACES, plan_of(cast), *rows)] == [["within"], ["within"], []]


def test_a_known_place_stays_as_it_is(cast: Cast) -> None:
    row = Row(2, {"name": "Renamed", "within": ""}, reference=cast.millbrook.reference)
    assert judged(loading.PLACES, plan_of(cast), row)[0].becomes == "unchanged"
    assert Place.objects.get(pk=cast.millbrook.pk).name == "Millbrook"


def test_an_organisation_stands_once_at_a_time(cast: Cast) -> None:
    cells = {"organisation": cast.council.reference, "from_on": "2030-01-01"}
    (row,) = judged(loading.MEMBERS, plan_of(cast), Row(2, cells))
    assert list(row.problems) == ["organisation"]


def test_changed_rows_are_stored_with_their_look_and_a_higher_version(cast: Cast) -> None:
    row = Row(2, {"name": "Northtown City Council", "sector": "council"}, reference=cast.council.reference)
    plan = plan_of(cast)
    judged(loading.ORGANISATIONS, plan, row)
    loading.ORGANISATIONS.change(plan, [row])
    stored = Organisation.objects.get(pk=cast.council.pk)
    assert (stored.name, stored.look, stored.version) == ("Northtown City Council", "northtowncitycouncil", 2)
    assert stored.place == cast.town


def test_somebody_is_recognised_by_name_only_where_they_hold_a_post(cast: Cast) -> None:
    named = Row(2, {"name": "Ben Hughes", "organisation": cast.council.reference})
    elsewhere = Row(3, {"name": "Ben Hughes", "organisation": cast.health.reference})
    assert loading.PEOPLE.recognised(plan_of(cast), [named, elsewhere]) == {
        2: Person.objects.get(name="Ben Hughes").reference
    }
