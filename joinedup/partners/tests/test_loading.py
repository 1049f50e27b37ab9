"""Many rows at once: the same rules as for one, a fixed number of queries, nothing taken from others."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.loading import Cells, Plan, Row
from joinedup.partners import loading
from joinedup.partners.models import Mandate, Membership, Organisation, Person, Place, Standing
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


# Mandates


def seat(number: int, cast: Cast, **cells: str) -> Row:
    assert cast.dan.person is not None
    given = {"organisation": cast.charity.reference, "person": cast.dan.person.reference, "speaks_for": "Tenants"}
    return Row(number, {**given, **cells})


def test_a_mandate_row_that_leaves_things_out_is_filled_in(cast: Cast) -> None:
    elected, bare = judged(
        loading.MANDATES,
        plan_of(cast),
        seat(2, cast, source="elected", until_on="2040-01-01"),
        seat(3, cast, from_on="2040-01-01", speaks_for=""),
    )
    assert (elected.cells["from_on"], elected.cells["reports_every"]) == ("2031-05-06", "6")
    assert (elected.cells["visibility"], elected.problems) == ("public", {})
    assert (bare.cells["source"], bare.cells["binds_organisation"]) == ("none", "no")
    assert (bare.cells["visibility"], bare.missing, bare.cells.get("reports_every", "")) == (
        "draft",
        ["speaks_for"],
        "",
    )


def test_mandate_rows_are_refused_by_the_same_rules_as_on_the_page(cast: Cast) -> None:
    assert cast.cara.person is not None
    rows = judged(
        loading.MANDATES,
        plan_of(cast),
        Row(2, {}),
        seat(3, cast, person=cast.cara.person.reference),
        seat(4, cast, organisation=cast.stranger.reference),
        seat(5, cast, from_on="2030-01-01", until_on="2029-01-01"),
        seat(6, cast, reports_every="61"),
    )
    assert [sorted(row.problems) for row in rows] == [
        ["organisation", "person"],
        ["person"],
        ["organisation", "person"],
        ["until_on"],
        ["reports_every"],
    ]


def test_two_mandates_of_one_person_for_one_seat_must_not_overlap(cast: Cast) -> None:
    first, second, third = judged(
        loading.MANDATES,
        plan_of(cast),
        seat(2, cast, from_on="2030-01-01", until_on="2031-01-01"),
        seat(3, cast, from_on="2030-06-01", until_on="2032-01-01"),
        seat(4, cast, from_on="2032-01-01"),
    )
    clash = loading.MANDATES.clash(first, second)
    assert clash is not None
    assert clash.code == "speaks_already"
    assert loading.MANDATES.clash(second, third) is None


def test_a_mandate_that_stands_is_changed_and_one_that_overlaps_it_refused(cast: Cast) -> None:
    plan = plan_of(cast)
    rows = judged(loading.MANDATES, plan, seat(2, cast, source="chosen", from_on="2030-01-01"))
    loading.MANDATES.add(plan, rows)
    (same,) = judged(loading.MANDATES, plan, seat(2, cast, source="chosen", from_on="2030-01-01", may_bind="Tenants"))
    assert (same.becomes, same.version, same.problems) == ("changed", 1, {})
    loading.MANDATES.change(plan, [same])
    stored = Mandate.objects.get()
    assert (stored.may_bind, stored.version, stored.reports_every, stored.visibility) == ("Tenants", 2, 6, "public")
    (other,) = judged(loading.MANDATES, plan, seat(2, cast, source="chosen", from_on="2030-06-01"))
    assert list(other.problems) == ["from_on"]


def test_judging_and_adding_many_mandates_takes_as_many_queries_as_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    plan = plan_of(cast)
    rows = [seat(n, cast, from_on=f"{1000 + n}-01-01", until_on=f"{1000 + n}-06-01") for n in range(200)]
    with django_assert_max_num_queries(20):
        judged(loading.MANDATES, plan, *rows)
        loading.MANDATES.add(plan, rows)
    assert Mandate.objects.count() == 200
