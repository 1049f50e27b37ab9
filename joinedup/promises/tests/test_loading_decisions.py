"""Risks, decisions and what carries them out, many at once: the same rules as for one."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.loading import Plan, Row
from joinedup.partners.models import Person
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions, loading
from joinedup.promises.models import Decision, Enactment, Risk
from joinedup.promises.tests.made import DUE, LATER, a_decision, a_promise, a_risk, an_outcome
from joinedup.promises.tests.test_loading import judged, nothing_else


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return Plan(cast.partnership, cast.ada, NOW, NOW.date(), nothing_else)


def of(account: Any) -> str:
    return Person.objects.get(account=account).reference


def risk(cast: Cast, **cells: str) -> dict[str, str]:
    return {
        "name": "Too few",
        "likelihood": "3",
        "impact": "4",
        "organisation": cast.health.reference,
        "owner": of(cast.cara),
        "review_on": "2032-01-01",
        **cells,
    }


def decision(**cells: str) -> dict[str, str]:
    return {"name": "Choose", "words": "Chosen.", "decided_on": "2021-04-01", "decided_by": "Board", **cells}


@pytest.mark.parametrize(
    ("cells", "fields", "visibility"),
    [
        ({}, [], "draft"),
        ({"visibility": "public"}, [], "public"),
        ({"visibility": "public", "impact": ""}, [], "draft"),
        ({"name": ""}, ["name"], "draft"),
        ({"organisation": "stranger"}, ["organisation", "owner"], "draft"),
        ({"owner": "ben"}, ["owner"], "draft"),
    ],
)
def test_a_risk_is_refused_for_the_same_reasons_as_a_single_one(
    cast: Cast, plan: Plan, cells: dict[str, str], fields: list[str], visibility: str
) -> None:
    named = {"stranger": cast.stranger.reference, "ben": of(cast.ben)}
    said = {name: named.get(text, text) for name, text in cells.items()}
    (row,) = judged(loading.RISKS, plan, Row(2, risk(cast, **said), reference="risk/JU-9"))
    assert (sorted(row.problems), row.cells["visibility"]) == (fields, visibility)
    assert set(row.missing) >= {"cause", "effect", "outcomes"}


def test_what_a_workbook_judges_anew_joins_the_story_and_nothing_is_lost(cast: Cast, plan: Plan) -> None:
    one, outcome, promise = a_risk(cast), an_outcome(cast), a_promise(cast)
    cells = {"likelihood": "5", "outcomes": outcome.reference, "mitigations": promise.reference}
    rows = judged(loading.RISKS, plan, Row(2, cells, reference=one.reference))
    assert (rows[0].becomes, rows[0].problems) == ("changed", {})
    loading.RISKS.change(plan, rows)
    one.refresh_from_db()
    assert (one.likelihood, list(one.outcomes.all()), list(one.mitigations.all())) == (5, [outcome], [promise])
    story = one.reviews.order_by("pk").values_list("likelihood", "impact", "review_on", "reviewed_by")
    assert list(story) == [(3, 4, DUE, cast.ada.pk), (5, 4, DUE, cast.ada.pk)]
    again = judged(loading.RISKS, plan, Row(2, cells, reference=one.reference))
    assert again[0].becomes == "unchanged"


def test_new_risks_begin_their_story(cast: Cast, plan: Plan) -> None:
    unsaid = {"name": "Gaps"}
    rows = [Row(2, risk(cast), reference="risk/JU-8"), Row(3, unsaid, reference="risk/JU-9")]
    loading.RISKS.add(plan, judged(loading.RISKS, plan, *rows))
    counted = {one.reference: one.reviews.count() for one in Risk.objects.all()}
    assert counted == {"risk/JU-8": 1, "risk/JU-9": 0}


@pytest.mark.parametrize(
    ("cells", "fields", "visibility"),
    [
        ({"reason": "Need"}, [], "public"),
        ({}, [], "draft"),
        ({"visibility": "public"}, [], "public"),
        ({"visibility": "public", "words": ""}, [], "draft"),
        ({"decided_on": "2099-01-01", "visibility": "public"}, ["decided_on"], "public"),
        ({"name": ""}, ["name"], "draft"),
        ({"puts_first": "outcome/JU-1", "puts_off": "outcome/JU-1"}, ["outcomes"], "draft"),
        ({"supersedes": "decision/JU-9"}, ["supersedes"], "draft"),
    ],
)
def test_a_decision_is_refused_for_the_same_reasons_as_a_single_one(
    cast: Cast, plan: Plan, cells: dict[str, str], fields: list[str], visibility: str
) -> None:
    (row,) = judged(loading.DECISIONS, plan, Row(2, decision(**cells), reference="decision/JU-9"))
    assert (sorted(row.problems), row.cells["visibility"]) == (fields, visibility)


def test_a_shared_decision_takes_from_a_workbook_only_what_was_left_unsaid(cast: Cast, plan: Plan) -> None:
    one, outcome = a_decision(cast, minute=""), an_outcome(cast)
    cells = {"words": "Other.", "minute": "Agreed.", "reason": "Another.", "puts_off": outcome.reference}
    (row,) = judged(loading.DECISIONS, plan, Row(2, {**cells, "visibility": "draft"}, reference=one.reference))
    assert sorted(row.problems) == ["puts_off", "reason", "visibility", "words"]
    rows = judged(loading.DECISIONS, plan, Row(2, {"minute": "Agreed."}, reference=one.reference))
    assert rows[0].problems == {}
    loading.DECISIONS.change(plan, rows)
    one.refresh_from_db()
    assert (one.minute, one.words) == ("Agreed.", "New families come first.")


def test_a_draft_lets_an_outcome_pass_and_a_decision_supersede_one_above_it(cast: Cast, plan: Plan) -> None:
    outcome = an_outcome(cast)
    draft = a_decision(cast, visibility="draft", puts_off=[outcome])
    moved = Row(2, {"puts_off": "", "puts_first": outcome.reference}, reference=draft.reference)
    loading.DECISIONS.change(plan, judged(loading.DECISIONS, plan, moved))
    assert list(draft.bearings.values_list("outcome", "kind")) == [(outcome.pk, "first")]
    rows = [
        Row(2, decision(), reference="decision/JU-8"),
        Row(3, decision(supersedes="decision/JU-8"), reference="decision/JU-9"),
    ]
    loading.DECISIONS.add(plan, judged(loading.DECISIONS, plan, *rows))
    assert Decision.objects.get(reference="decision/JU-9").supersedes == Decision.objects.get(reference="decision/JU-8")


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({}, []),
        ({"kind": "budget", "what": "Line 14"}, []),
        ({"kind": "budget"}, ["what"]),
        ({"what": "Line 14"}, ["kind"]),
        ({"kind": "promise", "promise": "others"}, ["promise"]),
        ({"kind": "promise", "promise": "own"}, []),
        ({"enacted_on": "2021-05-01"}, ["enacted_on"]),
        ({"kind": "plan", "what": "P", "enacted_on": "2099-05-01"}, ["enacted_on"]),
        ({"organisation": ""}, ["organisation"]),
        ({"organisation": "stranger"}, ["organisation"]),
        ({"decision": ""}, ["decision"]),
        ({"organisation": "named"}, ["organisation"]),
    ],
)
def test_what_carries_a_decision_out_is_refused_for_the_same_reasons_as_a_single_one(
    cast: Cast, plan: Plan, cells: dict[str, str], fields: list[str]
) -> None:
    one = a_decision(cast)
    actions.affect(one, by=cast.ada, at=NOW, organisation=cast.charity)
    named = {
        "others": a_promise(cast).reference,
        "own": a_promise(cast, organisation=cast.health, lead=None).reference,
        "stranger": cast.stranger.reference,
        "named": cast.charity.reference,
    }
    said = {name: named.get(text, text) for name, text in cells.items()}
    row = Row(2, {"decision": one.reference, "organisation": cast.health.reference, **said}, reference="enactment/JU-9")
    (row,) = judged(loading.ENACTMENTS, plan, row)
    assert sorted(row.problems) == fields


def test_a_row_of_the_same_decision_and_organisation_is_recognised_and_changed(cast: Cast, plan: Plan) -> None:
    one = actions.affect(a_decision(cast), by=cast.ada, at=NOW, organisation=cast.council)
    cells = {
        "decision": one.decision.reference,
        "organisation": cast.council.reference,
        "kind": "plan",
        "what": "Plan 7",
        "due_on": "2031-12-31",
    }
    row = Row(2, cells)
    row.reference = loading.ENACTMENTS.recognised(plan, [row])[2]
    assert row.reference == one.reference
    loading.ENACTMENTS.change(plan, judged(loading.ENACTMENTS, plan, row))
    stored = Enactment.objects.get()
    assert (stored.kind, stored.what, stored.due_on, stored.version) == ("plan", "Plan 7", LATER, 2)


def test_what_is_in_effect_is_changed_by_no_workbook(cast: Cast, plan: Plan) -> None:
    one = actions.affect(a_decision(cast), by=cast.ada, at=NOW, organisation=cast.council)
    actions.enact(one, by=cast.ada, at=NOW, version=1, kind="plan", what="Plan 7")
    actions.report_enacted(one, by=cast.ada, at=NOW, enacted_on=date(2031, 5, 1))
    for cells, problems in (({"what": "Plan 7"}, []), ({"what": "Plan 8"}, [""]), ({"enacted_on": ""}, [""])):
        (row,) = judged(loading.ENACTMENTS, plan, Row(2, cells, reference=one.reference))
        assert sorted(row.problems) == problems


@pytest.mark.parametrize("many", [1, 40])
def test_many_rows_take_as_many_queries_as_few(
    cast: Cast, plan: Plan, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    outcome = an_outcome(cast).reference
    risks = [Row(n, risk(cast, name=f"R{n}", outcomes=outcome), reference=f"risk/JU-{n}") for n in range(many)]
    decisions = [Row(n, decision(name=f"D{n}", puts_off=outcome), reference=f"decision/JU-{n}") for n in range(many)]
    with django_assert_num_queries(15):
        loading.RISKS.add(plan, judged(loading.RISKS, plan, *risks))
    with django_assert_num_queries(13):
        loading.DECISIONS.add(plan, judged(loading.DECISIONS, plan, *decisions))
