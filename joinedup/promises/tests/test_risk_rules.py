from dataclasses import replace
from datetime import date

import pytest

from joinedup.promises.rules.risks import (
    BACK_TO_DRAFT,
    CLOSED,
    FOREIGN_OUTCOME,
    HAPPENED,
    IS_DRAFT,
    IS_OVER,
    LATER,
    NO_IMPACT,
    NO_LIKELIHOOD,
    NO_NEXT_REVIEW,
    NO_ORGANISATION,
    NO_REVIEW_DATE,
    NO_WORDS,
    NOT_A_MEMBER,
    NOT_ALLOWED,
    NOT_JUDGED,
    NOT_NEXT,
    OPEN,
    OWNER_HAS_LEFT,
    Review,
    Standpoint,
    Terms,
    is_overdue,
    refusals_to_raise,
    refusals_to_review,
)

TODAY, LATER_ON = date(2031, 5, 6), date(2031, 9, 30)
TERMS = Terms(
    allowed=True,
    shared=True,
    has_organisation=True,
    organisation_stands=True,
    owner_holds_post=True,
    outcomes_belong=True,
    likelihood=3,
    impact=4,
    review_on=LATER_ON,
)
STAND = Standpoint(allowed=True, shared=True, state=OPEN, today=TODAY)
REVIEW = Review(OPEN, "", 3, 4, LATER_ON)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (NOT_ALLOWED,)),
        ({"organisation_stands": False}, (NOT_A_MEMBER,)),
        ({"has_organisation": False, "organisation_stands": False}, (NO_ORGANISATION,)),
        ({"likelihood": None, "impact": None, "review_on": None}, (NO_LIKELIHOOD, NO_IMPACT, NO_REVIEW_DATE)),
        ({"likelihood": None, "impact": None, "review_on": None, "shared": False}, ()),
        ({"owner_holds_post": False, "outcomes_belong": False}, (OWNER_HAS_LEFT, FOREIGN_OUTCOME)),
    ],
)
def test_a_risk_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[object, ...]
) -> None:
    assert refusals_to_raise(replace(TERMS, **change)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stand", "review", "expected"),
    [
        ({}, {}, ()),
        ({"allowed": False, "shared": False}, {}, (NOT_ALLOWED, IS_DRAFT)),
        ({"state": CLOSED}, {}, (IS_OVER,)),
        ({"state": HAPPENED}, {}, (NOT_NEXT,)),
        ({"state": HAPPENED}, {"state": HAPPENED, "words": "Again."}, ()),
        ({}, {"state": HAPPENED}, (NO_WORDS,)),
        ({}, {"state": CLOSED, "words": " "}, (NO_WORDS,)),
        ({}, {"state": CLOSED, "words": "Past.", "likelihood": None, "impact": None, "review_on": None}, ()),
        ({}, {"likelihood": None}, (NOT_JUDGED,)),
        ({}, {"review_on": TODAY}, (NO_NEXT_REVIEW,)),
        ({}, {"review_on": None, "impact": None}, (NOT_JUDGED, NO_NEXT_REVIEW)),
    ],
)
def test_a_review_is_refused_for_each_broken_rule_and_no_other(
    stand: dict[str, object], review: dict[str, object], expected: tuple[object, ...]
) -> None:
    made = refusals_to_review(replace(STAND, **stand), replace(REVIEW, **review))  # type: ignore[arg-type]
    assert made == expected


def test_from_every_state_it_is_said_where_a_risk_may_go() -> None:
    assert {state: sorted(later) for state, later in LATER.items()} == {
        "open": ["closed", "happened", "open"],
        "happened": ["closed", "happened"],
        "closed": [],
    }


@pytest.mark.parametrize(
    ("state", "review_on", "expected"),
    [
        (OPEN, date(2031, 5, 5), True),
        (OPEN, TODAY, False),
        (OPEN, None, False),
        (HAPPENED, date(2031, 5, 5), True),
        (CLOSED, date(2031, 5, 5), False),
    ],
)
def test_a_review_is_overdue_the_day_after_it_was_due(state: str, review_on: date | None, expected: bool) -> None:
    assert is_overdue(state, review_on, TODAY) is expected


def test_a_sentence_says_what_to_do_instead() -> None:
    assert str(BACK_TO_DRAFT).endswith("Close it instead.")
