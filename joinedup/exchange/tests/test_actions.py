"""Trying and storing a workbook: what it becomes, who may, and that it is whole or not at all."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from joinedup.exchange import actions, marking
from joinedup.exchange.models import Import, StagedRow
from joinedup.exchange.tests.workbooks import Rows, folder, plan, workbook
from joinedup.frame.refusals import Refused
from joinedup.outcomes.models import Indicator, Link, Measurement, Outcome, Problem, Step
from joinedup.partners.models import Account, Alias, Membership, Organisation, Person, Place, Standing
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.partners.tests.test_actions import at_once
from joinedup.promises.models import Commitment, Part
from joinedup.record.models import Entry

Counts = dict[str, tuple[int, int, int]]


def tried(cast: Cast, path: Path, by: Account | None = None) -> Import:
    return actions.try_out(cast.partnership, by=by or cast.ada, at=NOW, path=path, file_name=path.name)


def stored(cast: Cast, path: Path) -> Import:
    return actions.store(tried(cast, path), by=cast.ada, at=NOW)


def becomes(load: Import) -> Counts:
    return {title: (row["created"], row["changed"], row["unchanged"]) for title, row in load.counts.items()}


def problems(load: Import) -> list[tuple[str, int, str]]:
    return [(one.sheet, one.row, one.heading) for one in marking.problems_of(load)]


def sentences(load: Import) -> list[str]:
    return [one.sentence for one in marking.problems_of(load)]


def test_a_trial_says_what_would_be_created_and_stores_nothing(cast: Cast, tmp_path: Path) -> None:
    load = tried(cast, workbook(tmp_path / "plan.xlsx", **plan()))
    assert sentences(load) == []
    assert becomes(load) == {
        "Problems": (1, 0, 0),
        "Outcomes": (1, 0, 0),
        "Ladder": (1, 0, 0),
        "Links": (1, 0, 0),
        "Measures": (1, 0, 0),
        "Figures": (12, 0, 0),
        "Promises": (1, 0, 0),
        "Parts": (1, 0, 0),
    }
    assert (Problem.objects.count(), Commitment.objects.count(), Entry.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("make", [workbook, folder])
def test_storing_makes_every_noun_and_joins_it_up(cast: Cast, tmp_path: Path, make: Any) -> None:
    load = stored(cast, make(tmp_path / "plan.xlsx", **plan()))
    outcome = Outcome.objects.get()
    assert (load.state, load.done_at) == (Import.State.DONE, NOW)
    assert (outcome.problem, outcome.place, outcome.lead) == (Problem.objects.get(), cast.town, cast.ben.person)
    assert (outcome.priority, outcome.visibility) == ("top", "public")
    assert (Link.objects.get().lower, Link.objects.get().outcome) == (Step.objects.get(), outcome)
    indicator = Indicator.objects.get()
    assert (indicator.per, indicator.baseline, indicator.steward) == (100, Decimal("61.5"), cast.council)
    assert (indicator.latest_on, indicator.latest_value) == (date(2019, 12, 1), Decimal(72))
    promise = Commitment.objects.get()
    assert (promise.lead, promise.due_on, promise.first_due_on) == (
        cast.cara.person,
        date(2032, 3, 31),
        date(2032, 3, 31),
    )
    assert list(promise.outcomes.all()) == [outcome]
    assert (Part.objects.get().organisation, Part.objects.get().accepted_at) == (cast.charity, None)
    assert dict(Alias.objects.values_list("code", "reference"))["C1"] == promise.reference


def test_an_import_is_one_entry_in_the_record_with_hash_and_counts(cast: Cast, tmp_path: Path) -> None:
    load = stored(cast, workbook(tmp_path / "plan.xlsx", **plan()))
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.actor) == ("imported", load.reference, cast.ada.reference)
    assert entry.facts == {"file_hash": load.file_hash, "counts": load.counts}
    assert entry.partnership == cast.partnership.reference


def test_the_same_file_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", **plan())
    stored(cast, path)
    again = tried(cast, path)
    assert sentences(again) == []
    assert {(created, changed) for created, changed, _ in becomes(again).values()} == {(0, 0)}
    actions.store(again, by=cast.ada, at=NOW)
    assert (Measurement.objects.count(), Commitment.objects.count(), Part.objects.count()) == (12, 1, 1)


def test_storing_twice_stores_once(cast: Cast, tmp_path: Path) -> None:
    load = tried(cast, workbook(tmp_path / "plan.xlsx", **plan()))
    for _ in range(2):
        actions.store(load, by=cast.ada, at=NOW)
    assert (Commitment.objects.count(), Measurement.objects.count(), Entry.objects.count()) == (1, 12, 1)


def test_a_changed_row_is_told_from_an_unchanged_one_and_a_figure_is_revised(cast: Cast, tmp_path: Path) -> None:
    stored(cast, workbook(tmp_path / "one.xlsx", **plan()))
    figures = [
        {"Measure": "M1", "From": "2019-01-01", "Value": 70},
        {"Measure": "M1", "From": "2020-01-01", "Value": 71},
    ]
    renamed: Rows = [{"Code": "A1", "Name": "Children start school unready", "Statement": "One in three."}]
    load = stored(cast, workbook(tmp_path / "two.xlsx", Problems=renamed, Figures=figures))
    assert becomes(load) == {"Problems": (0, 1, 0), "Figures": (1, 1, 0)}
    problem = Problem.objects.get()
    assert (problem.name, problem.wording, problem.version) == ("Children start school unready", 2, 2)
    first = Measurement.objects.filter(from_on=date(2019, 1, 1)).order_by("revision")
    assert [(figure.value, figure.revision, figure.is_current) for figure in first] == [
        (Decimal(61), 1, False),
        (Decimal(70), 2, True),
    ]


def test_rows_with_gaps_become_drafts_and_say_what_is_missing(cast: Cast, tmp_path: Path) -> None:
    gaps: Rows = [{"Code": "C1", "Promise": "Visit every family", "Visible to": "Public"}]
    load = tried(cast, workbook(tmp_path / "plan.xlsx", Promises=gaps))
    assert (load.counts["Promises"]["drafts"], load.counts["Promises"]["problems"]) == (1, 0)
    assert StagedRow.objects.get().missing == ["organisation", "lead", "due_on", "outcomes"]
    actions.store(load, by=cast.ada, at=NOW)
    assert Commitment.objects.get().visibility == "draft"


def test_new_places_organisations_people_and_members_come_in_together(cast: Cast, tmp_path: Path) -> None:
    load = stored(
        cast,
        workbook(
            tmp_path / "who.xlsx",
            Places=[
                {"Code": "P2", "Name": "Mill Lane", "Kind": "area", "Within": "P1", "Postcodes": "nt4 6; NT4 7"},
                {"Code": "P1", "Name": "Brookside", "Kind": "neighbourhood", "Within": "Northtown"},
                {"Code": "P0", "Name": "Northtown", "Within": "Northshire"},
            ],
            Organisations=[
                {"Code": "O1", "Name": "Brookside Forum", "Sector": "community group", "Place": "P1"},
                {"Code": "O2", "Name": "Northtown Council"},
            ],
            People=[
                {"Code": "H1", "Name": "Fay Moyo", "Post": "Chair", "Organisation": "O1", "From": date(2030, 1, 1)},
                {"Code": "H1", "Name": "Fay Moyo", "Post": "Clerk", "Organisation": "O1", "From": date(2031, 1, 1)},
                {"Code": "H2", "Name": "Ben Hughes", "Post": "Head of early years", "Organisation": "O2"},
            ],
            Members=[{"Organisation": "O1", "Role": "speaks for residents", "From": "2031-05-01"}],
        ),
    )
    assert becomes(load) == {
        "Places": (2, 0, 1),
        "Organisations": (1, 0, 1),
        "People": (2, 0, 1),
        "Members": (1, 0, 0),
    }
    lane, brookside = Place.objects.get(name="Mill Lane"), Place.objects.get(name="Brookside")
    assert lane.lineage == f"{cast.town.lineage}{brookside.pk}.{lane.pk}."
    assert list(lane.postcode_areas.order_by("pk").values_list("pk", flat=True)) == ["NT4 6", "NT4 7"]
    fay = Person.objects.get(name="Fay Moyo")
    assert list(fay.memberships.order_by("pk").values_list("post", flat=True)) == ["Chair", "Clerk"]
    forum = Organisation.objects.get(name="Brookside Forum")
    assert Standing.objects.get(organisation=forum).role == "speaks"
    assert Alias.objects.get(code="O2").reference == cast.council.reference


@pytest.mark.parametrize("who", ["ben", "eve", "rosa", "olu"])
def test_only_the_convenor_may_load_a_workbook(cast: Cast, tmp_path: Path, who: str) -> None:
    path = workbook(tmp_path / "plan.xlsx", **plan())
    with pytest.raises(Refused, match="Only the convenor"):
        tried(cast, path, by=getattr(cast, who))
    load = tried(cast, path)
    with pytest.raises(Refused, match="Only the convenor"):
        actions.store(load, by=getattr(cast, who), at=NOW)
    assert Commitment.objects.count() == 0


def test_a_workbook_with_a_problem_is_not_stored_at_all(cast: Cast, tmp_path: Path) -> None:
    load = tried(cast, workbook(tmp_path / "plan.xlsx", **plan(Links=[{"Step": "S1", "Leads to": "B9"}])))
    assert problems(load) == [("Links", 2, "Leads to")]
    with pytest.raises(Refused, match="has problems"):
        actions.store(load, by=cast.ada, at=NOW)
    assert (Problem.objects.count(), Entry.objects.count()) == (0, 0)


def test_what_was_changed_on_the_site_meanwhile_is_not_overwritten(cast: Cast, tmp_path: Path) -> None:
    stored(cast, workbook(tmp_path / "one.xlsx", **plan()))
    renamed: Rows = [{"Code": "A1", "Name": "Another name"}]
    load = tried(cast, workbook(tmp_path / "two.xlsx", Problems=renamed))
    Problem.objects.update(name="Named on the site", version=2)
    with pytest.raises(Refused, match="Upload it again"):
        actions.store(load, by=cast.ada, at=NOW)
    assert Problem.objects.get().name == "Named on the site"


def test_a_figure_recorded_meanwhile_is_not_doubled(cast: Cast, tmp_path: Path) -> None:
    stored(cast, workbook(tmp_path / "one.xlsx", **plan()))
    figure: Rows = [{"Measure": "M1", "From": "2020-01-01", "Value": 80}]
    load = tried(cast, workbook(tmp_path / "two.xlsx", Figures=figure))
    Measurement.objects.create(
        indicator=Indicator.objects.get(),
        from_on=date(2020, 1, 1),
        until_on=date(2020, 2, 1),
        value=79,
        recorded_at=NOW,
    )
    with pytest.raises(Refused, match="Upload it again"):
        actions.store(load, by=cast.ada, at=NOW)
    assert Measurement.objects.get(from_on=date(2020, 1, 1)).value == 79


def test_a_shared_promise_cannot_be_emptied_of_what_sharing_needs(cast: Cast, tmp_path: Path) -> None:
    stored(cast, workbook(tmp_path / "one.xlsx", **plan()))
    emptied: Rows = [{"Code": "C1", "Promise": "Visit every family", "Due": "", "Organisation": "Northshire Health"}]
    load = tried(cast, workbook(tmp_path / "two.xlsx", Promises=emptied))
    assert problems(load) == [("Promises", 2, "Due")]


def test_organisations_that_others_look_after_are_kept_as_they_are(cast: Cast, tmp_path: Path) -> None:
    others: Rows = [{"Code": "O9", "Name": "Faraway Trust", "Website": "https://faraway.example"}]
    load = stored(cast, workbook(tmp_path / "plan.xlsx", Organisations=others))
    assert becomes(load) == {"Organisations": (0, 0, 1)} or Organisation.objects.get(name="Faraway Trust").website


def test_nobody_consents_for_somebody_else(cast: Cast, tmp_path: Path) -> None:
    row = {
        "Code": cast.ben.person.reference if cast.ben.person else "",
        "Name": "Ben Hughes",
        "Post": "Head of early years",
        "Organisation": "Northtown Council",
        "Name may be shown": "yes",
    }
    load = tried(cast, workbook(tmp_path / "plan.xlsx", People=[row]))
    assert problems(load) == [("People", 2, "Name may be shown")]


def test_a_post_is_ended_by_its_until(cast: Cast, tmp_path: Path) -> None:
    row = {
        "Code": "H1",
        "Name": "Ben Hughes",
        "Post": "Head of early years",
        "Organisation": "Northtown Council",
        "Until": date(2031, 6, 1),
    }
    stored(cast, workbook(tmp_path / "plan.xlsx", People=[row]))
    post = Membership.objects.get(person=cast.ben.person)
    assert post.until_on == date(2031, 6, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_store_the_same_import_at_once_store_it_once(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    load = tried(cast, workbook(tmp_path / "plan.xlsx", **plan()))
    done = at_once([lambda: actions.store(load, by=cast.ada, at=NOW)] * 4)
    assert {one.state for one in done} == {Import.State.DONE}
    assert (Commitment.objects.count(), Measurement.objects.count(), Entry.objects.count()) == (1, 12, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_tried_twice_and_stored_at_once_is_stored_once(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "plan.xlsx", **plan())
    loads = [tried(cast, path), tried(cast, path)]
    done = at_once([lambda load=load: actions.store(load, by=cast.ada, at=NOW) for load in loads])  # type: ignore[misc]
    assert sorted(str(one) for one in done) == ["['changed_meanwhile']", "plan.xlsx"]
    assert (Commitment.objects.count(), Problem.objects.count(), Measurement.objects.count()) == (1, 1, 12)
