"""Every verb that the house enters into its record has words, and a verb that it does not know is told as a change."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from joinedup.answers.wording import PHRASES, phrase
from joinedup.record.models import Entry

HOUSE = Path(__file__).resolve().parents[2]


def test_every_verb_of_the_house_has_words() -> None:
    assert sorted(verb for verb in set(_verbs()) if verb not in PHRASES) == []


def test_the_walk_over_the_house_finds_its_verbs() -> None:
    assert {"promised", "reported", "asked"} <= set(_verbs())


@pytest.mark.parametrize(
    ("verb", "facts", "words"),
    [
        ("promised", {}, "promised"),
        ("named lead", {}, "lead named"),
        ("reported", {"state": "late", "new_due_on": "2027-03-03"}, "reported late, new date 3 March 2027"),
        ("reported", {"state": "kept", "new_due_on": ""}, "reported kept"),
        ("reported", {"state": "not_done"}, "reported that it will not be done"),
        ("reported", {"state": "unheard of"}, "progress reported"),
        ("shared", {"visibility": "public"}, "made public"),
        ("unheard of", {}, "changed"),
    ],
)
def test_an_entry_is_told_in_words(verb: str, facts: dict[str, str], words: str) -> None:
    assert phrase(Entry(verb=verb, facts=facts)) == words


def _verbs() -> Iterator[str]:
    """The first argument of every call of `enter` and of each room's own shorthand for it."""
    for path in HOUSE.rglob("*.py"):
        if "tests" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _enters(node.func):
                    yield from (str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant))


def _enters(called: ast.expr) -> bool:
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return name.startswith(("enter", "_enter"))
