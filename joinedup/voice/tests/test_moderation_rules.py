"""What a moderator may do, for how long a conversation is protected, who decides on appeals: without a database."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from joinedup.voice.rules import bursts
from joinedup.voice.rules import moderation as rules

TODAY = date(2031, 5, 6)
WAITS = rules.Piece("Statement 3", rules.WAITING, is_statement=True)
SHOWN = rules.Target(1, rules.SHOWN)


def codes(refusals: tuple[Any, ...]) -> list[str]:
    return [each.code for each in refusals]


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        ("show", "waiting", []),
        ("show", "hidden", ["moderation_dealt_with"]),
        ("show", "shown", ["moderation_dealt_with"]),
        ("hide", "waiting", []),
        ("hide", "shown", []),
        ("hide", "hidden", ["moderation_dealt_with"]),
        ("hide", "withdrawn", ["moderation_dealt_with"]),
        ("merge", "waiting", []),
        ("merge", "shown", []),
        ("merge", "merged", ["moderation_dealt_with"]),
        ("split", "merged", []),
        ("split", "shown", ["moderation_dealt_with"]),
        ("revert", "hidden", []),
        ("revert", "waiting", ["moderation_dealt_with"]),
    ],
)
def test_each_move_starts_from_the_states_of_its_table_only(kind: str, state: str, expected: list[str]) -> None:
    piece = replace(WAITS, state=state)
    assert codes(rules.refusals_to_move(kind, [piece], asked=1, allowed=True, reason="So.", target=SHOWN)) == expected


@pytest.mark.parametrize(
    ("change", "target", "expected"),
    [
        ({}, SHOWN, []),
        ({}, None, ["moderation_no_target"]),
        ({}, rules.Target(1, rules.MERGED), ["moderation_target_not_shown"]),
        ({}, rules.Target(1, rules.HIDDEN), ["moderation_target_not_shown"]),
        ({"is_target": True}, SHOWN, ["moderation_target_itself"]),
        ({"others_joined": True}, SHOWN, ["moderation_others_joined"]),
        ({"is_statement": False}, SHOWN, ["moderation_not_a_statement"]),
    ],
)
def test_no_statement_is_put_together_so_that_it_leads_on_in_a_chain_or_a_circle(
    change: dict[str, Any], target: rules.Target | None, expected: list[str]
) -> None:
    pieces = [replace(WAITS, **change)]
    assert (
        codes(rules.refusals_to_move("merge", pieces, asked=1, allowed=True, reason="So.", target=target)) == expected
    )


def test_a_report_can_be_settled_by_saying_that_what_is_shown_may_stay() -> None:
    reported = replace(WAITS, state=rules.SHOWN, reported=True)
    assert rules.refusals_to_move("show", [reported], asked=1, allowed=True, reason="So.") == ()


def test_a_move_is_refused_with_every_reason_at_once() -> None:
    refused = rules.refusals_to_move("hide", [], asked=0, allowed=False, reason="")
    assert codes(refused) == ["moderation_not_yours", "moderation_nothing_chosen", "moderation_no_reason"]
    assert codes(rules.refusals_to_move("hide", [], asked=1, allowed=True, reason="So.")) == ["moderation_unknown"]
    many = rules.refusals_to_move("hide", [WAITS] * 101, asked=101, allowed=True, reason="So.")
    assert codes(many) == ["moderation_too_many"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"until_on": TODAY + timedelta(days=14)}, []),
        ({"until_on": TODAY + timedelta(days=15)}, ["protection_too_long"]),
        ({"until_on": TODAY - timedelta(days=1)}, ["protection_ends"]),
        ({"reason": ""}, ["moderation_no_reason"]),
        ({"allowed": False}, ["moderation_not_yours"]),
        ({"is_open": False}, ["protect_not_open"]),
        ({"protected_until": TODAY}, ["protected_already"]),
    ],
)
def test_a_conversation_is_protected_for_14_days_at_most_and_with_a_reason(
    change: dict[str, Any], expected: list[str]
) -> None:
    asked: dict[str, Any] = {
        "allowed": True,
        "is_open": True,
        "reason": "Flooded.",
        "until_on": TODAY,
        "today": TODAY,
        "protected_until": None,
        **change,
    }
    assert codes(rules.refusals_to_protect(**asked)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["appeal_not_yours"]),
        ({"waits": False}, ["appeal_decided"]),
        ({"is_own_move": True}, ["appeal_own_move"]),
        ({"is_own_words": True}, ["appeal_own_words"]),
        ({"reason": ""}, ["moderation_no_reason"]),
    ],
)
def test_nobody_decides_on_their_own_move_or_their_own_words(change: dict[str, Any], expected: list[str]) -> None:
    asked: dict[str, Any] = {
        "allowed": True,
        "waits": True,
        "is_own_move": False,
        "is_own_words": False,
        "reason": "So.",
        **change,
    }
    assert codes(rules.refusals_to_decide(**asked)) == expected


@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [
        ("hide", {}, []),
        ("merge", {}, []),
        ("show", {}, ["appeal_of_nothing"]),
        ("hide", {"is_author": False}, ["appeal_not_the_author"]),
        ("hide", {"stands": False}, ["move_stands_no_longer"]),
        ("hide", {"has_appealed": True}, ["appealed_already"]),
        ("hide", {"words": ""}, ["appeal_without_words"]),
    ],
)
def test_an_author_appeals_once_against_what_still_stands(
    kind: str, change: dict[str, Any], expected: list[str]
) -> None:
    asked: dict[str, Any] = {"is_author": True, "stands": True, "has_appealed": False, "words": "Why?", **change}
    assert codes(rules.refusals_to_appeal(kind, **asked)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["burst_not_yours"]),
        ({"reason": ""}, ["burst_no_reason"]),
        ({"changes": False}, ["burst_decided_so"]),
    ],
)
def test_a_burst_is_settled_by_a_moderator_with_a_reason(change: dict[str, Any], expected: list[str]) -> None:
    asked: dict[str, Any] = {"allowed": True, "reason": "So.", "changes": True, **change}
    assert codes(bursts.refusals_to_settle(**asked)) == expected


def test_a_sender_may_report_twenty_times_a_day() -> None:
    reported = [codes(rules.refusals_to_report(reported_today=number)) for number in (19, 20)]
    assert reported == [[], ["reported_enough"]]
