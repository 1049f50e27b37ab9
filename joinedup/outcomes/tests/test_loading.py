"""Problems, outcomes, the ladder, measures and figures, many at once."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.loading import CHANGED_MEANWHILE, Cells, Plan, Row
from joinedup.frame.refusals import Refused
from joinedup.outcomes import loading
from joinedup.outcomes.models import Contribution, Indicator, Measurement, Outcome, Problem
from joinedup.outcomes.writers import WRITERS
from joinedup.partners.models import Exemption
from joinedup.partners.tests.cast import NOW, Cast


def nothing_else(sheet: str, references: Sequence[str]) -> Iterable[Cells]:
    """A workbook that brings nothing besides."""
    return ()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return Plan(cast.partnership, cast.ada, NOW, NOW.date(), nothing_else)


@pytest.fixture
def measure(cast: Cast) -> Indicator:
    return Indicator.objects.create(partnership=cast.partnership, name="Visits", unit="%", per=100, rhythm="month")


def judged(table: Any, plan: Plan, *rows: Row) -> list[Row]:
    table.find(plan, rows)
    table.judge(plan, rows)
    return list(rows)


def figure(measure: Indicator, number: int = 2, **cells: str) -> Row:
    return Row(number, {"indicator": measure.reference, **cells})


def test_the_end_and_the_value_follow_from_the_rhythm_and_the_fraction(plan: Plan, measure: Indicator) -> None:
    row = figure(measure, from_on="2030-01-01", until_on="", value="", numerator="1", denominator="3")
    assert judged(loading.FIGURES, plan, row)[0].problems == {}
    assert (row.cells["until_on"], row.cells["value"]) == ("2030-02-01", "33.333333")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"from_on": "2030-01-01", "value": ""}, "value"),
        ({"from_on": "", "value": "1"}, "from_on"),
        ({"from_on": "2032-01-01", "value": "1"}, "from_on"),
        ({"from_on": "2030-01-01", "value": "1", "numerator": "1", "denominator": "0"}, "denominator"),
        ({"from_on": "2030-01-01", "value": "50", "numerator": "1", "denominator": "3"}, "value"),
        ({"from_on": "2030-02-01", "until_on": "2030-01-01", "value": "1"}, "until_on"),
    ],
)
def test_a_figure_is_refused_for_the_same_reasons_as_a_single_one(
    plan: Plan, measure: Indicator, cells: dict[str, str], field: str
) -> None:
    assert list(judged(loading.FIGURES, plan, figure(measure, 2, **cells))[0].problems) == [field]


def test_judging_figures_takes_as_many_queries_for_many_as_for_one(
    plan: Plan, measure: Indicator, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [figure(measure, n, from_on=f"{1990 + n // 12}-{n % 12 + 1:02}-01", value=str(n)) for n in range(300)]
    with django_assert_num_queries(3):
        judged(loading.FIGURES, plan, *rows)
    assert [row.problems for row in rows if row.problems] == []


def test_changed_words_are_a_new_wording_and_other_changes_are_not(cast: Cast, plan: Plan) -> None:
    one = Outcome.objects.create(partnership=cast.partnership, name="One")
    two = Outcome.objects.create(partnership=cast.partnership, name="Two")
    rows = [
        Row(2, {"name": "One, reworded"}, reference=one.reference),
        Row(3, {"priority": "top", "place": cast.town.reference}, reference=two.reference),
    ]
    loading.OUTCOMES.change(plan, judged(loading.OUTCOMES, plan, *rows))
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.name, one.wording, one.version) == ("One, reworded", 2, 2)
    assert (two.priority, two.place, two.wording, two.version) == ("top", cast.town, 1, 2)


def test_a_row_edited_since_it_was_compared_is_refused(cast: Cast, plan: Plan) -> None:
    problem = Problem.objects.create(partnership=cast.partnership, name="One")
    row = Row(2, {"name": "Two"}, reference=problem.reference)
    judged(loading.PROBLEMS, plan, row)
    Problem.objects.update(version=2)
    with pytest.raises(Refused) as refused:
        loading.PROBLEMS.change(plan, [row])
    assert refused.value.refusals == (CHANGED_MEANWHILE,)


def test_no_workbook_makes_public_what_is_exempt(cast: Cast, plan: Plan) -> None:
    kept = Problem.objects.create(partnership=cast.partnership, name="One", visibility="partners")
    Exemption.objects.create(
        partnership=cast.partnership,
        subject=kept.reference,
        reason="It would name a child.",
        ground="Data Protection Act 2018",
        decided_by=cast.ben.person,  # type: ignore[misc]
        decided_on=date(2031, 5, 1),
        review_on=date(2032, 5, 1),
    )
    (row,) = judged(loading.PROBLEMS, plan, Row(2, {"visibility": "public"}, reference=kept.reference))
    assert list(row.problems) == ["visibility"]


def test_what_has_been_shared_does_not_become_a_draft_again(cast: Cast, plan: Plan) -> None:
    problem = Problem.objects.create(partnership=cast.partnership, name="One", visibility="public")
    (row,) = judged(loading.PROBLEMS, plan, Row(2, {"visibility": "draft"}, reference=problem.reference))
    assert list(row.problems) == ["visibility"]


@pytest.mark.parametrize(
    ("asked", "lead", "becomes"), [("", "", "draft"), ("partners", "", "partners"), ("", "ben", "public")]
)
def test_a_new_row_that_lacks_something_is_a_draft_unless_it_says_otherwise(
    cast: Cast, plan: Plan, asked: str, lead: str, becomes: str
) -> None:
    person = getattr(cast, lead).person.reference if lead else ""
    cells = {"name": "One", "lead": person, "visibility": asked}
    (row,) = judged(loading.OUTCOMES, plan, Row(2, cells, reference="outcome/XX-1"))
    assert (row.cells["visibility"], row.missing) == (becomes, [] if lead else ["lead"])


def test_judging_measures_again_keeps_what_their_figures_say(cast: Cast, measure: Indicator) -> None:
    Measurement.objects.create(
        indicator=measure, from_on=date(2030, 1, 1), until_on=date(2030, 2, 1), value=Decimal(5), recorded_at=NOW
    )
    loading.judge_measures([measure.reference])
    measure.refresh_from_db()
    assert (measure.latest_on, measure.latest_value) == (date(2030, 1, 1), Decimal(5))


# Who took part in writing


def test_writers_are_refused_by_the_same_rules_as_on_the_page(cast: Cast, plan: Plan, measure: Indicator) -> None:
    to, own = measure.reference, cast.charity.reference
    rows = judged(
        WRITERS,
        plan,
        Row(2, {"to": to, "organisation": own}),
        Row(3, {"to": "", "organisation": own}),
        Row(4, {"to": to}),
        Row(5, {"to": to, "organisation": own, "group": "Residents"}),
        Row(6, {"to": to, "organisation": cast.stranger.reference}),
        Row(7, {"to": to, "group": "Residents", "took_part_on": "2032-01-01"}),
    )
    expected = [[], ["to"], ["organisation"], ["group"], ["organisation"], ["took_part_on"]]
    assert [sorted(row.problems) for row in rows] == expected
    assert (rows[0].cells["role"], rows[0].cells["stage"]) == ("wrote", "drafting")


def test_a_writer_known_already_is_changed_only_in_its_day(cast: Cast, plan: Plan, measure: Indicator) -> None:
    said = {"to": measure.reference, "organisation": cast.charity.reference, "role": "advised", "stage": "before"}
    WRITERS.add(plan, judged(WRITERS, plan, Row(2, dict(said))))
    (same,) = judged(WRITERS, plan, Row(2, {**said, "took_part_on": ""}))
    assert same.becomes == "unchanged"
    (dated,) = judged(WRITERS, plan, Row(2, {**said, "took_part_on": "2030-01-01"}))
    assert dated.becomes == "changed"
    WRITERS.change(plan, [dated])
    stored = Contribution.objects.get()
    assert (stored.took_part_on, stored.version, stored.reference) == (date(2030, 1, 1), 2, "contribution/JU-1")
    with pytest.raises(Refused):
        WRITERS.change(plan, [dated])


def test_many_writers_take_as_many_queries_as_one(
    plan: Plan, measure: Indicator, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [Row(number, {"to": measure.reference, "group": f"Group {number}"}) for number in range(200)]
    with django_assert_max_num_queries(14):
        WRITERS.add(plan, judged(WRITERS, plan, *rows))
    assert Contribution.objects.count() == 200
