"""The thread through risks and decisions, both ways."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.answers import thread
from joinedup.answers.tests.plan import Plan
from joinedup.answers.thread import Line, Thread
from joinedup.partners.permissions import Asker
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Decision, Risk
from joinedup.promises.tests.made import a_decision, a_risk


def walked(reference: str, asker: Asker) -> Thread:
    found = thread.of(reference, asker)
    assert found is not None
    return found


def titles(lines: tuple[Line, ...]) -> dict[str, list[str]]:
    return {str(line.words): [record.title for record in line.records] for line in lines if line.words}


@pytest.fixture
def risk(cast: Cast, plan: Plan) -> Risk:
    publish(cast.partnership)
    made = a_risk(cast, threatens=[plan.outcome])
    actions.mitigate(made, by=cast.ada, at=NOW, commitment=plan.promise)
    return made


@pytest.fixture
def decision(cast: Cast, plan: Plan) -> Decision:
    publish(cast.partnership)
    made = a_decision(cast, puts_first=[plan.outcome])
    one = actions.affect(made, by=cast.ada, at=NOW, organisation=cast.council)
    actions.enact(one, by=cast.ben, at=NOW, version=1, kind="promise", promise=plan.promise)
    return made


def test_a_risk_leads_up_to_outcomes_and_down_to_what_is_promised_against_it(risk: Risk, plan: Plan) -> None:
    found = walked(risk.reference, None)
    assert titles(found.above) == {"What it threatens": [plan.outcome.name]}
    below = titles(found.here.lines)
    assert below["Who answers for it"] == ["Head of early years, Northtown Council"]
    assert below["What is being done about it"] == [plan.promise.output]


def test_a_decision_leads_up_to_outcomes_and_down_to_those_who_carry_it_out(decision: Decision, plan: Plan) -> None:
    found = walked(decision.reference, None)
    assert titles(found.above) == {"What it puts first": [plan.outcome.name]}
    (carried,) = next(line for line in found.here.lines if line.words == "Who carries it out").records
    assert (carried.title, carried.said) == ("Northtown Council", "a promise")
    assert titles(carried.lines)["What is promised"] == [plan.promise.output]
    one = decision.enactments.get()
    assert walked(one.reference, None) == found


def test_outcome_and_promise_lead_back(cast: Cast, risk: Risk, decision: Decision, plan: Plan) -> None:
    below = titles(walked(plan.outcome.reference, None).here.lines)
    assert (below["What could stop it"], below["What was decided about it"]) == ([risk.name], [decision.name])
    below = titles(walked(plan.promise.reference, None).here.lines)
    assert below["The risks that it is made against"] == [risk.name]
    assert below["The decisions that it carries out"] == [decision.name]


def test_what_the_reader_may_not_see_is_on_no_thread(cast: Cast, risk: Risk, decision: Decision, plan: Plan) -> None:
    Risk.objects.update(visibility="partners")
    Decision.objects.update(visibility="partners")
    for reference in (risk.reference, decision.reference, decision.enactments.get().reference):
        assert thread.of(reference, None) is None
    for reference in (plan.outcome.reference, plan.promise.reference):
        seen = str(walked(reference, None))
        assert risk.name not in seen
        assert decision.name not in seen


def test_it_breaks_off_where_nothing_is_promised_and_where_nobody_carries_it_out(cast: Cast, plan: Plan) -> None:
    alone = a_risk(cast, owner=None)
    said = [str(one.words) for one in walked(alone.reference, cast.ada).breaks]
    assert said == ["This serves no outcome.", "Nobody is named.", "Nothing is promised against it."]
    inert = a_decision(cast)
    (missing,) = walked(inert.reference, cast.ada).breaks
    assert (str(missing.words), missing.mend) == (
        "No member is named that carries this out.",
        f"/{inert.reference}/affected/",
    )
    one = actions.affect(inert, by=cast.ada, at=NOW, organisation=cast.health)
    (missing,) = walked(inert.reference, cast.ada).breaks
    assert missing.mend == f"/{one.reference}/enact/"


@pytest.mark.parametrize("many", [1, 15])
def test_these_threads_take_as_many_queries_whatever_hangs_on_them(
    cast: Cast,
    risk: Risk,
    decision: Decision,
    plan: Plan,
    many: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    doing: dict[str, Any] = {"by": cast.ada, "at": NOW}
    for _ in range(many):
        a_risk(cast, threatens=[plan.outcome])
        actions.affect(a_decision(cast, concerns=[plan.outcome]), **doing, organisation=cast.health)
    with django_assert_num_queries(10):
        walked(risk.reference, None)
    with django_assert_num_queries(11):
        walked(decision.reference, None)
