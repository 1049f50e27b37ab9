"""Texts that say much the same are found by their words, and a flood of them takes no longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.reckon import likeness
from joinedup.reckon.likeness import MOST_COMPARED, alike, words_of

KNOWN = {1: "Close Mill Lane on Fridays", 2: "Open the old ford to horses", 3: "Close Mill Lane"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On FRIDAYS, close Mill Lane!", [1, 3]),
        ("Close Mill Lane", [3, 1]),
        ("Mill Lane", []),
        ("", []),
        ("Horses for the old ford, open", [2]),
        ("Bring back the market hall", []),
    ],
)
def test_order_case_and_endings_make_no_difference(text: str, expected: list[int]) -> None:
    assert [key for key, _share in alike({"a": text}, KNOWN).get("a", [])] == expected


@given(
    st.lists(st.sampled_from(["ab", "bc", "cd", "de", "ef", "fg"]), max_size=6), st.lists(st.text("abc ", max_size=12))
)
def test_nothing_alike_is_missed_while_texts_are_few(words: list[str], others: list[str]) -> None:
    own, known = words_of(" ".join(words)), dict(enumerate(others))
    shares = {key: words_of(text) for key, text in known.items()}
    expected = {
        key
        for key, of_other in shares.items()
        if min(len(own), len(of_other)) >= 3 and len(own & of_other) / len(own | of_other) >= 0.6
    }
    found = alike({"a": " ".join(words)}, known, most=100).get("a", [])
    assert {key for key, _share in found} == expected


def test_in_a_flood_from_one_mould_each_is_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[float] = []

    def counted(one: frozenset[str], other: frozenset[str]) -> float:
        compared.append(len(one & other) / len(one | other))
        return compared[-1]

    monkeypatch.setattr(likeness, "_shared", counted)
    known = {number: f"Everybody should have bench {number} in our street" for number in range(10_000)}
    found = alike({number: f"Everybody should have bench {number} in our street" for number in range(100)}, known)
    assert len(compared) <= 100 * MOST_COMPARED
    assert [found[number][0] for number in (0, 99)] == [(0, 1.0), (99, 1.0)]
