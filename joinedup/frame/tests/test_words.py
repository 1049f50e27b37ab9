"""What somebody types, as words to look for, and the piece of a text that shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame.search import Piece, Words, excerpt, words_of
from joinedup.frame.search.words import LONGEST, Tier


@pytest.mark.parametrize(
    ("typed", "wanted", "without"),
    [
        ("early years", (("early",), ("years",)), ()),
        ('"early years"', (("early", "years"),), ()),
        ("“early years” help", (("early", "years"), ("help",)), ()),
        ("school -holiday", (("school",),), (("holiday",),)),
        ('school -"summer holiday"', (("school",),), (("summer", "holiday"),)),
        ("step-by-step", (("step", "by", "step"),), ()),
        ("children's services", (("children",), ("services",)), ()),
        ("A&E", (("a", "e"),), ()),
        ('"unclosed phrase', (("unclosed",), ("phrase",)), ()),
        ("same same other", (("same",), ("other",)), ()),
        ("-only", (), (("only",),)),
        ("title:a NEAR(b) OR c* ^d {e}", (("title", "a"), ("near", "b"), ("or",), ("c",), ("d",), ("e",)), ()),
        ("--- \" ' ; * ()", (), ()),
        ("", (), ()),
    ],
)
def test_words_phrases_and_minus_are_read_and_everything_else_is_plain_text(
    typed: str, wanted: tuple[tuple[str, ...], ...], without: tuple[tuple[str, ...], ...]
) -> None:
    words = words_of(typed)
    assert (words.wanted, words.without) == (wanted, without)


@pytest.mark.parametrize(
    ("typed", "may_be_begun"), [("breakf", True), ("to", False), ('"early years"', False), ("a -b", False)]
)
def test_only_a_last_word_of_three_letters_may_be_the_beginning_of_a_word(typed: str, may_be_begun: bool) -> None:
    words = words_of(typed)
    assert words.beginning == may_be_begun
    assert (Tier.BEGINNING in words.tiers) == may_be_begun


def test_no_more_than_two_hundred_characters_are_read() -> None:
    assert words_of("a " * LONGEST) == words_of("a " * (LONGEST // 2))
    assert len(words_of("x" * 1000).wanted[0][0]) == LONGEST


@given(st.text())
def test_words_hold_letters_and_digits_only_whatever_is_typed(typed: str) -> None:
    words = words_of(typed)
    letters = "".join(word for phrase in (*words.wanted, *words.without) for word in phrase)
    assert [sign for sign in letters if sign in "\"'()*:^-{}&|!<>\\\0 "] == []


def test_an_excerpt_marks_each_form_of_the_words_and_nothing_else() -> None:
    pieces = excerpt("Each child is promised a café.", words_of("promises cafe"))
    assert [piece.text for piece in pieces if piece.is_match] == ["promised", "café"]
    assert "".join(piece.text for piece in pieces) == "Each child is promised a café."


def test_an_excerpt_of_a_long_text_starts_shortly_before_the_first_word() -> None:
    text = "Before it. " * 50 + "A kitchen opens. " + "After it. " * 50
    shown = "".join(piece.text for piece in excerpt(text, words_of("kitchen")))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "A kitchen opens." in shown
    assert len(shown) <= 250


def test_an_excerpt_keeps_what_stood_on_lines_of_its_own_apart() -> None:
    assert excerpt("\nOf ten pupils.\n\nRegisters\n", Words()) == [Piece("Of ten pupils. · Registers")]


def test_an_excerpt_without_any_of_the_words_is_the_beginning_of_the_text() -> None:
    assert excerpt("Nothing of it.", words_of("kitchen")) == [Piece("Nothing of it.")]


@given(st.text(max_size=600), st.text(max_size=20))
def test_an_excerpt_is_short_and_can_be_cut_from_any_text(text: str, typed: str) -> None:
    assert len("".join(piece.text for piece in excerpt(text, words_of(typed)))) <= 250


def test_nothing_typed_marks_nothing() -> None:
    assert [piece.is_match for piece in excerpt("Some text", Words())] == [False]
