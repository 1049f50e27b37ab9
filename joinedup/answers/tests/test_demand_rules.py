from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from joinedup.answers.rules import demands as rules
from joinedup.answers.rules.demands import Terms

TODAY = date(2031, 5, 6)
TERMS = Terms(
    allowed=True,
    stands=True,
    asked_by_member=True,
    asker_stands=True,
    wanted_by_outside="",
    from_on=date(2031, 1, 1),
    ends_on=None,
)


def codes(refusals: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in refusals)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False, "stands": False}, ("not_allowed", "not_a_member")),
        ({"asked_by_member": False}, ("nobody_asks",)),
        ({"asked_by_member": False, "wanted_by_outside": "The ministry"}, ()),
        ({"wanted_by_outside": "The ministry"}, ("two_ask",)),
        ({"asker_stands": False}, ("foreign_asker",)),
        ({"ends_on": date(2031, 1, 1)}, ("ends_before",)),
        ({"back_to_draft": True}, ("back_to_draft",)),
    ],
)
def test_a_demand_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert codes(rules.refusals_to_demand(replace(TERMS, **change))) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, ("not_allowed",)),
        ({"is_dropped": True}, ("dropped",)),
        ({"used_for": " "}, ("no_decision",)),
        ({"used_on": date(2031, 5, 7)}, ("used_later",)),
        ({"last_used_on": TODAY}, ()),
        ({"used_on": date(2031, 5, 5), "last_used_on": TODAY}, ("used_before",)),
    ],
)
def test_a_use_names_its_decision_and_lies_neither_ahead_nor_before_the_last(
    change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    facts = {
        "allowed": True,
        "is_dropped": False,
        "used_on": TODAY,
        "used_for": "Which wards",
        "last_used_on": None,
        "today": TODAY,
    }
    assert codes(rules.refusals_to_note_use(**{**facts, **change})) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False, "is_dropped": True}, ("not_allowed", "dropped")),
        ({"is_worth_it": False}, ("not_worth_it",)),
        ({"ends_on": TODAY}, ("no_later_end",)),
        ({"ended_on": date(2032, 5, 6)}, ("no_later_end",)),
    ],
)
def test_what_goes_on_is_worth_it_and_ends_later(change: dict[str, Any], expected: tuple[str, ...]) -> None:
    facts = {
        "allowed": True,
        "is_dropped": False,
        "is_worth_it": True,
        "ended_on": None,
        "ends_on": date(2032, 5, 6),
        "today": TODAY,
    }
    assert codes(rules.refusals_to_renew(**{**facts, **change})) == expected


@pytest.mark.parametrize(
    ("risk", "used", "expected"),
    [
        ("Fraud", date(2030, 5, 7), True),
        ("Fraud", date(2030, 5, 6), False),
        ("Fraud", None, False),
        ("", TODAY, False),
    ],
)
def test_only_what_lowers_a_stated_risk_and_was_used_within_a_year_is_worth_it(
    risk: str, used: date | None, expected: bool
) -> None:
    assert rules.is_worth_it(risk_lowered=risk, last_used_on=used, today=TODAY) is expected


def test_it_is_dropped_once_and_with_a_reason() -> None:
    assert codes(rules.refusals_to_drop(allowed=True, is_dropped=False, because="Nobody reads it.")) == ()
    refused = rules.refusals_to_drop(allowed=False, is_dropped=True, because=" ")
    assert codes(refused) == ("not_allowed", "dropped", "no_reason")
