"""Series are read from CSV text whatever its columns and separators, and every wrong line is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.reckon.periods import PeriodError
from joinedup.reckon.series import SeriesError, read, starts


def values(text: str) -> list[float | None]:
    return [reading.value for reading in read(text).readings]


@pytest.mark.parametrize(
    "text",
    [
        "period,value\n2016-04,1\n2016-05,2.5\n2016-06,\n",
        "\ufeffperiod,value\r\n2016-04,1\r\n2016-05,2.5\r\n2016-06,\r\n",
        "period;value\nApr-16;1\nMay-16;2.5\nJun-16;\n",
        "sep=;\nperiod;value\nApr-16;1\nMay-16;2.5\nJun-16;\n",
        "Value\tPeriod\n1\tApril 2016\n2.5\tMay 2016\n\tJune 2016\n",
        '"place","value","period"\n"x, y","1","01/04/2016"\n"","2.5","01/05/2016"\n"","","01/06/2016"\n',
        "period,value\n\n2016-05,2.5\n2016-06\n,\n2016-04,1\n",
        "period|value\n1|1\n2|2.5\n10|\n",
    ],
)
def test_the_same_series_is_read_however_its_file_is_written(text: str) -> None:
    assert values(text) == [1, 2.5, None]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1195", 1195),
        ('"1,195"', 1195),
        ('"1,234,567.5"', 1234567.5),
        ("1 195", 1195),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
        (".5", 0.5),
        ("5.", 5),
        ("1e+05", 100000),
        ("93.4%", 93.4),
        (" 7 ", 7),
        ("1e15", 1e15),
    ],
)
def test_a_value_is_read_as_people_and_programs_write_it(written: str, value: float) -> None:
    assert values(f"period,value\n2016-04,{written}\n") == [value]


@pytest.mark.parametrize(
    "written",
    ["NA", "n/a", "-", "..", "nan", "inf", "-inf", "1e16", "1e400", '"93,4"', '"1,23,4"', "0x1A", "1_000", "£5", "1 2"],
)
def test_what_is_no_value_is_refused_with_its_line(written: str) -> None:
    with pytest.raises(SeriesError) as refused:
        read(f"period,value\n2016-04,1\n2016-05,{written}\n")
    assert [fault.line for fault in refused.value.faults] == [3]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["Line 1: There is no column named “period”. The first row names the columns period and value."]),
        (
            "\nperiod,figure\n2016,1\n",
            ["Line 2: There is no column named “value”. The first row names the columns period and value."],
        ),
        (
            "period,value,value\n2016,1,2\n",
            ["Line 1: There are several columns named “value”. The first row names the columns period and value."],
        ),
        (
            "period,value\n2016-04,93,4\n",
            ["Line 2: There are more cells than columns. Put a number that holds a comma in quotes."],
        ),
        (
            "period;value\n2016-04;1,234\n",
            ["Line 2: “1,234” could have a decimal comma or a comma for thousands. Write it like 1234.5."],
        ),
        (
            "period,value\n2016-04,1\nTotal,1\n,3\n2016-04,2\n",
            [
                "Line 3: “Total” is no period that we can read. Write it like 2017-18, Q3 2018/19 or Apr 2016.",
                "Line 4: There is a value but no period.",
                "Line 5: The period “2016-04” starts when the one on line 2 does.",
            ],
        ),
        (
            "period,value\n2016-04,0.93\n2016-05,93.4%\n",
            ["Line 3: This value is a percentage and others are shares of one. Write all of them alike."],
        ),
        (
            "period,value\n13/04/2016,1\n04/14/2016,2\n",
            ["Line 3: “04/14/2016” names no day, month, quarter, week or year that there is."],
        ),
        (
            'period,value\n2016-04,"1\n2016-05,2\n',
            ["Line 2: This row cannot be read as CSV: look for a quotation mark too many."],
        ),
        (
            'period,value,note\n2016-04,1,"two\nlines"\nsoon,2,\n',
            ["Line 4: “soon” is no period that we can read. Write it like 2017-18, Q3 2018/19 or Apr 2016."],
        ),
        (
            "period,value\n1,1\n2016-04,2\n",
            ["Line 2: “1” is no period that we can read. Write it like 2017-18, Q3 2018/19 or Apr 2016."],
        ),
    ],
)
def test_every_wrong_line_is_named_with_what_is_wrong(text: str, faults: list[str]) -> None:
    with pytest.raises(SeriesError) as refused:
        read(text)
    assert [str(fault) for fault in refused.value.faults] == faults


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("period,value\n2016-04,1\n", ()),
        ("period,place,value,n\n2016-04,x,1,2\n", ("Ignored: place, n.",)),
        ("period,value\n2016-05,1\n2016-04,1\n", ("The rows were put in the order of their periods.",)),
        ("period,value\n01/04/2016,1\n13/05/2016,1\n", ("Dates were read day first.",)),
        ("period,value\n4/1/2016,1\n5/1/2016,1\n", ("Dates were read month first.",)),
        (
            "period,value\nyear ending March 2016,1\nyear ending June 2016,1\n",
            ("Some periods overlap, so that neighbours share figures: limits will be too narrow.",),
        ),
    ],
)
def test_how_a_file_was_read_is_said_where_it_could_surprise(text: str, notes: tuple[str, ...]) -> None:
    assert read(text).notes == notes


MONTHS = "period,value\n" + "".join(f"2016-{month:02}-01,{month}\n" for month in range(1, 13))
NUMBERED = "period,value\n1,5\n2,6\n10,7\n"


@pytest.mark.parametrize(
    ("text", "asked", "places"),
    [
        (MONTHS, [], ()),
        (MONTHS, ["2016-07-01"], (6,)),
        (MONTHS, ["July 2016", "2016-03"], (2, 6)),
        (MONTHS, ["2016-07-02", "2016-07-31"], (7,)),
        (MONTHS, ["2016-01-01"], ()),
        (MONTHS, ["2010"], ()),
        (NUMBERED, ["3"], (2,)),
    ],
)
def test_a_phase_starts_at_the_first_period_from_its_day(text: str, asked: list[str], places: tuple[int, ...]) -> None:
    assert starts(read(text), asked)[0] == places


@pytest.mark.parametrize(
    ("text", "asked", "sentence"),
    [
        (MONTHS, "2016-12-02", "No phase can start at “2016-12-02”: the series holds no period from then on."),
        (MONTHS, "soon", "“soon” is no period that we can read. Write it like 2017-18, Q3 2018/19 or Apr 2016."),
        (NUMBERED, "2016", "The periods are numbered, so a phase starts at a number, not at “2016”."),
        ("period,value\n", "2016", "No phase can start at “2016”: the series holds no period from then on."),
    ],
)
def test_a_phase_that_cannot_start_is_refused(text: str, asked: str, sentence: str) -> None:
    with pytest.raises(PeriodError) as refused:
        starts(read(text), [asked])
    assert refused.value.sentence == sentence


def test_a_phase_that_starts_with_the_series_is_said_to_change_nothing() -> None:
    assert starts(read(MONTHS), ["2016"])[1] == (
        "The phase from “2016” starts with the first period, as the series does without it.",
    )


@given(st.text(alphabet='periodvalu,;\t\n\r"0123456789-/. %e\0é', max_size=120))
def test_any_text_is_a_series_or_a_foreseen_error(text: str) -> None:
    try:
        series = read(f"period,value\n{text}")
    except SeriesError as refused:
        assert refused.faults  # noqa: PT017
    else:
        assert all(reading.value is None or abs(reading.value) <= 1e15 for reading in series.readings)
