"""What a measure of one body's patch says of a place that its patch overlaps: an estimate, with its error."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from joinedup.outcomes import reads
from joinedup.outcomes.models import Indicator, Measurement
from joinedup.partners.models import Overlap, Partnership, live
from joinedup.partners.permissions import Asker
from joinedup.reckon.areas import Estimate, NothingToTranslate, Piece, count_in, quotient_in

COUNT, RATE = "count", "rate"
STEP = Decimal("0.1")


@dataclass(frozen=True)
class Elsewhere:
    """A measure's latest figure as an estimate for a place. value and error are in the measure's unit, to a tenth.

    overlap: how the steward's patch lies over the place. Of a rate nothing is known for the place's other people.
    """

    overlap: Overlap
    kind: str
    figure: Decimal
    from_on: date
    until_on: date
    value: Decimal
    error: Decimal


def overlaps_of(indicator: Indicator) -> QuerySet[Overlap]:
    """How the patches of a measure's steward lie over places today, those with any of their people. One SQL query."""
    own = Overlap.objects.filter(live(timezone.localdate(), "patch__"), patch__organisation=indicator.steward_id)
    return own.filter(of_patch__gt=0).select_related("place", "patch").order_by("place__name", "pk")


def translatable(partnership: Partnership, asker: Asker) -> QuerySet[Indicator]:
    """A partnership's measures with figures whose steward's patch overlaps places."""
    own = Overlap.objects.filter(
        live(timezone.localdate(), "patch__"), patch__organisation=OuterRef("steward"), of_patch__gt=0
    )
    measures = reads.indicators_open_to(asker).filter(Exists(own), partnership=partnership, latest_on__isnull=False)
    return measures.select_related("steward").order_by("name", "pk")


def kind_of_reading(indicator: Indicator, figure: Measurement) -> str:
    """Whether a measure counts or is a rate, as far as it says: rates have a base, a “per” or a unit of per cent."""
    is_rate = figure.denominator is not None or indicator.per > 1 or "%" in indicator.unit or "per " in indicator.unit
    return RATE if is_rate else COUNT


def elsewhere(indicator: Indicator, overlap: Overlap, kind: str = "") -> Elsewhere | None:
    """The latest figure of a measure, carried over to a place. kind: COUNT or RATE; empty for what it seems to be.

    None without a figure. One SQL query.
    """
    figures = Measurement.objects.filter(indicator=indicator, is_current=True)
    figure = figures.order_by("-from_on").first()
    if figure is None:
        return None
    kind = kind if kind in (COUNT, RATE) else kind_of_reading(indicator, figure)
    try:
        found = _estimate(figure, Piece.of(overlap.of_patch, overlap.error), kind)
    except NothingToTranslate:
        return None
    return Elsewhere(
        overlap=overlap,
        kind=kind,
        figure=figure.value,
        from_on=figure.from_on,
        until_on=figure.until_on,
        value=_to_a_tenth(found.value),
        error=_to_a_tenth(found.error),
    )


def _estimate(figure: Measurement, piece: Piece, kind: str) -> Estimate:
    """A rate is the same all over its patch, as far as anybody knows; a count is shared out by people."""
    if kind == COUNT:
        return count_in([(figure.value, piece)])
    return quotient_in([(figure.value, Decimal(1), piece)])


def _to_a_tenth(number: Fraction) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(STEP, rounding=ROUND_HALF_EVEN)
