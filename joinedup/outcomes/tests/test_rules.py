"""What may be made, signed, linked, measured and recorded, and every reason against."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame.refusals import Refusal
from joinedup.outcomes import rules
from joinedup.outcomes.rules import Figure, MakingFacts, MeasureFacts, Period, SigningFacts

MAY, JUNE, JULY = date(2031, 5, 1), date(2031, 6, 1), date(2031, 7, 1)
MAKING = MakingFacts(is_convenor=True, name="Children start school ready")
SIGNING = SigningFacts("Open Door", acts_for_it=True, is_member=True, has_signed=False, is_draft=False, has_text=True)
MEASURE = MeasureFacts(unit="%", per=100)
GIVEN = Figure(MAY, JUNE, value=Decimal("65.5"))
FRACTION = Figure(MAY, JUNE, numerator=Decimal(2), denominator=Decimal(3))


def codes(refusals: tuple[Refusal, ...]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in refusals)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"is_convenor": False}, ("not_allowed",)),
        ({"name": " "}, ("name_missing",)),
        ({"lead_without_post": True}, ("lead_without_post",)),
        ({"strays": ("problem",)}, ("other_partnership",)),
        ({"outsiders": (("steward", "Faraway Trust"),)}, ("not_a_member",)),
        ({"is_convenor": False, "name": ""}, ("not_allowed", "name_missing")),
    ],
)
def test_making_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert codes(rules.refusals_to_make(replace(MAKING, **change))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "stance", "words", "expected"),
    [
        ({}, "agrees", "", ()),
        ({}, "disagrees", "It leaves out fathers.", ()),
        ({}, "disagrees", " ", ("words_missing",)),
        ({}, "with_words", "", ("words_missing",)),
        ({"acts_for_it": False}, "agrees", "", ("not_allowed",)),
        ({"is_member": False}, "agrees", "", ("not_a_member",)),
        ({"has_signed": True}, "agrees", "", ("signed_already",)),
        ({"is_draft": True}, "agrees", "", ("draft_to_sign",)),
        ({"has_text": False}, "agrees", "", ("nothing_to_sign",)),
    ],
)
def test_signing_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], stance: str, words: str, expected: tuple[str, ...]
) -> None:
    facts = replace(SIGNING, **change)  # type: ignore[arg-type]
    assert codes(rules.refusals_to_sign(facts, stance=stance, words=words)) == expected


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        ("input", "activity", ()),
        ("activity", "output", ()),
        ("output", "outcome", ()),
        ("input", "outcome", ()),
        ("output", "output", ("not_upward",)),
        ("output", "activity", ("not_upward",)),
    ],
)
def test_a_step_leads_only_up_the_ladder(lower: str, upper: str, expected: tuple[str, ...]) -> None:
    assert codes(rules.refusals_to_link(lower=lower, upper=upper)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"unit": "visits", "per": 1}, ()),
        ({"per": 1}, ("percent_per_hundred",)),
        ({"unit": "visits", "per": 0}, ("per_too_small",)),
        ({"run_length": 5}, ("run_length",)),
        ({"limits_from": 11}, ("limits_from",)),
        ({"limits_from": 12}, ()),
        ({"numbers": (("target", Decimal("NaN")),)}, ("not_a_number",)),
        ({"unit_changes_under_figures": True}, ("unit_stands",)),
        ({"source_url": "https://example.org/profile"}, ()),
        ({"source_url": "javascript:alert(1)"}, ("no_web_address",)),
    ],
)
def test_a_measure_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert codes(rules.refusals_to_measure(replace(MEASURE, **change))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0", ()),
        ("99999999999999.999999", ()),
        ("-99999999999999.999999", ()),
        ("100000000000000", ("too_many_digits",)),
        ("1E+14", ("too_many_digits",)),
        ("1E+13", ()),
        ("0.1234567", ("too_many_digits",)),
        ("0.1234560000", ()),
        ("1E-999999", ("too_many_digits",)),
        ("NaN", ("not_a_number",)),
        ("sNaN", ("not_a_number",)),
        ("Infinity", ("not_a_number",)),
    ],
)
def test_a_number_fits_fourteen_digits_and_six_decimals(number: str, expected: tuple[str, ...]) -> None:
    assert codes(rules.refusals_to_number(Decimal(number))) == expected


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (GIVEN, ()),
        (FRACTION, ()),
        (replace(GIVEN, until_on=MAY), ("period_ends_first",)),
        (replace(GIVEN, until_on=date(2031, 4, 1)), ("period_ends_first",)),
        (replace(GIVEN, from_on=date(1899, 12, 1), until_on=date(1900, 1, 1)), ("period_too_early",)),
        (replace(GIVEN, from_on=JULY, until_on=date(2031, 8, 1)), ("period_not_begun",)),
        (replace(GIVEN, value=None), ("no_value",)),
        (replace(GIVEN, numerator=Decimal(1)), ("half_a_fraction",)),
        (replace(GIVEN, value=None, denominator=Decimal(1)), ("no_value", "half_a_fraction")),
        (replace(FRACTION, denominator=Decimal(0)), ("denominator_not_positive",)),
        (replace(FRACTION, denominator=Decimal(-3)), ("denominator_not_positive",)),
        (replace(FRACTION, numerator=Decimal(-2)), ("numerator_negative",)),
        (replace(FRACTION, numerator=Decimal(4)), ("over_the_whole",)),
        (replace(FRACTION, value=Decimal("66.7")), ()),
        (replace(FRACTION, value=Decimal("66.66")), ("value_differs",)),
        (replace(GIVEN, value=Decimal("NaN")), ("not_a_number",)),
        (replace(FRACTION, numerator=Decimal("0.1234567")), ("too_many_digits",)),
    ],
)
def test_a_figure_is_refused_for_each_broken_rule_and_no_other(figure: Figure, expected: tuple[str, ...]) -> None:
    on = date(2031, 6, 15)
    assert codes(rules.refusals_to_record(figure, standing=(), unit="%", per=100, on=on)) == expected


def test_a_count_may_exceed_what_it_is_out_of_where_the_unit_is_no_percentage() -> None:
    figure = replace(FRACTION, numerator=Decimal(9))
    assert rules.refusals_to_record(figure, standing=(), unit="visits a head", per=1, on=JUNE) == ()


def test_a_value_that_a_fraction_makes_too_large_is_refused() -> None:
    figure = replace(FRACTION, numerator=Decimal("99999999999999"), denominator=Decimal("0.000001"))
    assert codes(rules.refusals_to_record(figure, standing=(), unit="", per=2**31, on=JUNE)) == ("too_many_digits",)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Period(MAY, JUNE), ()),
        (Period(date(2031, 4, 1), MAY), ()),
        (Period(JUNE, JULY), ()),
        (Period(MAY, JULY), ("period_overlaps",)),
        (Period(date(2031, 5, 31), JULY), ("period_overlaps",)),
        (Period(date(2031, 4, 1), date(2031, 5, 2)), ("period_overlaps",)),
    ],
)
def test_a_period_is_the_same_as_one_that_stands_or_apart_from_it(standing: Period, expected: tuple[str, ...]) -> None:
    assert codes(rules.refusals_to_record(GIVEN, standing=[standing], unit="%", per=100, on=JUNE)) == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([GIVEN, replace(GIVEN, from_on=JUNE, until_on=JULY)], ()),
        ([GIVEN, replace(GIVEN, value=Decimal(1))], ("period_twice",)),
        ([GIVEN, replace(GIVEN, from_on=date(2031, 5, 20), until_on=JULY)], ("period_twice",)),
    ],
)
def test_a_period_is_given_once_in_one_load(figures: list[Figure], expected: tuple[str, ...]) -> None:
    assert codes(rules.refusals_to_load(figures)) == expected


@given(
    numerator=st.integers(0, 10**6),
    more=st.integers(0, 10**6),
)
def test_a_percentage_from_its_count_is_right_to_six_decimals(numerator: int, more: int) -> None:
    denominator = numerator + more + 1
    figure = replace(FRACTION, numerator=Decimal(numerator), denominator=Decimal(denominator))
    assert rules.refusals_to_record(figure, standing=(), unit="%", per=100, on=JUNE) == ()
    value = rules.value_of(figure, per=100)
    assert abs(value * denominator - numerator * 100) * 2 <= Decimal(denominator) / 10**6
    assert rules.refusals_to_number(value) == ()


@pytest.mark.parametrize(
    ("stands", "reason", "expected"),
    [
        (False, "A new way of counting", ()),
        (True, "A new way of counting", ("phase_stands",)),
        (False, " ", ("reason_missing",)),
    ],
)
def test_limits_start_afresh_once_a_day_and_for_a_reason(stands: bool, reason: str, expected: tuple[str, ...]) -> None:
    assert codes(rules.refusals_to_start_phase(stands=stands, reason=reason)) == expected
