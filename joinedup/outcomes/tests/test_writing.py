"""Who took part in writing an outcome or a target: the rules, the verbs, what is read and the pages."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.outcomes import actions, rules
from joinedup.outcomes.authors import authors_before_adoption, writers_of
from joinedup.outcomes.models import Contribution, Outcome, Pitfall
from joinedup.outcomes.tests.conftest import Plan
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.partners.tests.test_actions import at_once
from joinedup.partners.tests.test_mandates import mandate
from joinedup.partners.tests.test_pages import page, text
from joinedup.record.models import Entry

TODAY = date(2031, 5, 6)
FACTS = rules.ContributionFacts(allowed=True, organisation="Open Door")
ONE = "/contribution/JU-1/"


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return [refusal.code for refusal in caught.value.refusals]


def contribution(cast: Cast, plan: Plan, **said: Any) -> Contribution:
    given = {"by": cast.ada, "at": NOW, "organisation": cast.charity, "role": "wrote", "stage": "drafting"}
    return actions.record_contribution(plan.outcome, **{**given, **said})


# Rules


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"organisation": ""}, ["by_nobody"]),
        ({"organisation": "", "group": "Residents of Lake Street"}, []),
        ({"group": "Residents of Lake Street"}, ["by_two"]),
        ({"is_member": False}, ["not_a_member"]),
        ({"organisation": "", "group": "Residents", "is_member": False}, []),
        ({"took_part_on": TODAY}, []),
        ({"took_part_on": TODAY + timedelta(days=1)}, ["took_part_ahead"]),
        ({"stands_already": True}, ["took_part_already"]),
    ],
)
def test_a_contribution_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: list[str]
) -> None:
    found = rules.refusals_to_contribute(replace(FACTS, **change), today=TODAY)
    assert [refusal.code for refusal in found] == expected


# Verbs


def test_the_convenor_records_for_everybody_and_a_member_for_itself(cast: Cast, plan: Plan) -> None:
    assert contribution(cast, plan, by=cast.dan).organisation == cast.charity
    assert refused(contribution, cast, plan, by=cast.dan, organisation=cast.health) == ["not_allowed"]
    assert refused(contribution, cast, plan, by=cast.dan, organisation=None, group="Residents") == ["not_allowed"]
    assert contribution(cast, plan, organisation=None, group="Residents of Lake Street").group.startswith("Residents")
    for stranger in (cast.eve, cast.rosa, cast.olu):
        assert refused(contribution, cast, plan, by=stranger, stage="after") == ["not_allowed"]
    entry = Entry.objects.filter(verb="took part in writing").earliest("id")
    assert (entry.subject, entry.actor) == (plan.outcome.reference, cast.dan.reference)
    assert entry.facts["organisation"] == cast.charity.reference


def test_only_a_member_takes_part_as_an_organisation(cast: Cast, plan: Plan) -> None:
    assert refused(contribution, cast, plan, organisation=cast.stranger) == ["not_a_member"]


def test_the_same_part_in_the_same_stage_stands_once(cast: Cast, plan: Plan) -> None:
    contribution(cast, plan)
    assert refused(contribution, cast, plan) == ["took_part_already"]
    later = contribution(cast, plan, stage="after")
    moved: dict[str, Any] = {
        "by": cast.ada,
        "at": NOW,
        "version": 1,
        "role": "wrote",
        "stage": "drafting",
        "took_part_on": None,
    }
    assert refused(actions.edit_contribution, later, **moved) == ["took_part_already"]
    assert actions.record_contribution(
        plan.indicator, by=cast.ada, at=NOW, organisation=cast.charity, role="wrote", stage="drafting"
    ).pk


def test_of_two_who_correct_a_part_at_once_the_second_sees_both(cast: Cast, plan: Plan) -> None:
    one = contribution(cast, plan)
    said: dict[str, Any] = {"at": NOW, "version": 1, "role": "wrote", "stage": "before", "took_part_on": None}
    actions.edit_contribution(one, by=cast.dan, **{**said, "role": "advised"})
    with pytest.raises(Edited) as caught:
        actions.edit_contribution(one, by=cast.ada, **said)
    assert caught.value.current["role"] == "advised"


def test_a_pitfall_is_raised_by_those_who_took_part_and_replied_to_once_by_the_convenor(cast: Cast, plan: Plan) -> None:
    one = contribution(cast, plan)
    assert refused(actions.raise_pitfall, one, by=cast.cara, at=NOW, words="It will.") == ["not_allowed"]
    assert refused(actions.raise_pitfall, one, by=cast.dan, at=NOW, words="  ") == ["no_pitfall"]
    raised = actions.raise_pitfall(one, by=cast.dan, at=NOW, words="Schools will drop slow readers.")
    assert refused(actions.reply, raised, by=cast.dan, at=NOW, reply="No.") == ["not_allowed"]
    assert refused(actions.reply, raised, by=cast.ada, at=NOW, reply="") == ["no_reply"]
    replied = actions.reply(raised, by=cast.ada, at=NOW, reply="Every child on the roll is counted.")
    assert (replied.replied_on, replied.replied_by) == (TODAY, cast.ada)
    assert refused(actions.reply, raised, by=cast.ada, at=NOW, reply="Another.") == ["replied_already"]
    verbs = Entry.objects.filter(subject=plan.outcome.reference).order_by("id").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["raised pitfall", "replied to pitfall"]
    assert "readers" not in str(list(Entry.objects.values_list("facts", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_of_several_replies_at_once_one_stands(transactional_db: None, cast: Cast, plan: Plan) -> None:
    raised = actions.raise_pitfall(contribution(cast, plan), by=cast.dan, at=NOW, words="It may fail.")
    replies = [f"Reply {number}" for number in range(4)]
    done = at_once([lambda said=said: actions.reply(raised, by=cast.ada, at=NOW, reply=said) for said in replies])  # type: ignore[misc]
    assert sum(isinstance(one, Pitfall) for one in done) == 1
    assert Pitfall.objects.get().reply in replies


@pytest.mark.django_db(transaction=True)
def test_of_several_equal_parts_at_once_one_is_recorded(transactional_db: None, cast: Cast, plan: Plan) -> None:
    done = at_once([lambda: contribution(cast, plan, organisation=None, group="Residents") for _ in range(4)])
    assert sum(isinstance(one, Contribution) for one in done) == Contribution.objects.count() == 1


# Reads


def test_authors_are_those_who_wrote_or_advised_before_it_was_adopted(cast: Cast, plan: Plan) -> None:
    contribution(cast, plan, organisation=cast.council, role="wrote", stage="drafting")
    contribution(cast, plan, organisation=cast.health, role="delivers", stage="before")
    contribution(cast, plan, organisation=cast.charity, role="consulted", stage="before")
    contribution(cast, plan, organisation=cast.charity, role="wrote", stage="after")
    contribution(cast, plan, organisation=None, group="Residents")
    assert authors_before_adoption(cast.partnership) == {
        plan.outcome.reference: frozenset({cast.council.pk, cast.health.pk})
    }
    actions.record_contribution(
        plan.indicator, by=cast.ada, at=NOW, organisation=cast.charity, role="advised", stage="drafting"
    )
    assert authors_before_adoption(cast.partnership)[plan.indicator.reference] == {cast.charity.pk}


def test_writers_stand_in_the_order_of_the_stages_and_take_two_queries(
    cast: Cast, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for stage in ("after", "before", "drafting"):
        one = contribution(cast, plan, stage=stage)
        actions.raise_pitfall(one, by=cast.dan, at=NOW, words=f"Seen {stage}")
    with django_assert_num_queries(2):
        writers = writers_of(plan.outcome, OPERATOR)
    assert [one.contribution.stage for one in writers] == ["drafting", "before", "after"]
    assert [one.pitfalls[0].words for one in writers] == ["Seen drafting", "Seen before", "Seen after"]


# Pages


def test_the_outcomes_page_says_who_took_part_and_what_they_saw_coming(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    address = f"/{plan.outcome.reference}/"
    assert "Who took part is not recorded yet." in page(address)
    one = contribution(cast, plan, took_part_on=TODAY)
    actions.raise_pitfall(one, by=cast.dan, at=NOW, words="Schools will drop slow readers.")
    said = page(address)
    assert "Open Door</a> wrote it while it was drafted" in said
    assert "“Schools will drop slow readers.” <strong>No reply yet.</strong>" in said
    assert "Record who else took part" not in said
    assert "Record who else took part" in page(address, cast.cara)


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        (ONE, {"ada": 200, "dan": 200, "cara": 200, "rosa": 200, "nobody": 200}),
        (f"{ONE}edit/", {"ada": 200, "dan": 200, "cara": 403, "rosa": 403, "nobody": 302}),
        (f"{ONE}pitfalls/", {"ada": 200, "dan": 200, "cara": 403, "rosa": 403, "nobody": 302}),
        ("/pitfall/JU-1/reply/", {"ada": 200, "dan": 403, "cara": 403, "rosa": 403, "nobody": 302}),
        ("/outcome/JU-1/writing/", {"ada": 200, "dan": 200, "cara": 200, "rosa": 403, "nobody": 302}),
        ("/indicator/JU-1/writing/", {"ada": 200, "dan": 200, "cara": 200, "rosa": 403, "nobody": 302}),
    ],
)
def test_each_page_is_open_to_those_whose_it_is(cast: Cast, plan: Plan, address: str, answers: dict[str, int]) -> None:
    publish(cast.partnership)
    actions.raise_pitfall(contribution(cast, plan), by=cast.dan, at=NOW, words="It may fail.")
    clients = {who: signed_in(getattr(cast, who)) if who != "nobody" else Client() for who in answers}
    assert {who: client.get(address).status_code for who, client in clients.items()} == answers


def test_who_wrote_a_draft_is_seen_by_those_who_see_the_draft(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    actions.raise_pitfall(contribution(cast, plan), by=cast.dan, at=NOW, words="It may fail.")
    Outcome.objects.update(visibility="draft")
    for address in (ONE, f"{ONE}pitfalls/", "/pitfall/JU-1/reply/"):
        assert signed_in(cast.rosa).get(address).status_code == 404
        assert signed_in(cast.dan).get(address).status_code == 404
        assert signed_in(cast.ada).get(address).status_code == 200


def test_a_form_sent_twice_records_one_part_and_one_pitfall(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.dan)
    part = {
        "organisation": cast.charity.reference,
        "role": "wrote",
        "stage": "drafting",
        "took_part_on": timezone.localdate(),
        "once": uuid.uuid4(),
    }
    for _ in range(2):
        assert client.post("/outcome/JU-1/writing/", part)["Location"] == ONE
    pitfall = {"words": "It may fail.", "once": uuid.uuid4()}
    for _ in range(2):
        assert client.post(f"{ONE}pitfalls/", pitfall)["Location"] == ONE
    assert (Contribution.objects.count(), Pitfall.objects.count()) == (1, 1)
    assert signed_in(cast.ada).post("/pitfall/JU-1/reply/", {"reply": "It may not."}).status_code == 302
    again = signed_in(cast.ada).post("/pitfall/JU-1/reply/", {"reply": "It may."})
    assert "This has been replied to already." in text(again)
    assert "It may not." in page(ONE, cast.dan)


# What to bear in mind, and by what right somebody signed


def test_a_caveat_stands_beside_the_chart_in_the_lists_and_in_the_file(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    caveat = "=Children who moved away are not counted."
    actions.edit_indicator(plan.indicator, by=cast.ada, at=NOW, version=1, caveat=caveat)
    actions.record_figure(
        plan.indicator, by=cast.ben, at=NOW, from_on=date(2031, 1, 1), until_on=date(2031, 2, 1), value=Decimal(60)
    )
    for address in ("/indicator/JU-1/", "/outcome/JU-1/", "/partnership/JU-1/measures/"):
        assert "Children who moved away are not counted." in page(address), address
    lines = Client().get("/indicator/JU-1/figures.csv").content.decode().splitlines()
    assert lines[0].endswith(",method,caveat")
    assert lines[1].endswith(f",'{caveat}")
    assert Entry.objects.latest("id").verb == "recorded"


def test_a_mandate_stands_beside_each_signature(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    for by, organisation in ((cast.dan, cast.charity), (cast.cara, cast.health)):
        actions.sign(plan.problem, by=by, at=NOW, organisation=organisation, stance="agrees")
    before = page("/problem/JU-1/")
    assert before.count("No mandate is recorded for this seat.") == 2
    mandate(cast)
    after = page("/problem/JU-1/")
    assert "Chosen by members. Speaks for: Tenants of the Lake Street estate. May bind nobody." in after
    assert after.count("No mandate is recorded for this seat.") == 1
