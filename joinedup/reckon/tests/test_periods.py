"""Periods are read in every form that public bodies write, and never guessed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.reckon.periods import (
    MONTHS,
    Column,
    Order,
    Period,
    PeriodError,
    Rhythm,
    column_of,
    months,
    parse,
    widened,
)

APRIL = Period(date(2016, 4, 1), date(2016, 5, 1))
SPRING = Period(date(2016, 4, 1), date(2016, 7, 1))
AUTUMN = Period(date(2018, 10, 1), date(2019, 1, 1))
SUMMER = Period(date(2018, 7, 1), date(2018, 10, 1))
YEAR = Period(date(2017, 4, 1), date(2018, 4, 1))
FIRST = Period(date(2016, 4, 1), date(2016, 4, 2))
WEEK = Period(date(2019, 5, 6), date(2019, 5, 13))

FORMS = {
    YEAR: "2017-18|2017/18|2017/2018|2017 - 18|2017–18|FY2017-18|fy 17/18|financial year 2017-18|Year ending March 2018"
    "|y/e 31 March 2018|12 months to March 2018|April 2017 to March 2018",
    Period(date(2017, 1, 1), date(2018, 1, 1)): "2017| 2017 |Jan 2017 - Dec 2017|Jan-Dec 2017",
    Period(date(1999, 4, 1), date(2000, 4, 1)): "1999-00|1999/2000|FY99/00",
    AUTUMN: "Q3 2018/19|2018/19 Q3|2018-19 Q3|Qtr 3 2018-19|quarter 3, 2018/19|Q3 FY2018-19|Q3 18/19|2018-19-Q3",
    SUMMER: "Q3 2018|2018-Q3|2018 Q3|2018Q3|Jul - Sep 2018|quarter ending September 2018|July to September 2018",
    APRIL: "Apr-2016|Apr-16|APR 2016|April 2016|apr. 2016|Apr '16|2016-04|2016/04|04/2016|4/2016|2016-Apr|2016 April"
    "|month ending 30 April 2016|Apr\u00a02016",
    SPRING: "Apr 2016 - Jun 2016|Apr-Jun 2016|Apr–Jun 16|April to June 2016|1 April 2016 - 30 June 2016"
    "|2016-04-01 to 2016-06-30|quarter to 30 June 2016",
    Period(date(2018, 12, 1), date(2019, 3, 1)): "Dec-Feb 2019|Dec 2018 - Feb 2019",
    FIRST: "2016-04-01|2016/4/1|1 April 2016|1st Apr 2016|01-Apr-2016|1-Apr-16|Friday 1 April 2016|April 1, 2016"
    "|2016-04-01T00:00:00|2016-04-01 00:00:00|2016-04-01T00:00:00Z|01 April 2016 00:00",
    WEEK: "w/e 12 May 2019|W/E 2019-05-12|week ending 12th May 2019|w/c 6 May 2019|wc 2019-05-06|w/b 6 May 2019"
    "|week commencing Monday 6 May 2019|2019-W19|2019W19",
}


@pytest.mark.parametrize(
    ("text", "expected"), [(text, period) for period, texts in FORMS.items() for text in texts.split("|")]
)
def test_a_period_is_read_in_each_form(text: str, expected: Period) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unreadable"),
        ("  ", "unreadable"),
        ("soon", "unreadable"),
        ("42461", "unreadable"),
        ("1", "unreadable"),
        ("April", "unreadable"),
        ("w/e April 2016", "unreadable"),
        ("April 2016 " * 9, "unreadable"),
        ("٢٠١٦", "unreadable"),
        ("2016-04-31", "impossible"),
        ("31/02/2019", "impossible"),
        ("13/13/2016", "impossible"),
        ("2016-13", "impossible"),
        ("00/2016", "impossible"),
        ("2017-19", "impossible"),
        ("FY2017-19", "impossible"),
        ("Q5 2018", "impossible"),
        ("Q0 2018/19", "impossible"),
        ("2019-W53", "impossible"),
        ("0001-01-01", "impossible"),
        ("9999", "impossible"),
        ("year ending 15 March 2018", "impossible"),
        ("1/4/16", "short_year"),
        ("Jun 2016 - Apr 2016", "backwards"),
    ],
)
def test_what_is_no_period_is_refused_with_a_code(text: str, code: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("01/04/2016", "“01/04/2016” could be 1 April 2016 or 4 January 2016. Say which."),
        ("2011-12", "“2011-12” could be April 2011 to March 2012 or December 2011. Say which."),
        ("FY2018", "“FY2018” could be April 2018 to March 2019 or April 2017 to March 2018. Say which."),
    ],
)
def test_what_could_be_two_periods_is_refused_with_both(text: str, sentence: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse(text)
    assert (refused.value.code, refused.value.sentence) == ("ambiguous", sentence)
    assert len(refused.value.readings) == 2


@pytest.mark.parametrize(
    ("text", "order", "on"),
    [
        ("01/04/2016", "day_first", date(2016, 4, 1)),
        ("01/04/2016", "month_first", date(2016, 1, 4)),
        ("13/04/2016", None, date(2016, 4, 13)),
        ("04.13.2016", None, date(2016, 4, 13)),
        ("05/05/2016", None, date(2016, 5, 5)),
    ],
)
def test_the_order_of_days_decides_where_figures_leave_it_open(text: str, order: Order | None, on: date) -> None:
    assert parse(text, order=order) == Period(on, on + timedelta(days=1))


def test_a_day_that_the_order_makes_impossible_is_refused() -> None:
    with pytest.raises(PeriodError) as refused:
        parse("04/13/2016", order="day_first")
    assert refused.value.code == "impossible"


@pytest.mark.parametrize(
    ("text", "rhythm", "expected"),
    [
        ("2016-04-01", "month", APRIL),
        ("30 April 2016", "month", APRIL),
        ("2016-05-15", "quarter", SPRING),
        ("2017-04-01", "year", YEAR),
        ("31 March 2018", "year", YEAR),
        ("2017-01-01", "year", Period(date(2017, 1, 1), date(2018, 1, 1))),
        ("2019-05-12", "week", WEEK),
        ("2011-12", "month", Period(date(2011, 12, 1), date(2012, 1, 1))),
        ("2011-12", "year", Period(date(2011, 4, 1), date(2012, 4, 1))),
        ("2011/12", "month", Period(date(2011, 12, 1), date(2012, 1, 1))),
        ("2011/12", None, Period(date(2011, 4, 1), date(2012, 4, 1))),
        ("w/e 12 May 2019", "month", WEEK),
    ],
)
def test_a_rhythm_widens_a_day_and_tells_a_year_from_a_month(text: str, rhythm: Rhythm, expected: Period) -> None:
    assert parse(text, rhythm=rhythm) == expected


def test_a_day_within_two_years_does_not_tell_which_is_meant() -> None:
    with pytest.raises(PeriodError) as refused:
        parse("15 June 2018", rhythm="year")
    assert refused.value.sentence == (
        "15 June 2018 lies in the calendar year 2018 and in a financial year. Write which year it is."
    )
    assert parse("15 June 2018", rhythm="year", year_starts=1) == months(2018, 1, 12)


@pytest.mark.parametrize(
    ("year_starts", "first"), [(1, date(2018, 7, 1)), (4, date(2018, 10, 1)), (9, date(2019, 3, 1))]
)
def test_a_financial_quarter_follows_the_start_of_the_year(year_starts: int, first: date) -> None:
    assert parse("Q3 2018/19", year_starts=year_starts).from_on == first


def test_a_year_that_starts_in_no_month_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="from 1 to 12"):
        parse("2017-18", year_starts=13)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], Column("day_first", None)),
        (["01/04/2016", "13/04/2016"], Column("day_first", None)),
        (["01/04/2016", "04/13/2016"], Column("month_first", None)),
        (["01/04/2016", "01/05/2016"], Column("day_first", None)),
        (["4/1/2016", "5/1/2016"], Column("month_first", None)),
        (["03/04/2016", "", "nonsense"], Column("day_first", None)),
        (["2011-12", "2012-13"], Column("day_first", "year")),
        (["2010-11", "2011-12"], Column("day_first", "year")),
        (["2011-11", "2011-12"], Column("day_first", "month")),
        (["2011-12", "2012-01"], Column("day_first", "month")),
        (["2016-04-01", "2016-05-01"], Column("day_first", None)),
    ],
)
def test_a_column_is_read_in_the_order_and_rhythm_that_fit_all_of_it(texts: list[str], expected: Column) -> None:
    assert column_of(texts) == expected


YEARS = st.integers(1970, 2068)
YEARS_MONTHS = st.tuples(YEARS, st.integers(1, 12))
DAYS = st.dates(date(1970, 1, 1), date(2068, 12, 31))


def _two(year: int) -> str:
    return f"{year % 100:02}"


def _name(month: int) -> str:
    return MONTHS[month - 1].capitalize()


MONTHLY: tuple[Callable[[int, int], str], ...] = (
    lambda year, month: f"{_name(month)[:3]}-{year}",
    lambda year, month: f"{_name(month)[:3]}-{_two(year)}",
    lambda year, month: f"{_name(month).upper()}  {year}",
    lambda year, month: f"{month:02}/{year}",
    lambda year, month: f"{year}-{month:02}-01T00:00:00",
    lambda year, month: f"1 {_name(month)} {year}",
)
YEARLY: tuple[Callable[[int], str], ...] = (
    lambda year: f"{year}/{_two(year + 1)}",
    lambda year: f"{year}–{year + 1}",
    lambda year: f"FY{year}-{_two(year + 1)}",
    lambda year: f"fy{_two(year)}/{_two(year + 1)}",
    lambda year: f"year ending March {year + 1}",
)
DAILY: tuple[Callable[[date], str], ...] = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day.day} {_name(day.month)} {day.year}",
    lambda day: f"{_name(day.month)} {day.day}, {day.year}",
    lambda day: f"{day:%d}-{_name(day.month)[:3]}-{_two(day.year)}",
)


@given(YEARS_MONTHS, st.sampled_from(MONTHLY))
def test_a_month_printed_in_any_form_is_read_back(year_month: tuple[int, int], form: Callable[[int, int], str]) -> None:
    assert parse(form(*year_month), rhythm="month") == months(*year_month, 1)


@given(YEARS, st.sampled_from(YEARLY))
def test_a_financial_year_printed_in_any_form_is_read_back(year: int, form: Callable[[int], str]) -> None:
    assert parse(form(year)) == months(year, 4, 12)


@given(YEARS, st.integers(1, 4), st.sampled_from(("Q{q} {y}/{z}", "{y}-{z} q{q}", "Quarter {q}, {y}/{z}")))
def test_a_financial_quarter_printed_in_any_form_is_read_back(year: int, quarter: int, form: str) -> None:
    text = form.format(q=quarter, y=year, z=_two(year + 1))
    assert parse(text) == months(year, 1 + 3 * quarter, 3)


@given(DAYS, st.sampled_from(DAILY))
def test_a_day_printed_in_any_form_is_read_back(day: date, form: Callable[[date], str]) -> None:
    assert parse(form(day), order="day_first") == widened(day, "day")


@given(DAYS)
def test_a_week_is_read_back_by_its_number_its_start_and_its_end(day: date) -> None:
    week = widened(day, "week")
    last = week.until_on - timedelta(days=1)
    assert parse("{}-W{:02}".format(*day.isocalendar()[:2])) == week
    assert parse(f"w/c {week.from_on:%d/%m/%Y}", order="day_first") == week
    assert parse(f"w/e {last.day} {_name(last.month)} {last.year}") == week


@given(DAYS, st.sampled_from(("day", "week", "month", "quarter")), st.integers(1, 12))
def test_a_widened_day_lies_in_its_period_and_the_period_knows_its_rhythm(
    day: date, rhythm: Rhythm, year_starts: int
) -> None:
    period = widened(day, rhythm, year_starts=year_starts)
    assert period.from_on <= day < period.until_on
    assert period.rhythm == rhythm


@given(st.text(max_size=70) | st.from_regex(r"[qwQfy0-9 /\-–apr]{1,20}", fullmatch=True))
def test_any_text_is_a_period_or_a_foreseen_error(text: str) -> None:
    try:
        period = parse(text)
    except PeriodError as refused:
        assert refused.code in {"unreadable", "ambiguous", "impossible", "short_year", "backwards"}  # noqa: PT017
    else:
        assert period.from_on < period.until_on
