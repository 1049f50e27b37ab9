"""Each test of joined-upness fires on its fault, stays silent without it, and costs as much for many as for few."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS, Finding
from joinedup.outcomes import actions
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.outcomes.rules import Figure
from joinedup.outcomes.tests.conftest import Plan
from joinedup.partners.models import Partnership, Standing
from joinedup.partners.permissions import Asker
from joinedup.partners.tests.cast import NOW, Cast, asking, publish

APRIL, MARCH, FEBRUARY = date(2031, 4, 1), date(2031, 3, 1), date(2031, 2, 1)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 6 May 2031."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def found(number: str, partnership: Partnership, asker: Asker) -> list[Finding]:
    return list(TESTS[number].look(partnership, asker))


def words(number: str, cast: Cast) -> list[str]:
    return [finding.words for finding in found(number, cast.partnership, cast.ada)]


def sign_by_all(cast: Cast, plan: Plan) -> None:
    for by, organisation in ((cast.ada, cast.council), (cast.cara, cast.health), (cast.dan, cast.charity)):
        actions.sign(plan.problem, by=by, at=NOW, organisation=organisation, stance="agrees")


def record(cast: Cast, plan: Plan, from_on: date) -> None:
    month_later = date(from_on.year, from_on.month + 1, 1)
    figure = Figure(from_on, month_later, Decimal(60))
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=[figure])


def test_an_outcome_whose_problem_everybody_signed_is_agreed(cast: Cast, plan: Plan) -> None:
    sign_by_all(cast, plan)
    assert found("B1", cast.partnership, cast.ada) == []


def test_an_outcome_without_a_problem_is_found_and_mended_on_its_page(cast: Cast, plan: Plan) -> None:
    Outcome.objects.update(problem=None)
    assert found("B1", cast.partnership, cast.ada) == [
        Finding(
            (plan.outcome.reference,),
            f"/{plan.outcome.reference}/edit/",
            "No problem is named that this outcome answers.",
        )
    ]


def test_a_problem_without_words_is_found(cast: Cast, plan: Plan) -> None:
    actions.edit_problem(plan.problem, by=cast.ada, at=NOW, version=1, name="Readiness", statement="")
    assert words("B1", cast) == ["The problem is not put into words yet."]


def test_a_problem_that_some_have_not_signed_names_them_and_tells_dissent_in_its_words(cast: Cast, plan: Plan) -> None:
    actions.sign(plan.problem, by=cast.ada, at=NOW, organisation=cast.council, stance="with_words", words="Soon.")
    actions.sign(
        plan.problem, by=cast.cara, at=NOW, organisation=cast.health, stance="disagrees", words="It forgets fathers."
    )
    assert found("B1", cast.partnership, cast.ada) == [
        Finding(
            (
                plan.outcome.reference,
                plan.problem.reference,
                cast.charity.reference,
                cast.health.reference,
            ),
            f"/{plan.problem.reference}/",
            "Still to sign: Open Door. Northshire Health does not agree: “It forgets fathers.”",
        )
    ]


def test_a_word_on_an_earlier_wording_no_longer_counts(cast: Cast, plan: Plan) -> None:
    sign_by_all(cast, plan)
    actions.edit_problem(plan.problem, by=cast.ada, at=NOW, version=1, name=plan.problem.name, statement="Other words.")
    assert words("B1", cast) == ["Still to sign: Northshire Health, Northtown Council, Open Door."]


def test_only_those_who_deliver_are_waited_for_but_somebody_must_have_agreed(cast: Cast, plan: Plan) -> None:
    Standing.objects.update(role=Standing.Role.FUNDS)
    assert words("B1", cast) == ["Nobody has signed it."]
    actions.sign(plan.problem, by=cast.ada, at=NOW, organisation=cast.council, stance="agrees")
    assert words("B1", cast) == []


def test_an_outcome_with_a_direction_a_baseline_and_a_recent_figure_is_seen_moving(cast: Cast, plan: Plan) -> None:
    record(cast, plan, MARCH)
    assert found("B2", cast.partnership, cast.ada) == []


def test_an_outcome_without_a_measure_is_found(cast: Cast, plan: Plan) -> None:
    Indicator.objects.all().delete()
    assert found("B2", cast.partnership, cast.ada) == [
        Finding(
            (plan.outcome.reference,),
            f"/{cast.partnership.reference}/measures/new/?outcome={plan.outcome.reference}",
            "It has no measure.",
        )
    ]


def test_a_measure_without_a_figure_in_the_last_two_periods_is_found(cast: Cast, plan: Plan) -> None:
    record(cast, plan, FEBRUARY)
    assert found("B2", cast.partnership, cast.ada) == [
        Finding(
            (plan.outcome.reference, plan.indicator.reference),
            f"/{plan.indicator.reference}/figures/",
            "Its measure does not show: a recent figure.",
        )
    ]
    Partnership.objects.update(periods_without_figure=3)
    cast.partnership.refresh_from_db()
    assert words("B2", cast) == []


def test_a_measure_without_direction_and_baseline_is_found_and_mended_on_its_page(cast: Cast, plan: Plan) -> None:
    actions.edit_indicator(plan.indicator, by=cast.ada, at=NOW, version=1, better="", baseline=None)
    record(cast, plan, APRIL)
    [finding] = found("B2", cast.partnership, cast.ada)
    assert finding.words == "Its measure does not show: which way is better, where it started."
    assert finding.mend == f"/{plan.indicator.reference}/edit/"


def test_judged_by_is_an_answer_where_no_number_can_say_it(cast: Cast, plan: Plan) -> None:
    actions.edit_indicator(plan.indicator, by=cast.ada, at=NOW, version=1, judged_by="A panel of parents, each July.")
    assert words("B2", cast) == []


def test_a_draft_measure_shows_nobody_anything_unless_the_outcome_is_a_draft(cast: Cast, plan: Plan) -> None:
    record(cast, plan, APRIL)
    actions.share(plan.indicator, by=cast.ada, at=NOW, visibility="draft")
    assert words("B2", cast) == ["It has no measure."]
    actions.share(plan.outcome, by=cast.ada, at=NOW, visibility="draft")
    assert words("B2", cast) == []


def test_what_is_put_off_need_not_be_measured(cast: Cast, plan: Plan) -> None:
    Outcome.objects.update(priority=Outcome.Priority.NOT_NOW)
    Indicator.objects.update(level=Indicator.Level.ACTIVITY)
    assert (words("B2", cast), words("B3", cast)) == ([], [])


def test_an_outcome_measured_only_by_what_is_done_is_found(cast: Cast, plan: Plan) -> None:
    assert words("B3", cast) == []
    actions.edit_indicator(plan.indicator, by=cast.ada, at=NOW, version=1, level="output")
    assert found("B3", cast.partnership, cast.ada) == [
        Finding(
            (plan.outcome.reference, plan.indicator.reference),
            f"/{cast.partnership.reference}/measures/new/?outcome={plan.outcome.reference}",
            "Its measures show what is done, and none what changes for people.",
        )
    ]
    Indicator.objects.all().delete()
    assert words("B3", cast) == []


def test_more_top_priorities_than_the_cap_are_found(cast: Cast, plan: Plan) -> None:
    for name in ("A", "B"):
        actions.set_outcome(cast.partnership, by=cast.ada, at=NOW, name=name, priority="top")
    actions.set_outcome(cast.partnership, by=cast.ada, at=NOW, name="C", priority="not_now")
    assert words("B6", cast) == []
    Partnership.objects.update(most_top_priorities=1)
    cast.partnership.refresh_from_db()
    [finding] = found("B6", cast.partnership, cast.ada)
    assert finding == Finding(
        ("outcome/JU-2", "outcome/JU-3"),
        f"/{cast.partnership.reference}/outcomes/?priority=top",
        "2 outcomes are top priorities; the partnership allows itself 1.",
    )


def test_several_outcomes_of_which_none_was_ever_put_off_are_found(cast: Cast, plan: Plan) -> None:
    assert words("B6", cast) == []
    second = actions.set_outcome(cast.partnership, by=cast.ada, at=NOW, name="B")
    assert found("B6", cast.partnership, cast.ada) == [
        Finding(
            (cast.partnership.reference,),
            f"/{cast.partnership.reference}/outcomes/",
            "Nothing was ever put off: no outcome is marked “not now”.",
        )
    ]
    said = {"name": "B", "statement": "", "problem": None, "place": None}
    for version, priority in ((1, "not_now"), (2, "normal")):
        actions.edit_outcome(second, by=cast.ada, at=NOW, version=version, priority=priority, **said)  # type: ignore[arg-type]
        assert words("B6", cast) == []


def test_the_public_is_told_of_public_outcomes_only(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    draft = actions.set_outcome(cast.partnership, by=cast.ada, at=NOW, name="Secret")
    for number in ("B1", "B2"):
        causes = [finding.causes[0] for finding in found(number, cast.partnership, None)]
        assert causes == [plan.outcome.reference]
        causes = [finding.causes[0] for finding in found(number, cast.partnership, cast.ada)]
        assert causes == [plan.outcome.reference, draft.reference]


def test_a_finding_is_the_same_for_every_reader(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    actions.share(plan.problem, by=cast.ada, at=NOW, visibility="partners")
    for number in ("B1", "B2", "B3"):
        assert found(number, cast.partnership, None) == found(number, cast.partnership, cast.ada)


def test_a_thousand_outcomes_cost_as_many_queries_as_one(
    cast: Cast, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    outcomes = Outcome.objects.bulk_create(
        Outcome(
            partnership=cast.partnership,
            problem=plan.problem if number % 2 else None,
            name=f"Outcome {number}",
            reference=f"outcome/XX-{number}",
            visibility="public",
        )
        for number in range(1000)
    )
    Indicator.objects.bulk_create(
        Indicator(
            partnership=cast.partnership,
            outcome=outcome,
            name="Visits",
            reference=outcome.reference.replace("outcome", "indicator"),
            level="activity",
            visibility="public",
        )
        for outcome in outcomes
    )
    ada = asking(cast.ada)
    for number, queries, count in (("B1", 3, 1001), ("B2", 2, 1001), ("B3", 2, 1000), ("B6", 2, 1)):
        with django_assert_num_queries(queries):
            assert len(found(number, cast.partnership, ada)) == count
