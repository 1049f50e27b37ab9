"""Control charts against figures computed by the reference's own code (NHSRplotthedots 0.2.2 under R)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.reckon.spc import Better, Chart, ChartError, Ruleset, Settings, Signal, chart
from joinedup.reckon.tests.series import (
    NORMAL,
    RJZ_BREACHES,
    RRK_BREACHES,
    SPIKE,
    VISCOSITY,
)

SCREENED = Settings()
UNSCREENED = Settings(screen_outliers=False)
NORMAL_WITH_TEN = [*NORMAL[:14], 10, *NORMAL[15:]]
MIRROR: dict[Signal | None, Signal | None] = {
    None: None,
    "above": "below",
    "below": "above",
    "rising": "falling",
    "falling": "rising",
    "two_of_three_high": "two_of_three_low",
    "two_of_three_low": "two_of_three_high",
    "shift_high": "shift_low",
    "shift_low": "shift_high",
}


def signals(judged: Chart) -> dict[int, Signal]:
    """The signals by the number of their point, counted from 1 as the references do."""
    return {number: point.signal for number, point in enumerate(judged.points, 1) if point.signal}


def lines(judged: Chart) -> list[tuple[float | None, float | None, float | None]]:
    return [(phase.mean, phase.lower, phase.upper) for phase in judged.phases]


@pytest.mark.parametrize(
    ("series", "settings", "expected"),
    [
        (SPIKE, SCREENED, (1.944444, -0.715556, 4.604444)),
        (SPIKE, UNSCREENED, (1.944444, -3.062614, 6.951503)),
        (NORMAL, SCREENED, (0.141623802, -3.0113796, 3.2946272)),
        (NORMAL_WITH_TEN, SCREENED, (0.669415859, -2.3836656, 3.7224973)),
        (NORMAL_WITH_TEN, UNSCREENED, (0.669415859, -4.5966252, 5.9354569)),
        (NORMAL, Settings(limits_from=12), (0.194179339, -2.6073998, 2.9957585)),
        (VISCOSITY, UNSCREENED, (33.523333, 32.244633, 34.802033)),
        (RRK_BREACHES[:24], SCREENED, (1711.875, 849.793182, 2573.956818)),
    ],
)
def test_mean_and_limits_equal_the_references_to_six_places(
    series: list[float], settings: Settings, expected: tuple[float, float, float]
) -> None:
    assert lines(chart(series, settings)) == [pytest.approx(expected, abs=1e-6)]


def test_two_years_of_breaches_show_one_point_above_and_eight_in_a_shift() -> None:
    judged = chart(RRK_BREACHES[:24], Settings(better="lower"))
    assert signals(judged) == {10: "above", **dict.fromkeys(range(11, 19), "shift_low")}
    assert judged.points[9].klass == "concern"
    assert {point.klass for point in judged.points[10:18]} == {"improvement"}
    assert (judged.variation, judged.side) == ("common_cause", None)


def test_three_years_of_breaches_with_a_new_phase_in_july_2018() -> None:
    judged = chart(RRK_BREACHES, Settings(better="lower", phases=(27,)))
    assert lines(judged) == [
        pytest.approx((1702.555556, 873.061156, 2532.049956), abs=1e-6),
        pytest.approx((8646.555556, 5698.278056, 11594.833056), abs=1e-6),
    ]
    assert [(phase.start, phase.stop, phase.n, phase.trial) for phase in judged.phases] == [
        (0, 27, 27, False),
        (27, 36, 9, True),
    ]
    assert signals(judged) == {
        10: "above",
        **dict.fromkeys(range(11, 19), "shift_low"),
        **dict.fromkeys(range(28, 31), "two_of_three_low"),
        34: "above",
        35: "two_of_three_high",
        36: "two_of_three_high",
    }
    assert (judged.variation, judged.side) == ("concern", "high")


def test_three_years_of_breaches_without_a_phase_lie_outside_on_both_sides() -> None:
    judged = chart(RRK_BREACHES, Settings(better="lower"))
    below = dict.fromkeys(range(1, 28), "below") | {10: "shift_low"}
    assert signals(judged) == below | dict.fromkeys(range(28, 37), "above")


def test_the_later_rule_set_counts_points_outside_as_close() -> None:
    old = chart(RJZ_BREACHES, Settings(better="lower"))
    new = chart(RJZ_BREACHES, Settings(better="lower", ruleset="mdc-2023"))
    changed = [
        (number, was.signal, now.signal)
        for number, (was, now) in enumerate(zip(old.points, new.points, strict=True), 1)
        if was != now
    ]
    assert changed == [(32, "shift_high", "two_of_three_high"), (36, "shift_high", "two_of_three_high")]
    assert [point.klass for point in old.points] == [point.klass for point in new.points]


# Mean 0 and limits -2.66 and 2.66 from the first twelve; "close" is beyond 1.7733.
BASE: list[float] = [0.5, -0.5] * 6


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ([2.66], {}),
        ([2.67], {13: "above"}),
        ([-2.66], {}),
        ([-2.67], {13: "below"}),
        ([2, 0.1, 2], {13: "two_of_three_high", 15: "two_of_three_high"}),
        ([2, 0, 2], {}),
        ([2, -0.1, 2], {}),
        ([-2, -2, -0.1], {13: "two_of_three_low", 14: "two_of_three_low"}),
        ([1, 2, 3], {15: "above"}),
        ([1.7, 1.7, 1.7, 1.7, 1.7, 1.7], {}),
        ([1.7, 1.6] * 3 + [1.7], dict.fromkeys(range(13, 20), "shift_high")),
        ([1.7, 1.6] * 3 + [0, 1.7], {}),
        ([-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2], dict.fromkeys(range(13, 20), "rising")),
        ([1.9, 1.8, 1.5, 1.4, 1.3, 1.2, 1.1], dict.fromkeys(range(13, 20), "falling")),
        ([1, 0.8, 0.6, 0.4, 0.4, 0.2, 0.1], dict.fromkeys(range(13, 20), "shift_high")),
    ],
)
def test_each_rule_fires_at_its_edge_and_not_before(tail: list[float], expected: dict[int, Signal]) -> None:
    assert signals(chart([*BASE, *tail], Settings(limits_from=12))) == expected


@pytest.mark.parametrize(
    ("ruleset", "expected"),
    [("nhsr-0.2.2", {15: "above"}), ("mdc-2023", {14: "two_of_three_high", 15: "above"})],
)
def test_a_close_point_beside_one_outside_signals_under_the_later_rule_set_only(
    ruleset: Ruleset, expected: dict[int, Signal]
) -> None:
    settings = replace(Settings(limits_from=12), ruleset=ruleset)
    assert signals(chart([*BASE, 1, 2, 3], settings)) == expected


def test_a_point_outside_is_named_so_even_within_a_trend() -> None:
    judged = chart([*BASE, -1, 0, 1, 2, 3, 4, 5], Settings(limits_from=12))
    assert signals(judged) == {
        **dict.fromkeys((13, 14, 15, 16), "rising"),
        **dict.fromkeys((17, 18, 19), "above"),
    }


def test_a_point_in_two_trends_takes_the_later_one() -> None:
    up = [-1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2]
    judged = chart([*BASE, *up, *reversed(up[:-1])], Settings(limits_from=12))
    assert signals(judged) == {
        **dict.fromkeys(range(13, 19), "rising"),
        **dict.fromkeys(range(19, 26), "falling"),
    }


def test_a_rising_trend_below_the_mean_is_judged_by_its_direction() -> None:
    judged = chart([*BASE, -1.7, -1.6, -1.5, -1.4, -1.3, -1.2, -1.1], Settings(better="higher", limits_from=12))
    assert (judged.points[-1].signal, judged.variation, judged.side) == ("rising", "improvement", "high")


@pytest.mark.parametrize(
    ("tail", "signal"),
    [([1.7, 1.6] * 3, "shift_high"), ([-1, -0.8, -0.6, 0.2, 0.3, 0.4], "rising")],
)
def test_a_run_may_be_set_to_six(tail: list[float], signal: Signal) -> None:
    six = Settings(limits_from=12, run_length=6)
    assert signals(chart([*BASE, *tail], six)) == dict.fromkeys(range(13, 19), signal)
    assert signals(chart([*BASE, *tail], replace(six, run_length=7))) == {}


@pytest.mark.parametrize(
    ("better", "value", "expected"),
    [
        ("higher", 9, ("improvement", "high")),
        ("higher", -9, ("concern", "low")),
        ("lower", 9, ("concern", "high")),
        ("lower", -9, ("improvement", "low")),
        ("neither", 9, ("neutral_high", "high")),
        ("neither", -9, ("neutral_low", "low")),
        ("lower", 0, ("common_cause", None)),
    ],
)
def test_the_latest_point_names_the_variation(better: Better, value: float, expected: tuple[str, str]) -> None:
    judged = chart([*BASE, value], replace(Settings(limits_from=12), better=better))
    assert (judged.variation, judged.side) == expected


@pytest.mark.parametrize(
    ("better", "target", "expected"),
    [
        ("higher", 2.67, "consistent_fail"),
        ("lower", 2.67, "consistent_pass"),
        ("higher", -2.67, "consistent_pass"),
        ("lower", -2.67, "consistent_fail"),
        ("higher", 2.66, "inconsistent"),
        ("lower", -2.66, "inconsistent"),
        ("higher", 0, "inconsistent"),
        ("neither", 9, None),
        ("higher", None, None),
    ],
)
def test_assurance_sets_the_target_against_the_limits(
    better: Better, target: float | None, expected: str | None
) -> None:
    assert chart(BASE, replace(SCREENED, better=better, target=target)).assurance == expected


def test_assurance_uses_the_last_phase() -> None:
    moved = [value + 100 for value in BASE]
    settings = Settings(better="higher", target=50, phases=(12,))
    assert chart([*BASE, *moved], settings).assurance == "consistent_pass"


@pytest.mark.parametrize(("length", "trial"), [(12, True), (13, False)])
def test_limits_are_on_trial_below_thirteen_points(length: int, trial: bool) -> None:
    assert chart((BASE + BASE)[:length], SCREENED).phases[0].trial is trial


def test_a_gap_drops_both_ranges_beside_it() -> None:
    judged = chart([1, 3, None, 100, 102, 101], UNSCREENED)
    assert lines(judged) == [pytest.approx((61.4, 61.4 - 2.66 * 5 / 3, 61.4 + 2.66 * 5 / 3))]
    assert judged.points[2].klass is None
    assert judged.points[2].signal is None


def test_a_gap_neither_breaks_nor_lengthens_a_run() -> None:
    six = [1.7, 1.6] * 3
    settings = Settings(limits_from=12)
    assert signals(chart([*BASE, *six[:3], None, *six[3:]], settings)) == {}
    assert signals(chart([*BASE, *six[:3], None, *six[3:], 1.7], settings)) == dict.fromkeys(
        (13, 14, 15, 17, 18, 19, 20), "shift_high"
    )


def test_fixed_limits_count_reported_figures_only() -> None:
    judged = chart([None, *BASE, 50, 60, 70], Settings(limits_from=12))
    assert lines(judged) == [pytest.approx((0, -2.66, 2.66))]


def test_the_latest_reported_point_speaks_when_the_last_period_is_missing() -> None:
    assert chart([*BASE, 9, None], Settings(better="higher", limits_from=12)).variation == "improvement"


@pytest.mark.parametrize("value", [0, 0.1, 1e15, -7.3])
def test_a_series_that_never_varies_has_a_mean_and_no_limits_and_no_signal(value: float) -> None:
    judged = chart([value] * 20, Settings(better="higher", target=5))
    assert lines(judged) == [(value, None, None)]
    assert (judged.phases[0].note, signals(judged), judged.assurance) == ("constant", {}, None)


def test_after_a_base_that_never_varied_only_runs_can_signal() -> None:
    judged = chart([0] * 12 + [3, 4] * 4, Settings(better="lower", limits_from=12))
    assert signals(judged) == dict.fromkeys(range(13, 21), "shift_high")


def test_where_screening_would_leave_no_range_the_unscreened_limits_serve_and_say_so() -> None:
    judged = chart([5] * 10 + [9] * 10, SCREENED)
    assert judged.phases[0].note == "screening_undone"
    assert lines(judged) == lines(chart([5] * 10 + [9] * 10, UNSCREENED))


@pytest.mark.parametrize(
    ("series", "mean", "note"),
    [
        ([None, None], None, "too_few"),
        ([4], 4, "too_few"),
        ([None, 4, None], 4, "too_few"),
        ([4, None, 6], 5, "no_neighbours"),
    ],
)
def test_too_little_to_set_limits_is_said(series: list[float | None], mean: float | None, note: str) -> None:
    judged = chart(series, SCREENED)
    assert lines(judged) == [(mean, None, None)]
    assert judged.phases[0].note == note


def test_no_series_gives_no_phase_and_no_point() -> None:
    judged = chart([], Settings(target=1, better="higher"))
    assert (judged.phases, judged.points, judged.variation, judged.assurance) == ((), (), None, None)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Settings(limits_from=11), "limits-from"),
        (lambda: Settings(run_length=8), "run-length"),
        (lambda: Settings(target=float("nan")), "target"),
        (lambda: chart([1, 2], Settings(phases=(2,))), "phase"),
        (lambda: chart([1, 2], Settings(phases=(-1,))), "phase"),
        (lambda: chart([1, float("nan")], SCREENED), "value"),
        (lambda: chart([1, float("inf")], SCREENED), "value"),
        (lambda: chart([1, 1e16], SCREENED), "value"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_code(make: object, code: str) -> None:
    assert callable(make)
    with pytest.raises(ChartError) as raised:
        make()
    assert raised.value.code == code


# Whole numbers scaled by powers of two, so that arithmetic is exact and no property rests on rounding.
FIGURES = st.lists(st.one_of(st.none(), st.integers(-60, 60)), max_size=40)
RULES = st.builds(
    Settings,
    better=st.sampled_from(["higher", "lower", "neither"]),
    ruleset=st.sampled_from(["nhsr-0.2.2", "mdc-2023"]),
    run_length=st.sampled_from([6, 7]),
    screen_outliers=st.booleans(),
    limits_from=st.sampled_from([None, 12, 16]),
)


def all_signals(judged: Chart) -> list[Signal | None]:
    return [point.signal for point in judged.points]


@given(series=FIGURES, rules=RULES)
def test_halving_a_series_keeps_its_signals_and_halves_its_lines(series: Sequence[int | None], rules: Settings) -> None:
    before = chart(series, rules)
    after = chart([None if value is None else value / 2 for value in series], rules)
    assert all_signals(after) == all_signals(before)
    assert lines(after) == [tuple(None if line is None else line / 2 for line in phase) for phase in lines(before)]


@given(series=FIGURES, rules=RULES)
def test_moving_a_series_moves_its_lines_as_far(series: Sequence[int | None], rules: Settings) -> None:
    # Lines only: a figure that ties with a rounded mean may fall to either side once it is moved.
    moved = chart([None if value is None else value + 64 for value in series], rules)
    for was, now in zip(lines(chart(series, rules)), lines(moved), strict=True):
        for before, after in zip(was, now, strict=True):
            assert after == (None if before is None else pytest.approx(before + 64))


@given(series=FIGURES, rules=RULES)
def test_negating_a_series_mirrors_its_signals(series: Sequence[int | None], rules: Settings) -> None:
    mirrored = chart([None if value is None else -value for value in series], rules)
    assert all_signals(mirrored) == [MIRROR[signal] for signal in all_signals(chart(series, rules))]


@given(first=FIGURES, second=FIGURES, rules=RULES)
def test_phases_share_nothing(first: Sequence[int | None], second: Sequence[int | None], rules: Settings) -> None:
    joined = chart([*first, *second], replace(rules, phases=(len(first),)) if first and second else rules)
    apart = (chart(first, rules), chart(second, rules))
    assert joined.points == apart[0].points + apart[1].points


@given(series=FIGURES, rules=RULES)
def test_fewer_figures_than_a_run_never_signal_one(series: Sequence[int | None], rules: Settings) -> None:
    judged = chart([value for value in series if value is not None][: rules.run_length - 1], rules)
    assert not {"rising", "falling", "shift_high", "shift_low"} & set(all_signals(judged))
