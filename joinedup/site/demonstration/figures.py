"""Figures of the demonstration: invented, the same at every run, and shaped to give the charts something to say."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from joinedup.outcomes import actions
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Account
from joinedup.site.demonstration.people import Town

WOBBLE = (0.3, -0.7, 0.9, -0.2, 0.5, -1.1, 0.1, 0.8, -0.4, -0.9, 0.6, 1.0, -0.3, -0.6, 0.2, 0.7, -1.0, 0.4, -0.1, -0.5)


def monthly(town: Town, levels: Sequence[tuple[int, float]], *, swing: float) -> Iterator[tuple[date, date, Decimal]]:
    """Months up to the last whole one: `levels` are runs of (how many months, around which value)."""
    values = [level for months, level in levels for _ in range(months)]
    for place, level in enumerate(values):
        back = len(values) - place
        value = Decimal(str(round(level + swing * WOBBLE[place % len(WOBBLE)], 1)))
        yield town.month(back), town.month(back - 1), value


def yearly(first: int, values: Sequence[str]) -> Iterator[tuple[date, date, Decimal]]:
    """Calendar years from the first on."""
    for year, value in enumerate(values, first):
        yield date(year, 1, 1), date(year + 1, 1, 1), Decimal(value)


def record(
    indicator: Indicator, figures: Iterator[tuple[date, date, Decimal]], *, by: Account, town: Town, provenance: str
) -> None:
    """Record a series of figures, each shortly after its period."""
    for from_on, until_on, value in figures:
        actions.record_figure(
            indicator,
            by=by,
            at=min(town.at((town.today - until_on).days - 9), town.at(0)),
            from_on=from_on,
            until_on=until_on,
            value=value,
            provenance=provenance,
        )
