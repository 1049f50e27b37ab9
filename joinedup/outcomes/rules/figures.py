"""What makes a figure that can be kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise

from joinedup.frame.refusals import Refusal
from joinedup.outcomes.rules.reasons import against

EARLIEST = date(1900, 1, 1)
WHOLE_DIGITS, DECIMALS = 14, 6
TOO_MANY_DIGITS = Refusal(
    "too_many_digits",
    "{number} has too many digits. Give at most 14 before the decimal point and 6 after it.",
)
NOT_A_NUMBER = Refusal("not_a_number", "{number} is not a number. Write it in figures.")
NOT_STEWARD = Refusal(
    "not_allowed",
    "Only the convenor and people of the organisation that looks after this measure may record its figures.",
)
PERIOD_ENDS_FIRST = Refusal(
    "period_ends_first",
    "The period ends before it starts. Check both dates.",
    "until_on",
)
PERIOD_NOT_BEGUN = Refusal("period_not_begun", "This period has not begun yet. Check the dates.", "from_on")
PERIOD_TOO_EARLY = Refusal("period_too_early", "This period starts before 1900. Check the dates.", "from_on")
PERIOD_OVERLAPS = Refusal(
    "period_overlaps",
    "This period overlaps the one from {from_on} to {last_on}, which has a figure. "
    "To correct that figure, give exactly its dates.",
    "from_on",
)
PERIOD_TWICE = Refusal(
    "period_twice", "The period from {from_on} is given twice, or overlaps another one given here. Keep one.", "from_on"
)
NO_VALUE = Refusal("no_value", "Give a value, or a count and what it is out of.", "value")
HALF_A_FRACTION = Refusal(
    "half_a_fraction", "A count and what it is out of go together. Give both, or only a value.", "denominator"
)
DENOMINATOR_NOT_POSITIVE = Refusal(
    "denominator_not_positive", "What it is out of must be more than nought.", "denominator"
)
NUMERATOR_NEGATIVE = Refusal("numerator_negative", "A count cannot be below nought.", "numerator")
OVER_THE_WHOLE = Refusal(
    "over_the_whole", "The count is more than what it is out of, so this is no percentage.", "numerator"
)
VALUE_DIFFERS = Refusal(
    "value_differs",
    "The value {value} does not follow from the count and what it is out of, which make {computed}. "
    "Correct one of them or leave the value empty.",
    "value",
)


@dataclass(frozen=True)
class Figure:
    """A figure as it is given for a period [from_on, until_on): a value, or a count and what it is out of."""

    from_on: date
    until_on: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provenance: str = ""


@dataclass(frozen=True)
class Period:
    """A period [from_on, until_on) that has a figure."""

    from_on: date
    until_on: date

    def overlaps(self, other: "Period | Figure") -> bool:
        return self.from_on < other.until_on and other.from_on < self.until_on


def refusals_to_record(
    figure: Figure, *, standing: Iterable[Period], unit: str, per: int, on: date
) -> tuple[Refusal, ...]:
    """Every reason why a figure may not be recorded on a day, beside the periods that have figures already."""
    whole = figure.numerator is not None and figure.denominator is not None
    shape = (
        (figure.from_on < figure.until_on, PERIOD_ENDS_FIRST),
        (figure.from_on >= EARLIEST, PERIOD_TOO_EARLY),
        (figure.from_on <= on, PERIOD_NOT_BEGUN),
        (figure.value is not None or whole, NO_VALUE),
        ((figure.numerator is None) == (figure.denominator is None), HALF_A_FRACTION),
    )
    numbers = (
        *refusals_to_number(figure.value, field="value"),
        *refusals_to_number(figure.numerator, field="numerator"),
        *refusals_to_number(figure.denominator, field="denominator"),
    )
    return (*against(shape), *_overlaps(figure, standing), *(numbers or _refusals_to_fraction(figure, unit, per)))


def refusals_to_load(figures: Sequence[Figure]) -> tuple[Refusal, ...]:
    """Every reason why figures given together contradict each other: a period given twice, or two that overlap."""
    starts = Counter(figure.from_on for figure in figures)
    twice = {start for start, times in starts.items() if times > 1}
    ordered = sorted(figures, key=lambda figure: (figure.from_on, figure.until_on))
    for before, after in pairwise(ordered):
        if after.from_on < before.until_on:
            twice.add(after.from_on)
    return tuple(PERIOD_TWICE.about(from_on=_said(start)) for start in sorted(twice))


def refusals_to_number(number: Decimal | None, *, field: str = "") -> tuple[Refusal, ...]:
    """Every reason why a number may not be stored: it must be finite and fit 14 digits before the point, 6 after.

    >>> [refusal.code for refusal in refusals_to_number(Decimal("0.1234567"))]
    ['too_many_digits']
    """
    if number is None:
        return ()
    if not number.is_finite():
        return (NOT_A_NUMBER.at(field).about(number=str(number)),)
    exponent = number.normalize().as_tuple().exponent
    fits = number.adjusted() < WHOLE_DIGITS and isinstance(exponent, int) and -exponent <= DECIMALS
    return () if fits else (TOO_MANY_DIGITS.at(field).about(number=str(number)),)


def value_of(figure: Figure, *, per: int) -> Decimal:
    """The value of a figure: its count over what it is out of, times `per`, to six decimals; or the value given.

    >>> value_of(Figure(date(2031, 1, 1), date(2031, 2, 1), numerator=Decimal(2), denominator=Decimal(3)), per=100)
    Decimal('66.666667')
    """
    with localcontext(prec=60):
        if figure.numerator is not None and figure.denominator is not None:
            return round(figure.numerator / figure.denominator * per, DECIMALS)
        if figure.value is None:
            raise ValueError("A figure without a value is refused before it is computed.")
        return round(figure.value, DECIMALS)


def _refusals_to_fraction(figure: Figure, unit: str, per: int) -> tuple[Refusal, ...]:
    numerator, denominator = figure.numerator, figure.denominator
    if numerator is None or denominator is None:
        return ()
    if denominator <= 0 or numerator < 0:
        return against(((denominator > 0, DENOMINATOR_NOT_POSITIVE), (numerator >= 0, NUMERATOR_NEGATIVE)))
    computed = value_of(figure, per=per)
    return (
        *against(
            (
                (unit != "%" or numerator <= denominator, OVER_THE_WHOLE),
                (_agrees(figure.value, computed), VALUE_DIFFERS.about(value=str(figure.value), computed=str(computed))),
            )
        ),
        *refusals_to_number(computed, field="numerator"),
    )


def _agrees(value: Decimal | None, computed: Decimal) -> bool:
    """Whether a value given beside its fraction is that fraction, rounded to the decimals that were given."""
    if value is None:
        return True
    exponent = value.as_tuple().exponent
    with localcontext(prec=60):
        return round(computed, -exponent if isinstance(exponent, int) else 0) == value


def _overlaps(figure: Figure, standing: Iterable[Period]) -> tuple[Refusal, ...]:
    return tuple(
        PERIOD_OVERLAPS.about(from_on=_said(period.from_on), last_on=_said(period.until_on - timedelta(days=1)))
        for period in standing
        if period.overlaps(figure) and (period.from_on, period.until_on) != (figure.from_on, figure.until_on)
    )


def _said(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
