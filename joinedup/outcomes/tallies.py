"""Outcomes with many measures in one sentence: how many changed for the better and for the worse, by more than chance.

A count and no score: it weighs nothing, and no outcome stands above another for it.
"""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from joinedup.outcomes import permissions
from joinedup.outcomes.filters import DIRECTIONS
from joinedup.outcomes.models import Indicator
from joinedup.partners.permissions import Asker

MANY = 20  # an outcome with more measures than this has none that speaks for it


class Tally(NamedTuple):
    """How many measures an outcome has, and how many of them are better and worse now than they were."""

    measures: int
    better: int
    worse: int

    @property
    def sentence(self) -> str:
        """
        >>> str(Tally(274, 48, 105).sentence)
        'Of 274 measures, 48 got better and 105 got worse, by more than chance; 121 did neither.'
        """
        words = _(
            "Of %(measures)s measures, %(better)s got better and %(worse)s got worse, by more than chance; "
            "%(others)s did neither."
        )
        return words % {**self._asdict(), "others": self.measures - self.better - self.worse}


def tallies_of(outcomes: Collection[int], asker: Asker) -> dict[int, Tally]:
    """The tallies of outcomes, by key, over the measures that this asker may see. One SQL query; none for none."""
    if not outcomes:
        return {}
    better, worse = (Count("pk", filter=DIRECTIONS[name][1]) for name in ("better", "worse"))
    seen = Indicator.objects.filter(permissions.indicators_seen_by(asker), outcome__in=outcomes).order_by()
    rows = seen.values("outcome").annotate(measures=Count("pk"), better=better, worse=worse)
    return {row["outcome"]: Tally(row["measures"], row["better"], row["worse"]) for row in rows}
