"""Figures: recorded and revised, never overwritten."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.outcomes import permissions, rules
from joinedup.outcomes.actions.entries import enter_noun
from joinedup.outcomes.judgement import judge
from joinedup.outcomes.models import Indicator, Measurement
from joinedup.outcomes.rules import Figure, Period
from joinedup.partners.models import Account


def record_figure(
    indicator: Indicator,
    *,
    by: Account,
    at: datetime,
    from_on: date,
    until_on: date,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    provenance: str = "",
) -> Measurement:
    """Record a measure's figure for a period [from_on, until_on); a period that has one gets a revision."""
    figure = Figure(from_on, until_on, value, numerator, denominator, tidy(provenance))
    return record_figures(indicator, by=by, at=at, figures=[figure])[0]


@transaction.atomic
def record_figures(indicator: Indicator, *, by: Account, at: datetime, figures: Sequence[Figure]) -> list[Measurement]:
    """Record many figures of one measure at once. A figure that says what stands already changes nothing.

    Raises Refused with every reason against every figure; then none is recorded. Queries do not grow with figures.
    """
    indicator = locked(indicator)
    standing = {row.from_on: row for row in Measurement.objects.filter(indicator=indicator, is_current=True)}
    refuse_if(_refusals_to_record(indicator, by, figures, standing.values(), on=timezone.localdate(at)))
    rows = [_measurement(indicator, figure, standing.get(figure.from_on), by, at) for figure in figures]
    fresh = [row for row in rows if row.pk is None]
    if fresh:
        _store(indicator, fresh)
        judge([indicator])
        _enter_figures(indicator, fresh, by, at)
    return rows


def _refusals_to_record(
    indicator: Indicator, by: Account, figures: Sequence[Figure], standing: Iterable[Measurement], *, on: date
) -> tuple[Refusal, ...]:
    periods = [Period(row.from_on, row.until_on) for row in standing]
    allowed = () if permissions.may_record(by, indicator) else (rules.NOT_STEWARD,)
    each = (
        refusal
        for figure in figures
        for refusal in rules.refusals_to_record(figure, standing=periods, unit=indicator.unit, per=indicator.per, on=on)
    )
    return (*allowed, *rules.refusals_to_load(figures), *each)


def _measurement(
    indicator: Indicator, figure: Figure, before: Measurement | None, by: Account, at: datetime
) -> Measurement:
    """The row for a figure: the one that stands if it says the same, else a new one, still to be stored."""
    value = rules.value_of(figure, per=indicator.per)
    if before and (before.value, before.numerator, before.denominator, before.provenance) == (
        value,
        figure.numerator,
        figure.denominator,
        figure.provenance,
    ):
        return before
    return Measurement(
        indicator=indicator,
        from_on=figure.from_on,
        until_on=figure.until_on,
        value=value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        provenance=figure.provenance,
        revision=before.revision + 1 if before else 1,
        recorded_at=at,
        recorded_by=by,
    )


def _store(indicator: Indicator, fresh: Sequence[Measurement]) -> None:
    """Store new figures; those that they revise stay, no longer current."""
    revised = Q(from_on__in=[row.from_on for row in fresh if row.revision > 1])
    Measurement.objects.filter(revised, indicator=indicator, is_current=True).update(is_current=False)
    Measurement.objects.bulk_create(fresh)


def _enter_figures(indicator: Indicator, fresh: Sequence[Measurement], by: Account, at: datetime) -> None:
    facts = {
        "figures": [
            {
                "from_on": row.from_on.isoformat(),
                "until_on": row.until_on.isoformat(),
                "value": str(row.value),
                "revision": row.revision,
            }
            for row in fresh
        ]
    }
    texts = {row.from_on.isoformat(): row.provenance for row in fresh if row.provenance}
    enter_noun("recorded", indicator, by, at, facts=facts, texts=texts)
