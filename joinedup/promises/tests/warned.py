"""What the tests of early warnings start from."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.outcomes import periods
from joinedup.outcomes.actions import define_indicator, record_figures
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.rules import Figure
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.actions import watching
from joinedup.promises.models import Firing, Tripwire
from joinedup.promises.tests.made import an_outcome

LATER = NOW + timedelta(days=1)
LATEST = NOW + timedelta(days=2)
STEADY = (62, 64, 61, 63, 65, 62, 63, 61, 64, 62, 63)


def a_measure(cast: Cast, values: Sequence[float] = STEADY, **fields: Any) -> Indicator:
    """A measure of the council, higher is better, with a figure a month, the last of April 2031."""
    measure = define_indicator(
        cast.partnership,
        **{
            "by": cast.ada,
            "at": NOW,
            "name": "Children ready at five",
            "better": "higher",
            "steward": cast.council,
            "visibility": "public",
            **fields,
        },
    )
    if values:
        first = periods.after(date(2020, 5, 1), 132 - len(values), "month")
        figures(measure, values, by=cast.ada, at=NOW - timedelta(days=3), first=first)
    measure.refresh_from_db()
    return measure


def figures(measure: Indicator, values: Sequence[float], *, by: Any, at: Any, first: date) -> None:
    """A figure a month for each value, from a month on."""
    said = [
        Figure(periods.after(first, place, "month"), periods.after(first, place + 1, "month"), Decimal(str(value)))
        for place, value in enumerate(values)
    ]
    record_figures(measure, by=by, at=at, figures=said)


def a_tripwire(cast: Cast, **terms: Any) -> Tripwire:
    """An early warning over an outcome that Ben leads: fewer than 50 in 100 children are ready."""
    kind = terms.get("kind", "below")
    needs = kind in {"above", "below", "signal", "late"}
    asked = {
        "by": cast.ada,
        "at": NOW,
        "name": "Too few children are ready",
        "kind": kind,
        "level": Decimal(50) if kind in {"above", "below"} else None,
        "visibility": Visibility.PUBLIC,
        **terms,
    }
    if "about" not in asked:
        asked["about"] = an_outcome(cast, lead=cast.ben.person).reference
    if needs and "indicator" not in asked:
        asked["indicator"] = a_measure(cast)
    return actions.set_tripwire(cast.partnership, **asked)


def a_firing(cast: Cast, **terms: Any) -> Firing:
    """An early warning that fired the day after it was set."""
    tripwire = a_tripwire(cast, **terms)
    assert tripwire.indicator is not None
    figures(tripwire.indicator, [40], by=cast.ada, at=LATER, first=date(2031, 4, 1))
    watching.look_at_figures(at=LATER)
    return Firing.objects.get(tripwire=tripwire)


def fired(tripwire: Tripwire) -> list[str]:
    """The occasions for which an early warning has fired, in order."""
    return list(tripwire.firings.order_by("pk").values_list("occasion", flat=True))
