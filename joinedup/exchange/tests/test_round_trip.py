"""Out and in again: a plan exported, imported into an empty database and exported once more is the same to the byte."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from conftest import sqlite_triggers_put_aside
from joinedup.exchange import actions, commands, writing
from joinedup.exchange.sheets import SHEETS
from joinedup.exchange.tests.test_actions import sentences, stored, tried
from joinedup.exchange.tests.workbooks import plan, workbook
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners import actions as partners
from joinedup.partners.models import Partnership, Place
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment

NASTY = (
    "=1+1",
    "'=quoted",
    "@cmd",
    "+44 1632 960000",
    "-dash",
    "\uff1dwide",
    "'tis plain",
    'a "quoted" word',
    "two\nlines; and, more",
)


@pytest.fixture
def rich(cast: Cast) -> Cast:
    """The cast's partnership with a plan made on the site, every field of it said, and text that could do harm."""
    by: Any = {"by": cast.ada, "at": NOW}
    partners.add_postcodes(cast.millbrook, **by, beginnings=["NT4 6", "NT4"])
    problem = outcomes.state_problem(cast.partnership, **by, name=NASTY[0], statement=NASTY[-1], visibility="public")
    for number, name in enumerate(NASTY[:-1]):
        outcome = outcomes.set_outcome(
            cast.partnership,
            **by,
            name=name,
            statement=NASTY[-1],
            problem=problem if number % 2 else None,
            place=cast.millbrook,
            priority="top",
            lead=cast.ben.person,
            lead_may=NASTY[number],
            visibility=("draft", "partners", "public")[number % 3],
        )
    measure = outcomes.define_indicator(
        cast.partnership,
        **by,
        outcome=outcome,
        name="Ready for school",
        definition="Share",
        caveat=NASTY[-1],
        unit="%",
        better="higher",
        baseline=Decimal("-1.5"),
        target_on=date(2035, 1, 1),
        steward=cast.council,
        visibility="public",
    )
    for month in range(1, 13):
        outcomes.record_figure(
            measure,
            **by,
            from_on=date(2019, month, 1),
            until_on=date(2019 + month // 12, month % 12 + 1, 1),
            numerator=Decimal(month),
            denominator=Decimal(13),
            provenance="=SUM(A1)",
        )
    partners.record_mandate(
        cast.partnership,
        **by,
        organisation=cast.charity,
        person=cast.dan.person,  # type: ignore[arg-type]
        source="chosen",
        speaks_for=NASTY[-1],
        chosen_how=NASTY[0],
        binds_organisation=True,
        may_bind=NASTY[2],
        from_on=date(2030, 1, 1),
        until_on=date(2033, 1, 1),
        reports_every=3,
    )
    partners.record_mandate(
        cast.partnership,
        **by,
        organisation=cast.health,
        person=cast.cara.person,  # type: ignore[arg-type]
        source="invited",
        from_on=date(2030, 1, 1),
        reports_every=None,
        visibility="partners",
    )
    outcomes.record_contribution(
        outcome, **by, organisation=cast.charity, role="wrote", stage="drafting", took_part_on=date(2020, 2, 1)
    )
    outcomes.record_contribution(outcome, **by, organisation=None, group=NASTY[0], role="consulted", stage="after")
    outcomes.record_contribution(measure, **by, organisation=cast.health, role="advised", stage="before")
    step = outcomes.add_step(cast.partnership, **by, kind="activity", name="Visits", organisation=cast.health)
    outcomes.link(step, **by, to=outcome, assumption="Doors open", evidence=NASTY[-1])
    kept = promises.promise(
        cast.partnership,
        **by,
        organisation=cast.health,
        output="Visit",
        towards=[outcome],
        due_on=date(2032, 1, 1),
        lead=cast.cara.person,
        visibility="public",
    )
    promises.promise(cast.partnership, **by, organisation=None, output="A draft with gaps")
    promises.add_part(kept, **by, what="Train", organisation=cast.charity)
    promises.report(kept, by=cast.cara, at=NOW, state="on_track", words="=Going well")
    risk = promises.foresee(
        cast.partnership,
        **by,
        organisation=cast.health,
        name=NASTY[0],
        cause=NASTY[1],
        effect=NASTY[-1],
        likelihood=4,
        impact=2,
        threatens=[outcome],
        owner=cast.cara.person,
        review_on=date(2031, 9, 1),
        visibility="partners",
    )
    promises.mitigate(risk, **by, commitment=kept)
    promises.foresee(cast.partnership, **by, organisation=None, name="A risk with gaps", likelihood=5)
    _decide(cast, kept, outcome, by)
    outcomes.sign(problem, by=cast.dan, at=NOW, organisation=cast.charity, stance="agrees")
    return cast


def _decide(cast: Cast, kept: Commitment, outcome: Outcome, by: Any) -> None:
    """A hard choice carried out by two members, a later decision that supersedes it, and a draft."""
    texts = ("words", "decided_by", "authority", "reason", "minute", "dissent", "options", "gains", "loses", "evidence")
    said: dict[str, Any] = dict(zip(texts, (*NASTY, "One more"), strict=True))
    choice = promises.decide(
        cast.partnership,
        **by,
        name="=Choose",
        **said,
        minute_url="https://northtown.example/minutes",
        decided_on=date(2019, 4, 1),
        puts_first=[outcome],
        puts_off=[Outcome.objects.order_by("pk")[0]],
        concerns=[Outcome.objects.order_by("pk")[1]],
        visibility="public",
    )
    promised = promises.affect(choice, **by, organisation=cast.health, due_on=date(2031, 8, 1))
    promises.enact(promised, by=cast.cara, at=NOW, version=1, kind="promise", promise=kept)
    budgeted = promises.affect(choice, **by, organisation=cast.council)
    promises.enact(budgeted, by=cast.ben, at=NOW, version=1, kind="budget", what="=Line 14", due_on=date(2031, 9, 1))
    address = "https://northtown.example/budget"
    promises.report_enacted(
        budgeted, by=cast.ben, at=NOW, enacted_on=date(2019, 5, 1), evidence="-Budget", evidence_url=address
    )
    promises.affect(choice, **by, organisation=cast.charity)
    later = promises.decide(cast.partnership, **by, name="Choose again", supersedes=choice)
    promises.affect(later, **by, organisation=cast.charity)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {sheet.file: (folder / sheet.file).read_bytes() for sheet in SHEETS}


def empty_the_database() -> None:
    with sqlite_triggers_put_aside():
        call_command("flush", verbosity=0, interactive=False, reset_sequences=True, allow_cascade=False)


@pytest.mark.django_db(transaction=True)
def test_a_plan_comes_back_to_the_byte_from_an_empty_database(rich: Cast, tmp_path: Path) -> None:
    commands.export_to(tmp_path / "one", rich.partnership.reference)
    empty_the_database()
    assert Place.objects.count() == 0
    report = commands.import_from(tmp_path / "one", None, store=True)
    assert report.is_fine, "\n".join(report.lines)
    made = Partnership.objects.get()
    commands.export_to(tmp_path / "two", made.reference)
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")
    assert (made.convenor and made.convenor.name, made.place.name) == ("Ada Osei", "Northtown")


def test_the_exported_plan_imported_where_it_came_from_changes_nothing(rich: Cast, tmp_path: Path) -> None:
    for name in ("folder", "plan.zip", "plan.xlsx"):
        commands.export_to(tmp_path / name, rich.partnership.reference)
        load = tried(rich, tmp_path / name)
        assert sentences(load) == []
        made_or_changed = {title: row for title, row in load.counts.items() if row["created"] or row["changed"]}
        assert made_or_changed == {}, name


def test_a_workbook_and_a_folder_carry_the_same(rich: Cast, tmp_path: Path) -> None:
    """The plan goes out as XLSX, comes in elsewhere, and its CSV files are those of the folder."""
    commands.export_to(tmp_path / "one", rich.partnership.reference)
    commands.export_to(tmp_path / "plan.xlsx", rich.partnership.reference)
    other = Partnership.objects.create(name="Elsewhere", place=rich.county, convenor=rich.ada.person)
    report = commands.import_from(tmp_path / "plan.xlsx", other.reference, store=True)
    assert not report.is_fine  # it is another partnership's: its own sheet says so, and nothing is stored
    assert Commitment.objects.filter(partnership=other).count() == 0


def test_text_that_could_be_a_formula_is_harmless_in_every_csv_file(rich: Cast, tmp_path: Path) -> None:
    import csv

    commands.export_to(tmp_path / "one", rich.partnership.reference)
    harmful = []
    for file in sorted((tmp_path / "one").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.reader(opened):
                harmful += [(file.name, cell) for cell in row if cell[:1] in set("=+-@\t\r＝＋－＠") and cell != "-1.5"]
    assert harmful == []


def test_text_that_could_be_a_formula_is_text_in_the_workbook(rich: Cast, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    commands.export_to(tmp_path / "plan.xlsx", rich.partnership.reference)
    pages = load_workbook(tmp_path / "plan.xlsx").worksheets
    formulas = [cell.coordinate for page in pages for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    names = [row[1] for row in load_workbook(tmp_path / "plan.xlsx")["Outcomes"].iter_rows(min_row=3)]
    assert [(cell.value, cell.quotePrefix) for cell in names][:2] == [("=1+1", True), ("'=quoted", True)]


def test_numbers_and_days_stay_numbers_and_days_in_the_workbook(rich: Cast, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    commands.export_to(tmp_path / "plan.xlsx", rich.partnership.reference)
    first = next(load_workbook(tmp_path / "plan.xlsx")["Figures"].iter_rows(min_row=3))
    assert [(cell.data_type, getattr(cell, "is_date", None)) for cell in first[1:4]] == [
        ("d", True),
        ("d", True),
        ("n", False),
    ]


def test_what_others_did_goes_out_and_is_left_aside_coming_in(rich: Cast, tmp_path: Path) -> None:
    commands.export_to(tmp_path / "plan.xlsx", rich.partnership.reference)
    load = tried(rich, tmp_path / "plan.xlsx")
    aside = [note["sheet"] for note in load.notes if note["note"] == "read_only"]
    assert aside == ["Sign-offs", "Progress", "Answers"]
    commands.export_to(tmp_path / "one", rich.partnership.reference)
    assert "'=Going well" in (tmp_path / "one" / "progress.csv").read_text(encoding="utf-8-sig")
    assert [note["note"] for note in tried(rich, tmp_path / "one").notes] == ["read_only"] * 3


def test_the_template_comes_back_with_nothing_but_its_examples_left_aside(cast: Cast, tmp_path: Path) -> None:
    with (tmp_path / "template.xlsx").open("wb") as file:
        writing.write_workbook(file, None)
    load = tried(cast, tmp_path / "template.xlsx")
    assert (load.counts, load.notes) == ({}, [{"note": "examples", "count": len(SHEETS)}])


def test_codes_of_another_site_become_aliases_here(cast: Cast, tmp_path: Path) -> None:
    sheets = plan()
    sheets["Problems"] = [{"Code": "problem/XY-9", "Name": "Children start unready"}]
    sheets["Outcomes"] = [{"Code": "B1", "Name": "Every child", "Problem": "problem/XY-9"}]
    stored(cast, workbook(tmp_path / "plan.xlsx", **sheets))
    commands.export_to(tmp_path / "one", cast.partnership.reference)
    assert (
        (tmp_path / "one" / "problems.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("problem/XY-9,")
    )
    assert Indicator.objects.count() == 1
    assert actions.has_problems(tried(cast, tmp_path / "one")) is False
