import copy
from typing import Any

import pytest

from joinedup.reckon.pulse import Summary, of_choices
from joinedup.reviews.kits import BrokenKit, kit_from, kits

PLAIN: dict[str, Any] = {
    "key": "small",
    "version": 1,
    "title": "A small one",
    "entry": "S1",
    "source": "Somebody, 1998",
    "why": "To see.",
    "minutes": 1,
    "leads": False,
    "is_anonymous": False,
    "axis": [{"key": "ends", "title": "Ends", "low": "no", "high": "yes"}],
    "question": [
        {"key": "one", "words": "Well?", "kind": "scale", "axis": "ends", "low": "no", "high": "yes"},
        {"key": "two", "words": "Which?", "kind": "choice", "options": {"a": "This", "b": "That"}},
    ],
    "advice": [{"words": "Do this.", "when": [{"of": "ends", "level_at_most": 0.4}, {"of": "two", "chosen": "a"}]}],
}


def test_three_kits_lead_the_menu_in_the_order_of_the_catalogue() -> None:
    listed = list(kits().values())
    assert [kit.entry for kit in listed if kit.leads] == ["S1", "S9", "S54"]
    assert [kit.entry for kit in listed[:3]] == ["S1", "S9", "S54"]


def test_the_others_stand_below_them() -> None:
    assert [kit.entry for kit in kits().values() if not kit.leads] == [
        "S6",
        "S7",
        "S8",
        "S64",
        "S65",
        "S66",
        "S71",
        "S96",
        "S164",
    ]


@pytest.mark.parametrize("kit", kits().values(), ids=lambda kit: kit.key)
def test_every_kit_says_where_it_comes_from_and_advises_something(kit: Any) -> None:
    assert all((kit.source, kit.why, kit.advice, kit.items))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"question": []}, "neither question nor axis"),
        ({"question": [{"key": "one", "words": "?", "kind": "riddle"}]}, "of no kind"),
        ({"question": [{"key": "two", "words": "?", "kind": "choice"}]}, "options without being a choice"),
        ({"advice": [{"words": "Do.", "when": [{"of": "three"}]}]}, "neither question nor axis"),
        ({"advice": [{"words": "Do.", "when": [{"of": "two", "chosen": "c"}]}]}, "which two does not offer"),
        ({"axis": []}, "stands on no axis"),
        ({"axis": [{"key": "one", "title": "One", "low": "", "high": ""}]}, "a key stands twice"),
        ({"surprise": 1}, "unexpected keyword"),
    ],
)
def test_a_kit_that_does_not_hold_is_refused_with_its_name_and_why(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(BrokenKit, match=rf"'small'.*{fault}"):
        kit_from({**copy.deepcopy(PLAIN), **change})


@pytest.mark.parametrize(
    ("level", "option", "expected"),
    [(0.3, "a", ("Do this.",)), (0.3, "b", ()), (0.5, "a", ())],
)
def test_advice_needs_every_condition(level: float, option: str, expected: tuple[str, ...]) -> None:
    said = {"ends": Summary(3, level), "two": of_choices([option])}
    assert kit_from(PLAIN).advice_for(said) == expected


def test_no_answers_advise_nothing() -> None:
    assert kit_from(PLAIN).advice_for({}) == ()
