"""A small plan that connects throughout: a problem, an outcome, a measure, a ladder, a promise with a part."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Link, Outcome, Problem, Step
from joinedup.partners.models import Partnership
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises.models import Commitment, Part
from joinedup.questions.models import Question

PUBLIC = Visibility.PUBLIC


@dataclass(frozen=True)
class Plan:
    """The records of the cast's partnership, all public once it is published."""

    problem: Problem
    outcome: Outcome
    indicator: Indicator
    output: Step
    activity: Step
    promise: Commitment
    part: Part
    question: Question


@pytest.fixture
def plan(cast: Cast) -> Plan:
    here = cast.partnership
    ben = cast.ben.person
    problem = Problem.objects.create(partnership=here, name="Children start school behind", visibility=PUBLIC)
    outcome = Outcome.objects.create(
        partnership=here, problem=problem, name="Every child starts ready", lead=ben, visibility=PUBLIC
    )
    indicator = Indicator.objects.create(
        partnership=here,
        outcome=outcome,
        name="Ready at five",
        unit="%",
        better="higher",
        visibility=PUBLIC,
        latest_on=date(2031, 4, 1),
        latest_value=Decimal("61"),
        verdict="too_few",
    )
    output, activity = (_step(here, kind, name) for kind, name in (("output", "Visits made"), ("activity", "Visiting")))
    Link.objects.create(lower=output, outcome=outcome)
    Link.objects.create(lower=activity, step=output)
    promise = make_promise(cast, "Visit every new family", outcome)
    return Plan(
        problem,
        outcome,
        indicator,
        output,
        activity,
        promise,
        Part.objects.create(commitment=promise, what="Train visitors", organisation=cast.charity, accepted_at=NOW),
        ask(here, promise.reference, "When does it start?"),
    )


def make_promise(cast: Cast, output: str, *outcomes: Outcome, **fields: object) -> Commitment:
    """A public promise of the council towards some outcomes, led by Ben unless told otherwise."""
    said = {"organisation": cast.council, "lead": cast.ben.person, "due_on": date(2031, 9, 1), "visibility": PUBLIC}
    promise = Commitment.objects.create(partnership=cast.partnership, output=output, **{**said, **fields})
    promise.outcomes.set(outcomes)
    return promise


def ask(partnership: Partnership, about: str, words: str, **fields: object) -> Question:
    """A public question that is not overdue."""
    said = {"kind": "question", "state": "open", "due_on": date(2999, 1, 1), "visibility": PUBLIC}
    return Question.objects.create(
        partnership=partnership, about=about, words=words, asked_at=NOW, **{**said, **fields}
    )


def _step(partnership: Partnership, kind: str, name: str) -> Step:
    return Step.objects.create(partnership=partnership, kind=kind, name=name, visibility=PUBLIC)
