"""When it may be said what was decided, when a conversation ends, and how far people had a say: without a database."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from joinedup.voice.reads.agreement_of_groups import said_by_all
from joinedup.voice.reads.tallies import Tally
from joinedup.voice.rules import felt, replies
from joinedup.voice.rules.submissions import Giving, refusals_to_give
from joinedup.voice.rules.themes import Gathering, refusals_to_gather

TODAY, CLOSED, LATER = date(2031, 6, 20), date(2031, 6, 6), date(2031, 9, 1)
KNOWN = replies.Replying(
    allowed=True,
    is_shown=True,
    closed_on=CLOSED,
    has_decider=True,
    decider_holds_post=True,
    organisation="Northtown Council",
    seen_latest=True,
    unknown=(),
)
SAID: dict[str, Any] = {
    "verdict": "adopted",
    "reason": "It costs less.",
    "changed": "Barriers.",
    "follows": (),
    "decided_on": TODAY,
    "later_on": None,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("known", "said", "expected"),
    [
        ({}, {}, []),
        ({"allowed": False}, {}, ["reply_not_for_you"]),
        ({"closed_on": None}, {}, ["reply_before_closing"]),
        ({"is_shown": False}, {}, ["reply_to_nothing"]),
        ({"seen_latest": False}, {}, ["reply_meanwhile"]),
        ({}, {"reason": " "}, ["reply_without_reason"]),
        ({"has_decider": False, "decider_holds_post": False}, {}, ["reply_without_decider"]),
        ({"decider_holds_post": False}, {}, ["reply_decider_gone"]),
        ({}, {"decided_on": date(2031, 6, 21)}, ["reply_decided_ahead"]),
        ({}, {"decided_on": date(2031, 6, 5)}, ["reply_decided_too_soon"]),
        ({}, {"decided_on": CLOSED}, []),
        ({}, {"verdict": "later"}, ["reply_later_when"]),
        ({}, {"verdict": "later", "later_on": TODAY}, ["reply_later_past"]),
        ({}, {"verdict": "later", "later_on": LATER}, []),
        ({}, {"verdict": "not", "later_on": LATER}, ["reply_not_later"]),
        ({}, {"changed": ""}, ["reply_changes_nothing"]),
        ({}, {"verdict": "partly", "changed": " "}, ["reply_changes_nothing"]),
        ({}, {"changed": "", "follows": ("promise/JU-1",)}, []),
        ({}, {"verdict": "not", "changed": ""}, []),
        ({"unknown": ("promise/JU-9",)}, {}, ["reply_follows_unknown"]),
        (
            {"allowed": False, "is_shown": False},
            {"reason": ""},
            [
                "reply_not_for_you",
                "reply_to_nothing",
                "reply_without_reason",
            ],
        ),
    ],
)
def test_a_reply_is_refused_for_each_broken_rule_and_no_other(
    known: dict[str, Any], said: dict[str, Any], expected: list[str]
) -> None:
    refused = replies.refusals_to_reply(replace(KNOWN, **known), **{**SAID, **said})
    assert [one.code for one in refused] == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["reply_not_for_you"]),
        ({"stands": False}, ["reply_superseded"]),
        ({"said": "Done."}, ["came_of_said"]),
        ({"words": ""}, ["came_of_empty"]),
    ],
)
def test_what_came_of_it_is_said_once_of_what_stands(change: dict[str, Any], expected: list[str]) -> None:
    facts: dict[str, Any] = {"allowed": True, "stands": True, "said": "", "words": "They stand.", **change}
    assert [one.code for one in replies.refusals_to_say_what_came(**facts)] == expected


DONE = replies.Ending(
    allowed=True, is_closed=True, statements=0, themes=0, submissions=0, unread=0, later_past=0, decision_belongs=True
)
ENDING: dict[str, Any] = {"conclusion": "So.", "cites_data": True, "cites_lived": True, "why_not_both": ""}


@pytest.mark.parametrize(
    ("change", "said", "expected"),
    [
        ({}, {}, []),
        ({"allowed": False}, {}, ["reply_not_for_you"]),
        ({"is_closed": False}, {}, ["conclude_not_closed"]),
        ({}, {"conclusion": " "}, ["conclude_without_words"]),
        ({}, {"cites_lived": False}, ["conclude_sources"]),
        ({}, {"cites_data": False, "cites_lived": False, "why_not_both": "Nobody came."}, []),
        ({"decision_belongs": False}, {}, ["conclude_decision"]),
        (
            {"statements": 2, "themes": 1, "submissions": 3, "unread": 4, "later_past": 5},
            {},
            [
                "conclude_statements",
                "conclude_themes",
                "conclude_submissions",
                "conclude_unread",
                "conclude_later",
            ],
        ),
    ],
)
def test_a_conversation_ends_only_once_everything_is_answered(
    change: dict[str, Any], said: dict[str, Any], expected: list[str]
) -> None:
    refused = replies.refusals_to_conclude(replace(DONE, **change), **{**ENDING, **said})
    assert [one.code for one in refused] == expected


def test_a_refusal_to_end_says_how_much_is_left() -> None:
    (refusal,) = replies.left_to_do(replace(DONE, statements=37))
    assert str(refusal) == "Statements without an answer: 37."


GATHERING = Gathering(allowed=True, statements=2, all_shown=True, name_taken=False, is_answered=False)


@pytest.mark.parametrize(
    ("change", "name", "expected"),
    [
        ({}, "More days", []),
        ({"allowed": False}, "More days", ["reply_not_for_you"]),
        ({}, " ", ["theme_without_name"]),
        ({"name_taken": True}, "More days", ["theme_name_taken"]),
        ({"statements": 0}, "More days", ["theme_without_statements"]),
        ({"all_shown": False}, "More days", ["theme_not_these"]),
        ({"is_answered": True}, "More days", ["theme_answered"]),
    ],
)
def test_statements_are_put_together_unless_a_rule_is_broken(
    change: dict[str, Any], name: str, expected: list[str]
) -> None:
    assert [one.code for one in refusals_to_gather(replace(GATHERING, **change), name=name)] == expected


GIVING = Giving(is_open=True, has_left=False, given=0, given_today=0, a_day=200, same_words=False)


@pytest.mark.parametrize(
    ("change", "words", "as_it_is", "expected"),
    [
        ({}, "We played there.", False, []),
        ({"is_open": False}, "We played there.", False, ["conversation_not_open"]),
        ({"has_left": True}, "We played there.", False, ["participant_left"]),
        ({}, "", False, ["statement_empty"]),
        ({"given": 3}, "We played there.", False, ["given_enough"]),
        ({"given_today": 200}, "We played there.", False, ["given_enough_today"]),
        ({"same_words": True}, "We played there.", False, ["given_already"]),
        ({}, "Write to ann@example.org", False, ["submission_personal"]),
        ({}, "Write to ann@example.org", True, []),
    ],
)
def test_something_longer_is_taken_unless_a_rule_is_broken(
    change: dict[str, Any], words: str, as_it_is: bool, expected: list[str]
) -> None:
    refused = refusals_to_give(words, replace(GIVING, **change), as_it_is=as_it_is)
    assert [one.code for one in refused] == expected


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, "advises"),
        ({"is_due": False}, ""),
        ({"answered": 0, "changed": 0}, "told"),
        ({"changed": 0}, "heard"),
        ({"drafted": 2}, "designs"),
        ({"drafted": 2, "changed": 0}, "heard"),
        ({"agreed": 3, "agreed_adopted": 3}, "decides"),
        ({"agreed": 3, "agreed_adopted": 2}, "advises"),
    ],
)
def test_how_far_people_had_a_say_is_read_from_what_happened(change: dict[str, Any], level: str) -> None:
    facts = {"is_due": True, "answered": 9, "changed": 1, "drafted": 0, "agreed": 0, "agreed_adopted": 0, **change}
    assert felt.level_evidenced(**facts) == level


def test_a_first_statement_is_answered_but_is_no_word_of_the_people() -> None:
    counts = {
        ("seeded", "adopted"): 5,
        ("seeded", ""): 1,
        ("said", "partly"): 1,
        ("said", "not"): 2,
        ("given", "later"): 1,
        ("given", ""): 1,
        ("theme", "adopted"): 7,
        ("theme", ""): 1,
    }
    tally = Tally(counts)
    assert (tally.answered, tally.changed, tally.not_changed, tally.later, str(tally.share)) == (4, 1, 2, 1, "0.25")
    assert (tally.statements_left, tally.submissions_left, tally.themes_left, tally.left) == (1, 1, 1, 3)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {3}),
        ({"groups": [{"agree": 0.8}, {"agree": 0.5}]}, set()),
        ({"groups": [{"agree": 0.8}, {"agree": None}]}, set()),
        ({"groups": []}, set()),
        ({"group_informed_consensus": None}, set()),
        ({"moderated_out": True}, set()),
    ],
)
def test_all_groups_agree_where_most_in_each_do_and_nothing_is_withheld(
    change: dict[str, Any], expected: set[int]
) -> None:
    shares = [{"group": "A", "agree": 0.8}, {"group": "B", "agree": 0.6}]
    one = {"id": 3, "group_informed_consensus": [0.48, 0.02], "groups": shares, **change}
    assert said_by_all({"statements": [one]}) == expected
