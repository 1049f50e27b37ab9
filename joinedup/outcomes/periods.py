"""Periods of figures: how many lie between two, and how one is said in words. Pure; days in, words or counts out."""

from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def missing_between(until_on: date, from_on: date, rhythm: str) -> int:
    """How many whole periods of a rhythm lie between the end of one figure's period and the start of the next.

    >>> missing_between(date(2031, 2, 1), date(2031, 4, 1), "month")
    2
    """
    if rhythm == "week":
        return max(0, (from_on - until_on).days // 7)
    months = (from_on.year - until_on.year) * 12 + from_on.month - until_on.month - (from_on.day < until_on.day)
    return max(0, months // MONTHS[rhythm])


def after(day: date, periods: int, rhythm: str) -> date:
    """The day so many periods of a rhythm after another.

    >>> after(date(2031, 11, 30), 1, "quarter")
    datetime.date(2032, 2, 29)
    """
    if rhythm == "week":
        return day + timedelta(days=7 * periods)
    years, month = divmod(day.month - 1 + MONTHS[rhythm] * periods, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def figure_due_on(latest_on: date, rhythm: str, *, days: int) -> date:
    """The day by which the figure after the latest one is due: so many days after its period ends.

    latest_on: the first day of the latest figure's period.

    >>> figure_due_on(date(2031, 1, 1), "month", days=45)
    datetime.date(2031, 4, 15)
    """
    return after(latest_on, 2, rhythm) + timedelta(days=days)


def said(from_on: date, until_on: date) -> str:
    """A period [from_on, until_on) in plain words: a month, a year or quarter by its months, else its days.

    >>> said(date(2031, 7, 1), date(2031, 10, 1))
    'July to September 2031'
    """
    last = until_on - timedelta(days=1)
    if from_on.day == 1 and until_on.day == 1:
        return _whole_months(from_on, last)
    if until_on - from_on == timedelta(days=7):
        return _("the week of %(day)s") % {"day": date_format(from_on)}
    if last == from_on:
        return date_format(from_on)
    return _("%(first)s to %(last)s") % {"first": date_format(from_on), "last": date_format(last)}


def said_by_rhythm(from_on: date, rhythm: str) -> str:
    """The period of a rhythm that starts on a day, in plain words. Lists say the same few periods again and again."""
    return _said_once(from_on, rhythm, get_language())


@lru_cache(maxsize=4096)
def _said_once(from_on: date, rhythm: str, language: str | None) -> str:
    return said(from_on, after(from_on, 1, rhythm))


def _whole_months(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return date_format(first, "F Y")
    if first.year == last.year and (first.month, last.month) == (1, 12):
        return str(first.year)
    start = date_format(first, "F" if first.year == last.year else "F Y")
    return _("%(first)s to %(last)s") % {"first": start, "last": date_format(last, "F Y")}


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day
