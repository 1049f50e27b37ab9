"""By when something is due, in the ways in which trackers say it. Pure.

A day is read where only one is meant; a month, a quarter of a financial year or a financial year means its last day.
What leaves more than one open ("Q3 2031", "March", or "03/04/2031" in a file that writes dates in both orders) is not
guessed: the reason says what is missing.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum

from joinedup.exchange.values import Unreadable, shortened
from joinedup.frame.refusals import Refusal
from joinedup.reckon.periods import NAMED_MONTHS, PeriodError, parse

NOT_DECIDED = Refusal("day_not_decided", "“{text}” is no date yet. Write one when it is agreed.")
NO_END = Refusal("no_end", "“{text}” has no end. Write by when, or the day on which it will be looked at again.")
NO_YEAR = Refusal("no_year", "“{text}” has no year. Write it like 31 March 2027.")
MORE_THAN_ONE_DAY = Refusal("no_one_day", "“{text}” leaves open which day is meant. Write it like 31 March 2027.")
NO_SUCH_DAY = Refusal("no_such_day", "There is no such day as “{text}”. Write it like 31 March 2027.")
NO_DAY = Refusal("no_day", "“{text}” is not a date that can be read for certain. Write it like 31 March 2027.")
TWO_ORDERS = Refusal(
    "two_orders",
    "“{text}” is in doubt: this file has dates with the day first and with the month first. Write the month as a word.",
)
REASONS = {"impossible": NO_SUCH_DAY, "ambiguous": MORE_THAN_ONE_DAY, "backwards": NO_DAY}

UNDECIDED = frozenset(
    {"tbc", "tba", "tbd", "to be confirmed", "to be agreed", "to be decided", "not set", "none yet", "unknown"}
)
ENDLESS = frozenset({"ongoing", "on-going", "on going", "continuous", "continuing", "rolling", "business as usual"})

_FIGURES = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})", re.ASCII)
_BY = re.compile(r"(?:no later than|on or before|due by|due|by)\s+(?:the\s+)?", re.IGNORECASE)
_END = re.compile(r"(?:the\s+)?end(?:\s+of)?\s+", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?[ \-])?(?:{'|'.join(NAMED_MONTHS)})|[0-9]{{1,2}}[/.\-][0-9]{{1,2}}", re.IGNORECASE
)
_YEAR_OR_QUARTER = re.compile(
    r"[0-9]{4}|(?:Q|Qtr|Quarter) ?[1-4],?[ \-/]*[0-9]{4}|[0-9]{4}[ \-/]*Q[1-4]", re.IGNORECASE
)


class Order(Enum):
    """In which order a file writes day and month where both are figures."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    BOTH = "both"


def order_of(texts: Iterable[str]) -> Order:
    """The order that a column's own dates show: a figure over 12 can only be a day. Without any, the day comes first.

    >>> order_of(["03/04/2031", "12/25/2031"]), order_of(["25/12/2031", "12/25/2031"]), order_of(["03/04/2031"])
    (<Order.MONTH_FIRST: 'month first'>, <Order.BOTH: 'both'>, <Order.DAY_FIRST: 'day first'>)
    """
    found = [(int(match[1]), int(match[2])) for text in texts if (match := _FIGURES.fullmatch(text.strip()))]
    day_first = any(first > 12 >= second for first, second in found)
    month_first = any(second > 12 >= first for first, second in found)
    if month_first:
        return Order.BOTH if day_first else Order.MONTH_FIRST
    return Order.DAY_FIRST


def due(text: str, order: Order = Order.DAY_FIRST) -> date:
    """The day by which something is due. Raises Unreadable with what is missing.

    >>> due("end of March 2031"), due("Q3 2018/19"), due("31/03/27")
    (datetime.date(2031, 3, 31), datetime.date(2018, 12, 31), datetime.date(2027, 3, 31))
    """
    plain = _BY.sub("", " ".join(text.split()), count=1)
    _refuse_what_is_open(plain)
    if match := _FIGURES.fullmatch(plain):
        return _in_figures(plain, int(match[1]), int(match[2]), match[3], order)
    try:
        period = parse(_END.sub("", plain, count=1), order="day_first")
    except PeriodError as error:
        raise Unreadable(REASONS.get(error.code, NO_DAY).about(text=shortened(text))) from None
    return period.until_on - timedelta(days=1)


def _refuse_what_is_open(text: str) -> None:
    """Refuse what says no day, or leaves open which: 2031 and Q3 2031 may be of the calendar or the financial year."""
    said = text.casefold().strip(" .")
    ended = _END.sub("", text, count=1)
    checks = (
        (said not in UNDECIDED and bool(text.strip("?-–. ")), NOT_DECIDED),
        (said not in ENDLESS, NO_END),
        (not _WITHOUT_YEAR.fullmatch(ended), NO_YEAR),
        (not _YEAR_OR_QUARTER.fullmatch(text), MORE_THAN_ONE_DAY),
    )
    refusals = [refusal.about(text=shortened(text)) for holds, refusal in checks if not holds]
    if refusals:
        raise Unreadable(*refusals[:1])


def _in_figures(text: str, first: int, second: int, year: str, order: Order) -> date:
    in_doubt = first <= 12 and second <= 12 and first != second
    if order is Order.BOTH and in_doubt:
        raise Unreadable(TWO_ORDERS.about(text=text))
    month_first = second > 12 or (order is Order.MONTH_FIRST and first <= 12)
    day, month = (second, first) if month_first else (first, second)
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    except ValueError:
        raise Unreadable(NO_SUCH_DAY.about(text=text)) from None
