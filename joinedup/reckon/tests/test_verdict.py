"""What a chart says first, in facts."""

import pytest

from joinedup.reckon.spc import Settings, Verdict, chart, verdict
from joinedup.reckon.tests.series import RRK_BREACHES

LOWER = Settings(better="lower")
# Mean 0 and limits -2.66 and 2.66 from the first twelve.
BASE: list[float | None] = [0.5, -0.5] * 6
FIXED = Settings(better="higher", limits_from=12)
TWO_PHASES = Settings(better="higher", phases=(12,))


def of(series: list[float | None], settings: Settings) -> Verdict:
    return verdict(chart(series, settings))


def test_breaches_got_worse_in_july_2018_and_have_stayed_worse() -> None:
    stepped = Verdict("worsened", since=27, lasting=True, because="step", trial=True)
    assert of([*RRK_BREACHES], Settings(better="lower", phases=(27,))) == stepped
    unphased = Verdict("worsened", since=27, lasting=True, because="above")
    assert of([*RRK_BREACHES], LOWER) == unphased


def test_breaches_got_better_for_eight_months_and_were_back_to_usual_by_march_2018() -> None:
    over = Verdict("improved", since=10, until=17, because="shift_low")
    assert of([*RRK_BREACHES[:24]], LOWER) == over


@pytest.mark.parametrize(
    ("series", "settings", "expected"),
    [
        ([], LOWER, Verdict("no_data")),
        ([None, None], LOWER, Verdict("no_data")),
        ([1, 2, 9, 2, 1, None], LOWER, Verdict("too_few", since=0, trial=True)),
        ([1, None] * 8, LOWER, Verdict("too_few", since=0, trial=True)),
        ([4.0] * 7, LOWER, Verdict("steady", since=0, lasting=True, trial=True)),
        (BASE, LOWER, Verdict("steady", since=0, lasting=True, trial=True)),
        ([*BASE, 0.5], LOWER, Verdict("steady", since=0, lasting=True)),
    ],
)
def test_a_series_that_says_little_says_so(series: list[float | None], settings: Settings, expected: Verdict) -> None:
    assert of(series, settings) == expected


def test_a_change_lasts_from_the_first_of_its_unbroken_stretch_across_gaps_and_rules() -> None:
    series = [*BASE, 9, 0, 9, None, 9, 9]
    assert of(series, FIXED) == Verdict("improved", since=14, lasting=True, because="above")


def test_a_stretch_of_the_other_class_begins_anew() -> None:
    assert of([*BASE, 9, -9], FIXED) == Verdict("worsened", since=13, lasting=True, because="below")


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (1, Verdict("worsened", since=12, until=12, because="below")),
        (6, Verdict("worsened", since=12, until=12, because="below")),
        (7, Verdict("steady", since=13, lasting=True)),
    ],
)
def test_a_change_that_is_over_is_told_until_a_full_run_of_figures_is_back_to_usual(
    quiet: int, expected: Verdict
) -> None:
    assert of([*BASE, -9, *[0.0] * quiet], FIXED) == expected


def test_without_a_better_direction_a_change_is_higher_or_lower() -> None:
    neither = Settings(limits_from=12)
    assert of([*BASE, 9], neither).kind == "higher"
    assert of([*BASE, -9], neither).kind == "lower"
    assert of([*BASE, 9, 10], Settings(phases=(12,))).kind == "higher"
    assert of([*BASE, -9, -10], Settings(phases=(12,))).kind == "lower"


def test_a_step_needs_a_mean_beyond_the_limits_before_it() -> None:
    assert of([*BASE, 2.7, 2.7], TWO_PHASES).because == "step"
    assert of([*BASE, 2.6, 2.6], TWO_PHASES) == Verdict("too_few", since=12, trial=True)
    assert of([*BASE, -2.7, -2.7], TWO_PHASES).kind == "worsened"


def test_a_step_holds_through_a_later_phase_that_does_not_step() -> None:
    risen = [9.0, 10.0] * 7
    settings = Settings(better="higher", phases=(12, 26))
    assert of([*BASE, *risen, *risen], settings) == Verdict(
        "improved", since=12, lasting=True, because="step", trial=True
    )


def test_the_latest_of_two_steps_speaks() -> None:
    settings = Settings(better="higher", phases=(12, 26))
    assert of([*BASE, *[9.0, 10.0] * 7, *BASE], settings) == Verdict(
        "worsened", since=26, lasting=True, because="step", trial=True
    )


def test_a_new_level_whose_latest_figures_go_against_it_is_mixed() -> None:
    series = [*BASE, *[19.0, 20.0] * 7, 12.0, 11.0]
    assert of(series, TWO_PHASES) == Verdict("mixed", since=12, turned=26, because="step", trial=True)


def test_a_new_level_whose_latest_figures_go_further_is_not_mixed() -> None:
    series = [*BASE, *[19.0, 20.0] * 7, 30.0]
    assert of(series, TWO_PHASES).kind == "improved"


def test_signals_of_an_earlier_phase_are_not_told() -> None:
    series = [*BASE, 9.0, 0.0, *BASE, 0.5]
    assert of(series, Settings(better="higher", phases=(14,))) == Verdict("steady", since=14, lasting=True)
