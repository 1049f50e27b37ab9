"""What the tests of answerability and scrutiny start from."""

from datetime import date
from typing import Any

from joinedup.answers import actions
from joinedup.answers.models import AnswerLine, Guarantor, Recommendation
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome, Remit
from joinedup.partners.models import Body, Organisation
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast
from joinedup.partners.tests.seated import a_body, a_seat
from joinedup.promises.models import Commitment

LATER = date(2031, 9, 1)


def an_outcome(cast: Cast, name: str = "Every child starts ready", **fields: Any) -> Outcome:
    """An outcome of the partnership, for everybody to read."""
    return Outcome.objects.create(
        **{"partnership": cast.partnership, "name": name, "visibility": Visibility.PUBLIC, **fields}
    )


def served_by(cast: Cast, outcome: Outcome, *organisations: Organisation) -> None:
    """One promise of each of these organisations towards an outcome."""
    for one in organisations:
        promise = Commitment.objects.create(
            partnership=cast.partnership, organisation=one, output="A deed", due_on=LATER, visibility="public"
        )
        promise.outcomes.add(outcome)


def a_line(cast: Cast, outcome: Outcome, **said: Any) -> AnswerLine:
    """The council answers to voters for how the service does, once a year."""
    audience = {} if {"to_body", "to_organisation"} & said.keys() else {"to_words": "Voters"}
    terms: dict[str, Any] = {
        "by": cast.ada,
        "at": NOW,
        "about": outcome.reference,
        "answers_for": "service",
        "organisation": cast.council,
        "forum": "The yearly meeting",
        "every_months": 12,
        **audience,
    }
    return actions.draw_line(cast.partnership, **{**terms, **said})


def a_committee(cast: Cast, *outcomes: Outcome, name: str = "Scrutiny committee") -> Body:
    """A committee that Dan chairs, with these outcomes in its remit."""
    body = a_body(cast, name, kind="committee")
    a_seat(body, cast.charity, cast.dan.person, role="chair")
    for outcome in outcomes:
        Remit.objects.create(body=body, outcome=outcome, from_on=LONG_AGO)
    return body


def a_recommendation(cast: Cast, committee: Body, about: Any, **said: Any) -> Recommendation:
    """Dan’s committee asks the council for something."""
    terms: dict[str, Any] = {
        "by": cast.dan,
        "at": NOW,
        "about": about.reference,
        "words": "Publish the figures each month.",
        "of": cast.council,
    }
    return actions.recommend(committee, **{**terms, **said})


def accepted(cast: Cast, one: Recommendation, **said: Any) -> Recommendation:
    """Ben accepts it for the council, and sees to it himself."""
    terms: dict[str, Any] = {"by": cast.ben, "at": NOW, "reply": "accepted", "owner": cast.ben.person, "do_by": LATER}
    return actions.reply_to_recommendation(one, **{**terms, **said})


def a_guarantor(cast: Cast, **said: Any) -> Guarantor:
    """The council steps in last for a café that residents run."""
    terms: dict[str, Any] = {
        "by": cast.ada,
        "at": NOW,
        "service": "Night café",
        "run_by": "Volunteers",
        "organisation": cast.council,
        "steps_in_if": "It opens on fewer than four nights a week.",
        "said_in_public": "If the café fails, the council keeps it open.",
    }
    return actions.name_guarantor(cast.partnership, **{**terms, **said})
