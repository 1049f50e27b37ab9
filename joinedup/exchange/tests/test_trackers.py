"""Trackers, risk logs and scorecards through the actions: what they make, what they leave, what comes again."""

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from joinedup.exchange import actions, marking
from joinedup.exchange.actions import first_rows
from joinedup.exchange.mapping import guessing
from joinedup.exchange.mapping.kinds import KINDS
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.models import Import, StagedRow, Upload
from joinedup.exchange.tests.trackers import (
    FAULTS,
    MYSTERY,
    NEW_BODY,
    NEW_PERSON,
    OTHER_BODY,
    OTHER_PERSON,
    THEMES,
    tracker,
)
from joinedup.frame.refusals import Refused
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator, Measurement
from joinedup.partners.models import Account, Membership, Organisation, Person, Standing
from joinedup.partners.tests.cast import Cast
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment, ProgressReport, Risk
from joinedup.record.models import Entry


@pytest.fixture
def themes(cast: Cast) -> None:
    for theme in THEMES:
        outcomes.set_outcome(cast.partnership, by=cast.ada, at=timezone.now(), name=theme)


def answers(cast: Cast) -> dict[str, dict[str, str]]:
    return {
        "organisation": {NEW_BODY: "new", OTHER_BODY: cast.health.reference},
        "person": {
            NEW_PERSON: "new",
            OTHER_PERSON: Person.objects.get(account=cast.cara).reference,
            MYSTERY: "aside",
        },
    }


def guessed(path: Path, kind: str = "actions", **changes: Any) -> Layout:
    """The layout that the pages would offer."""
    rows = tuple((number, tuple(cells)) for number, cells in first_rows(path)[0]["rows"])
    sample = guessing.Sample(first_rows(path)[0]["title"], rows)
    return replace(guessing.layout(KINDS[kind], sample, guessing.heading_row(sample)), **changes)


def tried(
    cast: Cast,
    path: Path,
    layout: Layout | None = None,
    said: Mapping[str, Mapping[str, str]] | None = None,
    by: Account | None = None,
) -> Import:
    doing: Any = {"by": by or cast.ada, "at": timezone.now()}
    load = actions.take_in(cast.partnership, path=path, file_name=path.name, content=path.read_bytes(), **doing)
    load = actions.lay_out(load, layout=layout or guessed(path), **doing)
    load = actions.try_table(load, path=path, **doing)
    if load.state == Import.State.ASKING:
        asked = load.source["unknown"]
        chosen = {
            kind: {text: word for text, word in words.items() if text in asked.get(kind, {})}
            for kind, words in (answers(cast) if said is None else said).items()
        }
        load = actions.answer(load, answers=chosen, **doing)
        load = actions.try_table(load, path=path, **doing)
    assert load.state == Import.State.TRIED, load.source.get("unknown")
    return load


def stored(cast: Cast, path: Path, **how: Any) -> Import:
    return actions.store(tried(cast, path, **how), by=cast.ada, at=timezone.now())


def counts(cast: Cast) -> Counter[str]:
    here = Commitment.objects.filter(partnership=cast.partnership)
    return Counter(here.values_list("visibility", flat=True))


def csv_of(folder: Path, *lines: str, name: str = "actions.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def marks_in(content: bytes, sheet: str = "Actions") -> dict[str, str]:
    page = load_workbook(io.BytesIO(content))[sheet]
    return {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}


def test_the_columns_of_a_real_looking_tracker_are_guessed(tmp_path: Path) -> None:
    made = tracker(tmp_path / "tracker.xlsx", rows=30)
    layout = guessed(made.path)
    assert (layout.sheet, layout.heading_row, layout.columns) == (
        "Actions",
        4,
        {
            "action": "What",
            "organisation": "Lead organisation",
            "owner": "By whom",
            "due": "By when",
            "starts": "Start",
            "status": "BRAG",
            "note": "Latest update",
        },
    )


@pytest.mark.usefixtures("themes")
def test_three_hundred_rows_with_forty_faults_go_in_at_one_sitting(cast: Cast, tmp_path: Path) -> None:
    made = tracker(tmp_path / "tracker.xlsx")
    assert (len(made.marks), len(made.sorts), made.promises + made.drafts + made.aside) == (40, len(FAULTS), 300)
    load = tried(cast, made.path)
    assert set(marks_in(marking.marked_upload(load).content)) == made.marks.keys()
    actions.store(load, by=cast.ada, at=timezone.now())
    assert counts(cast) == {"partners": made.promises, "draft": made.drafts}
    assert ProgressReport.objects.count() == made.reports
    assert Commitment.objects.filter(state="kept").count() == made.kept
    assert set(marks_in(marking.marked_upload(load).content)) == made.marks.keys()
    assert Entry.objects.filter(verb="imported").count() == 1


@pytest.mark.usefixtures("themes")
def test_who_is_new_gets_a_post_and_no_account(cast: Cast, tmp_path: Path) -> None:
    stored(cast, tracker(tmp_path / "tracker.xlsx", rows=30, faults=()).path)
    post = Membership.objects.get(person__name=NEW_PERSON)
    assert (post.organisation.name, post.post) == (NEW_BODY, "Lead for Starting well")
    assert not Account.objects.filter(person=post.person).exists()
    assert Standing.objects.filter(partnership=cast.partnership, organisation__name=NEW_BODY).count() == 1


@pytest.mark.usefixtures("themes")
def test_the_same_tracker_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    made = tracker(tmp_path / "tracker.xlsx")
    stored(cast, made.path)
    before = list(Commitment.objects.order_by("pk").values())
    load = tried(cast, made.path)
    assert sum(one["created"] + one["changed"] for one in load.counts.values()) == 0
    assert list(Commitment.objects.order_by("pk").values()) == before


HEAD = "Action,Organisation,Owner,Due,RAG,Note"
VISIT = "Visit every family,Northshire Health,Cara Lindqvist,31/03/2036,{rag},{note}"


def month(cast: Cast, folder: Path, rag: str = "Green", note: str = "Going well", due: str = "31/03/2036") -> Import:
    path = csv_of(folder, HEAD, VISIT.replace("31/03/2036", due).format(rag=rag, note=note))
    return stored(cast, path, layout=guessed(path, constants={"outcome": THEMES[0]}), said={})


@pytest.mark.usefixtures("themes")
def test_a_state_comes_as_a_report_from_the_tracker(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path)
    report = ProgressReport.objects.get()
    assert (report.state, report.words) == ("on_track", "From the tracker: Green. Going well")
    assert (report.reported_by, report.on_behalf, report.post) == (
        cast.ada,
        True,
        "Partnership manager, Northtown Council",
    )
    assert report.commitment.detail == ""


@pytest.mark.usefixtures("themes")
def test_a_colour_that_says_no_state_is_kept_as_a_word(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path, rag="Amber", note="Two visitors are ill")
    promise = Commitment.objects.get()
    assert (promise.state, promise.detail) == ("on_track", "Status: Amber\n\nTwo visitors are ill")
    assert ProgressReport.objects.count() == 0


@pytest.mark.usefixtures("themes")
def test_next_months_news_is_a_change_and_nothing_is_doubled(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path)
    load = month(cast, tmp_path, rag="Complete", note="All are visited")
    assert load.counts["Promises"]["changed"] == 1
    promise = Commitment.objects.get()
    assert promise.state == "kept"
    assert list(promise.reports.order_by("pk").values_list("state", flat=True)) == ["on_track", "kept"]


@pytest.mark.usefixtures("themes")
def test_what_a_lead_reported_here_is_not_overwritten_by_an_older_colour(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path)
    promise = Commitment.objects.get()
    later = date(2037, 1, 31)
    promises.report(promise, by=cast.cara, at=timezone.now(), state="late", words="Ill", new_due_on=later)
    load = month(cast, tmp_path, rag="On track", note="Still well")
    promise.refresh_from_db()
    assert (promise.state, promise.due_on, promise.reports.count()) == ("late", later, 2)
    assert {"note": "heard_here", "count": 1} in load.notes


@pytest.mark.usefixtures("themes")
def test_what_is_over_here_stays_over(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path)
    promise = Commitment.objects.get()
    promises.report(promise, by=cast.cara, at=timezone.now(), state="kept")
    month(cast, tmp_path, rag="G", note="Nearly there")
    promise.refresh_from_db()
    assert (promise.state, promise.reports.count()) == ("kept", 2)


@pytest.mark.usefixtures("themes")
def test_a_later_day_for_what_is_shared_is_told_as_late_with_a_new_date(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path)
    month(cast, tmp_path, rag="Red", note="Moved", due="30/06/2036")
    promise = Commitment.objects.get()
    assert (promise.state, promise.due_on, promise.first_due_on) == ("late", date(2036, 6, 30), date(2036, 3, 31))
    load = month(cast, tmp_path, rag="Red", note="Moved", due="30/06/2036")
    assert load.counts["Promises"]["unchanged"] == 1


@pytest.mark.usefixtures("themes")
def test_what_was_changed_here_stays_unless_only_the_tracker_changed(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path, due="31/03/2036")
    promise = Commitment.objects.get()
    Commitment.objects.filter(pk=promise.pk).update(due_on=date(2036, 3, 1))
    month(cast, tmp_path)
    promise.refresh_from_db()
    assert promise.due_on == date(2036, 3, 1)
    load = month(cast, tmp_path, due="15/02/2036")
    promise.refresh_from_db()
    assert promise.due_on == date(2036, 3, 1)
    assert {"note": "both_changed", "count": 1} in load.notes


@pytest.mark.usefixtures("themes")
def test_a_draft_whose_gap_is_filled_next_month_is_shared(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path, due="TBC")
    draft = Commitment.objects.get()
    assert (draft.visibility, draft.detail) == ("draft", "Due: TBC\n\nFrom the tracker: Green. Going well")
    month(cast, tmp_path)
    draft.refresh_from_db()
    assert (draft.visibility, draft.due_on) == ("partners", date(2036, 3, 31))


@pytest.mark.usefixtures("themes")
def test_a_code_of_its_own_makes_a_row_the_same_whatever_its_words(cast: Cast, tmp_path: Path) -> None:
    for words in ("Visit every family", "Visit each and every family"):
        path = csv_of(
            tmp_path, f"Ref,{HEAD}", f"A1.2,{VISIT}".replace("Visit every family", words).format(rag="", note="")
        )
        stored(cast, path, layout=guessed(path, constants={"outcome": THEMES[0]}), said={})
    assert [one.output for one in Commitment.objects.all()] == ["Visit each and every family"]


@pytest.mark.usefixtures("themes")
def test_another_trackers_code_for_something_else_does_not_change_what_stands(cast: Cast, tmp_path: Path) -> None:
    month_one = csv_of(tmp_path, f"Ref,{HEAD}", "A1,Visit,Northshire Health,Cara Lindqvist,31/03/2036,,")
    another = csv_of(tmp_path, f"Ref,{HEAD}", "A1,Cook,Open Door,Dan Mistry,31/03/2036,,", name="another.csv")
    for path in (month_one, another):
        stored(cast, path, layout=guessed(path, constants={"outcome": THEMES[0]}), said={})
    assert sorted(Commitment.objects.values_list("output", "visibility")) == [("Cook", "draft"), ("Visit", "partners")]


def test_a_tracker_without_an_outcome_makes_drafts(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path, HEAD, VISIT.format(rag="", note=""))
    stored(cast, path, said={})
    assert counts(cast) == {"draft": 1}


@pytest.mark.usefixtures("themes")
def test_what_the_rules_refuse_is_left_out_and_its_words_are_kept(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        HEAD,
        "Visit,Faraway Trust,Cara Lindqvist,31/03/2036,,",
        "Cook,Open Door,Cara Lindqvist,31/03/2036,,",
    )
    load = stored(cast, path, layout=guessed(path, constants={"outcome": THEMES[0]}), said={})
    visit, cook = Commitment.objects.order_by("pk")
    assert (visit.visibility, visit.organisation, visit.detail) == ("draft", None, "Organisation: Faraway Trust")
    assert (cook.visibility, cook.lead, cook.detail) == ("draft", None, "Owner: C.L.")
    assert [problem.heading for problem in marking.problems_of(load)] == ["Organisation", "Owner"]


def test_only_the_convenor_brings_a_tracker(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path, HEAD, VISIT.format(rag="", note=""))
    with pytest.raises(Refused):
        tried(cast, path, said={}, by=cast.ben)


@pytest.mark.usefixtures("themes")
def test_a_tracker_is_stored_once_however_often_it_is_pressed(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path, HEAD, VISIT.format(rag="Green", note=""))
    load = tried(cast, path, layout=guessed(path, constants={"outcome": THEMES[0]}), said={})
    for _time in range(2):
        actions.store(load, by=cast.ada, at=timezone.now())
    assert (Commitment.objects.count(), ProgressReport.objects.count()) == (1, 1)


@pytest.mark.usefixtures("themes")
def test_a_tracker_tried_before_another_was_stored_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path, HEAD, VISIT.format(rag="Green", note=""))
    first, second = (tried(cast, path, said={}) for _time in range(2))
    actions.store(first, by=cast.ada, at=timezone.now() + timedelta(seconds=1))
    with pytest.raises(Refused):
        actions.store(second, by=cast.ada, at=timezone.now() + timedelta(seconds=2))
    assert Commitment.objects.count() == 1


RISK_HEAD = "Risk,Cause,Effect,Likelihood,Impact,Score,Organisation,Owner,Mitigation,Due,Review date"


@pytest.mark.usefixtures("themes")
def test_a_risk_log_makes_risks_with_their_mitigations_as_promises(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        RISK_HEAD,
        'Too few visitors,Pay,Families wait,4,High,16,Northshire Health,Cara Lindqvist,"1. Train staff\n2. Lend vans",'
        "31/03/2036,30/09/2036",
        "Floods,Rain,Schools close,,,3 x 5,Northtown Council,Ben Hughes,Lend vans,31/03/2036,TBC",
        ",,,,,,Northtown Council,,,,",
        name="risks.csv",
    )
    layout = guessed(path, "risks", constants={"outcome": THEMES[0]})
    load = stored(cast, path, layout=layout, said={})
    visitors, floods = Risk.objects.order_by("pk")
    assert (visitors.likelihood, visitors.impact, visitors.review_on) == (4, 4, date(2036, 9, 30))
    assert sorted(visitors.mitigations.values_list("output", "organisation__name", "visibility")) == [
        ("Lend vans", "Northshire Health", "partners"),
        ("Train staff", "Northshire Health", "partners"),
    ]
    assert (floods.likelihood, floods.impact, floods.visibility) == (3, 5, "draft")
    assert [problem.row for problem in marking.problems_of(load)] == [4, 5]
    again = tried(cast, path, layout=layout, said={})
    assert sum(one["created"] + one["changed"] for one in again.counts.values()) == 0


def test_a_scorecard_makes_measures_and_figures(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        "Measure,Target,Last,Actual,RAG",
        "Theme 1,,,,",
        "Ready for school,75%,64.2%,66.1%,Amber",
        "Visits,120,98,101,Green",
        name="scorecard.csv",
    )
    constants = {"period": "March 2019", "last_period": "February 2019", "better": "higher is better"}
    layout = guessed(path, "scorecard", constants=constants)
    load = stored(cast, path, layout=layout, said={"indicator": {"Ready for school": "new", "Visits": "new"}})
    ready, visits = Indicator.objects.order_by("pk")
    assert [(one.name, one.unit, one.target) for one in (ready, visits)] == [
        ("Ready for school", "%", Decimal(75)),
        ("Visits", "", Decimal(120)),
    ]
    assert list(Measurement.objects.filter(indicator=ready).order_by("from_on").values_list("from_on", "value")) == [
        (date(2019, 2, 1), Decimal("64.2")),
        (date(2019, 3, 1), Decimal("66.1")),
    ]
    assert {"note": "empty_rows", "count": 1} in load.notes
    assert StagedRow.objects.count() == Upload.objects.count() == 0


def test_what_is_kept_to_be_marked_is_only_what_is_marked(cast: Cast, tmp_path: Path) -> None:
    path = csv_of(tmp_path, HEAD, VISIT.format(rag="", note=""), "Cook,Open Door,Dan Mistry,TBC,,")
    load = stored(cast, path, said={})
    assert StagedRow.objects.filter(load=load).count() == 1
    assert Organisation.objects.filter(name="Open Door").count() == 1
