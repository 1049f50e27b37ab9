"""A small plan for the cast: a problem, an outcome and a measure, shared with partners by the convenor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from joinedup.outcomes import actions, periods
from joinedup.outcomes.models import Indicator, Outcome, Problem
from joinedup.outcomes.rules import Figure
from joinedup.partners.tests.cast import NOW, Cast

JANUARY = date(2028, 1, 1)
STEADY = (62, 64, 61, 63, 65, 62, 63, 61, 64, 62, 63, 64, 62, 63)
WORSE = (*STEADY, 40, 41, 39, 40, 42, 40, 41, 39)


@dataclass(frozen=True)
class Plan:
    """What Ada wrote down first: why, what, and how anybody can see it."""

    problem: Problem
    outcome: Outcome
    indicator: Indicator


@pytest.fixture
def plan(cast: Cast) -> Plan:
    problem = actions.state_problem(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        name="Many children start school behind",
        statement="One child in three cannot follow a lesson at five.",
        visibility="public",
    )
    outcome = actions.set_outcome(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        name="Children start school ready to learn",
        problem=problem,
        place=cast.town,
        lead=cast.ben.person,
        lead_may="Move staff between centres",
        visibility="public",
    )
    indicator = actions.define_indicator(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        outcome=outcome,
        name="Children ready at five",
        definition="Share of five-year-olds who reach a good level of development.",
        unit="%",
        better="higher",
        source="Early years profile",
        source_url="https://example.org/profile",
        steward=cast.council,
        baseline=Decimal("61.5"),
        baseline_on=date(2027, 9, 1),
        target=Decimal(75),
        target_on=date(2033, 7, 31),
        visibility="public",
    )
    return Plan(problem, outcome, indicator)


def months(values: Sequence[float], first: date = JANUARY) -> list[Figure]:
    """A figure a month for each value."""
    return [
        Figure(periods.after(first, place, "month"), periods.after(first, place + 1, "month"), Decimal(str(value)))
        for place, value in enumerate(values)
    ]
