"""B19, B86 and B87 fire on their fault, stay silent without it, and cost as much for many as for few."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS, Finding
from joinedup.outcomes import actions
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.rules import Figure
from joinedup.outcomes.tests.conftest import Plan
from joinedup.partners import actions as partners
from joinedup.partners.models import Mandate, Partnership, Standing
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.partners.tests.test_mandates import mandate


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 6 May 2031."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def found(number: str, cast: Cast, asker: Asker = OPERATOR) -> list[Finding]:
    partnership = Partnership.objects.get(pk=cast.partnership.pk)
    return list(TESTS[number].look(partnership, asker))


def words(number: str, cast: Cast, asker: Asker = OPERATOR) -> list[str]:
    return [one.words for one in found(number, cast, asker)]


def record(cast: Cast, plan: Plan, month: int) -> None:
    figure = Figure(date(2031, month, 1), date(2031, month + 1, 1), Decimal(60))
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=[figure])


def say(plan: Plan, **said: Any) -> None:
    Indicator.objects.filter(pk=plan.indicator.pk).update(**said)


# B86


def test_a_public_figure_without_method_or_caveat_is_found(cast: Cast, plan: Plan) -> None:
    assert found("B86", cast) == []
    record(cast, plan, 3)
    assert words("B86", cast) == ["It is not written down: what to bear in mind."]
    say(plan, definition="")
    (one,) = found("B86", cast)
    assert one.words == "It is not written down: what exactly is counted, what to bear in mind."
    assert (one.causes, one.mend) == ((plan.indicator.reference,), f"/{plan.indicator.reference}/edit/")
    say(plan, definition="Share", caveat="Children who moved away are not counted.")
    assert found("B86", cast) == []


def test_figures_for_partners_only_need_no_warning_yet(cast: Cast, plan: Plan) -> None:
    record(cast, plan, 3)
    say(plan, visibility="partners")
    assert found("B86", cast) == []


# B87


@pytest.mark.parametrize(("month", "overdue"), [(1, True), (2, False), (3, False)])
def test_a_figure_is_overdue_once_its_period_ended_and_the_days_to_publish_it_passed(
    cast: Cast, plan: Plan, month: int, overdue: bool
) -> None:
    record(cast, plan, month)
    assert bool(found("B87", cast)) == overdue


def test_an_overdue_figure_says_when_it_was_due_and_where_to_record_it(cast: Cast, plan: Plan) -> None:
    record(cast, plan, 1)
    (one,) = found("B87", cast)
    assert one.words == "Its next figure was due by 15 April 2031."
    assert (one.causes, one.mend) == ((plan.indicator.reference,), f"/{plan.indicator.reference}/figures/")
    Partnership.objects.filter(pk=cast.partnership.pk).update(days_to_publish=66)
    assert found("B87", cast) == []


@pytest.mark.parametrize("change", [{"rhythm": "year"}, {"visibility": "partners"}, {"latest_on": None}])
def test_a_figure_that_is_not_public_or_not_due_is_not_overdue(cast: Cast, plan: Plan, change: dict[str, Any]) -> None:
    record(cast, plan, 1)
    say(plan, **change)
    assert found("B87", cast) == []


def test_overdue_is_asked_of_each_public_measure_however_well_the_outcome_is_measured_besides(
    cast: Cast, plan: Plan
) -> None:
    record(cast, plan, 1)
    Indicator.objects.create(
        partnership=cast.partnership,
        outcome=plan.outcome,
        name="Another",
        better="higher",
        baseline=1,
        latest_on=date(2031, 4, 1),
        visibility="public",
    )
    assert found("B2", cast) == []
    assert len(found("B87", cast)) == 1


# B19


def sign(cast: Cast, plan: Plan) -> None:
    actions.sign(plan.problem, by=cast.dan, at=NOW, organisation=cast.charity, stance="agrees")


def test_nobody_is_asked_for_a_mandate_who_neither_signs_nor_speaks_for_residents(cast: Cast, plan: Plan) -> None:
    assert found("B19", cast) == []


def test_a_member_that_signed_without_a_mandate_is_found_until_one_is_recorded(cast: Cast, plan: Plan) -> None:
    sign(cast, plan)
    (one,) = found("B19", cast)
    assert one.words == "Open Door signs or speaks for others, and no mandate is recorded."
    assert one.causes == (cast.partnership.reference, cast.charity.reference)
    assert one.mend == f"/{cast.partnership.reference}/mandates/new/?organisation={cast.charity.reference}"
    mandate(cast, from_on=date(2031, 1, 1))
    assert found("B19", cast) == []
    Mandate.objects.update(until_on=date(2031, 5, 1))
    assert len(found("B19", cast)) == 1


def test_a_member_that_speaks_for_residents_needs_a_mandate_before_it_signs_anything(cast: Cast) -> None:
    Standing.objects.filter(organisation=cast.charity).update(role=Standing.Role.SPEAKS)
    assert len(found("B19", cast)) == 1


def test_a_member_that_has_left_is_not_asked(cast: Cast, plan: Plan) -> None:
    sign(cast, plan)
    Standing.objects.filter(organisation=cast.charity).update(until_on=date(2031, 5, 6))
    assert found("B19", cast) == []


def test_whoever_binds_others_without_a_mandate_is_found_and_whoever_was_only_invited_is_not(
    cast: Cast, plan: Plan
) -> None:
    sign(cast, plan)
    said = mandate(cast, source="none", may_bind="Tenants", reports_every=None)
    (one,) = found("B19", cast)
    assert one.words == "Open Door binds others, and it is recorded that nobody gave it a mandate."
    assert one.mend == f"/{said.reference}/edit/"
    Mandate.objects.update(may_bind="")
    assert found("B19", cast) == []


def test_a_report_back_that_is_owed_is_found_until_it_is_made(cast: Cast, plan: Plan) -> None:
    said = mandate(cast, from_on=date(2030, 11, 5))
    (one,) = found("B19", cast)
    assert one.words == "Open Door has owed a report to those it speaks for since 5 May 2031."
    assert one.causes == (cast.partnership.reference, cast.charity.reference, said.reference)
    assert one.mend == f"/{said.reference}/report/"
    partners.report_back(
        said, by=cast.dan, at=NOW, reported_on=date(2031, 5, 6), to_whom="Tenants", words="We told them."
    )
    assert found("B19", cast) == []


def test_what_is_said_of_a_mandate_is_told_to_those_who_see_it(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    mandate(cast, from_on=date(2030, 1, 1), visibility="partners")
    assert [len(found("B19", cast, asker)) for asker in (cast.ada, cast.cara, cast.rosa, None)] == [1, 1, 0, 0]


@pytest.mark.parametrize(("number", "most"), [("B19", 5), ("B86", 1), ("B87", 1)])
def test_each_takes_as_many_queries_for_many_records_as_for_few(
    cast: Cast, plan: Plan, number: str, most: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(20):
        Indicator.objects.create(
            partnership=cast.partnership,
            outcome=plan.outcome,
            name=f"Measure {place}",
            latest_on=date(2030, 1, 1),
            visibility="public",
        )
    mandate(cast, from_on=date(2029, 1, 1))
    sign(cast, plan)
    partnership = Partnership.objects.get(pk=cast.partnership.pk)
    with django_assert_num_queries(most):
        assert list(TESTS[number].look(partnership, OPERATOR))


@pytest.mark.parametrize("number", ["B19", "B86", "B87"])
def test_each_says_what_it_looks_for_and_who_warns_of_it(number: str) -> None:
    test = TESTS[number]
    assert (test.room, bool(test.source), test.looks_for[-1]) == ("outcomes", True, ".")
