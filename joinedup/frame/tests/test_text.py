"""Text rules: what is refused, what is tidied, and that it holds whichever way text is stored."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from joinedup.frame.refusals import Refused
from joinedup.frame.text import (
    FORBIDDEN,
    MIXED_SCRIPTS,
    TOO_LONG,
    TOO_MANY_MARKS,
    look,
    refusals_to_name,
    refusals_to_text,
    tidy,
)
from joinedup.partners.models import Place


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("naïve café – fine.", []),
        ("two\nlines, a\ttab", []),
        ("nul \x00", [FORBIDDEN.code]),
        ("turned \u202eeerga", [FORBIDDEN.code]),
        ("zero\u200bwidth", [FORBIDDEN.code]),
        ("z" + "\u0300" * 9, [TOO_MANY_MARKS.code]),
        ("é" * 21, [TOO_LONG.code]),
        ("e\u0301" * 20, []),
        ("👩‍👩‍👧‍👦" * 20, []),
        ("x" * 30 + "\x07", [TOO_LONG.code, FORBIDDEN.code]),
    ],
)
def test_a_text_is_refused_for_each_broken_rule_and_no_other(text: str, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_to_text(tidy(text), limit=20)] == codes


@given(some.text(max_size=300))
def test_tidying_twice_is_tidying_once_and_gives_normal_form_c(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert unicodedata.is_normalized("NFC", tidy(text))


def test_a_megabyte_of_stacked_marks_is_judged_quickly() -> None:
    codes = {refusal.code for refusal in refusals_to_text("z" + "\u0300" * 1_000_000, limit=200)}
    assert codes == {TOO_LONG.code, TOO_MANY_MARKS.code}


@pytest.mark.parametrize("name", ["Cоuncil", "Ηealth trust"])
def test_a_name_may_not_mix_alphabets_that_look_alike(name: str) -> None:
    assert refusals_to_name(name) == (MIXED_SCRIPTS,)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Northtown Council", "N0rthtown  COUNCIL"), ("Café Trust", "Cafe-Trust"), ("Modern", "Modem"), ("ABC", "ＡＢＣ")],
)
def test_names_that_would_be_taken_for_each_other_have_the_same_look(one: str, other: str) -> None:
    assert look(one) == look(other)


def test_different_names_look_different() -> None:
    assert look("Northtown Council") != look("Southtown Council")


def test_text_is_tidied_and_refused_whichever_way_it_is_stored(db: None) -> None:
    place = Place.objects.create(name="  Cafe\u0301 Row ", kind="area")
    assert place.name == "Café Row"
    with pytest.raises(Refused):
        Place.objects.bulk_create([Place(reference="place/JU-999", name="bad\x00", kind="area")])
