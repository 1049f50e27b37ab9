"""The page of what has changed: which order, who may see it, what narrows it, and what it costs however long it is."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from joinedup.frame.panels import panels_on
from joinedup.frame.references import allocate
from joinedup.outcomes import actions
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.tests.conftest import STEADY, WORSE, Plan, months
from joinedup.partners.models import Organisation
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in

OF_PARTNERSHIP, OF_OUTCOME = "/partnership/JU-1/movements/", "/outcome/JU-1/movements/"
ADDRESSES = (OF_PARTNERSHIP, OF_OUTCOME)
BETTER = (*STEADY, *STEADY, 80, 81, 79, 80, 82, 80, 81, 79)  # from March 2030, a year after WORSE


@pytest.fixture
def changes(cast: Cast, plan: Plan) -> dict[str, Indicator]:
    """Four measures of one outcome: worse in March 2029, better in May 2030, steady, and without a figure."""
    made = {"worse": plan.indicator}
    for name, steward in (("better", cast.health), ("steady", cast.council), ("empty", None)):
        made[name] = define(cast, plan, f"A measure that is {name}", steward)
    for name, values in (("worse", WORSE), ("better", BETTER), ("steady", STEADY)):
        actions.record_figures(made[name], by=cast.ada, at=NOW, figures=months(values))
    return made


def define(cast: Cast, plan: Plan, name: str, steward: Organisation | None, **more: Any) -> Indicator:
    return actions.define_indicator(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        **{
            "outcome": plan.outcome,
            "name": name,
            "unit": "%",
            "better": "higher",
            "steward": steward,
            "visibility": "public",
            **more,
        },
    )


def multiples(client: Client, address: str) -> list[Tag]:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select(".multiples > li")


def names(client: Client, address: str) -> list[str]:
    return [str(one.a.string) for one in multiples(client, address) if one.a]


def many(plan: Plan, number: int, steward: Organisation | None = None) -> list[Indicator]:
    """More measures of the same outcome, as a large import would leave them."""
    kept = Indicator.objects.get(pk=plan.indicator.pk)
    fields = {field.attname: getattr(kept, field.attname) for field in Indicator._meta.concrete_fields}
    fields |= {"id": None, "is_experience": False, "steward_id": steward.pk if steward else None}
    return Indicator.objects.bulk_create(
        Indicator(**{**fields, "reference": reference, "name": f"Measure {place:03}"})
        for place, reference in enumerate(allocate("indicator", number))
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_latest_change_comes_first_and_what_has_not_changed_last(
    cast: Cast, changes: dict[str, Indicator], address: str
) -> None:
    publish(cast.partnership)
    assert names(Client(), address) == [
        "A measure that is better",
        "Children ready at five",
        "A measure that is empty",
        "A measure that is steady",
    ]


def test_each_small_chart_says_since_when_how_and_what_the_latest_figure_is(
    cast: Cast, changes: dict[str, Indicator]
) -> None:
    said = [" ".join(one.get_text(" ").split()) for one in multiples(signed_in(cast.cara), OF_PARTNERSHIP)]
    assert said[0] == (
        "A measure that is better Northshire Health "
        "Got better in May 2030 and has stayed better; the change is larger than chance. "
        "▲ Changed in May 2030. 79% in December 2030 "
        "Got better in May 2030 and has stayed better; the change is larger than chance."
    )
    assert said[2] == "A measure that is empty No figures. There are no figures yet."
    assert said[3].endswith(
        "No change. 63% in February 2029 "
        "Steady: the figures move within their usual range, as chance alone would have it."
    )


def test_what_has_turned_since_counts_from_where_it_turned(cast: Cast, changes: dict[str, Indicator]) -> None:
    Indicator.objects.filter(pk=changes["worse"].pk).update(
        verdict="mixed", turned_on="2030-11-01", variation="improvement"
    )
    first = multiples(signed_in(cast.cara), OF_PARTNERSHIP)[0]
    assert "▲ Changed in November 2030." in " ".join(first.get_text(" ").split())


@pytest.mark.parametrize(("caveats", "times"), [(("Alike",) * 4, 1), (("Alike", "Alike", "Alike", "Alike, or not"), 4)])
def test_what_is_to_be_borne_in_mind_of_all_alike_is_said_once(
    cast: Cast, changes: dict[str, Indicator], caveats: tuple[str, ...], times: int
) -> None:
    for measure, caveat in zip(changes.values(), caveats, strict=True):
        Indicator.objects.filter(pk=measure.pk).update(caveat=caveat)
    page = BeautifulSoup(signed_in(cast.ada).get(OF_PARTNERSHIP).content, "html.parser").get_text()
    assert page.count("Bear in mind: Alike") == times


def test_how_high_a_figure_is_plays_no_part_in_the_order(cast: Cast, changes: dict[str, Indicator]) -> None:
    before = names(signed_in(cast.cara), OF_PARTNERSHIP)
    Indicator.objects.filter(pk=changes["better"].pk).update(latest_value=1)
    assert names(signed_in(cast.cara), OF_PARTNERSHIP) == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_chart_stands_in_a_table_too(cast: Cast, changes: dict[str, Indicator], address: str) -> None:
    page = BeautifulSoup(signed_in(cast.cara).get(address).content, "html.parser")
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row(["th", "td"])] for row in page.select("details tr")]
    assert rows == [
        ["Measure", "Changed in", "How", "Latest figure"],
        ["A measure that is better, Northshire Health", "May 2030", "▲ Better", "79% in December 2030"],
        ["Children ready at five, Northtown Council", "March 2029", "▼ Worse", "39% in October 2029"],
        ["A measure that is empty", "", "No figures", ""],
        ["A measure that is steady, Northtown Council", "", "No change", "63% in February 2029"],
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("direction=better", ["A measure that is better"]),
        ("direction=worse", ["Children ready at five"]),
        ("direction=steady", ["A measure that is steady"]),
        ("direction=early", ["A measure that is empty"]),
        ("organisation=organisation/JU-1", ["Children ready at five", "A measure that is steady"]),
        ("organisation=organisation/JU-1&direction=steady", ["A measure that is steady"]),
        ("organisation=organisation/JU-2&direction=worse", []),
    ],
)
def test_the_page_is_narrowed_by_direction_and_organisation(
    cast: Cast, changes: dict[str, Indicator], asked: str, expected: list[str]
) -> None:
    assert names(signed_in(cast.cara), f"{OF_PARTNERSHIP}?{asked}") == expected


@pytest.mark.parametrize(
    "asked",
    [
        "direction=best",
        "organisation=organisation/JU-4",
        "organisation=%00",
        "organisation=1%27--",
        "page=99",
        "page=x",
    ],
)
def test_what_the_page_does_not_know_narrows_nothing(cast: Cast, changes: dict[str, Indicator], asked: str) -> None:
    assert len(names(signed_in(cast.cara), f"{OF_PARTNERSHIP}?{asked}")) == 4


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_is_for_whoever_may_see_what_it_is_of(cast: Cast, plan: Plan, address: str) -> None:
    assert [signed_in(who).get(address).status_code for who in (cast.ada, cast.cara)] == [200, 200]
    assert [client.get(address).status_code for client in (Client(), signed_in(cast.eve))] == [404, 404]
    publish(cast.partnership)
    assert [client.get(address).status_code for client in (Client(), signed_in(cast.eve))] == [200, 200]
    assert Client().post(address).status_code == 405


def test_a_draft_is_shown_to_its_makers_only_and_names_its_steward_to_nobody_else(
    cast: Cast, changes: dict[str, Indicator]
) -> None:
    publish(cast.partnership)
    actions.share(changes["better"], by=cast.ada, at=NOW, visibility="draft")
    seen = {who: names(client, OF_PARTNERSHIP) for who, client in (("ada", signed_in(cast.ada)), ("any", Client()))}
    assert ("A measure that is better" in seen["ada"], "A measure that is better" in seen["any"]) == (True, False)
    assert "Northshire Health" not in Client().get(OF_PARTNERSHIP).content.decode()
    assert Client().get(f"{OF_PARTNERSHIP}?organisation=organisation/JU-2").content.count(b"<li><h2") == 3


def test_a_draft_outcome_has_no_page_of_changes_for_others(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    actions.share(plan.outcome, by=cast.ada, at=NOW, visibility="draft")
    asked = (signed_in(cast.ada), signed_in(cast.cara), Client())
    assert [client.get(OF_OUTCOME).status_code for client in asked] == [200, 404, 404]


def test_a_page_without_measures_says_so(cast: Cast, plan: Plan) -> None:
    Indicator.objects.all().delete()
    assert "No measure can be read here yet." in signed_in(cast.cara).get(OF_PARTNERSHIP).content.decode()
    page = signed_in(cast.cara).get(f"{OF_PARTNERSHIP}?direction=better").content.decode()
    assert "No measure is like this." in page


@pytest.mark.parametrize(
    ("who", "address", "queries"),
    [(None, OF_PARTNERSHIP, 4), (None, OF_OUTCOME, 4), ("ada", OF_PARTNERSHIP, 9), ("ada", OF_OUTCOME, 9)],
)
def test_two_hundred_charts_take_as_many_queries_as_four(
    cast: Cast, changes: dict[str, Indicator], plan: Plan, who: str | None, address: str, queries: int
) -> None:
    publish(cast.partnership)
    client = signed_in(getattr(cast, who)) if who else Client()
    client.get(address)
    assert len(multiples(client, address)) == 4
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    many(plan, 270, cast.charity)
    with CaptureQueriesContext(connection) as plenty:
        assert len(multiples(client, address)) == 200
    assert (len(few), len(plenty)) == (queries, queries)
    assert len(multiples(client, f"{address}?page=2")) == 74


def test_pictures_of_one_page_have_names_of_their_own(cast: Cast, changes: dict[str, Indicator]) -> None:
    page = signed_in(cast.cara).get(OF_PARTNERSHIP).content.decode()
    found = re.findall(r'<svg[^>]* id="([^"]+)"', page)
    assert (len(found), len(set(found))) == (3, 3)


def panel_titles(cast: Cast) -> list[str]:
    return [str(panel.title) for panel in panels_on("partnership", cast.partnership, cast.cara)]


def test_a_partnership_with_more_than_a_handful_of_measures_shows_its_latest_changes(
    cast: Cast, changes: dict[str, Indicator], plan: Plan
) -> None:
    many(plan, 2)
    assert "What has changed lately" not in panel_titles(cast)
    many(plan, 1)
    assert "What has changed lately" in panel_titles(cast)
    shown = multiples(signed_in(cast.cara), "/partnership/JU-1/")
    assert [one.h3.get_text() for one in shown if one.h3][:2] == ["A measure that is better", "Children ready at five"]


def test_an_outcome_with_many_measures_is_told_by_a_count_and_its_latest_changes(
    cast: Cast, changes: dict[str, Indicator], plan: Plan
) -> None:
    many_without_change(plan, 17)
    said = "measures, 1 got better and 1 got worse, by more than chance; 19 did neither."
    outcome = signed_in(cast.cara).get("/outcome/JU-1/").content.decode()
    assert f"Of 21 {said}" in outcome
    assert "What is measured besides" not in outcome
    assert len(BeautifulSoup(outcome, "html.parser").select(".multiples > li")) == 6
    assert 'href="movements/"' in outcome
    assert f"Of 21 {said}" in signed_in(cast.cara).get("/partnership/JU-1/outcomes/").content.decode()


def test_an_outcome_with_twenty_measures_still_has_a_first_one(
    cast: Cast, changes: dict[str, Indicator], plan: Plan
) -> None:
    many_without_change(plan, 16)
    outcome = signed_in(cast.cara).get("/outcome/JU-1/").content.decode()
    assert ("What is measured besides" in outcome, "Of 20 measures" in outcome) == (True, False)


def many_without_change(plan: Plan, number: int) -> None:
    made = many(plan, number)
    Indicator.objects.filter(pk__in=[one.pk for one in made]).update(verdict="steady")


def test_the_outcome_page_takes_as_many_queries_for_hundreds_of_measures_as_for_dozens(
    cast: Cast, changes: dict[str, Indicator], plan: Plan
) -> None:
    publish(cast.partnership)
    counted = []
    for more in (30, 250):
        many(plan, more)
        with CaptureQueriesContext(connection) as asked:
            Client().get("/outcome/JU-1/")
        counted.append(len(asked))
    assert counted[0] == counted[1]
