"""Many measures side by side, the latest change first: in the order of when each changed, never of how high it is."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, DateField, F, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from joinedup.outcomes import reads, wording
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.periods import said_by_rhythm
from joinedup.partners.models import Organisation

CHANGED = ("improved", "worsened", "higher", "lower", "mixed")
HOW = {
    "improved": lazy("Better"),
    "worsened": lazy("Worse"),
    "higher": lazy("Higher"),
    "lower": lazy("Lower"),
    "mixed": lazy("Changed, and turned"),
    "steady": lazy("No change"),
    "too_few": lazy("Too early to say"),
    "no_data": lazy("No figures"),
}
SIGNS = {"improved": "▲", "worsened": "▼", "higher": "◆", "lower": "◆"}
SIGNS |= {"improvement": "▲", "concern": "▼", "neutral_high": "◆", "neutral_low": "◆"}
SIGNALLED_ON = Case(When(verdict__in=CHANGED, then=Coalesce("turned_on", "moved_on")), output_field=DateField())
FIELDS = (*reads.KEPT, "steward__name")


class Movement(NamedTuple):
    """A measure among many: its small chart, since when and how it changed, and its latest figure."""

    address: str
    name: str
    organisation: str
    changed: str
    how: str
    look: str
    sentence: str
    latest: str
    caveat: str
    sparkline: SafeString


def by_latest_change(measures: QuerySet[Indicator]) -> QuerySet[Any]:
    """Measures by the day on which their chart shows a change, the latest first; then those without one, by name.

    What has turned since counts from where it turned. How large a change is, or which way it goes, plays no part.
    """
    ordered = measures.annotate(signalled_on=SIGNALLED_ON)
    return ordered.order_by(F("signalled_on").desc(nulls_last=True), "name", "pk")


def movements(measures: QuerySet[Any]) -> list[Movement]:
    """Measures of `by_latest_change`, or a page of them, as the page of changes shows them. One SQL query."""
    return moved(measures.select_related("steward").only(*FIELDS))


def moved(measures: Iterable[Any]) -> list[Movement]:
    """Measures with FIELDS and their steward as the page of changes and its file show them. No SQL query."""
    return [_movement(one, one.signalled_on) for one in measures]


def common_caveat(rows: Sequence[Movement]) -> str:
    """What to bear in mind of all of several measures alike, to be said once; "" if that differs or there is one.

    >>> common_caveat([])
    ''
    """
    caveats = {row.caveat for row in rows}
    return caveats.pop() if len(rows) > 1 and len(caveats) == 1 else ""


def stewards(measures: QuerySet[Indicator]) -> QuerySet[Organisation]:
    """The organisations that look after some of these measures, by name."""
    keys = measures.order_by().values("steward")
    return Organisation.objects.filter(pk__in=keys).only("reference", "name").order_by("name", "pk")


def _movement(measure: Indicator, signalled_on: date | None) -> Movement:
    steward = measure.steward.name if measure.steward else ""
    latest = wording.latest(measure)
    if latest and measure.latest_on:
        period = said_by_rhythm(measure.latest_on, measure.rhythm)
        latest = _("%(figure)s in %(period)s") % {"figure": latest, "period": period}
    return Movement(
        address=measure.get_absolute_url(),
        name=measure.name,
        organisation="" if steward in measure.name else steward,
        changed=said_by_rhythm(signalled_on, measure.rhythm) if signalled_on else "",
        how=str(HOW[measure.verdict]),
        look=_look(measure),
        sentence=wording.movement(measure),
        latest=latest,
        caveat=measure.caveat,
        sparkline=SafeString(measure.picture),
    )


def _look(measure: Indicator) -> str:
    """The sign that goes with the word: up for better, down for worse, a diamond for neither; none without change."""
    return SIGNS.get(measure.variation if measure.verdict == "mixed" else measure.verdict, "")
