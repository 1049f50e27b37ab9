"""The kinds of conversation and the nine pathways, as their files say them."""

from typing import Any

import pytest

from joinedup.voice.kinds import BrokenKind, conversation_kinds, kind_from, pathways, pathways_from

STAGE = {"kind": "problem", "name": "What is wrong", "weeks": 2}
SAID: dict[str, Any] = {
    "key": "trial",
    "title": "A trial",
    "entry": "S97",
    "source": "Nobody",
    "why": "To see.",
    "warning": "It may go wrong.",
    "house_rules": "Be kind.",
    "questions": ["What?"],
    "safeguards": ["Somebody looks."],
    "stage": [STAGE],
}


def test_the_house_has_its_kinds_with_the_plain_one_first() -> None:
    assert [(kind.key, kind.entry) for kind in conversation_kinds().values()] == [
        ("open", "S87"),
        ("nudge_register", "S97"),
        ("representation", "S98"),
        ("citizen_started", "S99"),
        ("sector_forum", "S100"),
        ("action_plan", "S101"),
        ("devolution", "S107"),
        ("norms", "S108"),
    ]


def test_the_nine_pathways_each_have_a_method_and_safeguards() -> None:
    assert "".join(way.letter for way in pathways().values()) == "ABCDEFGHI"
    assert [way.key for way in pathways().values() if not (way.method and way.safeguards)] == []


def test_a_kind_is_read_as_its_file_says_it() -> None:
    kind = kind_from(SAID)
    assert (kind.weeks, kind.questions, kind.besides) == (2, ("What?",), ())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"stage": [STAGE, STAGE]}, "a stage stands twice"),
        ({"stage": [{**STAGE, "kind": "party"}]}, "a stage is of no known kind"),
        ({"stage": [{**STAGE, "weeks": 0}]}, "a stage takes no time"),
        ({"stage": [{**STAGE, "takes_people": False}]}, "people can take part in none of its stages"),
        ({"warning": ""}, "it warns of nothing, or has no safeguard"),
        ({"colour": "green"}, "ConversationKind.__init__() got an unexpected keyword argument 'colour'"),
    ],
)
def test_a_broken_kind_is_refused_with_what_is_wrong(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(BrokenKind) as broken:
        kind_from({**SAID, **change})
    assert str(broken.value) == f"Kind 'trial': {fault}"


def test_a_pathway_that_stands_twice_is_refused() -> None:
    way = {"key": "a", "letter": "A", "title": "A", "what": "A", "method": ["A"], "safeguards": ["A"]}
    with pytest.raises(BrokenKind):
        pathways_from({"pathway": [way, way]})
