from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from joinedup.promises.rules import guarantees as rules
from joinedup.promises.rules.guarantees import Claiming, Decided, Figures, Standpoint, Terms

TODAY = date(2031, 5, 6)
TERMS = Terms(
    allowed=True,
    shared=True,
    organisation_stands=True,
    redress="A visit on the next day.",
    days_to_right=10,
    measure_belongs=True,
    body_belongs=True,
    has_appeal=True,
)
CLAIMING = Claiming(
    shared=True,
    in_force=True,
    happened_on=None,
    today=TODAY,
    words="Nobody came.",
    here_today=0,
    limit_here=50,
    yours_today=0,
    next_on="7 May 2031",
)
OPEN = Standpoint(is_open=True, needs_proof=True)
REFUSED = Decided("not_upheld", "Our diary shows a visit.")


def codes(refusals: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in refusals)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False, "organisation_stands": False}, ("not_allowed", "not_a_member")),
        ({"days_to_right": 0}, ("no_time",)),
        ({"measure_belongs": False, "body_belongs": False}, ("foreign_measure", "foreign_body")),
        ({"redress": " ", "has_appeal": False}, ("no_redress", "no_appeal")),
        ({"redress": " ", "has_appeal": False, "shared": False}, ()),
    ],
)
def test_a_guarantee_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert codes(rules.refusals_to_give(replace(TERMS, **change))) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"shared": False}, ("guarantee_is_draft",)),
        ({"in_force": False}, ("not_in_force",)),
        ({"happened_on": date(2031, 5, 7), "in_force": False}, ("still_to_come",)),
        ({"happened_on": TODAY}, ()),
        ({"words": " "}, ("no_words",)),
        ({"here_today": 50, "yours_today": 5}, ("too_many_here", "too_many_yours")),
        ({"here_today": 49, "yours_today": 4}, ()),
    ],
)
def test_a_claim_is_refused_for_each_broken_rule_and_never_for_what_cannot_be_shown(
    change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert codes(rules.refusals_to_claim(replace(CLAIMING, **change))) == expected


@pytest.mark.parametrize(
    ("stand", "decided", "expected"),
    [
        (OPEN, REFUSED, ()),
        (replace(OPEN, is_open=False), REFUSED, ("decided",)),
        (OPEN, Decided("perhaps", " "), ("no_outcome", "no_because")),
        (OPEN, replace(REFUSED, for_want_of_proof=True), ("no_other_way",)),
        (OPEN, replace(REFUSED, for_want_of_proof=True, would_do="A letter with your address"), ()),
        (
            replace(OPEN, needs_proof=False),
            replace(REFUSED, for_want_of_proof=True, would_do="A letter"),
            ("proof_not_asked",),
        ),
        (OPEN, Decided("upheld", "Yes.", for_want_of_proof=True, would_do="A letter"), ("not_refused",)),
        (OPEN, replace(REFUSED, would_do="A letter"), ("not_for_want",)),
    ],
)
def test_a_claim_is_refused_for_want_of_proof_only_where_that_is_asked_and_with_what_else_would_do(
    stand: Standpoint, decided: Decided, expected: tuple[str, ...]
) -> None:
    assert codes(rules.refusals_to_decide(stand, decided)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"sits": True, "decided_it": False, "acts_for_giver": False}, ()),
        ({"sits": False, "decided_it": False, "acts_for_giver": False}, ("not_allowed",)),
        ({"sits": True, "decided_it": True, "acts_for_giver": False}, ("own_decision",)),
        ({"sits": True, "decided_it": False, "acts_for_giver": True}, ("own_cause",)),
        ({"sits": True, "decided_it": True, "acts_for_giver": True}, ("own_decision", "own_cause")),
    ],
)
def test_an_appeal_is_never_heard_by_whoever_decided_nor_by_the_organisation_itself(
    facts: dict[str, bool], expected: tuple[str, ...]
) -> None:
    assert codes(rules.refusals_to_hear(**facts)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, ("not_allowed",)),
        ({"outcome": "not_upheld"}, ("not_right",)),
        ({"outcome": "partly"}, ()),
        ({"is_right": True}, ("right_already",)),
        ({"remedy": " "}, ("no_remedy",)),
        ({"on": date(2031, 5, 7)}, ("right_later",)),
        ({"on": date(2031, 4, 30)}, ("right_before",)),
    ],
)
def test_a_claim_is_put_right_once_in_words_and_not_before_it_was_made(
    change: dict[str, Any], expected: tuple[str, ...]
) -> None:
    facts = {
        "allowed": True,
        "outcome": "upheld",
        "is_right": False,
        "remedy": "She came.",
        "on": TODAY,
        "claimed_on": date(2031, 5, 1),
        "today": TODAY,
    }
    assert codes(rules.refusals_to_put_right(**{**facts, **change})) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"is_appeal": True}, ("is_appeal",)),
        ({"decided_on": None}, ("not_decided",)),
        ({"is_appealed": True}, ("appealed_already",)),
        ({"is_heard_here": False}, ("appeals_elsewhere",)),
        ({"words": ""}, ("no_words",)),
        ({"decided_on": date(2031, 2, 5)}, ()),
        ({"decided_on": date(2031, 2, 4)}, ("too_late",)),
    ],
)
def test_an_appeal_is_taken_once_and_within_ninety_days(change: dict[str, Any], expected: tuple[str, ...]) -> None:
    facts = {
        "is_appeal": False,
        "decided_on": TODAY,
        "is_appealed": False,
        "is_heard_here": True,
        "words": "She was here.",
        "today": TODAY,
    }
    assert codes(rules.refusals_to_appeal(**{**facts, **change})) == expected


@pytest.mark.parametrize(
    ("ended_on", "until_on", "expected"),
    [
        (None, TODAY, ()),
        (None, date(2031, 5, 5), ("ends_before",)),
        (date(2031, 5, 6), date(2031, 6, 1), ("ended_already",)),
        (date(2031, 5, 7), date(2031, 6, 1), ()),
    ],
)
def test_a_guarantee_ends_today_or_later_and_once(
    ended_on: date | None, until_on: date, expected: tuple[str, ...]
) -> None:
    facts = {"allowed": True, "from_on": date(2031, 1, 1), "today": TODAY}
    assert codes(rules.refusals_to_end(ended_on=ended_on, until_on=until_on, **facts)) == expected  # type: ignore[arg-type]


WITHHELD = Figures(None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("whole", "put_right", "expected"),
    [
        (Figures(9, 9), 0, WITHHELD),
        (Figures(12, 12), 0, Figures(12, 12, 0, 0, 0)),
        (Figures(20, 11, 9, 0, 0), 0, Figures(20, None, None, None, None)),
        (Figures(20, 9, 11, 0, 0), 0, Figures(20, None, None, None, None)),
        (Figures(30, 10, 11, 9, 0, 4), 9, Figures(30, 10, None, None, 0)),
        (Figures(40, 10, 20, 10, 20, 4), 21, Figures(40, 10, 20, 10, 20, 4)),
        (Figures(40, 10, 20, 10, 21, 4), 21, Figures(40, 10, 20, 10, None, 4)),
    ],
)
def test_no_figure_about_fewer_than_ten_people_is_shown_nor_one_that_gives_it_away(
    whole: Figures, put_right: int, expected: Figures
) -> None:
    assert rules.for_the_public(whole, put_right) == expected
