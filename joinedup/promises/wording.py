"""The term that a compact's record carries, with its working, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.promises.reads.compacts import Standing
from joinedup.promises.rules.terms import DAYS_TO_REPAIR, Year, last_day_of


@dataclass(frozen=True)
class YearInWords:
    """One year of a record: from when until when, both included, whether it counts, and why not."""

    from_on: date
    last_on: date
    counts: bool
    why_not: tuple[str, ...]


def months_in_words(months: int) -> str:
    """A number of months in words."""
    return ngettext("%d month", "%d months", months) % months


def term_in_words(standing: Standing) -> str:
    """How long a compact may run on its record, and how that was worked out, in a sentence."""
    earned, term = standing.earned, standing.term
    first = months_in_words(term.first_months)
    if earned.is_breached:
        return _(
            "{first}, the first term: a challenge has stood open for more than {days} days, and until it is repaired "
            "nothing more is carried."
        ).format(first=first, days=DAYS_TO_REPAIR)
    if not earned.good_years:
        return _("{first}, the first term. No full year of its record counts yet.").format(first=first)
    years = ngettext("the one year", "each of the %d years", earned.good_years)
    counted = years % earned.good_years if "%d" in years else years
    sentence = _(
        "{first}, and {more} for {years} in which everything was shown, replied to, repaired and met: {months}."
    ).format(first=first, more=term.months_a_good_year, years=counted, months=months_in_words(earned.months))
    if earned.months == term.longest_months:
        return f"{sentence} {_('That is the longest term.')}"
    return sentence


def years_in_words(standing: Standing) -> list[YearInWords]:
    """Each full year of a compact's record, the latest first."""
    titles = {slot.key: slot.title for slot in standing.kind.slots}
    return [
        YearInWords(year.days.from_on, last_day_of(year.days), year.is_good, tuple(_why_not(year, titles)))
        for year in reversed(standing.earned.years)
    ]


def _why_not(year: Year, titles: dict[str, str]) -> Iterator[str]:
    for slot in year.unshown:
        yield _("Too long without evidence: {title}").format(title=titles[slot])
    counted = (
        (year.late_replies, _late_replies),
        (year.late_repairs, _late_repairs),
        (year.missed_targets, _missed_targets),
    )
    for number, words in counted:
        if number:
            yield words(number)


def _late_replies(number: int) -> str:
    return ngettext("%d challenge not replied to in time", "%d challenges not replied to in time", number) % number


def _late_repairs(number: int) -> str:
    return ngettext("%d challenge not repaired in time", "%d challenges not repaired in time", number) % number


def _missed_targets(number: int) -> str:
    return ngettext("%d target missed", "%d targets missed", number) % number
