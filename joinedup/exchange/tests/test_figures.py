"""Figures from files as places keep them: long and wide, and every fault that such files have."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from joinedup.exchange import actions, marking
from joinedup.exchange.mapping.layout import NAMES_ACROSS, PERIODS_ACROSS, Layout
from joinedup.exchange.models import Import, OtherName
from joinedup.exchange.notes import said_of
from joinedup.exchange.tests.tables import LONG, SHARE, VALUES, csv_of, stored, tried, xlsx_of
from joinedup.frame.refusals import Refused
from joinedup.outcomes.models import Indicator, Measurement
from joinedup.partners.models import Organisation, Standing
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.models import Entry

HEADINGS = ["Provider", "Month", "In time", "All"]
SHARES = ["Provider", "Month", "Share"]
Found = list[tuple[str, date, Decimal]]


def figures() -> Found:
    rows = Measurement.objects.filter(is_current=True).order_by("indicator__name", "from_on")
    return list(rows.values_list("indicator__name", "from_on", "value"))


def problems(load: Import) -> list[tuple[int, str, str]]:
    return [(one.row, one.heading, one.sentence) for one in marking.problems_of(load)]


def notes(load: Import) -> list[str]:
    return [said_of(note) for note in load.notes]


# What comes in


def test_a_long_table_becomes_organisations_members_measures_and_figures(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "ae.csv", [HEADINGS, ["RA3", "2019-04-01", 90, 100], ["RAE", "Apr-2019", "1,234", 2468]])
    load = stored(cast, path, LONG)
    assert figures() == [
        ("Seen in time, RA3", date(2019, 4, 1), Decimal(90)),
        ("Seen in time, RAE", date(2019, 4, 1), Decimal(50)),
    ]
    one = Indicator.objects.get(name="Seen in time, RA3")
    assert (one.unit, one.per, one.better, one.rhythm, one.figures) == ("%", 100, "higher", "month", 1)
    assert one.steward == Organisation.objects.get(org_id="GB-NHS-RA3")
    assert Standing.objects.filter(partnership=cast.partnership, organisation=one.steward).count() == 1
    assert {title: counts["created"] for title, counts in load.counts.items()} == {
        "Organisations": 2,
        "Members": 2,
        "Measures": 2,
        "Figures": 2,
    }
    assert list(Entry.objects.filter(verb="imported").values_list("subject", flat=True)) == [load.reference]


def test_the_same_file_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "ae.csv", [HEADINGS, ["RA3", "2019-04-01", 90, 100]])
    stored(cast, path, LONG)
    again = tried(cast, path, LONG)
    assert {title: counts["unchanged"] for title, counts in again.counts.items()} == {"Figures": 1}


def test_a_measure_that_was_renamed_here_still_takes_its_figures(cast: Cast, tmp_path: Path) -> None:
    stored(cast, csv_of(tmp_path / "a.csv", [HEADINGS, ["RA3", "2019-04", 90, 100]]), LONG)
    Indicator.objects.update(name="Waits at RA3", definition="Ours")
    stored(cast, csv_of(tmp_path / "b.csv", [HEADINGS, ["RA3", "2019-05", 91, 100]]), LONG)
    assert [(name, on) for name, on, _value in figures()] == [
        ("Waits at RA3", date(2019, 4, 1)),
        ("Waits at RA3", date(2019, 5, 1)),
    ]
    assert Indicator.objects.get().definition == "Ours"


def test_rows_of_one_period_are_added_up_only_where_the_mapping_says_so(cast: Cast, tmp_path: Path) -> None:
    rows = [HEADINGS, ["RA3", "2019-04", 40, 50], ["RAE", "2019-04", 1, 2], ["RA3", "2019-04", 5, 50]]
    path = csv_of(tmp_path / "ae.csv", rows)
    twice = "The period from 2019-04-01 is given twice, or overlaps another one given here. Keep one."
    assert problems(tried(cast, path, LONG)) == [(4, "Month", twice)]
    load = stored(cast, path, replace(LONG, sums=True))
    assert [value for _name, _on, value in figures()] == [Decimal(45), Decimal(50)]
    assert notes(load) == ["Rows added to others of the same name and period: 1."]


def test_percentages_are_never_added_up(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "ae.csv", [SHARES, ["RA3", "2019-04", "90%"], ["RA3", "2019-04", "80%"]])
    (problem,) = problems(tried(cast, path, replace(VALUES, sums=True)))
    assert problem[:2] == (2, "Share")
    assert problem[2].startswith("Percentages cannot be added up.")


def test_a_count_can_be_the_whole_without_the_others(cast: Cast, tmp_path: Path) -> None:
    columns = {"organisation": "Provider", "period": "Month", "denominator": "All", "missed": "Late"}
    path = csv_of(tmp_path / "ae.csv", [["Provider", "Month", "All", "Late"], ["RA3", "2019-04", 200, 30]])
    stored(cast, path, replace(LONG, columns=columns))
    assert [value for _name, _on, value in figures()] == [Decimal(85)]
    worse = csv_of(tmp_path / "b.csv", [["Provider", "Month", "All", "Late"], ["RA3", "2019-05", 200, 230]])
    assert [one[:2] for one in problems(tried(cast, worse, replace(LONG, columns=columns)))] == [(2, "Late")]


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_a_table_with_a_column_for_each_period_comes_in(cast: Cast, tmp_path: Path, make: object) -> None:
    rows = [
        ["Shares by provider"],
        [],
        ["Provider", "Region", "Apr-2019", "May 2019", "Q1 2019/20", "Total"],
        ["RA3", "South", "93.4%", "*", "90", "1"],
        ["RAE", "North", 50, 51.5, 52, "1"],
    ]
    path = make(tmp_path / ("a.csv" if make is csv_of else "a.xlsx"), rows)  # type: ignore[operator]
    layout = replace(VALUES, shape=PERIODS_ACROSS, columns={"organisation": "Provider"}, aside=["Region", "Q1 2019/20"])
    load = stored(cast, path, replace(layout, heading_row=3))
    assert figures() == [
        ("Seen in time, RA3", date(2019, 4, 1), Decimal("93.4")),
        ("Seen in time, RAE", date(2019, 4, 1), Decimal(50)),
        ("Seen in time, RAE", date(2019, 5, 1), Decimal("51.5")),
    ]
    assert notes(load) == [
        "Cells that hold no figure, such as * or nothing: 1. Each leaves a gap.",
        "Columns that are totals were left aside: 1.",
    ]


def test_a_table_with_a_column_for_each_organisation_comes_in(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [["Month", "RA3", "RAE"], ["01/04/2019", 90, 80], ["01/05/2019", 91, ""]])
    stored(cast, path, replace(VALUES, shape=NAMES_ACROSS, columns={"period": "Month"}))
    assert [(name, on.month) for name, on, _value in figures()] == [
        ("Seen in time, RA3", 4),
        ("Seen in time, RA3", 5),
        ("Seen in time, RAE", 4),
    ]


def test_figures_go_to_measures_that_are_known_by_name_or_code(cast: Cast, tmp_path: Path) -> None:
    stored(cast, csv_of(tmp_path / "a.csv", [HEADINGS, ["RA3", "2019-04", 90, 100]]), LONG)
    layout = Layout("figures", columns={"measure": "KPI", "period": "Month", "value": "Value"})
    rows = [["KPI", "Month", "Value"], ["in-time-RA3", "2019-05-01", 91], ["Seen in time, RA3", "2019-06-01", 92]]
    stored(cast, csv_of(tmp_path / "b.csv", rows), layout)
    assert [(on, value) for _name, on, value in figures()][1:] == [
        (date(2019, 5, 1), Decimal(91)),
        (date(2019, 6, 1), Decimal(92)),
    ]


def test_a_measure_that_is_not_known_is_asked_about(cast: Cast, tmp_path: Path) -> None:
    layout = Layout("figures", columns={"measure": "KPI", "period": "Month", "value": "Value"})
    path = csv_of(tmp_path / "a.csv", [["KPI", "Month", "Value"], ["Waits", "2019-05", 91]])
    load = tried(cast, path, layout)
    assert (load.state, load.source["unknown"]) == (Import.State.ASKING, {"indicator": {"Waits": 1}})
    aside = tried(cast, path, layout, answers={"indicator": {"Waits": "new"}})
    assert aside.counts["Measures"]["created"] == 1


# Whose figures


def test_an_unknown_organisation_is_asked_about_and_the_answer_is_remembered(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [HEADINGS, ["Nthshire Helth", "2019-04", 90, 100]])
    load = tried(cast, path, LONG, takes_new=False)
    assert load.source["unknown"] == {"organisation": {"Nthshire Helth": 1}}
    answers = {"organisation": {"Nthshire Helth": cast.health.reference}}
    actions.store(tried(cast, path, LONG, answers=answers, takes_new=False), by=cast.ada, at=NOW)
    assert [name for name, _on, _value in figures()] == ["Seen in time, Northshire Health"]
    assert OtherName.objects.get().means == cast.health.reference
    assert Entry.objects.filter(verb="remembered name").count() == 1
    assert tried(cast, path, LONG, takes_new=False).state == Import.State.TRIED


def test_a_name_may_be_left_aside(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [HEADINGS, ["Misc", "2019-04", 90, 100], ["Open Door", "2019-04", 1, 2]])
    load = tried(cast, path, LONG, answers={"organisation": {"Misc": "aside"}}, takes_new=False)
    assert load.counts["Figures"]["created"] == 1
    assert notes(load) == ["Figures left aside because their names are: 1."]


def test_an_answer_that_was_not_offered_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [HEADINGS, ["Misc", "2019-04", 90, 100]])
    for answers in ({"organisation": {"Misc": "organisation/JU-999"}}, {"organisation": {"Else": "new"}}):
        with pytest.raises(Refused, match="There is no such answer"):
            tried(cast, path, LONG, answers=answers, takes_new=False)


def test_a_provider_that_merged_is_added_to_its_successor_only_where_the_mapping_says_so(
    cast: Cast, tmp_path: Path
) -> None:
    OtherName.objects.create(
        partnership=cast.partnership, kind="organisation", text="Old Trust", means=cast.health.reference
    )
    rows: list[list[Any]] = [HEADINGS, ["Old Trust", "2019-04", 10, 50], ["Northshire Health", "2019-04", 40, 50]]
    path = csv_of(tmp_path / "a.csv", [*rows, ["Northshire Health", "2019-05", 45, 50]])
    for layout in (LONG, replace(LONG, sums=True)):
        found = problems(tried(cast, path, layout))
        assert [one[:2] for one in found] == [(2, "Month"), (3, "Month")]
        assert {one[2].partition(",")[0] for one in found} == {"Several names in this file mean the same"}
    stored(cast, path, replace(LONG, sums=True, sums_merged=True))
    assert [value for _name, _on, value in figures()] == [Decimal(50), Decimal(90)]


# Bad input


def test_a_total_row_is_left_aside_and_said(cast: Cast, tmp_path: Path) -> None:
    rows = [HEADINGS, ["RA3", "2019-04", 90, 100], ["England", "2019-04", 90, 100], ["Total", "2019-04", 90, 100]]
    path = csv_of(tmp_path / "a.csv", rows)
    load = tried(cast, path, LONG)
    assert load.counts["Figures"]["created"] == 1
    assert notes(load) == ["Rows that are totals were left aside: 2. They are not added to anything."]
    assert tried(cast, path, replace(LONG, takes_totals=True)).counts["Figures"]["created"] == 3


def test_a_total_of_types_is_not_added_to_the_types(cast: Cast, tmp_path: Path) -> None:
    headings = ["Provider", "Type", "Month", "In time", "All"]
    rows = [["RA3", "1", "2019-04", 40, 50], ["RA3", "2", "2019-04", 50, 50], ["RA3", "Total", "2019-04", 90, 100]]
    stored(cast, csv_of(tmp_path / "a.csv", [headings, *rows]), replace(LONG, sums=True))
    assert [value for _name, _on, value in figures()] == [Decimal(90)]
    assert Measurement.objects.get().denominator == 100


def test_merged_cells_are_read_as_if_each_held_the_value(cast: Cast, tmp_path: Path) -> None:
    rows = [HEADINGS, ["RA3", "2019-04", 90, 100], [None, "2019-05", 80, 100], ["RAE", "2019-04", 1, 2]]
    load = stored(cast, xlsx_of(tmp_path / "a.xlsx", rows, "A2:A3"), LONG)
    assert [(name, on.month) for name, on, _value in figures()] == [
        ("Seen in time, RA3", 4),
        ("Seen in time, RA3", 5),
        ("Seen in time, RAE", 4),
    ]
    assert notes(load)[0].startswith("On the sheet Figures 2019 cells are merged;")


def test_days_that_could_be_read_in_two_orders_are_named_with_both_readings(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [HEADINGS, ["RA3", "01/04/2019", 90, 100], ["RA3", "13/05/2019", 80, 100]])
    (problem,) = problems(tried(cast, path, replace(LONG, order="")))
    assert problem[:2] == (2, "Month")
    assert problem[2].startswith("“01/04/2019” could be April 2019 or January 2019.")
    assert problems(tried(cast, path, LONG)) == []
    (other,) = problems(tried(cast, path, replace(LONG, order="month_first")))
    assert other == (3, "Month", "“13/05/2019” names no day, month, quarter, week or year that there is.")


def test_a_percentage_is_read_with_its_sign_in_csv_and_in_a_spreadsheet(cast: Cast, tmp_path: Path) -> None:
    stored(cast, csv_of(tmp_path / "a.csv", [SHARES, ["RA3", "2019-04", "93.4%"]]), VALUES)
    path = xlsx_of(tmp_path / "b.xlsx", [SHARES, ["RA3", "2019-05", 0.934]])
    made = load_workbook(path)
    made.worksheets[0]["C2"].number_format = "0.0%"
    made.save(path)
    stored(cast, path, VALUES)
    assert [value for _name, _on, value in figures()] == [Decimal("93.4"), Decimal("93.4")]


def test_a_month_that_is_missing_is_a_gap(cast: Cast, tmp_path: Path) -> None:
    rows = [HEADINGS, ["RA3", "2019-04", 90, 100], ["RA3", "2019-06", 80, 100], ["RA3", "2019-07", "", ""]]
    load = stored(cast, csv_of(tmp_path / "a.csv", rows), LONG)
    assert [on.month for _name, on, _value in figures()] == [4, 6]
    assert notes(load) == ["Cells that hold no figure, such as * or nothing: 1. Each leaves a gap."]


@pytest.mark.parametrize("mark", ["*", "c", "-", "–", "..", "n/a", ":", "#N/A"])
def test_a_suppressed_figure_is_a_gap_and_a_sum_that_lacks_a_part_too(cast: Cast, tmp_path: Path, mark: str) -> None:
    rows = [HEADINGS, ["RA3", "2019-04", mark, 100], ["RA3", "2019-04", 50, 100], ["RA3", "2019-05", 50, 100]]
    load = stored(cast, csv_of(tmp_path / "a.csv", rows), replace(LONG, sums=True))
    assert [on.month for _name, on, _value in figures()] == [5]
    assert notes(load) == [
        "Sums of which a part has no figure: 1. Each leaves a gap.",
        "Cells that hold no figure, such as * or nothing: 1. Each leaves a gap.",
    ]


@pytest.mark.parametrize("sums", [False, True])
@pytest.mark.parametrize(
    ("count", "whole", "heading", "sentence"),
    [
        ("-1", "100", "In time", "A count cannot be below nought."),
        ("101", "100", "In time", "The count is more than what it is out of, so this is no percentage."),
        ("some", "100", "In time", "“some” is not a number. Write it like 1234.56."),
        ("9", "#REF!", "All", "The cell shows the error #REF!. Correct its formula or write the value."),
        ("9", "1e5", "All", "“1e5” is not a number. Write it like 1234.56."),
    ],
)
def test_a_figure_that_cannot_be_is_marked_in_its_cell(
    cast: Cast, tmp_path: Path, count: str, whole: str, heading: str, sentence: str, sums: bool
) -> None:
    rows = [HEADINGS, ["RA3", "2019-04", 1, 2], ["RA3", "2019-05", count, whole]]
    load = tried(cast, csv_of(tmp_path / "a.csv", rows), replace(LONG, sums=sums))
    assert problems(load) == [(3, heading, sentence)]
    with pytest.raises(Refused):
        actions.store(load, by=cast.ada, at=NOW)
    assert figures() == []


def test_an_encoding_that_changes_half_way_is_named_by_its_line_and_nothing_is_kept(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    whole = "Provider,Month,In time,All\r\n" + "Réseau,2019-04,1,2\r\n" * 3_000
    path.write_bytes(whole.encode() + "Réseau,2019-05,1,2\r\n".encode("cp1252"))
    with pytest.raises(Refused, match=r"a\.csv, line 3002: this is not UTF-8 text"):
        tried(cast, path, LONG)
    assert figures() == []
    assert Import.objects.get().rows.count() == 0


def test_a_period_may_be_given_by_its_first_and_last_day(cast: Cast, tmp_path: Path) -> None:
    columns = {"organisation": "Provider", "from_on": "From", "until_on": "To", "value": "Share"}
    constants = {name: text for name, text in VALUES.constants.items() if name != "rhythm"}
    rows = [
        ["Provider", "From", "To", "Share"],
        ["RA3", "01/04/2019", "14/04/2019", 9],
        ["RA3", "2019-05-01", "May 2019", 8],
    ]
    stored(cast, csv_of(tmp_path / "a.csv", rows), replace(VALUES, columns=columns, constants=constants))
    days = Measurement.objects.order_by("from_on").values_list("from_on", "until_on")
    assert list(days) == [(date(2019, 4, 1), date(2019, 4, 15)), (date(2019, 5, 1), date(2019, 6, 1))]
    late = [["Provider", "From", "To", "Share"], ["RA3", "01/06/2019", "never", 9]]
    assert [
        one[:2] for one in problems(tried(cast, csv_of(tmp_path / "b.csv", late), replace(VALUES, columns=columns)))
    ] == [(2, "From")]


def test_a_rhythm_may_be_given_by_the_word_on_the_screen_and_no_other(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [SHARES, ["RA3", "2019-04-01", 9]])
    constants = {**SHARE, "rhythm": "Every quarter"}
    stored(cast, path, replace(VALUES, constants=constants))
    assert Measurement.objects.get().until_on == date(2019, 7, 1)
    with pytest.raises(Refused, match="“now and then” is not one of the choices"):
        tried(cast, path, replace(VALUES, constants={**SHARE, "rhythm": "now and then"}))


def test_names_and_periods_that_are_empty_or_no_period_are_marked(cast: Cast, tmp_path: Path) -> None:
    rows = [HEADINGS, ["", "2019-04", 1, 2], ["RA3", "", 1, 2], ["RA3", "soon", 1, 2], ["RA3", "2019-04", 1, 2, "?"]]
    load = tried(cast, csv_of(tmp_path / "a.csv", rows), LONG)
    assert [one[:2] for one in problems(load)] == [(2, "Provider"), (3, "Month"), (4, "Month"), (5, "E")]


def test_a_heading_that_the_mapping_reads_and_the_file_lacks_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [["Provider", "Month", "In time"], ["RA3", "2019-04", 1]])
    with pytest.raises(Refused, match="has no column “All” in row 1"):
        tried(cast, path, LONG)
    twice = csv_of(tmp_path / "b.csv", [["Provider", "provider"], ["RA3", "2019-04"]])
    with pytest.raises(Refused, match="the heading “provider” stands twice"):
        tried(cast, twice, LONG)
    with pytest.raises(Refused, match="Below its headings this file has no row"):
        tried(cast, csv_of(tmp_path / "c.csv", [HEADINGS]), LONG)


def test_a_layout_that_does_not_say_enough_is_refused_with_every_reason(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [HEADINGS])
    load = actions.take_in(cast.partnership, by=cast.ada, at=NOW, path=path, file_name="a.csv")
    with pytest.raises(Refused) as refused:
        actions.lay_out(load, by=cast.ada, at=NOW, layout=Layout("figures", sums_merged=True))
    assert [one.code for one in refused.value.refusals] == [
        "no_periods",
        "no_amounts",
        "no_measure",
        "merged_needs_sums",
    ]


# The user's own file back


def test_the_own_spreadsheet_comes_back_with_each_problem_of_a_wide_table_in_its_cell(
    cast: Cast, tmp_path: Path
) -> None:
    rows = [["Provider", "Apr-2019", "soon", "May-2019"], ["RA3", "abc", 1, 2], ["RAE", 1, 2, "1..2"]]
    layout = replace(VALUES, shape=PERIODS_ACROSS, columns={"organisation": "Provider"})
    load = tried(cast, xlsx_of(tmp_path / "a.xlsx", rows), layout)
    back = load_workbook(io.BytesIO(marking.marked_upload(load).content))
    marked = {cell.coordinate: cell.comment.text for row in back["Figures 2019"] for cell in row if cell.comment}
    assert {place: text.partition(" is")[0] for place, text in marked.items()} == {
        "B2": "“abc”",
        "C1": "“soon”",
        "D3": "“1..2”",
    }
    assert [[cell.value for cell in row][:3] for row in back["To correct"].iter_rows(min_row=2)] == [
        ["Figures 2019", "C1", "soon"],
        ["Figures 2019", "B2", "Apr-2019"],
        ["Figures 2019", "D3", "May-2019"],
    ]


def test_the_own_csv_file_comes_back_with_problems_beside_their_rows(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "upload.csv", [["Made in 2019"], HEADINGS, ["RA3", "2019-04", -1, 2]])
    load = tried(cast, path, replace(LONG, heading_row=2))
    with zipfile.ZipFile(io.BytesIO(marking.marked_upload(load).content)) as archive:
        lines = archive.read("upload.csv").decode("utf-8-sig").splitlines()
    assert lines == [
        "Made in 2019,,,,",
        "Provider,Month,In time,All,To correct",
        "RA3,2019-04,-1,2,In time: A count cannot be below nought.",
    ]


def test_a_file_that_somebody_is_reading_is_not_read_twice(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [HEADINGS, ["RA3", "2019-04", 1, 2]])
    load = tried(cast, path, LONG)
    Import.objects.filter(pk=load.pk).update(state=Import.State.STAGING)
    with pytest.raises(Refused, match="being read just now"):
        actions.try_table(load, by=cast.ada, at=NOW, path=path)


def test_only_the_convenor_may_do_any_of_it(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", [HEADINGS, ["RA3", "2019-04", 1, 2]])
    load = tried(cast, path, LONG)
    for attempt in (
        lambda: actions.take_in(cast.partnership, by=cast.ben, at=NOW, path=path, file_name="a.csv"),
        lambda: actions.begin_layout(load, by=cast.ben, at=NOW, layout=LONG),
        lambda: actions.lay_out(load, by=cast.ben, at=NOW, layout=LONG),
        lambda: actions.answer(load, by=cast.ben, at=NOW, answers={}),
        lambda: actions.try_table(load, by=cast.ben, at=NOW, path=path),
        lambda: actions.store(load, by=cast.ben, at=NOW),
        lambda: actions.save_mapping(
            cast.partnership, by=cast.ben, at=NOW, name="Ours", layout=LONG, headings=HEADINGS
        ),
    ):
        with pytest.raises(Refused, match="Only the convenor"):
            attempt()
