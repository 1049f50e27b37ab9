"""What bodies have taken on: the limit, the pages, the coverage."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.outcomes import actions, reads, rules
from joinedup.outcomes.models import Outcome, Remit
from joinedup.outcomes.remits import coverage, held_by, taken_on_by
from joinedup.outcomes.tests.conftest import Plan
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, Body
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish, signed_in
from joinedup.partners.tests.test_mandates import refused
from joinedup.partners.tests.test_pages import page, text
from joinedup.record.models import Entry

MATRIX, NEW = "/partnership/JU-1/remits/", "/body/JU-1/remits/new/"
FACTS = rules.RemitFacts(allowed=True, body="Board", number=2, most=3)


@pytest.fixture
def board(cast: Cast, plan: Plan) -> Body:
    return body(cast, "Board", most_issues=2)


def body(cast: Cast, name: str, **said: Any) -> Body:
    given: dict[str, Any] = {"by": cast.ada, "at": NOW, "kind": "board", "from_on": LONG_AGO}
    return partners.set_up_body(cast.partnership, name=name, **{**given, **said})


def outcome(cast: Cast, name: str, visibility: str = "public") -> Outcome:
    return actions.set_outcome(cast.partnership, by=cast.ada, at=NOW, name=name, visibility=visibility)


def take_on(board: Body, one: Outcome, cast: Cast, by: Account | None = None) -> Remit:
    return actions.take_on(board, by=by or cast.ada, at=NOW, outcome=one)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"same_partnership": False}, ["other_partnership"]),
        ({"body_ended": True}, ["body_ended"]),
        ({"has_it": True}, ["taken_on_already"]),
        ({"has_it": True, "number": 3}, ["taken_on_already"]),
        ({"number": 3}, ["over_the_limit"]),
        ({"number": 4}, ["over_the_limit"]),
        ({"number": 99, "most": None}, []),
    ],
)
def test_a_body_is_refused_an_outcome_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: list[str]
) -> None:
    assert [one.code for one in rules.refusals_to_take_on(replace(FACTS, **change))] == expected


def test_the_convenor_lets_a_body_take_on_an_outcome_and_nobody_else(cast: Cast, plan: Plan, board: Body) -> None:
    for stranger in (cast.ben, cast.dan, cast.eve, cast.olu):
        assert refused(take_on, board, plan.outcome, cast, by=stranger) == ["not_allowed"]
    one = take_on(board, plan.outcome, cast)
    assert refused(take_on, board, plan.outcome, cast) == ["taken_on_already"]
    entry = Entry.objects.get(subject=one.reference)
    assert (entry.verb, entry.facts) == ("took on", {"body": board.reference, "outcome": plan.outcome.reference})
    with pytest.raises(IntegrityError), transaction.atomic():
        Remit.objects.create(body=board, outcome=plan.outcome, from_on=NOW.date())


def test_a_remit_over_the_limit_is_refused_until_one_is_given_up(cast: Cast, plan: Plan, board: Body) -> None:
    first = take_on(board, plan.outcome, cast)
    take_on(board, outcome(cast, "Second"), cast)
    third = outcome(cast, "Third")
    assert refused(take_on, board, third, cast) == ["over_the_limit"]
    assert refused(actions.give_up, first, by=cast.ben, at=NOW) == ["not_allowed"]
    actions.give_up(first, by=cast.ada, at=NOW)
    assert refused(actions.give_up, first, by=cast.ada, at=NOW) == ["given_up_already"]
    take_on(board, third, cast)
    assert [remit.outcome.name for remit in held_by(board, OPERATOR)] == ["Second", "Third"]


def test_a_body_of_another_partnership_or_one_that_has_ended_takes_nothing_on(
    cast: Cast, plan: Plan, board: Body
) -> None:
    assert cast.ada.person is not None
    other = partners.start_partnership(
        by=cast.olu, at=NOW, name="Ageing well", purpose="", place=cast.town, convenor=cast.ada.person
    )
    theirs = partners.set_up_body(other, by=cast.ada, at=NOW, kind="board", name="Theirs", from_on=LONG_AGO)
    assert refused(take_on, theirs, plan.outcome, cast) == ["other_partnership"]
    Body.objects.filter(pk=board.pk).update(until_on=NOW.date())
    assert refused(take_on, board, plan.outcome, cast) == ["body_ended"]


def test_both_pages_say_it_and_only_what_their_reader_may_see(cast: Cast, plan: Plan, board: Body) -> None:
    publish(cast.partnership)
    assert "It has taken on no outcome that you may see." in page(board.get_absolute_url())
    assert "Taken on by" not in page(plan.outcome.get_absolute_url())
    take_on(board, plan.outcome, cast)
    take_on(board, outcome(cast, "Secret", "draft"), cast)
    said = page(board.get_absolute_url())
    assert "It takes on 2 outcomes at once at most" in said
    assert plan.outcome.name in said
    assert "Secret" not in said
    assert "Give it up" not in said
    convenor = page(board.get_absolute_url(), cast.ada)
    assert ("Secret" in convenor, "It has 2." in convenor, "Take on an outcome" in convenor) == (True, True, False)
    assert f'href="{board.get_absolute_url()}">Board</a>' in page(plan.outcome.get_absolute_url())
    Body.objects.filter(pk=board.pk).update(visibility="draft")
    assert "Taken on by" not in page(plan.outcome.get_absolute_url())
    assert [one.body for one in taken_on_by(plan.outcome, cast.ada)] == [board]
    assert [reads.remits_open_to(who).count() for who in (cast.ada, cast.dan, None)] == [2, 0, 0]


def test_coverage_shows_outcomes_without_a_body_and_bodies_without_an_outcome(
    cast: Cast, plan: Plan, board: Body
) -> None:
    publish(cast.partnership)
    body(cast, "Idle team")
    outcome(cast, "Left over")
    assert "No board or team has taken on an outcome yet." in page(MATRIX)
    take_on(board, plan.outcome, cast)
    shown = coverage(cast.partnership, Outcome.objects.order_by("name"), None)
    assert [(one.name, marks) for one, marks, _besides in shown.rows] == [
        ("Children start school ready to learn", (True,)),
        ("Left over", (False,)),
    ]
    assert [[one.name for one in some] for some in (shown.columns, shown.uncovered, shown.idle)] == [
        ["Board"],
        ["Left over"],
        ["Idle team"],
    ]
    said = page(MATRIX)
    assert "1 of 2 outcomes here have been taken on by a board or a team." in said
    assert said.index("Outcomes that no body has taken on") < said.rindex("Left over")
    assert said.index("Boards and teams that have taken on none") < said.index("Idle team")


def test_more_bodies_than_fit_beside_each_other_are_named_in_the_row(cast: Cast, plan: Plan) -> None:
    for number in range(14):
        take_on(body(cast, f"Team {number:02}"), plan.outcome, cast)
    shown = coverage(cast.partnership, [plan.outcome], OPERATOR)
    ((_outcome, marks, besides),) = shown.rows
    assert (len(marks), [one.name for one in besides], shown.uncovered) == (12, ["Team 12", "Team 13"], ())


def test_an_outcome_is_taken_on_and_given_up_on_its_pages(cast: Cast, plan: Plan, board: Body) -> None:
    publish(cast.partnership)
    ada = signed_in(cast.ada)
    fields = {"outcome": plan.outcome.reference, "once": uuid.uuid4()}
    answers = [ada.post(NEW, fields) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/body/JU-1/")] * 2
    again = ada.post(NEW, {"outcome": plan.outcome.reference, "once": uuid.uuid4()})
    assert again.status_code == 422
    assert "Board has taken this on already." in text(again)
    (one,) = Remit.objects.all()
    address = f"/{one.reference}/give-up/"
    seen = {who: signed_in(getattr(cast, who)).get(address).status_code for who in ("ada", "dan", "eve")}
    assert seen == {"ada": 200, "dan": 403, "eve": 403}
    assert ada.post(address).status_code == 302
    one.refresh_from_db()
    assert one.until_on == timezone.localdate()


def test_the_matrix_takes_a_fixed_number_of_queries(
    cast: Cast,
    plan: Plan,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    publish(cast.partnership)
    for number in range(8):
        take_on(body(cast, f"Team {number}"), outcome(cast, f"Outcome {number}"), cast)
    every = list(Outcome.objects.all())
    with django_assert_num_queries(2):
        assert len(coverage(cast.partnership, every, OPERATOR).columns) == 8
    with django_assert_max_num_queries(6):
        Client().get(MATRIX)
