"""The plain sentence that says first how a measure is going. From the kept columns only: no SQL query."""

from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from joinedup.frame.charts import words
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.periods import said_by_rhythm

FIRM = 13
CURRENCIES = frozenset("£€$")


def sentence(indicator: Indicator) -> str:
    """How a measure is going, in one to three plain sentences: its movement, its target, how firm that is."""
    said = (movement(indicator), against_target(indicator), firmness(indicator))
    return " ".join(part for part in said if part)


def movement(indicator: Indicator) -> str:
    """How a measure moves: whether it changed by more than chance, when, and whether that still holds."""
    return words.sentence(
        words.Movement(
            kind=indicator.verdict,  # type: ignore[arg-type]
            variation=indicator.variation or None,  # type: ignore[arg-type]
            figures=indicator.figures,
            run_length=indicator.run_length,
            lasting=indicator.lasting,
            is_latest=indicator.moved_on == indicator.latest_on,
            is_once=indicator.ended_on == indicator.moved_on,
            when=_said(indicator.moved_on, indicator.rhythm),
            until=_said(indicator.ended_on, indicator.rhythm),
            turned=_said(indicator.turned_on, indicator.rhythm),
        )
    )


def is_sign(unit: str) -> bool:
    """Whether a unit is written with each number, as a percent or a pound sign is."""
    return unit == "%" or unit in CURRENCIES


def sentence_of_outcome(measure: Indicator | None) -> str:
    """How an outcome is going, by its first measure; what is missing where nobody can see that."""
    if measure is None:
        return _("Nobody can see yet how this is going: it has no measure.")
    if measure.judged_by and measure.verdict == "no_data":
        return _("No number says how this is going. It is judged by: %(words)s") % {"words": measure.judged_by}
    return sentence(measure)


def latest(indicator: Indicator) -> str:
    """The latest figure with its unit; empty where there is none."""
    return "" if indicator.latest_value is None else figure(indicator.latest_value, indicator.unit)


def note(indicator: Indicator) -> str:
    """A measure's latest figure with its period, and what the measure shows."""
    figure = (
        f"{latest(indicator)}, {said_by_rhythm(indicator.latest_on, indicator.rhythm)}" if indicator.latest_on else ""
    )
    shows = capfirst(indicator.get_level_display())
    return " · ".join(part for part in (figure, shows) if part)


def against_target(indicator: Indicator) -> str:
    """Whether a measure can be expected to meet its target as things are; empty where that cannot be said."""
    if indicator.target is None or indicator.verdict in ("no_data", "too_few"):
        return ""
    sentences = {
        "consistent_pass": _("As things are, it consistently meets the target of %(target)s."),
        "consistent_fail": _("As things are, it consistently misses the target of %(target)s."),
        "inconsistent": _("As things are, it may or may not reach the target of %(target)s, by chance."),
    }
    said = sentences.get(indicator.assurance, "")
    return said and said % {"target": amount(indicator.target, indicator.unit)}


def firmness(indicator: Indicator) -> str:
    """That a judgement is provisional, while it rests on few figures; empty once it is firm."""
    if not indicator.is_trial or indicator.verdict in ("no_data", "too_few"):
        return ""
    if indicator.figures >= FIRM:
        return _("This is provisional: the figures before the change are few.")
    return _("This is provisional: %(count)s of the %(firm)s figures that a firm judgement takes are in.") % {
        "count": indicator.figures,
        "firm": FIRM,
    }


def amount(value: Decimal, unit: str) -> str:
    """A number with thousands parted and its unit, without idle noughts.

    >>> amount(Decimal("1250.500000"), "visits"), amount(Decimal("65.000000"), "%")
    ('1,250.5 visits', '65%')
    """
    plain = value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
    number = number_format(plain, use_l10n=True, force_grouping=True)
    if unit in CURRENCIES:
        return f"−{unit}{number[1:]}" if value < 0 else f"{unit}{number}"
    number = number.replace("-", "−")
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


def rounded(value: float | Decimal, unit: str) -> str:
    """A mean or a limit with its unit, to as many decimals as its size calls for.

    >>> rounded(1702.5556, "visits"), rounded(61.4567, "%"), rounded(0.012345, "")
    ('1,703 visits', '61.5%', '0.0123')
    """
    number = Decimal(str(value))
    decimals = 0 if abs(number) >= 1000 else 1 if abs(number) >= 10 else 2 - min(0, number.adjusted())
    return amount(round(number, decimals), unit)


def figure(value: Decimal, unit: str) -> str:
    """A figure with its unit: as it was given, or rounded where its count made more than two decimals of it.

    >>> figure(Decimal("56.44"), "%"), figure(Decimal("56.438356"), "%")
    ('56.44%', '56.4%')
    """
    return amount(value, unit) if value == round(value, 2) else rounded(value, unit)


def _said(day: date | None, rhythm: str) -> str:
    return said_by_rhythm(day, rhythm) if day else ""
