"""Control charts against the rules stated a second time: lines, signals, classes and assurance all agree."""

from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from joinedup.reckon.spc import Settings, chart
from joinedup.reckon.tests import oracle

# Small whole numbers tie, repeat and run often; wide ones jump. Both with gaps.
SMALL = st.lists(st.integers(-3, 9) | st.none(), max_size=45)
WIDE = st.lists(st.integers(-10_000, 10_000) | st.none(), max_size=45)
CLIMBING: st.SearchStrategy[list[int | None]] = st.lists(st.integers(-2, 3), max_size=45).map(
    lambda steps: [sum(steps[:at]) for at in range(len(steps))]
)


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[int | None], Settings]:
    """A series and how it is to be judged."""
    series: list[int | None] = draw(SMALL | WIDE | CLIMBING)
    places = st.lists(st.integers(0, len(series) - 1), max_size=3) if series else st.just([])
    return series, Settings(
        better=draw(st.sampled_from(("higher", "lower", "neither"))),
        target=draw(st.none() | st.integers(-20, 20)),
        ruleset=draw(st.sampled_from(("nhsr-0.2.2", "mdc-2023"))),
        run_length=draw(st.sampled_from((6, 7))),
        screen_outliers=draw(st.booleans()),
        limits_from=draw(st.sampled_from((None, 12, 15))),
        phases=tuple(draw(places)),
    )


@settings(max_examples=600, deadline=None)
@given(asked())
def test_two_statements_of_the_rules_agree_on_everything(asked: tuple[list[int | None], Settings]) -> None:
    series, rules = asked
    judged = chart(series, rules)
    base: dict[str, Any] = {"fixed": rules.limits_from, "screen": rules.screen_outliers}
    phases = oracle.phases_of(series, rules.phases)
    _leave_out_ties(phases, base, rules)
    flags = [
        flag for phase in phases for flag in oracle.flags_of(phase, ruleset=rules.ruleset, run=rules.run_length, **base)
    ]
    assert [point.signal for point in judged.points] == flags
    assert [point.klass for point in judged.points] == [
        None if value is None else oracle.class_of(flag, rules.better)
        for value, flag in zip(series, flags, strict=True)
    ]
    for found, phase in zip(judged.phases, phases, strict=True):
        _compare_lines(found, phase, base)
    last = phases[-1] if phases else []
    target = None if rules.target is None else int(rules.target)
    assert judged.assurance == oracle.assurance_of(last, target=target, better=rules.better, **base)


def _compare_lines(found: Any, phase: oracle.Series, base: dict[str, Any]) -> None:
    mean, amr = oracle.mean_and_range(phase, **base)
    assert (found.mean is None, found.lower is None) == (mean is None, amr is None)
    assert found.trial is (sum(value is not None for value in phase) < 13)
    if mean is not None:
        assert abs(Fraction(found.mean) - mean) < Fraction(1, 10**6)
    if mean is not None and amr is not None:
        assert abs(Fraction(found.lower) - (mean - Fraction("2.66") * amr)) < Fraction(1, 10**6)
        assert abs(Fraction(found.upper) - (mean + Fraction("2.66") * amr)) < Fraction(1, 10**6)


def _leave_out_ties(phases: list[oracle.Series], base: dict[str, Any], rules: Settings) -> None:
    """Leave out series in which a figure, target or range equals a line: decimals may fall to either side of it.

    A figure that equals the mean stays in, since the mean is rounded once from the exact sum; one that would
    equal it but for a third part is not a whole number, and no figure here is.
    """
    for phase in phases:
        mean, amr = oracle.mean_and_range(phase, **base)
        _mean, unscreened = oracle.mean_and_range(phase, fixed=rules.limits_from, screen=False)
        if mean is None or amr is None or unscreened is None:
            continue
        lines = [mean + sign * part * amr for sign in (1, -1) for part in (Fraction("2.66"), Fraction("2.66") * 2 / 3)]
        known = [value for value in phase if value is not None]
        assume(not set(lines) & {Fraction(value) for value in known})
        assume(rules.target is None or Fraction(rules.target) not in lines)
        assume((Fraction("3.267") * unscreened).denominator != 1)
