"""What the tests of guarantees start from: one of the council's, a claim against it, and a board that hears appeals."""

from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, Body
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Claim, Guarantee

SINCE = LONG_AGO


def a_board(cast: Cast, *sitting: Account) -> Body:
    """A committee in which these people sit, for everybody to read."""
    body = partners.set_up_body(
        cast.partnership, by=cast.ada, at=NOW, kind="committee", name="Appeals committee", from_on=SINCE
    )
    for account in sitting:
        person = account.person
        assert person is not None
        organisation = person.memberships.get().organisation
        partners.take_seat(
            body, by=cast.ada, at=NOW, organisation=organisation, person=person, role="member", from_on=SINCE
        )
    return body


def a_guarantee(cast: Cast, **terms: Any) -> Guarantee:
    """A guarantee of the council, for everybody to read; appeals go to an ombudsman."""
    return actions.give_guarantee(
        cast.partnership,
        **{
            "by": cast.ben,
            "at": NOW,
            "organisation": cast.council,
            "name": "A visit within a week",
            "standard": "A health visitor comes within seven days of the birth.",
            "redress": "A visit on the next day, at an hour that you choose.",
            "appeals_to_words": "The ombudsman",
            "from_on": SINCE,
            "visibility": Visibility.PUBLIC,
            **terms,
        },
    )


def a_claim(guarantee: Guarantee, **said: Any) -> Claim:
    """A claim by somebody without an account."""
    return actions.claim(
        guarantee, **{"by": None, "at": NOW, "words": "Nobody came for three weeks.", "asker_email": "", **said}
    )


def decided(cast: Cast, claim: Claim, outcome: str = "upheld", **said: Any) -> Claim:
    """A claim that Ben decided."""
    told = {"by": cast.ben, "at": NOW, "answer": "Our diary shows it.", **said}
    return actions.decide_claim(claim, outcome=outcome, **told)
