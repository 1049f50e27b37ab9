from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.models import Mandate, Person
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Decision, Enactment
from joinedup.promises.tests.made import DUE, a_decision, a_promise, an_outcome
from joinedup.promises.tests.test_pages import browser, words_of

SPRING = date(2021, 4, 2)


def named(cast: Cast, decision: Decision, **terms: Any) -> Enactment:
    doing: dict[str, Any] = {"by": cast.ada, "at": NOW, "due_on": DUE}
    return actions.affect(decision, **doing, organisation=terms.pop("organisation", cast.council))


def test_a_decision_says_what_why_who_gains_who_loses_and_who_carries_it_out(cast: Cast) -> None:
    publish(cast.partnership)
    decision = a_decision(
        cast,
        authority="Terms of reference",
        dissent="Open Door: too late.",
        gains="New families",
        loses="Older children",
        options="Everybody at once",
        evidence="Survey of 2030",
        minute_url="https://northtown.example/minutes",
        puts_first=[an_outcome(cast)],
        puts_off=[an_outcome(cast, "Fewer falls")],
        concerns=[an_outcome(cast, "Slim", visibility="draft")],
    )
    one = named(cast, decision)
    actions.enact(one, by=cast.ben, at=NOW, version=1, kind="budget", what="Line 14", due_on=DUE)
    actions.report_enacted(one, by=cast.ben, at=NOW, enacted_on=SPRING, evidence="Budget book")
    named(cast, decision, organisation=cast.health)
    page = Client().get(decision.get_absolute_url())
    said = words_of(page.content)
    for words in (
        "Decision · a hard choice Visit new families first",
        "Partnership board decided this on 1 April 2021. New families come first.",
        "Why Half of all need shows in the first year.",
        "Under what mandate Terms of reference",
        "Public minute https://northtown.example/minutes Agreed.",
        "Who did not agree, and why Open Door: too late.",
        "Who gains New families Who loses, or has to wait Older children",
        "Outcomes put first Children are ready for school Outcomes put off Fewer falls",
        "Northtown Council A line in its budget: Line 14 Shown by: Budget book ✓ In effect since 2 April 2021",
        "Northshire Health It has not said yet which decision, budget line or plan of its own carries this out.",
    ):
        assert words in said
    assert "Slim" not in said
    assert "Say what carries it out" not in said
    assert f"/{cast.partnership.reference}/ask/?about={decision.reference}" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "draft", "partners", "public"),
    [
        (None, 404, 404, 200),
        ("rosa", 404, 404, 200),
        ("eve", 404, 404, 200),
        ("dan", 404, 200, 200),
        ("ben", 404, 200, 200),
        ("ada", 200, 200, 200),
    ],
)
def test_who_may_see_a_decision(cast: Cast, who: str | None, draft: int, partners: int, public: int) -> None:
    publish(cast.partnership)
    decision = a_decision(cast)
    one = named(cast, decision)
    client = browser(getattr(cast, who) if who else None)
    for visibility, status in (("draft", draft), ("partners", partners), ("public", public)):
        Decision.objects.update(visibility=visibility)
        assert client.get(decision.get_absolute_url()).status_code == status
        assert client.get(f"/{one.reference}/").status_code == (302 if status == 200 else 404)
        listed = words_of(client.get(f"/{cast.partnership.reference}/decisions/").content)
        assert (decision.name in listed) is (status == 200)


@pytest.mark.parametrize("page", ["edit/", "minute/", "affected/", "share/"])
def test_only_the_convenor_opens_the_forms_of_a_decision(cast: Cast, page: str) -> None:
    address = f"{a_decision(cast).get_absolute_url()}{page}"
    opened = {who: browser(getattr(cast, who)).get(address).status_code for who in ("ada", "ben", "dan", "eve")}
    assert opened == {"ada": 200, "ben": 403, "dan": 403, "eve": 404}
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(("page", "own"), [("enact/", 200), ("enacted/", 200), ("spare/", 403)])
def test_a_members_own_people_say_how_it_carries_a_decision_out(cast: Cast, page: str, own: int) -> None:
    address = f"/{named(cast, a_decision(cast)).reference}/{page}"
    opened = {who: browser(getattr(cast, who)).get(address).status_code for who in ("ada", "ben", "dan", "eve")}
    assert opened == {"ada": 200, "ben": own, "dan": 403, "eve": 404}


def test_the_convenor_puts_a_decision_on_record_and_sent_twice_it_is_one(cast: Cast) -> None:
    outcome, ada = an_outcome(cast), signed_in(cast.ada)
    earlier = a_decision(cast)
    address = f"/{cast.partnership.reference}/decisions/new/"
    form = ada.get(f"{address}?supersedes={earlier.reference}").context["form"]
    assert (form.initial["supersedes"], form.is_choice) == (earlier.pk, False)
    sent = {
        "name": "Choose again",
        "words": "Older children too.",
        "decided_on": "2021-01-05",
        "decided_by": "Board",
        "loses": "Nobody",
        "puts_off": [outcome.pk],
        "supersedes": earlier.pk,
        "once": str(form.initial["once"]),
    }
    first, second = ada.post(address, sent), ada.post(address, sent)
    later = Decision.objects.get(name="Choose again")
    assert first["Location"] == second["Location"] == later.get_absolute_url()
    assert (later.supersedes, list(later.outcomes.all()), later.visibility) == (earlier, [outcome], "draft")
    assert "A later decision supersedes this one: Choose again" in words_of(ada.get(earlier.get_absolute_url()).content)
    assert "supersedes this one" not in words_of(signed_in(cast.dan).get(earlier.get_absolute_url()).content)
    for who, status in ((cast.ben, 403), (cast.eve, 404)):
        assert signed_in(who).get(address).status_code == status


def test_a_hard_choice_that_is_refused_opens_with_its_fields_and_reasons(cast: Cast) -> None:
    outcome = an_outcome(cast)
    sent = {"name": "Choose", "puts_first": [outcome.pk], "puts_off": [outcome.pk], "decided_on": "2999-01-01"}
    answer = signed_in(cast.ada).post(f"/{cast.partnership.reference}/decisions/new/", sent)
    said = words_of(answer.content)
    assert (answer.status_code, "<details open>" in answer.content.decode()) == (422, True)
    assert "One outcome is chosen more than once." in said
    assert "This day is still to come." in said


def test_of_two_who_edit_a_draft_at_once_the_second_is_shown_both_texts(cast: Cast) -> None:
    draft, ada = a_decision(cast, visibility="draft"), signed_in(cast.ada)
    address = f"{draft.get_absolute_url()}edit/"
    opened = ada.get(address).context["form"].initial
    sent = {name: value for name, value in opened.items() if value is not None}
    assert ada.post(address, {**sent, "name": "One"}).status_code == 302
    second = ada.post(address, {**sent, "name": "Two"})
    assert (second.status_code, "One" in words_of(second.content)) == (422, True)
    assert "stands as it was written" not in words_of(second.content.partition(b"<form")[0])


def test_only_what_was_left_unsaid_is_asked_for_later(cast: Cast) -> None:
    decision, ada = a_decision(cast, reason=""), signed_in(cast.ada)
    address = f"{decision.get_absolute_url()}minute/"
    assert set(ada.get(address).context["form"].fields) == {"reason", "minute_url", "dissent"}
    assert ada.post(address, {"reason": ""}).status_code == 422
    assert ada.post(address, {"reason": "Need."}).status_code == 302
    assert "Why Need." in words_of(ada.get(decision.get_absolute_url()).content)


def test_a_decision_is_carried_out_on_its_page_from_naming_to_effect(cast: Cast) -> None:
    decision, ada, ben = a_decision(cast), signed_in(cast.ada), signed_in(cast.ben)
    promise = a_promise(cast)
    once = str(ada.get(f"{decision.get_absolute_url()}affected/").context["form"].initial["once"])
    for _ in range(2):
        sent = {"organisation": cast.council.pk, "due_on": "2031-09-30", "once": once}
        assert ada.post(f"{decision.get_absolute_url()}affected/", sent)["Location"] == decision.get_absolute_url()
    one = Enactment.objects.get()
    refused = ben.post(f"/{one.reference}/enact/", {"kind": "promise", "version": 1})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"promise"})
    sent = {"kind": "promise", "promise": str(promise.pk), "due_on": "2031-10-01", "version": "1"}
    assert ben.post(f"/{one.reference}/enact/", sent).status_code == 302
    assert "A promise: Open a family hub in Millbrook" in words_of(ben.get(decision.get_absolute_url()).content)
    assert ben.post(f"/{one.reference}/enacted/", {"enacted_on": "2021-05-05"}).status_code == 302
    assert "In effect since 5 May 2021" in words_of(ben.get(decision.get_absolute_url()).content)


def test_a_promise_that_the_reader_may_not_see_is_not_named(cast: Cast) -> None:
    publish(cast.partnership)
    decision = a_decision(cast)
    one = named(cast, decision)
    hidden = a_promise(cast, output="Secret hub", visibility="partners")
    actions.enact(one, by=cast.ben, at=NOW, version=1, kind="promise", promise=hidden)
    assert "Secret hub" not in words_of(Client().get(decision.get_absolute_url()).content)
    assert "Secret hub" in words_of(signed_in(cast.dan).get(decision.get_absolute_url()).content)


def test_a_mandate_is_named_to_those_who_may_see_it(cast: Cast) -> None:
    publish(cast.partnership)
    person = Person.objects.get(account=cast.dan)
    mandate = Mandate.objects.create(
        partnership=cast.partnership,
        organisation=cast.charity,
        person=person,
        source="elected",
        from_on=SPRING,
        visibility="partners",
    )
    decision = a_decision(cast, mandate=mandate)
    assert "Elected by the public" in words_of(signed_in(cast.dan).get(decision.get_absolute_url()).content)
    assert "Elected by the public" not in words_of(Client().get(decision.get_absolute_url()).content)


def test_the_list_says_of_each_decision_how_far_it_is_carried_out(cast: Cast) -> None:
    publish(cast.partnership)
    old, inert = a_decision(cast, name="Old"), a_decision(cast, name="Inert")
    half = a_decision(cast, name="Half", supersedes=old, loses="Somebody", decided_on=SPRING)
    one = named(cast, half)
    actions.enact(one, by=cast.ben, at=NOW, version=1, kind="plan", what="Plan 7")
    actions.report_enacted(one, by=cast.ben, at=NOW, enacted_on=SPRING)
    named(cast, half, organisation=cast.health)
    said = words_of(Client().get(f"/{cast.partnership.reference}/decisions/").content)
    assert "Half 2 April 2021, Partnership board · A hard choice In effect at 1 of 2 members" in said
    assert f"{inert} 1 April 2021, Partnership board No member is named to carry it out" in said
    assert "Old 1 April 2021, Partnership board Superseded" in said


def test_partnership_outcome_and_organisation_show_decisions(cast: Cast) -> None:
    publish(cast.partnership)
    outcome = an_outcome(cast)
    decision = a_decision(cast, concerns=[outcome])
    hidden = a_decision(cast, name="Hidden choice", concerns=[outcome], visibility="partners")
    for one in (decision, hidden):
        named(cast, one)
    titles: dict[Any, str] = {
        cast.partnership: "What was decided",
        outcome: "What was decided about it",
        cast.council: "Decisions that it is to carry out",
    }
    for noun, title in titles.items():
        said = words_of(Client().get(noun.get_absolute_url()).content)
        assert title in said
        assert "Visit new families first" in said
        assert "Hidden choice" not in said
        assert "Hidden choice" in words_of(signed_in(cast.dan).get(noun.get_absolute_url()).content)


def test_what_an_organisation_has_carried_out_is_no_longer_on_its_page(cast: Cast) -> None:
    publish(cast.partnership)
    one = named(cast, a_decision(cast))
    actions.enact(one, by=cast.ben, at=NOW, version=1, kind="plan", what="Plan 7")
    actions.report_enacted(one, by=cast.ben, at=NOW, enacted_on=SPRING)
    assert "Decisions that it is to carry out" not in words_of(Client().get(cast.council.get_absolute_url()).content)


@pytest.mark.parametrize("many", [1, 30])
def test_pages_of_decisions_take_few_queries_however_many(
    cast: Cast, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    decision = a_decision(cast)
    named(cast, decision)
    for number in range(many):
        a_decision(cast, name=f"Decision {number}", puts_first=[an_outcome(cast, f"Outcome {number}")])
    client = Client()
    client.get("/")
    with django_assert_num_queries(3):
        client.get(f"/{cast.partnership.reference}/decisions/")
    with django_assert_num_queries(13):
        client.get(decision.get_absolute_url())
