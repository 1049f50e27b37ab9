"""What the tests of promises start from."""

from datetime import date
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Commitment, Decision, Risk

START, DUE, LATER = date(2031, 1, 1), date(2031, 9, 30), date(2031, 12, 31)
DECIDED = date(2021, 4, 1)


def an_outcome(cast: Cast, name: str = "Children are ready for school", **fields: Any) -> Outcome:
    """An outcome of the partnership, for everybody to read."""
    return Outcome.objects.create(
        **{"partnership": cast.partnership, "name": name, "visibility": Visibility.PUBLIC, **fields}
    )


def a_promise(cast: Cast, **terms: Any) -> Commitment:
    """A promise of the council, led by Ben, for everybody to read."""
    return actions.promise(
        cast.partnership,
        **{
            "by": cast.ada,
            "at": NOW,
            "organisation": cast.council,
            "output": "Open a family hub in Millbrook",
            "starts_on": START,
            "due_on": DUE,
            "lead": cast.ben.person,
            "lead_may": "Spend £40,000.",
            "visibility": Visibility.PUBLIC,
            **terms,
        },
    )


def a_risk(cast: Cast, **terms: Any) -> Risk:
    """A risk that the council looks after and Ben owns, for everybody to read."""
    return actions.foresee(
        cast.partnership,
        **{
            "by": cast.ada,
            "at": NOW,
            "organisation": cast.council,
            "name": "Too few visitors can be hired",
            "likelihood": 3,
            "impact": 4,
            "owner": cast.ben.person,
            "review_on": DUE,
            "visibility": Visibility.PUBLIC,
            **terms,
        },
    )


def a_decision(cast: Cast, **terms: Any) -> Decision:
    """A decision of the board, for everybody to read, with its reason and minute."""
    return actions.decide(
        cast.partnership,
        **{
            "by": cast.ada,
            "at": NOW,
            "name": "Visit new families first",
            "words": "New families come first.",
            "decided_on": DECIDED,
            "decided_by": "Partnership board",
            "reason": "Half of all need shows in the first year.",
            "minute": "Agreed.",
            "visibility": Visibility.PUBLIC,
            **terms,
        },
    )
