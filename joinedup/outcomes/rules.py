"""Judgements about problems, outcomes, the ladder, measures and figures. Each returns every reason against."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise

from joinedup.frame.refusals import Refusal

EARLIEST = date(1900, 1, 1)
WHOLE_DIGITS, DECIMALS = 14, 6
RANK = {"input": 0, "activity": 1, "output": 2, "outcome": 3}

NOT_CONVENOR = Refusal("not_allowed", "Only the convenor of the partnership may do this. Ask the convenor.")
NOT_STEWARD = Refusal(
    "not_allowed",
    "Only the convenor and people of the organisation that looks after this measure may record its figures.",
)
NOT_OF_ORGANISATION = Refusal(
    "not_allowed", "Only somebody who holds a post in {organisation} may sign for it.", "organisation"
)
NO_NAME = Refusal("name_missing", "Give it a name.", "name")
OTHER_PARTNERSHIP = Refusal("other_partnership", "This belongs to another partnership. Choose one of this partnership.")
LEAD_WITHOUT_POST = Refusal(
    "lead_without_post",
    "This person holds no post in an organisation of this partnership today. Name somebody who does.",
    "lead",
)
NOT_A_MEMBER = Refusal(
    "not_a_member", "{organisation} is not a member of this partnership. Take it in first, or choose a member."
)
NOTHING_TO_SIGN = Refusal("nothing_to_sign", "There is no statement yet to agree to. Write it first.")
DRAFT_TO_SIGN = Refusal("draft_to_sign", "This is still a draft. Share it with the partners first, then sign it.")
SIGNED_ALREADY = Refusal(
    "signed_already",
    "{organisation} has signed this wording already. A word can be changed only by signing a new wording.",
    "organisation",
)
DISSENT_WITHOUT_WORDS = Refusal("words_missing", "Say in words what {organisation} means.", "words")
NOT_UPWARD = Refusal(
    "not_upward",
    "A step leads up the ladder: from what is put in, to what is done, to what comes out, to an outcome. "
    "Choose a higher step.",
    "to",
)
PERCENT_PER_HUNDRED = Refusal("percent_per_hundred", "A percentage counts per 100. Write 100.", "per")
PER_TOO_SMALL = Refusal("per_too_small", "Figures count per 1 or more. Write a whole number from 1.", "per")
TOO_MANY_DIGITS = Refusal(
    "too_many_digits",
    "{number} has too many digits. Give at most 14 before the decimal point and 6 after it.",
)
NOT_A_NUMBER = Refusal("not_a_number", "{number} is not a number. Write it in figures.")
NO_WEB_ADDRESS = Refusal("no_web_address", "An address starts with https:// or http://.", "source_url")
UNIT_STANDS = Refusal(
    "unit_stands",
    "This measure has figures in its present unit, which stay as they are. "
    "Close this measure and define a new one with the new unit.",
    "unit",
)
RUN_LENGTH = Refusal("run_length", "A run is 6 or 7 figures long.", "run_length")
LIMITS_FROM_TOO_FEW = Refusal(
    "limits_from", "Limits can be fixed after 12 figures or more. Write 12 or more, or leave it empty.", "limits_from"
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
PHASE_STANDS = Refusal("phase_stands", "The limits already start afresh on this day. Choose another day.", "starts_on")
NO_REASON = Refusal("reason_missing", "Say why the limits start afresh: what changed in what is measured.", "reason")


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


@dataclass(frozen=True)
class MakingFacts:
    """What is to be known before the convenor makes or edits something."""

    is_convenor: bool
    name: str = "-"
    strays: tuple[str, ...] = ()  # fields that name something of another partnership
    outsiders: tuple[tuple[str, str], ...] = ()  # fields that name an organisation which is no member, and its name
    lead_without_post: bool = False


@dataclass(frozen=True)
class SigningFacts:
    """What is to be known before an organisation signs a text."""

    organisation: str
    acts_for_it: bool
    is_member: bool
    has_signed: bool
    is_draft: bool
    has_text: bool


@dataclass(frozen=True)
class MeasureFacts:
    """What is said of a measure when it is defined or edited."""

    unit: str
    per: int
    run_length: int = 7
    limits_from: int | None = None
    numbers: tuple[tuple[str, Decimal | None], ...] = ()
    unit_changes_under_figures: bool = False
    source_url: str = ""


def refusals_to_make(facts: MakingFacts) -> tuple[Refusal, ...]:
    """Every reason why something may not be made or edited."""
    return (
        *_broken(
            (
                (facts.is_convenor, NOT_CONVENOR),
                (bool(facts.name.strip()), NO_NAME),
                (not facts.lead_without_post, LEAD_WITHOUT_POST),
            )
        ),
        *(OTHER_PARTNERSHIP.at(field) for field in facts.strays),
        *(NOT_A_MEMBER.at(field).about(organisation=name) for field, name in facts.outsiders),
    )


def refusals_to_sign(facts: SigningFacts, *, stance: str, words: str) -> tuple[Refusal, ...]:
    """Every reason why an organisation may not sign a text."""
    name = {"organisation": facts.organisation}
    return _broken(
        (
            (facts.acts_for_it, NOT_OF_ORGANISATION.about(**name)),
            (facts.is_member, NOT_A_MEMBER.at("organisation").about(**name)),
            (not facts.is_draft, DRAFT_TO_SIGN),
            (facts.has_text, NOTHING_TO_SIGN),
            (not facts.has_signed, SIGNED_ALREADY.about(**name)),
            (stance == "agrees" or bool(words.strip()), DISSENT_WITHOUT_WORDS.about(**name)),
        )
    )


def refusals_to_link(*, lower: str, upper: str) -> tuple[Refusal, ...]:
    """Every reason why one rung of the ladder may not lead to another."""
    return _broken(((RANK[lower] < RANK[upper], NOT_UPWARD),))


def refusals_to_measure(facts: MeasureFacts) -> tuple[Refusal, ...]:
    """Every reason why a measure may not be defined so."""
    return (
        *_broken(
            (
                (facts.per >= 1, PER_TOO_SMALL),
                (facts.unit != "%" or facts.per == 100, PERCENT_PER_HUNDRED),
                (facts.run_length in (6, 7), RUN_LENGTH),
                (facts.limits_from is None or facts.limits_from >= 12, LIMITS_FROM_TOO_FEW),
                (not facts.unit_changes_under_figures, UNIT_STANDS),
                (not facts.source_url or facts.source_url.startswith(("https://", "http://")), NO_WEB_ADDRESS),
            )
        ),
        *(refusal for field, number in facts.numbers for refusal in refusals_to_number(number, field=field)),
    )


def refusals_to_start_phase(*, stands: bool, reason: str) -> tuple[Refusal, ...]:
    """Every reason why a measure's limits may not start afresh."""
    return _broken(((not stands, PHASE_STANDS), (bool(reason.strip()), NO_REASON)))


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
    return (*_broken(shape), *_overlaps(figure, standing), *(numbers or _refusals_to_fraction(figure, unit, per)))


def refusals_to_load(figures: Sequence[Figure]) -> tuple[Refusal, ...]:
    """Every reason why figures given together contradict each other: a period given twice, or two that overlap."""
    starts = Counter(figure.from_on for figure in figures)
    twice = {start for start, times in starts.items() if times > 1}
    ordered = sorted(figures, key=lambda figure: (figure.from_on, figure.until_on))
    for before, after in pairwise(ordered):
        if after.from_on < before.until_on:
            twice.add(after.from_on)
    return tuple(PERIOD_TWICE.about(from_on=_said(start)) for start in sorted(twice))


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
        return _broken(((denominator > 0, DENOMINATOR_NOT_POSITIVE), (numerator >= 0, NUMERATOR_NEGATIVE)))
    computed = value_of(figure, per=per)
    return (
        *_broken(
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


def _broken(checks: Iterable[tuple[bool, Refusal]]) -> tuple[Refusal, ...]:
    return tuple(refusal for holds, refusal in checks if not holds)


def _said(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
