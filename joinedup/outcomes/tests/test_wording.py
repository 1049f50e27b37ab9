"""The plain sentence, from real series judged and kept, and from each kept verdict."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from joinedup.outcomes import periods, wording
from joinedup.outcomes.judgement import Reading, judge, judged
from joinedup.outcomes.models import Indicator, Measurement, Signal
from joinedup.outcomes.tests.conftest import STEADY, WORSE, Plan, months
from joinedup.partners.tests.cast import NOW
from joinedup.reckon.tests.series import RRK_BREACHES

APRIL_2016 = date(2016, 4, 1)


def said_of(plan: Plan, values: Sequence[float], **fields: object) -> str:
    """The sentence of the plan's measure with these figures."""
    Indicator.objects.filter(pk=plan.indicator.pk).update(**{"target": None, **fields})
    _store([plan.indicator], values)
    judge([Indicator.objects.get(pk=plan.indicator.pk)])
    return wording.sentence(Indicator.objects.get(pk=plan.indicator.pk))


def test_breaches_got_worse_in_july_2018_and_have_stayed_worse(plan: Plan) -> None:
    assert said_of(plan, RRK_BREACHES, better="lower") == (
        "Got worse in July 2018 and has stayed worse; the change is larger than chance."
    )


def test_a_new_level_since_limits_started_afresh_is_provisional_until_thirteen_figures(plan: Plan) -> None:
    plan.indicator.phases.create(starts_on=date(2018, 7, 1), reason="A new department opened")
    assert said_of(plan, RRK_BREACHES, better="lower") == (
        "Got worse in July 2018 and has stayed worse; the change is larger than chance. "
        "This is provisional: 9 of the 13 figures that a firm judgement takes are in."
    )


def test_breaches_were_better_for_eight_months(plan: Plan) -> None:
    assert said_of(plan, RRK_BREACHES[:24], better="lower") == (
        "Was better from February 2017 to September 2017 by more than chance, and is back to its usual range."
    )


@pytest.mark.parametrize(
    ("values", "fields", "expected"),
    [
        ([], {}, "There are no figures yet."),
        ([5], {}, "It is too early to say: there is 1 figure to judge by, and it takes 7."),
        ([5, 6, 7], {"target": Decimal(9)}, "It is too early to say: there are 3 figures to judge by, and it takes 7."),
        (
            STEADY[:9],
            {},
            "Steady: the figures move within their usual range, as chance alone would have it. "
            "This is provisional: 9 of the 13 figures that a firm judgement takes are in.",
        ),
        (STEADY, {}, "Steady: the figures move within their usual range, as chance alone would have it."),
        (
            (*STEADY, 90),
            {},
            "Got better in June 2017, by more than chance. Whether it lasts is still to be seen.",
        ),
        (
            (*STEADY, 90, 63),
            {"better": "lower"},
            "Was worse in June 2017 by more than chance, and is back to its usual range.",
        ),
        (
            (*STEADY, *[90] * 3),
            {"better": "neither"},
            "Rose in June 2017 and has stayed higher; the change is larger than chance.",
        ),
        (
            WORSE,
            {"better": ""},
            "Fell in June 2017 and has stayed lower; the change is larger than chance.",
        ),
    ],
)
def test_each_series_has_its_sentence(
    plan: Plan, values: Sequence[float], fields: dict[str, object], expected: str
) -> None:
    assert said_of(plan, values, **fields) == expected


def test_figures_that_never_follow_one_another_are_too_early_to_judge() -> None:
    indicator = Indicator(verdict="too_few", figures=8, run_length=7, is_trial=True)
    assert wording.sentence(indicator) == (
        "It is too early to say: too few of the figures follow one another without a gap."
    )


@pytest.mark.parametrize(
    ("variation", "expected"),
    [
        ("improvement", "Got worse in July 2030; since January 2031 the figures go the better way again."),
        ("concern", "Got better in July 2030; since January 2031 the figures go the worse way again."),
        ("neutral_high", "Fell in July 2030; since January 2031 the figures go up again."),
        ("neutral_low", "Rose in July 2030; since January 2031 the figures go down again."),
    ],
)
def test_a_new_level_that_turns_again_is_said_with_both_dates(variation: str, expected: str) -> None:
    indicator = Indicator(
        verdict="mixed",
        variation=variation,
        moved_on=date(2030, 7, 1),
        turned_on=date(2031, 1, 1),
        rhythm="month",
    )
    assert wording.sentence(indicator) == f"{expected} Both changes are larger than chance."


@pytest.mark.parametrize(
    ("assurance", "expected"),
    [
        ("consistent_pass", "As things are, it consistently meets the target of 75%."),
        ("consistent_fail", "As things are, it consistently misses the target of 75%."),
        ("inconsistent", "As things are, it may or may not reach the target of 75%, by chance."),
        ("", ""),
    ],
)
def test_a_target_is_said_in_words(assurance: str, expected: str) -> None:
    indicator = Indicator(verdict="steady", assurance=assurance, target=Decimal("75.000000"), unit="%")
    assert wording.against_target(indicator) == expected


def test_few_figures_before_a_change_are_said_to_be_few() -> None:
    indicator = Indicator(verdict="improved", is_trial=True, figures=14)
    assert wording.firmness(indicator) == "This is provisional: the figures before the change are few."


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("1250.500000", "visits", "1,250.5 visits"),
        ("65.000000", "%", "65%"),
        ("-3", "£", "−£3"),
        ("1200000", "£", "£1,200,000"),
        ("-0.25", "", "−0.25"),
        ("1E+3", "", "1,000"),
    ],
)
def test_an_amount_is_written_with_its_unit_and_without_idle_noughts(value: str, unit: str, expected: str) -> None:
    assert wording.amount(Decimal(value), unit) == expected


def test_a_month_without_a_figure_leaves_a_gap_in_the_chart() -> None:
    figures = [Reading(figure.from_on, figure.until_on, Decimal(5)) for figure in months([5, 6, 7, 8])]
    seen = judged(Indicator(better="higher"), [figures[0], figures[3]], phases=[date(2028, 2, 1)])
    assert [point.value for point in seen.chart.points] == [5, None, None, 5]
    assert [phase.start for phase in seen.chart.phases] == [0, 3]


def test_a_phase_that_has_no_figure_yet_is_not_drawn() -> None:
    figures = [Reading(figure.from_on, figure.until_on, Decimal(5)) for figure in months([5, 6])]
    assert len(judged(Indicator(), figures, phases=[date(2029, 1, 1)]).chart.phases) == 1


@pytest.mark.parametrize(
    ("rhythm", "from_on", "expected"),
    [
        ("month", date(2018, 7, 1), "July 2018"),
        ("quarter", date(2018, 7, 1), "July to September 2018"),
        ("quarter", date(2018, 11, 1), "November 2018 to January 2019"),
        ("year", date(2018, 1, 1), "2018"),
        ("year", date(2018, 4, 1), "April 2018 to March 2019"),
        ("week", date(2018, 7, 2), "the week of 2 July 2018"),
        ("month", date(2018, 7, 15), "15 July 2018 to 14 August 2018"),
    ],
)
def test_a_period_is_said_in_plain_words(rhythm: str, from_on: date, expected: str) -> None:
    assert periods.said_by_rhythm(from_on, rhythm) == expected


def test_a_single_day_is_said_as_a_day() -> None:
    assert periods.said(date(2018, 7, 15), date(2018, 7, 16)) == "15 July 2018"


@pytest.mark.parametrize(
    ("until_on", "from_on", "rhythm", "expected"),
    [
        (date(2031, 2, 1), date(2031, 2, 1), "month", 0),
        (date(2031, 2, 1), date(2031, 2, 20), "month", 0),
        (date(2031, 2, 1), date(2031, 4, 1), "month", 2),
        (date(2030, 10, 1), date(2031, 4, 1), "quarter", 2),
        (date(2030, 10, 1), date(2033, 10, 1), "year", 3),
        (date(2031, 2, 3), date(2031, 2, 17), "week", 2),
    ],
)
def test_missing_periods_are_counted_by_the_rhythm(until_on: date, from_on: date, rhythm: str, expected: int) -> None:
    assert periods.missing_between(until_on, from_on, rhythm) == expected


@pytest.mark.parametrize("count", [1, 5])
def test_many_measures_are_judged_with_as_many_queries_as_one(
    plan: Plan, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    partnership = plan.indicator.partnership
    many = [Indicator(partnership=partnership, name="Visits", reference=f"indicator/XX-{n}") for n in range(count)]
    Indicator.objects.bulk_create(many)
    _store(many, WORSE)
    with transaction.atomic(), django_assert_num_queries(5):
        judge(many)
    assert set(Indicator.objects.filter(name="Visits").values_list("verdict", "figures")) == {("lower", 22)}
    assert Signal.objects.count() == 22 * count


def _store(indicators: Sequence[Indicator], values: Sequence[float]) -> None:
    Measurement.objects.bulk_create(
        Measurement(
            indicator=indicator,
            from_on=figure.from_on,
            until_on=figure.until_on,
            value=value,
            recorded_at=NOW,
        )
        for indicator in indicators
        for value, figure in zip(values, months(values, APRIL_2016), strict=True)
    )
