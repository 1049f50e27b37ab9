"""Promises and their parts, many at once: the same rules as for one."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.loading import Cells, Plan, Row
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Exemption
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions, loading
from joinedup.promises.models import AnswerLink, Commitment, Part
from joinedup.promises.tests.chased import a_late_promise, chase


def nothing_else(sheet: str, references: Sequence[str]) -> Iterable[Cells]:
    """A workbook that brings nothing besides."""
    return ()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return Plan(cast.partnership, cast.ada, NOW, NOW.date(), nothing_else)


def judged(table: Any, plan: Plan, *rows: Row) -> list[Row]:
    table.find(plan, rows)
    table.judge(plan, rows)
    return list(rows)


def whole(cast: Cast, **cells: str) -> dict[str, str]:
    assert cast.cara.person is not None
    return {
        "output": "Visit",
        "organisation": cast.health.reference,
        "lead": cast.cara.person.reference,
        "due_on": "2032-01-01",
        **cells,
    }


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({}, []),
        ({"output": ""}, ["output"]),
        ({"starts_on": "2033-01-01"}, ["due_on"]),
        ({"organisation": "stranger"}, ["organisation", "lead"]),
        ({"lead": "ben"}, ["lead"]),
        ({"organisation": "", "due_on": "", "lead": ""}, []),
    ],
)
def test_a_promise_is_refused_for_the_same_reasons_as_a_single_one(
    cast: Cast, plan: Plan, cells: dict[str, str], fields: list[str]
) -> None:
    assert cast.ben.person is not None
    named = {"stranger": cast.stranger.reference, "ben": cast.ben.person.reference}
    said = {name: named.get(value, value) for name, value in cells.items()}
    (row,) = judged(loading.PROMISES, plan, Row(2, whole(cast, **said), reference="promise/XX-1"))
    assert list(row.problems) == fields


def test_judging_and_adding_take_as_many_queries_for_many_rows_as_for_one(
    cast: Cast, plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [Row(n, whole(cast), reference=f"promise/XX-{n}") for n in range(60)]
    with django_assert_max_num_queries(20):
        loading.PROMISES.add(plan, judged(loading.PROMISES, plan, *rows))
    assert set(Commitment.objects.values_list("visibility", "first_due_on")) == {("draft", date(2032, 1, 1))}


def test_no_workbook_makes_public_what_is_exempt(cast: Cast, plan: Plan) -> None:
    kept = Commitment.objects.create(
        partnership=cast.partnership,
        output="Visit",
        organisation=cast.health,
        due_on=date(2032, 1, 1),
        visibility="partners",
    )
    Exemption.objects.create(
        partnership=cast.partnership,
        subject=kept.reference,
        reason="It would name a child.",
        ground="Data Protection Act 2018",
        decided_by=cast.ben.person,  # type: ignore[misc]
        decided_on=date(2031, 5, 1),
        review_on=date(2032, 5, 1),
    )
    (row,) = judged(loading.PROMISES, plan, Row(2, {"visibility": "public"}, reference=kept.reference))
    assert list(row.problems) == ["visibility"]


def test_a_shared_promise_gets_no_later_date_by_a_workbook(cast: Cast, plan: Plan) -> None:
    promise = Commitment.objects.create(
        partnership=cast.partnership,
        output="Visit",
        organisation=cast.health,
        due_on=date(2032, 1, 1),
        visibility="public",
    )
    (row,) = judged(loading.PROMISES, plan, Row(2, {"due_on": "2033-01-01"}, reference=promise.reference))
    assert list(row.problems) == ["due_on"]


def test_changed_outcomes_replace_those_that_the_promise_served(cast: Cast, plan: Plan) -> None:
    one, two = (Outcome.objects.create(partnership=cast.partnership, name=name) for name in ("One", "Two"))
    promise = Commitment.objects.create(partnership=cast.partnership, output="Visit")
    promise.outcomes.add(one)
    row = Row(2, {"output": "Visit", "outcomes": two.reference}, reference=promise.reference)
    loading.PROMISES.change(plan, judged(loading.PROMISES, plan, row))
    promise.refresh_from_db()
    assert (list(promise.outcomes.all()), promise.version) == ([two], 2)


def test_a_part_given_to_another_organisation_is_to_be_accepted_anew(cast: Cast, plan: Plan) -> None:
    promise = Commitment.objects.create(partnership=cast.partnership, output="Visit")
    part = Part.objects.create(
        commitment=promise, what="Train", organisation=cast.health, accepted_at=NOW, accepted_by=cast.cara
    )
    row = Row(2, {"organisation": cast.charity.reference}, reference=part.reference)
    loading.PARTS.change(plan, judged(loading.PARTS, plan, row))
    part.refresh_from_db()
    assert (part.organisation, part.accepted_at, part.what) == (cast.charity, None, "Train")


def test_a_declined_part_given_to_another_organisation_is_asked_anew(cast: Cast, plan: Plan) -> None:
    promise = Commitment.objects.create(partnership=cast.partnership, output="Visit")
    part = Part.objects.create(
        commitment=promise, what="Train", organisation=cast.health, declined_at=NOW, declined_because="No time."
    )
    row = Row(2, {"organisation": cast.charity.reference}, reference=part.reference)
    loading.PARTS.change(plan, judged(loading.PARTS, plan, row))
    part.refresh_from_db()
    assert (part.declined_at, part.declined_because) == (None, "")


def test_a_lead_named_by_a_workbook_has_not_spoken_and_ends_the_former_one_s_links(cast: Cast, plan: Plan) -> None:
    promise = a_late_promise(cast)
    chase(cast)
    actions.take_lead(promise, by=cast.ben, at=NOW)
    same = Row(2, {"output": "Open it"}, reference=promise.reference)
    loading.PROMISES.change(plan, judged(loading.PROMISES, plan, same))
    promise.refresh_from_db()
    assert promise.lead_word == "accepted"
    assert cast.ada.person is not None
    other = Row(2, {"lead": cast.ada.person.reference}, reference=promise.reference)
    loading.PROMISES.change(plan, judged(loading.PROMISES, plan, other))
    promise.refresh_from_db()
    assert (promise.lead, promise.lead_word) == (cast.ada.person, "")
    assert AnswerLink.objects.get().withdrawn_at == plan.at


def test_the_same_part_twice_is_refused(cast: Cast, plan: Plan) -> None:
    promise = Commitment.objects.create(partnership=cast.partnership, output="Visit")
    cells = {"commitment": promise.reference, "what": "Train", "organisation": cast.charity.reference}
    rows = [Row(n, dict(cells), reference=f"part/XX-{n}") for n in (2, 3)]
    assert [list(row.problems) for row in judged(loading.PARTS, plan, *rows)] == [[], ["what"]]
