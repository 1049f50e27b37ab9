"""Periods of figures in the forms that public bodies write: 2017-18, Q3 2018/19, Apr-2016, w/e 12 May 2019, ISO.

A period runs from its first day up to, not including, `until_on`. Nothing is guessed: a text with two readings is
refused with both, unless the order of days or the rhythm of the figures decides. What each form means:

    2017-18, 2017/18, 2017/2018, FY2017-18      the financial year that starts in 2017 (`year_starts`, April)
    2017                                        the calendar year
    Q3 2018/19, 2018/19 Q3                      the third quarter of the financial year, October to December 2018
    Q3 2018, 2018-Q3                            the third quarter of the calendar year, July to September 2018
    Apr-2016, Apr-16, April 2016, 2016-04, 04/2016, Apr 2016 - Jun 2016, Apr-Jun 2016
    2016-04-01, 01/04/2016, 1 April 2016, 2016-04-01T00:00:00     a day, or the month, quarter, … that holds it
    w/e 12 May 2019, w/c 6 May 2019, 2019-W20   seven days
    year ending March 2019, quarter to June 2016, month ending 30 April 2016

A number of days, as a spreadsheet keeps dates, is no period here: whoever opens the spreadsheet knows its dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Order = Literal["day_first", "month_first"]
Rhythm = Literal["day", "week", "month", "quarter", "year"]

LONGEST = 60
FIRST_YEAR, LAST_YEAR = 1800, 2199
MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
NAMED_MONTHS = {name: place for place, name in enumerate(MONTHS, 1)}
NAMED_MONTHS |= {name[:3]: place for name, place in NAMED_MONTHS.items()} | {"sept": 9}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `from_on` up to, not including, `until_on`."""

    from_on: date
    until_on: date

    @property
    def rhythm(self) -> Rhythm | None:
        """The rhythm that a period of this length belongs to; None for a length of its own, such as two months."""
        if self.from_on.day == 1 and self.until_on.day == 1:
            months = months_between(self.from_on, self.until_on)
            return {1: "month", 3: "quarter", 12: "year"}.get(months)  # type: ignore[return-value]
        return {1: "day", 7: "week"}.get((self.until_on - self.from_on).days)  # type: ignore[return-value]


class PeriodError(ValueError):
    """A text that is no period. `readings` holds both where there are two.

    code: "unreadable", "ambiguous", "impossible" (no such day, month, quarter or week), "short_year" or "backwards".
    """

    def __init__(self, code: str, sentence: str, readings: tuple[Period, ...] = ()) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.readings = code, sentence, readings


def parse(text: str, *, order: Order | None = None, year_starts: int = 4, rhythm: Rhythm | None = None) -> Period:
    """The period that a text names.

    order: how 01/04/2016 is read; None refuses what could be either. year_starts: the month in which a financial
    year starts. rhythm: how often figures come, which widens a day to the week, month, quarter or year that holds
    it, and tells the year 2011-12 from December 2011.
    Raises PeriodError with a code and a sentence.

    >>> parse("Q3 2018/19")
    Period(from_on=datetime.date(2018, 10, 1), until_on=datetime.date(2019, 1, 1))
    >>> parse("2016-04-01", rhythm="month").until_on
    datetime.date(2016, 5, 1)
    """
    return _Reader(_shown(text), order, year_starts, rhythm).read(_tidied(text))


def widened(day: date, rhythm: Rhythm, *, year_starts: int = 4) -> Period:
    """The period of a rhythm that holds a day. Weeks start on Monday, quarters with the year.

    A year is the calendar year or the financial year of which the day is the first or the last; another day does
    not tell which, and raises PeriodError, unless the two are the same.

    >>> widened(date(2018, 11, 20), "quarter")
    Period(from_on=datetime.date(2018, 10, 1), until_on=datetime.date(2019, 1, 1))
    """
    if rhythm == "day":
        return Period(day, day + timedelta(days=1))
    if rhythm == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=7))
    if rhythm == "month":
        return months(day.year, day.month, 1)
    if rhythm == "quarter":
        since = (day.month - year_starts) % 3
        return months(day.year, day.month - since, 3)
    return _year_of(day, year_starts)


def months_between(first: date, then: date) -> int:
    """How many months one day's month lies before another's.

    >>> months_between(date(2018, 11, 1), date(2019, 2, 1))
    3
    """
    return (then.year - first.year) * 12 + then.month - first.month


def months(year: int, month: int, count: int) -> Period:
    """So many whole months from one on, which may be named past either end of its year.

    >>> months(2018, 13, 3).until_on
    datetime.date(2019, 4, 1)
    """
    first, last = year * 12 + month - 1, year * 12 + month - 1 + count
    return Period(date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, 1))


def _year_of(day: date, year_starts: int) -> Period:
    after = day + timedelta(days=1)
    calendar = months(day.year, 1, 12)
    financial = months(day.year - (day.month < year_starts), year_starts, 12)
    edges = [one for one in (calendar, financial) if day == one.from_on or after == one.until_on]
    if calendar == financial or len(edges) == 1:
        return (edges or [calendar])[0]
    raise PeriodError(
        "ambiguous",
        f"{_day_said(day)} lies in the calendar year {day.year} and in a financial year. Write which year it is.",
        (calendar, financial),
    )


def _tidied(text: str) -> str:
    """Small letters, single spaces, plain hyphens."""
    plain = re.sub("[\u2010-\u2015\u2212]", "-", text).replace("\u2019", "'")
    return " ".join(plain.casefold().split())


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:39]}…"


def _day_said(day: date) -> str:
    return f"{day.day} {_month_said(day)} {day.year}"


def _month_said(day: date) -> str:
    return MONTHS[day.month - 1].capitalize()


def said(period: Period) -> str:
    """A period in plain English words, for sentences about texts.

    >>> said(parse("2017-18")), said(parse("2018-Q3")), said(parse("Apr-16")), said(parse("2016-04-01"))
    ('April 2017 to March 2018', 'July to September 2018', 'April 2016', '1 April 2016')
    """
    first, last = period.from_on, period.until_on - timedelta(days=1)
    if first.day != 1 or period.until_on.day != 1:
        return _day_said(last) if last == first else f"{_day_said(first)} to {_day_said(last)}"
    if period.rhythm == "month":
        return f"{_month_said(first)} {first.year}"
    if period.rhythm == "year" and first.month == 1:
        return f"the year {first.year}"
    since = _month_said(first) if first.year == last.year else f"{_month_said(first)} {first.year}"
    return f"{since} to {_month_said(last)} {last.year}"


_NAME = "(" + "|".join(sorted(NAMED_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR, _SHORT_YEAR = r"([0-9]{4})", r"'?([0-9]{4}|[0-9]{2})"
_TWO_YEARS = r"([0-9]{4}) ?([-/]) ?([0-9]{4}|[0-9]{2})"
_SHORT_YEARS = r"([0-9]{4}|[0-9]{2}) ?[-/] ?([0-9]{4}|[0-9]{2})"
_QUARTER = r"(?:q|qtr|quarter) ?([0-9])"
_FY = r"(?:fy|financial year) ?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_TIME = r"(?:[t ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:z|[+-][0-9]{2}:?[0-9]{2})?)?"


class _Reader:
    """Reads one text. Each form is a pattern and the method that reads its groups, tried in order."""

    def __init__(self, shown: str, order: Order | None, year_starts: int, rhythm: Rhythm | None) -> None:
        if not 1 <= year_starts <= 12:
            raise ValueError("A year starts in a month from 1 to 12.")
        self.shown, self.order, self.year_starts, self.rhythm = shown, order, year_starts, rhythm

    def read(self, text: str) -> Period:
        if len(text) > LONGEST:
            raise self._unreadable()
        for pattern, form in FORMS:
            if match := pattern.fullmatch(text):
                return form(self, *match.groups())
        raise self._unreadable()

    def calendar_year(self, year: str) -> Period:
        return self._months(int(year), 1, 12)

    def financial_year(self, first: str, last: str) -> Period:
        return self._months(self._first_of(first, last), self.year_starts, 12)

    def named_financial_year(self, year: str) -> Period:
        readings = tuple(self._months(int(year) - before, self.year_starts, 12) for before in (0, 1))
        raise self._ambiguous(readings)

    def year_or_month(self, year: str, sign: str, second: str) -> Period:
        """2017-18 is a financial year and 2016-04 a month; 2011-12 could be either."""
        follows = int(second) == (int(year) + 1 if len(second) == 4 else (int(year) + 1) % 100)
        is_month = len(second) == 2 and 1 <= int(second) <= 12
        if follows and is_month and (sign == "-" or self.rhythm == "month"):
            readings = (self.financial_year(year, second), self._months(int(year), int(second), 1))
            if self.rhythm in ("month", "year"):
                return readings[self.rhythm == "month"]
            raise self._ambiguous(readings)
        if is_month and not follows:
            return self._months(int(year), int(second), 1)
        return self.financial_year(year, second)

    def financial_quarter(self, quarter: str, first: str, last: str) -> Period:
        return self._quarter(self._first_of(first, last), self.year_starts, quarter)

    def financial_quarter_last(self, first: str, last: str, quarter: str) -> Period:
        return self.financial_quarter(quarter, first, last)

    def calendar_quarter(self, quarter: str, year: str) -> Period:
        return self._quarter(int(year), 1, quarter)

    def calendar_quarter_last(self, year: str, quarter: str) -> Period:
        return self.calendar_quarter(quarter, year)

    def month_named(self, name: str, year: str) -> Period:
        return self._months(_full(year), NAMED_MONTHS[name], 1)

    def month_named_last(self, year: str, name: str) -> Period:
        return self.month_named(name, year)

    def month_numbered(self, month: str, year: str) -> Period:
        return self._months(int(year), int(month), 1)

    def months_of_a_year(self, first: str, last: str, year: str) -> Period:
        """Apr-Jun 2016; Dec-Feb 2019 starts in the year before."""
        start, end = NAMED_MONTHS[first], NAMED_MONTHS[last]
        count = (end - start) % 12 + 1
        return self._months(_full(year) - (start > end), start, count)

    def iso_day(self, year: str, month: str, day: str) -> Period:
        return self._widened(self._day(year, month, day))

    def named_day(self, day: str, name: str, year: str) -> Period:
        return self._widened(self._day(str(_full(year)), str(NAMED_MONTHS[name]), day))

    def named_day_after_month(self, name: str, day: str, year: str) -> Period:
        return self.named_day(day, name, year)

    def numbered_day(self, first: str, second: str, year: str) -> Period:
        if self.order == "day_first":
            return self.iso_day(year, second, first)
        if self.order == "month_first":
            return self.iso_day(year, first, second)
        return self._either_order(first, second, year)

    def short_day(self) -> Period:
        raise PeriodError("short_year", f"Write the year of “{self.shown}” with four figures, like 2027.")

    def iso_week(self, year: str, week: str) -> Period:
        try:
            monday = date.fromisocalendar(int(year), int(week), 1)
        except ValueError:
            raise self._impossible() from None
        return Period(monday, monday + timedelta(days=7))

    def week_ending(self, text: str) -> Period:
        last = self._one_day(text)
        return Period(last - timedelta(days=6), last + timedelta(days=1))

    def week_starting(self, text: str) -> Period:
        first = self._one_day(text)
        return Period(first, first + timedelta(days=7))

    def ending(self, length: str | None, text: str) -> Period:
        """year ending March 2019, quarter to 30 June 2016: so many whole months."""
        until_on = self._part(text, None).until_on
        if until_on.day != 1:
            raise self._impossible()
        count = MONTHS_IN.get(length or "year", 12)
        return self._months(until_on.year, until_on.month - count, count)

    def stretch(self, first: str, last: str) -> Period:
        from_on, until_on = self._part(first, None).from_on, self._part(last, None).until_on
        if from_on >= until_on:
            raise PeriodError("backwards", f"“{self.shown}” ends before it begins.")
        return Period(from_on, until_on)

    def _part(self, text: str, rhythm: Rhythm | None) -> Period:
        return _Reader(self.shown, self.order, self.year_starts, rhythm).read(text)

    def _one_day(self, text: str) -> date:
        period = self._part(text, None)
        if period.rhythm != "day":
            raise self._unreadable()
        return period.from_on

    def _first_of(self, first: str, last: str) -> int:
        """The year in which a financial year named by two years starts, if the second follows the first."""
        start = _full(first)
        if int(last) != (start + 1 if len(last) == 4 else (start + 1) % 100):
            raise self._impossible()
        return start

    def _quarter(self, year: int, year_starts: int, quarter: str) -> Period:
        if not 1 <= int(quarter) <= 4:
            raise self._impossible()
        return self._months(year, year_starts + 3 * (int(quarter) - 1), 3)

    def _months(self, year: int, month: int, count: int) -> Period:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self._impossible()
        if count == 1 and not 1 <= month <= 12:
            raise self._impossible()
        return months(year, month, count)

    def _day(self, year: str, month: str, day: str) -> date:
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            raise self._impossible() from None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self._impossible()
        return found

    def _widened(self, day: date) -> Period:
        return widened(day, self.rhythm or "day", year_starts=self.year_starts)

    def _either_order(self, first: str, second: str, year: str) -> Period:
        readings: list[Period] = []
        for month, day in ((second, first), (first, second)):
            try:
                readings.append(self.iso_day(year, month, day))
            except PeriodError as reason:
                if reason.code != "impossible":
                    raise
        if not readings:
            raise self._impossible()
        if readings[0] != readings[-1]:
            raise self._ambiguous(tuple(readings))
        return readings[0]

    def _unreadable(self) -> PeriodError:
        return PeriodError(
            "unreadable",
            f"“{self.shown}” is no period that we can read. Write it like 2017-18, Q3 2018/19 or Apr 2016.",
        )

    def _impossible(self) -> PeriodError:
        return PeriodError("impossible", f"“{self.shown}” names no day, month, quarter, week or year that there is.")

    def _ambiguous(self, readings: tuple[Period, ...]) -> PeriodError:
        either = " or ".join(said(reading) for reading in readings)
        return PeriodError("ambiguous", f"“{self.shown}” could be {either}. Say which.", readings)


def _full(year: str) -> int:
    """A year with its century: 69 to 99 are of the twentieth, as POSIX has it."""
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 69 else 2000)


FORMS: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = tuple(
    (re.compile(pattern, re.ASCII), form)
    for pattern, form in (
        (_YEAR, _Reader.calendar_year),
        (_TWO_YEARS, _Reader.year_or_month),
        (_FY + _SHORT_YEARS, _Reader.financial_year),
        (_FY + _YEAR, _Reader.named_financial_year),
        (_QUARTER + r",? ?[-/]? ?(?:" + _FY + ")?" + _SHORT_YEARS, _Reader.financial_quarter),
        ("(?:" + _FY + ")?" + _SHORT_YEARS + r",? ?[-/]? ?" + _QUARTER, _Reader.financial_quarter_last),
        (_QUARTER + r",? ?[-/]? ?" + _YEAR, _Reader.calendar_quarter),
        (_YEAR + r",? ?[-/]? ?" + _QUARTER, _Reader.calendar_quarter_last),
        (_NAME + r",?[-/ ]? ?" + _SHORT_YEAR, _Reader.month_named),
        (_YEAR + r"[-/ ]" + _NAME, _Reader.month_named_last),
        (r"([0-9]{1,2})[-/.]" + _YEAR, _Reader.month_numbered),
        (_NAME + r" ?(?:-|/|to) ?" + _NAME + "[- ]" + _SHORT_YEAR, _Reader.months_of_a_year),
        (_YEAR + r"[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME, _Reader.iso_day),
        (_WEEKDAY + r"([0-9]{1,2})(?:st|nd|rd|th)?[-/ ]" + _NAME + ",?[-/ ]" + _SHORT_YEAR + _TIME, _Reader.named_day),
        (_WEEKDAY + _NAME + r" ([0-9]{1,2})(?:st|nd|rd|th)?,? " + _YEAR, _Reader.named_day_after_month),
        (r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]" + _YEAR + _TIME, _Reader.numbered_day),
        (r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2}", _Reader.short_day),
        (_YEAR + r"-?w([0-9]{2})", _Reader.iso_week),
        (r"(?:w/?e|week[- ]ending|week ended|week to):? (.+)", _Reader.week_ending),
        (r"(?:w/?[cb]|week[- ](?:commencing|beginning|starting|of)):? (.+)", _Reader.week_starting),
        (r"(?:(year|quarter|month|12 months) (?:ending|ended|to)|y/e):? (.+)", _Reader.ending),
        (r"(.+?)(?: - | to )(.+)", _Reader.stretch),
    )
)


@dataclass(frozen=True, slots=True)
class Column:
    """How the texts of one column are read: the order of days, and the rhythm where the texts need one."""

    order: Order
    rhythm: Rhythm | None


def column_of(texts: Iterable[str], *, year_starts: int = 4) -> Column:
    """How a column is read, from all its texts together; empty ones and unreadable ones do not count.

    One 13/04/2016 makes all days of the column day first. Where either order could be, the one by which every day
    is the first of a month is taken, else day first. One month that cannot be a year, such as 2016-05, makes
    2011-12 a month; otherwise it is a year. The rhythm is told for such texts only; days stay days.

    >>> column_of(["4/1/2016", "5/1/2016", "6/1/2016"])
    Column(order='month_first', rhythm=None)
    """
    seen = [text for text in texts if text.strip()]
    both = {order: _read_by(seen, order, year_starts) for order in ("day_first", "month_first")}
    day_first, month_first = both["day_first"], both["month_first"]
    failed = [sum(isinstance(one, PeriodError) and one.code == "impossible" for one in read) for read in both.values()]
    firsts = [all(one.from_on.day == 1 for one in read if isinstance(one, Period)) for read in both.values()]
    order: Order = "month_first" if (failed[0], firsts[1]) > (failed[1], firsts[0]) else "day_first"
    read = month_first if order == "month_first" else day_first
    if not any(isinstance(one, PeriodError) and one.code == "ambiguous" for one in read):
        return Column(order, None)
    rhythms = {one.rhythm for one in read if isinstance(one, Period)}
    return Column(order, "month" if "month" in rhythms else "year")


def parse_in(column: Column, text: str, *, year_starts: int = 4) -> Period:
    """The period that a text of a column names, read as its column is; a day stays a day. Raises PeriodError.

    >>> parse_in(column_of(["2011-12", "2012-13"]), "2011-12").rhythm
    'year'
    """
    try:
        return parse(text, order=column.order, year_starts=year_starts)
    except PeriodError as reason:
        if reason.code != "ambiguous" or column.rhythm is None:
            raise
    return parse(text, order=column.order, year_starts=year_starts, rhythm=column.rhythm)


def _read_by(texts: Sequence[str], order: Order, year_starts: int) -> list[Period | PeriodError]:
    return [_tried(text, order, year_starts) for text in texts]


def _tried(text: str, order: Order, year_starts: int) -> Period | PeriodError:
    try:
        return parse(text, order=order, year_starts=year_starts)
    except PeriodError as reason:
        return reason
