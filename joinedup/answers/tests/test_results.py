"""Results told: from measures alone. Nothing is shown as a success that was not measured and has not lasted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from joinedup.answers.results import Results, results_of
from joinedup.answers.rules import (
    NO_SOURCE,
    NOT_BETTER,
    NOT_FOR_PEOPLE,
    NOT_LASTING,
    PROVISIONAL,
    TOO_NEW,
    Movement,
    refusals_to_tell,
)
from joinedup.answers.tests.plan import Plan, make_promise
from joinedup.outcomes.models import Indicator, Outcome, SignOff
from joinedup.partners.models import Endorsement
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import NOW, Cast, asking, publish, signed_in

BETTER = Movement(
    verdict="improved",
    lasting=True,
    is_trial=False,
    moved_on=date(2031, 1, 1),
    latest_on=date(2031, 4, 1),
    is_for_people=True,
    has_source=True,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"verdict": "steady"}, (NOT_BETTER,)),
        ({"verdict": "worsened"}, (NOT_BETTER,)),
        ({"verdict": "mixed"}, (NOT_BETTER,)),
        ({"verdict": "higher"}, (NOT_BETTER,)),
        ({"verdict": "no_data", "moved_on": None, "latest_on": None}, (NOT_BETTER,)),
        ({"lasting": False}, (NOT_LASTING,)),
        ({"moved_on": date(2031, 4, 1)}, (TOO_NEW,)),
        ({"is_trial": True}, (PROVISIONAL,)),
        ({"is_for_people": False}, (NOT_FOR_PEOPLE,)),
        ({"has_source": False}, (NO_SOURCE,)),
        ({"is_trial": True, "lasting": False, "has_source": False}, (NOT_LASTING, PROVISIONAL, NO_SOURCE)),
    ],
)
def test_a_measure_is_told_as_a_result_only_if_it_shows_a_lasting_change(
    change: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    assert refusals_to_tell(replace(BETTER, **change)) == expected


def measure(plan: Plan, **fields: Any) -> Indicator:
    """The plan's measure, with a change for the better that has lasted, unless told otherwise."""
    kept = {
        "verdict": "improved",
        "lasting": True,
        "is_trial": False,
        "moved_on": date(2031, 1, 1),
        "latest_on": date(2031, 4, 1),
        "latest_value": Decimal(61),
        "figures": 24,
        "source": "School census",
        **fields,
    }
    Indicator.objects.filter(pk=plan.indicator.pk).update(**kept)
    return Indicator.objects.get(pk=plan.indicator.pk)


def told(cast: Cast, asker: Asker = OPERATOR) -> Results:
    return results_of(cast.partnership, asker)


def test_a_result_says_what_moved_when_how_much_it_is_and_where_the_figures_are_from(cast: Cast, plan: Plan) -> None:
    measure(plan)
    assert [one.to_copy for one in told(cast).told] == [
        "Ready at five: got better in January 2031 and has stayed better; the change is larger than chance. "
        "The latest figure is 61% in April 2031, from School census."
    ]


def test_promises_that_are_kept_make_no_result_without_a_measure(cast: Cast, plan: Plan) -> None:
    bare = Outcome.objects.create(partnership=cast.partnership, name="Streets are safe", visibility="public")
    for number in range(5):
        make_promise(cast, f"Kept {number}", bare, plan.outcome, state="kept")
    assert told(cast).told == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"verdict": "steady"},
        {"verdict": "worsened"},
        {"lasting": False},
        {"moved_on": date(2031, 4, 1)},
        {"is_trial": True},
        {"level": "output"},
        {"source": "", "steward": None},
        {"visibility": "draft"},
        {"outcome": None},
    ],
)
def test_nothing_else_is_told_as_a_success(cast: Cast, plan: Plan, fields: dict[str, Any]) -> None:
    measure(plan, **fields)
    assert told(cast).told == ()
    assert "Ready at five: got better" not in signed_in(cast.ada).get(_address(cast)).content.decode()


def test_what_may_not_be_told_yet_stands_with_its_reasons(cast: Cast, plan: Plan) -> None:
    measure(plan, is_trial=True, source="")
    assert [(one.measure.name, one.reasons) for one in told(cast).withheld] == [
        ("Ready at five", (PROVISIONAL, NO_SOURCE))
    ]


def test_what_got_worse_is_counted_beside_what_got_better(cast: Cast, plan: Plan) -> None:
    measure(plan)
    for number, lasting in enumerate((True, True, False)):
        Indicator.objects.create(
            partnership=cast.partnership,
            name=f"Worse {number}",
            verdict="worsened",
            lasting=lasting,
            visibility="public",
        )
    assert (len(told(cast).told), told(cast).worse, told(cast).measures) == (1, 2, 4)
    page = signed_in(cast.ada).get(_address(cast)).content.decode()
    assert "2 measures got worse and have stayed worse." in page


def test_a_result_names_the_promises_kept_who_agreed_and_whom_else_it_helps(cast: Cast, plan: Plan) -> None:
    measure(plan)
    other = Outcome.objects.create(partnership=cast.partnership, name="Parents find work", visibility="public")
    hidden = Outcome.objects.create(partnership=cast.partnership, name="Not yet told", visibility="draft")
    make_promise(cast, "Was kept", plan.outcome, other, hidden, state="kept")
    make_promise(cast, "Goes on", plan.outcome)
    for organisation, stance, wording in (
        (cast.council, "agrees", 1),
        (cast.health, "disagrees", 1),
        (cast.charity, "agrees", 2),
    ):
        SignOff.objects.create(
            outcome=plan.outcome,
            organisation=organisation,
            wording=wording,
            stance=stance,
            words="Our words.",
            signed_at=NOW,
            signed_by=cast.ada,
            person=cast.ada.person,  # type: ignore[misc]
        )
    (one,) = told(cast).told
    assert [promise.output for promise in one.kept] == ["Was kept"]
    assert one.agreed == ("Northtown Council",)
    assert [outcome.name for outcome in one.helps] == ["Parents find work"]


def test_governing_bodies_that_stand_behind_it_are_named_once_each(cast: Cast, plan: Plan) -> None:
    for day in (date(2030, 1, 1), date(2031, 1, 1)):
        Endorsement.objects.create(
            partnership=cast.partnership,
            organisation=cast.health,
            governing_body="Trust board",
            endorsed_on=day,
            recorded_at=NOW,
            recorded_by=cast.ada,
        )
    assert [(one.governing_body, one.endorsed_on) for one in told(cast).endorsed] == [("Trust board", date(2031, 1, 1))]


def test_the_public_is_told_of_nothing_that_only_partners_may_see(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    measure(plan)
    make_promise(cast, "For partners", plan.outcome, state="kept", visibility="partners")
    assert [promise.output for one in told(cast, None).told for promise in one.kept] == []
    assert [promise.output for one in told(cast, asking(cast.dan)).told for promise in one.kept] == ["For partners"]
    Outcome.objects.filter(pk=plan.outcome.pk).update(visibility="partners")
    assert told(cast, None).told == ()


def test_the_page_is_for_whoever_may_see_the_partnership(cast: Cast, plan: Plan) -> None:
    measure(plan)
    assert [Client().get(_address(cast)).status_code, signed_in(cast.dan).get(_address(cast)).status_code] == [404, 200]
    publish(cast.partnership)
    page = BeautifulSoup(Client().get(_address(cast)).content, "html.parser")
    assert [" ".join(part.text.split()) for part in page.select(".lead-sentence")] == [
        "1 of 1 measures shows a change for the better that was measured, is larger than chance and has lasted."
    ]
    assert "The figures do not say what caused the change." in page.get_text()


def test_results_take_as_many_queries_however_many_measures(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    asked = []
    for copies in (1, 20):
        for number in range(copies):
            outcome = Outcome.objects.create(
                partnership=cast.partnership, name=f"{copies}.{number}", visibility="public"
            )
            Indicator.objects.create(
                partnership=cast.partnership,
                outcome=outcome,
                name=f"Measure {copies}.{number}",
                verdict="improved",
                lasting=True,
                moved_on=date(2031, 1, 1),
                latest_on=date(2031, 4, 1),
                source="Census",
                visibility="public",
            )
            make_promise(cast, f"Promise {copies}.{number}", outcome, plan.outcome, state="kept")
        with CaptureQueriesContext(connection) as queries:
            found = told(cast, None)
        asked.append((len(found.told), len(queries)))
    assert asked == [(1, 6), (21, 6)]


def _address(cast: Cast) -> str:
    return f"/{cast.partnership.reference}/results/"
