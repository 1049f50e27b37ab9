"""How this site is run: the pack says what the code does, because it is made from what the code reads."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from joinedup.frame.papers import Facts, Paper, Table, pdf_of
from joinedup.outcomes.models import Indicator
from joinedup.partners.actions import plan_pause
from joinedup.partners.models import Partnership
from joinedup.partners.tests.cast import Cast, publish
from joinedup.site import housekeeping
from joinedup.site.datamap import declared, personal
from joinedup.site.governance import pack
from joinedup.site.governance.activities import ACTIVITIES, called
from joinedup.site.governance.schedules import KEPT, periods
from joinedup.site.tests.own_site import joinedup

TODAY = date(2031, 5, 6)
IN_THE_MAP = {
    "LETTERS_ARE_KEPT": "Letter.body",
    "STAGED_ROWS_ARE_KEPT": "StagedRow.cells",
    "SENDERS_ARE_KEPT": "Question.asked_from",
    "ADDRESSES_ARE_KEPT": "Question.asker_email",
    "REQUESTS_ARE_KEPT": "FollowRequest.email",
}


def section(paper: Paper, ident: str) -> Any:
    return next(one for one in paper.sections if one.ident == ident)


def tables(paper: Paper, ident: str) -> list[Table]:
    return [block for block in section(paper, ident).blocks if isinstance(block, Table)]


def test_every_kind_of_thing_that_holds_something_about_people_belongs_to_one_purpose() -> None:
    named = [model for activity in ACTIVITIES for model in activity.models]
    assert sorted(named) == sorted({field.model_name for field in personal()})


def test_the_records_of_processing_say_of_every_personal_field_why_for_whom_how_long_and_what_erasure_does(
    db: None,
) -> None:
    paper = pack(TODAY)
    processed = [row for table in tables(paper, "processing") for row in table.rows]
    kept = tables(paper, "retention")[1].rows
    assert {row[0] for row in processed} == {row[0] for row in kept} == {called(field) for field in personal()}
    assert len(processed) == len(kept) == len(personal())
    assert not [row for row in (*processed, *kept) if "" in row]
    fields = {called(field): field for field in personal()}
    assert [row for row in kept if str(row[1]).lower() != fields[str(row[0])].kept.lower()] == []


def test_the_schedule_names_every_period_of_housekeeping_and_no_other() -> None:
    ours = {name for name, value in vars(housekeeping).items() if isinstance(value, timedelta)}
    assert {name for name, _what in KEPT} == ours


def test_a_period_that_changes_changes_on_the_page(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dict(periods())["letters, after they were sent"] == "30 days"
    monkeypatch.setattr(housekeeping, "LETTERS_ARE_KEPT", timedelta(days=1))
    assert dict(periods())["letters, after they were sent"] == "1 day"
    assert ("Letters, after they were sent", "1 day") in tables(pack(TODAY), "retention")[0].rows


@pytest.mark.parametrize(("period", "field"), IN_THE_MAP.items())
def test_the_data_map_says_the_same_number_of_days_as_housekeeping_does(period: str, field: str) -> None:
    (kept,) = [one.kept for one in declared() if one.field == field]
    assert re.findall(r"(\d+) days", kept) == [str(getattr(housekeeping, period).days)]


def test_each_published_partnership_says_by_when_it_publishes_and_answers(cast: Cast) -> None:
    assert tables(pack(TODAY), "publication") == []
    publish(cast.partnership)
    Partnership.objects.update(days_to_publish=45, days_to_answer=20, takes_questions=True)
    for name, visibility in (("A", "public"), ("B", "public"), ("C", "partners")):
        Indicator.objects.create(partnership=cast.partnership, name=name, visibility=visibility)
    today = timezone.localdate()
    until = today + timedelta(days=30)
    plan_pause(cast.partnership, by=cast.ada, at=timezone.now(), name="Elections", from_on=today, until_on=until)
    (row,) = tables(pack(today), "publication")[0].rows
    rhythm = Indicator.objects.first().get_rhythm_display()  # type: ignore[union-attr]
    assert [str(cell) for cell in row[:4]] == ["Starting well", f"{rhythm}: 2", "45 days after its period", "20 days"]
    assert str(row[4]).startswith("Elections: from ")


def test_what_is_not_published_is_not_named(cast: Cast) -> None:
    assert "Starting well" not in Client().get("/governance/").text


def test_it_says_who_is_answerable_or_that_nobody_has_said(db: None, settings: Settings) -> None:
    def facts() -> dict[str, Any]:
        return dict(next(block for block in section(pack(TODAY), "who").blocks if isinstance(block, Facts)).rows)

    settings.CONTROLLER, settings.CONTACT = "", ""
    assert list(facts().values())[:2] == ["Nobody has said yet.", "Nobody has said yet."]
    settings.CONTROLLER, settings.CONTACT = "Northtown Council", "data@northtown.example"
    assert list(facts().values())[:2] == ["Northtown Council", "data@northtown.example"]


def test_everybody_reads_it_on_a_page_and_in_print(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    with django_assert_num_queries(4):
        page = Client().get("/governance/")
    assert "Records of processing, as article 30 of the UK GDPR asks." in page.text
    assert 'href="/governance/"' in Client().get("/").text
    printed = Client().get("/governance.pdf")
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_same_pack_is_the_same_bytes(db: None) -> None:
    assert pdf_of(pack(TODAY)) == pdf_of(pack(TODAY))


@pytest.mark.own_site
def test_the_command_prints_it_once(prepared: Path, tmp_path: Path) -> None:
    file = tmp_path / "pack.pdf"
    done = joinedup("governance", str(file), home=prepared)
    assert (done.returncode, done.stderr, file.read_bytes()[:5]) == (0, "", b"%PDF-")
    again = joinedup("governance", str(file), home=prepared)
    assert (again.returncode, "exists already" in again.stderr) == (1, True)
