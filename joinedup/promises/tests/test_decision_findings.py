from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS
from joinedup.outcomes.actions import record_contribution
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.actions import add_place
from joinedup.partners.models import Organisation, Partnership, Standing
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, asking, publish
from joinedup.promises import actions
from joinedup.promises.models import Decision, Enactment
from joinedup.promises.tests import made
from joinedup.promises.tests.made import a_promise, an_outcome

QUERIES = {"B4": 5, "B7": 1, "B10": 2, "B22": 4, "B23": 1}
LONG = timedelta(days=500)


def found(number: str, cast: Cast, asker: Asker = OPERATOR) -> list[tuple[tuple[str, ...], str, str]]:
    """What a test finds: causes, where to mend them, and particulars."""
    looked = TESTS[number].look(cast.partnership, asker)
    return [(finding.causes, finding.mend, finding.words) for finding in looked]


def a_decision(cast: Cast, **terms: Any) -> Decision:
    """A decision of today, which has had no time yet to take effect."""
    return made.a_decision(cast, **{"decided_on": timezone.localdate(), **terms})


def carried_out(cast: Cast, organisation: Organisation, decision: Decision, **terms: Any) -> Enactment:
    one = actions.affect(decision, by=cast.ada, at=NOW, organisation=organisation)
    said: dict[str, Any] = {"kind": "plan", "what": "Plan 7", **terms}
    return actions.enact(one, by=cast.ada, at=NOW, version=1, **said)


@pytest.fixture
def sound(cast: Cast) -> Decision:
    """A plan with nothing to settle: its deliverer wrote it, somebody loses, and a member carries that out."""
    outcome = an_outcome(cast)
    a_promise(cast, towards=[outcome])
    record_contribution(outcome, by=cast.ada, at=NOW, organisation=cast.council, role="wrote", stage="drafting")
    decision = a_decision(cast, loses="Older children")
    carried_out(cast, cast.council, decision)
    return decision


@pytest.mark.parametrize("number", sorted(QUERIES))
def test_where_everything_joins_up_nothing_is_found(cast: Cast, sound: Decision, number: str) -> None:
    assert found(number, cast) == []


@pytest.mark.parametrize("number", sorted(QUERIES))
def test_each_test_says_what_it_looks_for_and_who_warns_of_it(number: str) -> None:
    test = TESTS[number]
    assert (test.room, test.looks_for[-1:]) == ("promises", ".")
    assert test.source.startswith(("Parston & Timmins, ", "The Collaborative State, "))


def test_an_outcome_and_a_target_set_without_those_who_deliver_them_are_found(cast: Cast, sound: Decision) -> None:
    outcome = an_outcome(cast, "Fewer falls")
    here = {"partnership": cast.partnership, "outcome": outcome, "visibility": "public"}
    target = Indicator.objects.create(name="Falls", target=Decimal(5), **here)
    Indicator.objects.create(name="Falls without a target", **here)
    assert found("B4", cast) == []
    a_promise(cast, towards=[outcome], organisation=cast.health, lead=None)
    for role, stage in (("consulted", "drafting"), ("wrote", "after")):
        record_contribution(outcome, by=cast.ada, at=NOW, organisation=cast.health, role=role, stage=stage)
    record_contribution(outcome, by=cast.ada, at=NOW, organisation=cast.charity, role="wrote", stage="before")
    words = "None of those who deliver it is recorded among its authors."
    assert found("B4", cast) == [((one.reference,), f"/{one.reference}/writing/", words) for one in (outcome, target)]
    record_contribution(outcome, by=cast.ada, at=NOW, organisation=cast.health, role="advised", stage="before")
    assert [causes for causes, _mend, _words in found("B4", cast)] == [(target.reference,)]


def test_a_draft_is_not_adopted_and_a_draft_promise_delivers_nothing(cast: Cast) -> None:
    a_promise(cast, towards=[an_outcome(cast, visibility="draft")])
    a_promise(cast, towards=[an_outcome(cast, "Slim")], visibility="draft")
    assert found("B4", cast) == []


def test_a_plan_by_which_nobody_loses_is_found_until_something_is_chosen(cast: Cast) -> None:
    a_promise(cast, towards=[an_outcome(cast)])
    decision = a_decision(cast)
    expected = (
        (cast.partnership.reference,),
        f"/{cast.partnership.reference}/decisions/new/",
        "Nobody loses, nobody dissents and nothing is put off.",
    )
    assert found("B7", cast) == [expected]
    for field in ("loses", "dissent"):
        Decision.objects.filter(pk=decision.pk).update(**{field: "Open Door"})
        assert found("B7", cast) == []
        Decision.objects.filter(pk=decision.pk).update(**{field: ""})
    a_decision(cast, loses="Nobody yet", visibility="draft")
    assert found("B7", cast) == [expected]
    Outcome.objects.update(priority="not_now")
    assert found("B7", cast) == []


def test_a_plan_that_is_still_a_draft_has_no_choice_to_make(cast: Cast) -> None:
    a_promise(cast, towards=[an_outcome(cast, visibility="draft")])
    assert found("B7", cast) == []


def test_putting_an_outcome_off_is_a_hard_choice(cast: Cast) -> None:
    outcome = an_outcome(cast)
    a_promise(cast, towards=[outcome])
    a_decision(cast, puts_off=[outcome])
    assert found("B7", cast) == []


def test_a_decision_that_names_nobody_or_that_nothing_carries_out_is_found(cast: Cast, sound: Decision) -> None:
    nobody, somebody = a_decision(cast), a_decision(cast)
    one = actions.affect(somebody, by=cast.ada, at=NOW, organisation=cast.health)
    assert found("B10", cast) == [
        ((nobody.reference,), f"/{nobody.reference}/affected/", "No member is named that this affects."),
        (
            (somebody.reference, one.reference),
            f"/{one.reference}/enact/",
            "Northshire Health has nothing of its own that carries this out.",
        ),
    ]


def test_a_decision_that_should_be_in_effect_by_now_is_found_until_it_is(cast: Cast) -> None:
    decision, today = a_decision(cast), timezone.localdate()
    one = carried_out(cast, cast.health, decision, due_on=today)
    assert found("B10", cast) == []
    Enactment.objects.filter(pk=one.pk).update(due_on="2020-03-01")
    words = "At Northshire Health this was to take effect by 1 March 2020."
    assert found("B10", cast) == [((decision.reference, one.reference), f"/{one.reference}/enacted/", words)]
    Enactment.objects.filter(pk=one.pk).update(enacted_on=today)
    assert found("B10", cast) == []


def test_drafts_and_what_has_been_superseded_are_not_looked_at(cast: Cast, sound: Decision) -> None:
    old = a_decision(cast, minute="")
    a_decision(cast, minute="", visibility="draft")
    draft = a_decision(cast, supersedes=old, visibility="draft")
    assert [causes for causes, _mend, _words in found("B23", cast)] == [(old.reference,)]
    carried_out(cast, cast.council, draft)
    actions.share_decision(draft, by=cast.ada, at=NOW, visibility="public")
    assert (found("B10", cast), found("B23", cast)) == ([], [])


def test_a_decision_without_a_minute_a_reason_or_a_way_to_ask_is_found(cast: Cast, sound: Decision) -> None:
    unseen = a_decision(cast, minute="", reason="")
    linked = a_decision(cast, minute="", minute_url="https://northtown.example/minutes")
    page = f"/{unseen.reference}/minute/"
    assert found("B23", cast) == [((unseen.reference,), page, "There is no public minute, no reason.")]
    cast.partnership.takes_questions = False
    mend = f"/{cast.partnership.reference}/edit/"
    assert found("B23", cast) == [
        ((sound.reference,), mend, "There is no way to ask about it."),
        ((unseen.reference,), page, "There is no public minute, no reason, no way to ask about it."),
        ((linked.reference,), mend, "There is no way to ask about it."),
    ]


def test_two_partnerships_for_one_place_with_mostly_the_same_members_are_found(cast: Cast) -> None:
    other = Partnership.objects.create(name="Ageing well", place=cast.millbrook)
    for member in (cast.council, cast.health):
        Standing.objects.create(partnership=other, organisation=member, from_on=LONG_AGO)
    assert found("B22", cast) == []
    third = Standing.objects.create(partnership=other, organisation=cast.stranger, from_on=LONG_AGO)
    causes = tuple(sorted((cast.partnership.reference, other.reference)))
    words = "It has mostly the same members as Ageing well, for the same place."
    assert found("B22", cast) == [(causes, f"/{cast.partnership.reference}/decisions/new/", words)]
    assert found("B22", cast, asking(cast.ben)) == found("B22", cast)
    assert found("B22", cast, asking(cast.dan)) == []
    assert found("B22", cast, None) == []
    Standing.objects.filter(pk=third.pk).update(until_on="2025-01-01")
    assert found("B22", cast) == []


def test_partnerships_of_different_places_do_not_compete(cast: Cast) -> None:
    away = add_place(by=cast.olu, at=NOW, name="Southtown", kind="city", within=cast.county)
    elsewhere = Partnership.objects.create(name="Ageing well", place=away)
    for member in (cast.council, cast.health, cast.charity):
        Standing.objects.create(partnership=elsewhere, organisation=member, from_on=LONG_AGO)
    assert found("B22", cast) == []


def test_a_partnership_none_of_whose_decisions_took_effect_in_a_year_is_found(cast: Cast) -> None:
    today = timezone.localdate()
    decision = a_decision(cast, visibility="partners")
    one = carried_out(cast, cast.council, decision)
    assert found("B22", cast) == []
    Decision.objects.update(decided_on=today - LONG)
    words = "None of its decisions took effect in the last year."
    expected = ((cast.partnership.reference,), f"/{cast.partnership.reference}/decisions/", words)
    assert found("B22", cast) == [expected]
    assert found("B22", cast, asking(cast.dan)) == [expected]
    publish(cast.partnership)
    assert found("B22", cast, None) == []
    Enactment.objects.filter(pk=one.pk).update(enacted_on=today - timedelta(days=364))
    assert found("B22", cast) == []


def test_a_partnership_published_for_a_year_that_decided_and_kept_nothing_is_found(cast: Cast) -> None:
    publish(cast.partnership)
    assert found("B22", cast) == []
    Partnership.objects.update(published_at=timezone.now() - LONG)
    assert [words for _causes, _mend, words in found("B22", cast)] == [
        "In the last year it neither put a decision on record nor kept a promise."
    ]
    promise = a_promise(cast)
    actions.report(promise, by=cast.ben, at=timezone.now(), state="kept")
    assert found("B22", cast) == []


@pytest.mark.parametrize("number", sorted(QUERIES))
@pytest.mark.parametrize("many", [1, 20])
def test_a_test_takes_as_many_queries_however_much_there_is(
    cast: Cast, number: str, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(many):
        outcome = an_outcome(cast, f"Outcome {count}")
        a_promise(cast, towards=[outcome])
        actions.affect(a_decision(cast, minute=""), by=cast.ada, at=NOW, organisation=cast.health)
        Partnership.objects.create(name=f"Partnership {count}", place=cast.town)
    here = Partnership.objects.get(pk=cast.partnership.pk)
    with django_assert_num_queries(QUERIES[number]):
        list(TESTS[number].look(here, OPERATOR))
