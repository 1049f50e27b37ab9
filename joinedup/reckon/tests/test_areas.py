"""Readings that are carried from one geography to another."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.reckon.areas import NothingToTranslate, Number, Piece, count_in, quotient_in, rate_in

Sources = list[tuple[Fraction, int, Fraction]]

SHARES = st.fractions(min_value=0, max_value=1, max_denominator=1000)
COUNTS = st.integers(min_value=0, max_value=10**9)
PEOPLE = st.integers(min_value=1, max_value=10**7)
RATES = st.fractions(min_value=0, max_value=1000, max_denominator=1000)
SOURCES = st.lists(
    st.tuples(RATES, PEOPLE, st.fractions(min_value=Fraction(1, 100), max_value=1)), min_size=1, max_size=6
)


@given(COUNTS, st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any))
def test_a_count_shared_out_whole_adds_up_to_itself(count: int, weights: list[int]) -> None:
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    assert sum(count_in([(count, Piece.of(share))]).value for share in shares) == count


@given(RATES, PEOPLE)
def test_the_same_area_keeps_its_reading_exactly(rate: Fraction, people: int) -> None:
    whole = Piece.of(1)
    counted, rated = count_in([(rate, whole)]), rate_in([(rate, people, whole)])
    assert (counted.value, counted.error, rated.value, rated.error) == (rate, Fraction(0), rate, Fraction(0))


@given(COUNTS, SHARES, SHARES, SHARES)
def test_the_error_of_a_count_grows_with_that_of_the_share(
    count: int, share: Fraction, one: Fraction, other: Fraction
) -> None:
    less, more = sorted((one, other))
    assert count_in([(count, Piece.of(share, less))]).error <= count_in([(count, Piece.of(share, more))]).error


@given(SOURCES, SHARES, SHARES)
def test_the_error_of_a_rate_grows_with_those_of_the_shares(sources: Sources, one: Fraction, other: Fraction) -> None:
    less, more = sorted((one, other))
    near = rate_in([(rate, people, Piece.of(share, less)) for rate, people, share in sources])
    far = rate_in([(rate, people, Piece.of(share, more)) for rate, people, share in sources])
    assert far.least <= near.least <= near.value <= near.most <= far.most


@given(SOURCES, st.fractions(min_value=0, max_value=Fraction(1, 2)), st.data())
def test_no_shares_within_their_errors_lead_past_the_stated_bounds(
    sources: Sources, error: Fraction, data: st.DataObject
) -> None:
    pieces = [(rate, people, Piece.of(share, error)) for rate, people, share in sources]
    bounds = rate_in(pieces)
    drawn = [
        (rate, people, Piece.of(data.draw(st.fractions(min_value=piece.least, max_value=piece.most))))
        for rate, people, piece in pieces
    ]
    if any(piece.share for _rate, _people, piece in drawn):
        assert bounds.least <= rate_in(drawn).value <= bounds.most


def test_a_worked_example_of_two_districts_that_meet_in_one_town() -> None:
    north, south = Piece.of(Decimal("0.25"), Decimal("0.01")), Piece.of(Decimal("0.6"), Decimal("0.02"))
    found = count_in([(400, north), (500, south)])
    assert (found.value, found.least, found.most) == (Fraction(400), Fraction(386), Fraction(414))


def test_numerators_and_denominators_are_carried_over_before_they_are_divided() -> None:
    found = quotient_in([(30, 300, Piece.of(Decimal("0.5"))), (20, 100, Piece.of(1))])
    assert (found.value, found.error) == (Fraction(35, 250), Fraction(0))


@pytest.mark.parametrize(("share", "error"), [(-1, 0), (Decimal("1.01"), 0), (Fraction(1, 2), Fraction(-1, 10))])
def test_shares_outside_nought_to_one_and_negative_errors_are_refused(share: Number, error: Number) -> None:
    with pytest.raises(ValueError, match="a share from 0 to 1"):
        Piece.of(share, error)


@pytest.mark.parametrize("translate", [count_in, rate_in, quotient_in])
def test_nothing_is_said_of_an_area_without_sources(translate: Callable[[Any], Any]) -> None:
    with pytest.raises(NothingToTranslate):
        translate([])


def test_nothing_is_said_where_nobody_of_the_source_lives() -> None:
    with pytest.raises(NothingToTranslate):
        rate_in([(5, 100, Piece.of(0))])
