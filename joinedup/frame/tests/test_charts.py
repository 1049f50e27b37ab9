"""Charts as they are written: read back as XML, since a reader's browser does so too."""

from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import example, given
from hypothesis import strategies as st

from joinedup.frame.charts import control_chart, sparkline
from joinedup.frame.charts.scale import spread
from joinedup.reckon.spc import Better, Settings, chart

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&'
# Mean 0 and limits -2.66 and 2.66 from the first twelve.
BASE: list[float | None] = [0.5, -0.5] * 6
FIXED = Settings(limits_from=12)


def draw(
    values: list[float | None],
    settings: Settings = FIXED,
    *,
    narrow: bool = False,
    target: float | None = None,
    unit: str = "homes",
    title: str = "Steady",
    label: str = "Month",
) -> Element:
    drawn = control_chart(
        chart(values, settings),
        ident="ox-12",
        labels=[f"{label} {place}" for place in range(len(values))],
        title=title,
        description="Twelve months",
        unit=unit,
        target=target,
        narrow=narrow,
    )
    assert "style" not in drawn
    return read(drawn)


def read(drawn: str) -> Element:
    root: Element = fromstring(drawn)
    return root


def count(root: Element, class_: str) -> int:
    return len(of_class(root, class_))


def of_class(root: Element, class_: str) -> list[Element]:
    return [part for part in root.iter() if part.get("class") == class_]


def words(root: Element) -> list[str]:
    return [part.text or "" for part in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_chart_is_an_image_named_by_its_title_and_description(narrow: bool) -> None:
    root = draw(BASE, narrow=narrow)
    ids = {part.get("id"): part.text for part in root.iter() if part.get("id")}
    assert root.get("role") == "img"
    assert [ids[name] for name in (root.get("aria-labelledby") or "").split()] == ["Steady", "Twelve months"]
    assert root.get("class") == f"chart chart-{'narrow' if narrow else 'wide'}"
    assert (root.get("viewBox") or "").split()[2] == ("360" if narrow else "720")


@pytest.mark.parametrize(
    ("better", "tail", "expected"),
    [
        ("higher", [9, -9, 9], (2, 1, 0)),
        ("lower", [9, -9, 9], (1, 2, 0)),
        ("neither", [9, -9, 9], (0, 0, 3)),
        ("higher", [0, None, 0], (0, 0, 0)),
    ],
)
def test_every_signal_has_the_shape_of_its_class_and_the_key_names_those_used(
    better: Better, tail: list[float | None], expected: tuple[int, int, int]
) -> None:
    root = draw([*BASE, *tail], Settings(better=better, limits_from=12))
    shapes = ("chart-better", "chart-worse", "chart-neither")
    keys = ("Better, by more than chance", "Worse, by more than chance", "Higher or lower, by more than chance")
    # One mark more of each shape that is used stands in the key.
    assert tuple(count(root, shape) for shape in shapes) == tuple(n + bool(n) for n in expected)
    assert [key in words(root) for key in keys] == [bool(n) for n in expected]


def test_a_chart_labels_its_lines_and_its_latest_figure() -> None:
    said = words(draw([*BASE, 2], target=1.5))
    assert {"Upper limit 2.7", "Lower limit −2.7", "Average 0", "Target 1.5", "Latest 2"} <= set(said)


def test_a_missing_figure_breaks_the_line_and_has_no_mark() -> None:
    root = draw([*BASE, None, 0, 0.5])
    assert [len((line.get("points") or "").split()) for line in of_class(root, "chart-line")] == [12, 2]
    assert count(root, "chart-point") == 14


def test_phases_stand_on_bands_under_their_dates() -> None:
    root = draw([*BASE, *BASE, *BASE], Settings(phases=(12, 24)))
    assert count(root, "chart-phase") == 1
    assert count(root, "chart-mean") == 3
    assert {"From Month 0", "From Month 12", "From Month 24"} <= set(words(root))


def test_one_phase_has_neither_band_nor_date() -> None:
    root = draw(BASE)
    assert count(root, "chart-phase") == 0
    assert not [said for said in words(root) if said.startswith("From")]


@pytest.mark.parametrize(
    ("values", "caution"),
    [
        ([95, 96, 95, 97], "The scale starts at 92, not at zero."),
        ([0, 3, 0, 4], "A lower limit below zero is not drawn."),
        ([95, 96, 95, 97], "Dotted limits are provisional: they rest on fewer than 13 figures."),
        ([5, 5, 5], "The figures do not vary, so there are no limits."),
        ([5, None, 6], "There are too few figures in a row to set limits."),
        ([5] * 9 + [9] * 9, "Most figures do not vary, so the limits take in even the largest jumps."),
    ],
)
def test_what_a_reader_would_take_for_granted_is_said(values: list[float | None], caution: str) -> None:
    assert caution in words(draw(values, Settings()))


def test_a_scale_that_shows_zero_says_nothing_of_it() -> None:
    root = draw([5, 6, 5, 7], Settings())
    assert "0" in words(root)
    assert not [said for said in words(root) if "not at zero" in said]


@pytest.mark.parametrize(
    ("unit", "values", "latest"),
    [
        ("%", [88.0, 89.5], "Latest 89.5%"),
        ("£", [900, 1200], "Latest £1,200"),
        ("£", [900_000, 1_260_000], "Latest £1.26m"),
        ("£", [-900, -1200], "Latest −£1,200"),
        ("homes", [10, 10_670], "Latest 10,670"),
        ("homes", [3, 0], "Latest 0"),
    ],
)
def test_figures_are_written_with_their_sign(unit: str, values: list[float | None], latest: str) -> None:
    assert latest in words(draw(values, Settings(), unit=unit))


@pytest.mark.parametrize("narrow", [False, True])
def test_hostile_words_stay_words(narrow: bool) -> None:
    root = draw(BASE, narrow=narrow, unit=HOSTILE, title=HOSTILE, label="<b>")
    assert root.findtext(f"{SVG}title") == HOSTILE
    assert {HOSTILE, "<b> 0", "<b> 11"} <= set(words(root))
    assert not list(root.iter(f"{SVG}script"))
    spark = sparkline(chart(BASE, FIXED), title=HOSTILE, ident=HOSTILE)
    assert read(spark).findtext(f"{SVG}title") == HOSTILE
    assert read(spark).get("id") == HOSTILE


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("length", [2, 3, 14, 36, 200])
def test_no_words_leave_the_picture_and_no_two_periods_touch(length: int, narrow: bool) -> None:
    root = draw([float(place * 997 % 89) for place in range(length)], narrow=narrow, label="September")
    width, height = (float(part) for part in (root.get("viewBox") or "").split()[2:])
    for part in root.iter(f"{SVG}text"):
        assert 0 <= float(part.get("x", "")) <= width
        assert 0 < float(part.get("y", "")) <= height
    months = [part for part in root.iter(f"{SVG}text") if (part.text or "").startswith("September")]
    middles = [float(part.get("x", "")) for part in months]
    gaps = [after - before for before, after in pairwise(middles)]
    assert all(gap > 9 * len("September 1") for gap in gaps)
    assert months[-1].text == f"September {length - 1}"


@pytest.mark.parametrize(
    ("values", "said", "briefly"),
    [
        ([], "There are no figures yet.", "No figures yet"),
        ([None], "There are no figures yet.", "No figures yet"),
        ([None, 4], "There is one figure so far, for <b> 1. A chart needs two or more.", "One figure so far"),
    ],
)
def test_too_little_for_a_chart_is_said_in_words(values: list[float | None], said: str, briefly: str) -> None:
    assert draw(values, Settings(), label="<b>").text == said
    assert read(sparkline(chart(values, Settings()), title="", ident="s")).text == briefly


@pytest.mark.parametrize(
    ("tail", "latest", "before"),
    [
        ([9], ["chart-better"], []),
        ([-9], ["chart-worse"], []),
        ([9, 0], [], [("chart-better", 1)]),
        ([9, None], ["chart-better"], []),
        ([9, -9, 9, 0, 9], ["chart-better"], [("chart-better", 2), ("chart-worse", 1)]),
        ([1], [], []),
    ],
)
def test_a_sparkline_shows_the_shape_of_the_latest_figure_large_and_earlier_signals_small(
    tail: list[float | None], latest: list[str], before: list[tuple[str, int]]
) -> None:
    settings = Settings(better="higher", limits_from=12)
    root = read(sparkline(chart([*BASE, *tail], settings), title="Better", ident="s1"))
    small = [part for part in root.iter() if part.tag.endswith("path")]
    assert [part.get("class") for part in root.iter() if part.tag.endswith("polygon")] == latest
    assert [(part.get("class"), (part.get("d") or "").count("M")) for part in small] == before
    assert count(root, "chart-point") == 1 - len(latest)
    assert root.get("aria-labelledby") == "s1-title"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([10, 50], [10, 50]),
        ([10, 12], [6, 16]),
        ([0, 1, 2], [0, 10, 20]),
        ([99, 100], [90, 100]),
        ([40, 41, 55], [35.5, 45.5, 55.5]),
    ],
)
def test_labels_that_would_touch_move_apart_within_their_room(wanted: list[float], expected: list[float]) -> None:
    assert spread(wanted, 10, 0, 100) == pytest.approx(expected, abs=0.2)


@given(
    values=st.lists(st.none() | st.floats(-1e15, 1e15), max_size=30),
    phases=st.sets(st.integers(0, 29)),
    target=st.none() | st.floats(-1e15, 1e15),
    narrow=st.booleans(),
)
@example(values=[0.0, 5e-324], phases=set(), target=None, narrow=False)
@example(values=[5e-324, None, 0.0], phases=set(), target=-5e-324, narrow=True)
def test_any_series_is_drawn_in_numbers_that_a_browser_can_read(
    values: list[float | None], phases: set[int], target: float | None, narrow: bool
) -> None:
    settings = Settings(phases=tuple(sorted(start for start in phases if start < len(values))))
    root = draw(values, settings, narrow=narrow, target=target)
    spark = read(sparkline(chart(values, settings), title="", ident="s"))
    numbers = [value for part in (*root.iter(), *spark.iter()) for value in part.attrib.values()]
    assert not [value for value in numbers if {"nan", "inf"} & set(value.split())]
