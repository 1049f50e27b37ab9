"""What the tests of deals and of pledges on condition start from, made by actions."""

import re
from datetime import date, datetime
from typing import Any

from joinedup.frame.models import Letter
from joinedup.frame.visibility import Visibility
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Clause, ConfirmMark, Pledge
from joinedup.promises.reads.signing_up import asked_with
from joinedup.promises.tests.agreed import a_clause, an_agreement
from joinedup.promises.tests.signing import a_power, given, offered

TODAY, SUMMER, AUTUMN = date(2031, 5, 6), date(2031, 8, 1), date(2031, 11, 1)
LINK = re.compile(r"/confirm/([\w-]+)/")


def a_deal(cast: Cast, **terms: Any) -> Agreement:
    """A deal of the council alone with the people of Northtown, public, still being written, with no clause."""
    said: dict[str, Any] = {
        "kind": "deal",
        "name": "The Northtown deal",
        "purpose": "",
        "parties": (cast.council,),
        **terms,
    }
    return an_agreement(cast, **said)


def ours(cast: Cast, deal: Agreement, **terms: Any) -> Clause:
    """A pledge of the council in a deal."""
    said: dict[str, Any] = {"section": "ours", "heading": "Council tax", "words": "We keep council tax low.", **terms}
    return a_clause(cast, deal, **{"organisation": cast.council, **said})


def yours(cast: Cast, deal: Agreement, **terms: Any) -> Clause:
    """What a deal asks of people."""
    return a_clause(cast, deal, **{"section": "yours", "heading": "Recycling", "words": "Recycle more.", **terms})


def a_full_deal(cast: Cast, **terms: Any) -> Agreement:
    """A deal with a pledge on each side, signed by the council and in force."""
    deal = a_deal(cast, **terms)
    ours(cast, deal)
    yours(cast, deal)
    return signed(cast, deal)


def signed(cast: Cast, deal: Agreement) -> Agreement:
    """The deal as it says now, signed by Ben for the council."""
    a_power(cast, cast.council, cast.ben)
    given(offered(cast, deal), cast.ben, cast.council)
    deal.refresh_from_db()
    return deal


def a_pledge(cast: Cast, **terms: Any) -> Pledge:
    """A public pledge of the council: it will dig the beds if three join by August."""
    return actions.offer_pledge(
        cast.partnership,
        **{
            "by": cast.ada,
            "at": NOW,
            "organisation": cast.council,
            "words": "Dig the beds of Mill Street",
            "condition": "joined",
            "threshold": 3,
            "by_on": SUMMER,
            "visibility": Visibility.PUBLIC,
            **terms,
        },
    )


def resting(cast: Cast, other: Pledge, **terms: Any) -> Pledge:
    """A public pledge of the charity that rests on another."""
    said: dict[str, Any] = {
        "organisation": cast.charity,
        "words": "Plant them",
        "condition": "pledge",
        "threshold": None,
    }
    return a_pledge(cast, **{**said, "other": other, **terms})


def on_a_day(cast: Cast, **terms: Any) -> Pledge:
    """A public pledge of health that counts from August."""
    said: dict[str, Any] = {"organisation": cast.health, "words": "Bring tools", "condition": "day", "threshold": None}
    return a_pledge(cast, **{**said, **terms})


def asked_to_sign(deal: Agreement, email: str = "gus@example.org", *, at: datetime = NOW, **said: Any) -> ConfirmMark:
    """An address that was asked by letter whether it signs up as somebody who lives here."""
    return actions.ask_to_sign_up(deal, **{"email": email, "group": "resident", "asked_from": email, "at": at, **said})


def sign_up(deal: Agreement, email: str = "gus@example.org", *, at: datetime = NOW, **said: Any) -> Any:
    """The holder of an address presses the button in its letter."""
    return actions.confirm(asked_to_sign(deal, email, at=at, **said), at=at)


def join(pledge: Pledge, email: str, *, at: datetime = NOW) -> Any:
    """The holder of an address joins a pledge."""
    return actions.confirm(actions.ask_to_join(pledge, email=email, asked_from=email, at=at), at=at)


def address_in_last_letter() -> str:
    """The link in the letter that was written last."""
    found = LINK.search(Letter.objects.latest("pk").body)
    assert found is not None
    assert asked_with(found[1]) is not None
    return found[0]
