"""What the tests of agreed exceptions and barriers start from."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Measurement
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Barrier, Firing, Freedom, Tripwire
from joinedup.promises.tests.made import an_outcome

REVIEW, EXPIRY = date(2031, 11, 1), date(2032, 5, 1)


def a_measure(cast: Cast, outcome: Any, **fields: Any) -> Indicator:
    """A measure of an outcome, for everybody to read."""
    called = {"name": "Lone parents in work", "better": "higher", "target": Decimal(60)}
    return Indicator.objects.create(
        **{"partnership": cast.partnership, "outcome": outcome, "visibility": Visibility.PUBLIC, **called, **fields}
    )


def figures(measure: Indicator, *values: int, until: date = date(2031, 5, 1)) -> None:
    """Monthly figures, the last for the month that ends on a day."""
    month = until
    for value in reversed(values):
        before = (month - timedelta(days=1)).replace(day=1)
        Measurement.objects.create(
            indicator=measure, from_on=before, until_on=month, value=Decimal(value), recorded_at=NOW
        )
        month = before


def asked(cast: Cast, **terms: Any) -> Freedom:
    """An exception that the council asks of health, complete but for consents and an early warning, in public."""
    outcome = terms.get("outcome") or an_outcome(cast)
    return actions.ask_for_freedom(
        cast.partnership,
        **{
            "by": cast.ben,
            "at": NOW,
            "organisation": cast.council,
            "name": "Start work and keep the rent paid",
            "rule": "Support stops on the first day of work",
            "owner": cast.health,
            "asked": "Support goes on for eight weeks after somebody has found work.",
            "blocks": "People turn work down.",
            "outcome": outcome,
            "indicator": a_measure(cast, outcome),
            "promised": "Sixty in a hundred lone parents in work by May 2032.",
            "fairness": "Lone parents in Millbrook are treated better than those elsewhere, for a year.",
            "learning": "Ben reports to the board in May 2032.",
            "may_revoke": "Northtown Council’s cabinet",
            "review_on": REVIEW,
            "expires_on": EXPIRY,
            "visibility": Visibility.PUBLIC,
            **terms,
        },
    )


def negotiated(cast: Cast, **terms: Any) -> Freedom:
    """One that is being negotiated."""
    freedom = asked(cast, **terms)
    actions.negotiate(freedom, by=cast.cara, at=NOW, reason="It is worth a try.")
    return freedom


def both_agree(cast: Cast, freedom: Freedom) -> None:
    """The rule's owner and the charity say that they agree, each by its own people."""
    actions.consent(freedom, by=cast.cara, at=NOW, side="owner", stance="agrees")
    actions.consent(freedom, by=cast.dan, at=NOW, side="local", stance="agrees", organisation=cast.charity)


def a_warning(freedom: Freedom, **fields: Any) -> Tripwire:
    """An early warning on an exception: it fires when its measure falls below forty."""
    watches = {"indicator": freedom.indicator, "kind": "below", "level": Decimal(40), "then": "suspend"}
    called = {"name": "Fewer than forty in a hundred", "about": freedom.reference, "partnership": freedom.partnership}
    called |= {"set_at": NOW}
    return Tripwire.objects.create(**{**called, **watches, "visibility": Visibility.PUBLIC, **fields})


def granted(cast: Cast, **terms: Any) -> Freedom:
    """One that holds."""
    freedom = negotiated(cast, **terms)
    both_agree(cast, freedom)
    a_warning(freedom)
    actions.grant(freedom, by=cast.cara, at=NOW, reason="Both sides agree.")
    freedom.refresh_from_db()
    return freedom


def fired(warning: Tripwire, occasion: str = "2031-05-01 1") -> Firing:
    """That an early warning fired."""
    return Firing.objects.create(
        tripwire=warning, occasion=occasion, value=Decimal(38), fired_at=NOW, act_by=NOW.date() + timedelta(days=14)
    )


def told(cast: Cast, **terms: Any) -> Barrier:
    """A rule of health's that is in the council's way."""
    return actions.report_barrier(
        cast.partnership,
        **{
            "by": cast.ben,
            "at": NOW,
            "organisation": cast.council,
            "rule": "Each visit is reported twice",
            "words": "Our visitors fill in two forms a visit.",
            "owner": cast.health,
            **terms,
        },
    )
