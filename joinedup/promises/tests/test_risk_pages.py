from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.models import Person
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Risk
from joinedup.promises.tests.made import DUE, a_promise, a_risk, an_outcome
from joinedup.promises.tests.test_pages import browser, words_of

FORMS = ("edit/", "review/", "share/", "mitigations/")


def test_a_risk_says_what_could_happen_how_it_is_judged_and_what_is_done_about_it(cast: Cast) -> None:
    publish(cast.partnership)
    risk = a_risk(cast, threatens=[an_outcome(cast)], cause="Low pay", effect="Families wait")
    actions.mitigate(risk, by=cast.ada, at=NOW, commitment=a_promise(cast))
    actions.review(risk, by=cast.ben, at=NOW, state="open", words="Two left.", likelihood=4, impact=5, review_on=DUE)
    page = Client().get(risk.get_absolute_url())
    said = words_of(page.content)
    for words in (
        "It is likely, and its impact would be severe. It will be looked at again on 30 September 2031.",
        "What would bring it about Low pay",
        "What would come of it Families wait",
        "Which outcomes it threatens Children are ready for school",
        "Who answers for it Head of early years, Northtown Council",
        "Open a family hub in Millbrook",
        "Likelihood: likely. Impact: severe. Next looked at on 30 September 2031. Two left.",
        "Likelihood: possible. Impact: serious.",
    ):
        assert words in said
    assert "Ben Hughes" not in said
    assert "Review it" not in said
    assert f"/{cast.partnership.reference}/ask/?about={risk.reference}" in page.content.decode()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("closed", "This risk is closed. Why stands below."),
        ("happened", "This has happened. What is known of it stands below."),
        ("late", "It was judged possible, with serious impact, and should have been looked at again on 1 March 2020."),
        ("draft", "Not complete yet: how likely and how bad it is has to be said before it is shared."),
    ],
)
def test_a_risk_is_said_in_one_sentence_whatever_its_state(cast: Cast, state: str, sentence: str) -> None:
    risk = a_risk(cast)
    stored: dict[str, dict[str, Any]] = {
        "late": {"review_on": "2020-03-01"},
        "draft": {"likelihood": None, "visibility": "draft"},
    }
    Risk.objects.update(**stored.get(state, {"state": state}))
    said = words_of(signed_in(cast.ada).get(risk.get_absolute_url()).content)
    assert sentence in said
    assert ("Review overdue" in said) is (state == "late")


@pytest.mark.parametrize(
    ("who", "draft", "partners", "public"),
    [
        (None, 404, 404, 200),
        ("rosa", 404, 404, 200),
        ("eve", 404, 404, 200),
        ("dan", 404, 200, 200),
        ("ben", 200, 200, 200),
        ("ada", 200, 200, 200),
    ],
)
def test_who_may_see_a_risk(cast: Cast, who: str | None, draft: int, partners: int, public: int) -> None:
    publish(cast.partnership)
    risk = a_risk(cast)
    client = browser(getattr(cast, who) if who else None)
    for visibility, status in (("draft", draft), ("partners", partners), ("public", public)):
        Risk.objects.update(visibility=visibility)
        assert client.get(risk.get_absolute_url()).status_code == status
        listed = words_of(client.get(f"/{cast.partnership.reference}/risks/").content)
        assert (risk.name in listed) is (status == 200)


@pytest.mark.parametrize("page", FORMS)
def test_only_who_looks_after_a_risk_and_the_convenor_open_its_forms(cast: Cast, page: str) -> None:
    address = f"{a_risk(cast).get_absolute_url()}{page}"
    opened = {who: browser(getattr(cast, who)).get(address).status_code for who in ("ada", "ben", "dan", "eve")}
    assert opened == {"ada": 200, "ben": 200, "dan": 403, "eve": 404}
    assert Client().get(address).status_code == 302


def test_a_member_raises_a_risk_as_a_draft_and_sent_twice_it_is_one(cast: Cast) -> None:
    outcome, ben = an_outcome(cast), signed_in(cast.ben)
    address = f"/{cast.partnership.reference}/risks/new/"
    opened = ben.get(address)
    sent = {
        "organisation": cast.council.pk,
        "name": "Too few",
        "likelihood": "2",
        "impact": "",
        "threatens": [outcome.pk],
        "owner": Person.objects.get(account=cast.ben).pk,
        "once": str(opened.context["form"].initial["once"]),
    }
    first, second = ben.post(address, sent), ben.post(address, sent)
    risk = Risk.objects.get()
    assert first["Location"] == second["Location"] == risk.get_absolute_url()
    assert (risk.likelihood, risk.impact, list(risk.outcomes.all()), risk.visibility) == (2, None, [outcome], "draft")
    assert signed_in(cast.eve).get(address).status_code == 404
    assert ben.post(address, {**sent, "likelihood": "6", "threatens": ["99999999999999999999"]}).status_code == 422


def test_a_review_that_is_refused_names_every_reason_beside_its_field(cast: Cast) -> None:
    address = f"{a_risk(cast).get_absolute_url()}review/"
    answer = signed_in(cast.ben).post(address, {"state": "happened", "likelihood": "", "impact": "3"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"words", "likelihood", "review_on"})


def test_a_review_leads_back_and_is_thanked_for(cast: Cast) -> None:
    risk, ben = a_risk(cast), signed_in(cast.ben)
    opened = ben.get(f"{risk.get_absolute_url()}review/").context["form"].initial
    assert (opened["state"], opened["likelihood"], opened["impact"]) == ("open", 3, 4)
    later = timezone.localdate() + timedelta(days=30)
    sent = {"state": "open", "likelihood": 1, "impact": 1, "review_on": later, "once": str(opened["once"])}
    for _ in range(2):
        answer = ben.post(f"{risk.get_absolute_url()}review/", sent)
        assert answer["Location"] == risk.get_absolute_url()
    assert risk.reviews.count() == 2
    assert "Thank you. Your review" in words_of(ben.get(risk.get_absolute_url()).content)


def test_a_shared_risk_is_edited_without_its_judgements_and_keeps_unseen_outcomes(cast: Cast) -> None:
    hidden, seen = an_outcome(cast, "Hidden", visibility="draft"), an_outcome(cast)
    risk, ben = a_risk(cast, threatens=[hidden, seen]), signed_in(cast.ben)
    address = f"{risk.get_absolute_url()}edit/"
    assert not {"likelihood", "impact", "review_on"} & ben.get(address).context["form"].fields.keys()
    sent = {"organisation": cast.council.pk, "name": "Far too few", "version": 1, "likelihood": 1}
    assert ben.post(address, sent).status_code == 302
    risk.refresh_from_db()
    assert (risk.name, risk.likelihood, list(risk.outcomes.all())) == ("Far too few", 3, [hidden])
    second = signed_in(cast.ada).post(address, {**sent, "name": "Other"})
    assert second.status_code == 422
    assert "Far too few" in words_of(second.content)


def test_a_promise_is_put_against_a_risk_and_taken_off_on_its_page(cast: Cast) -> None:
    risk, promise, ben = a_risk(cast), a_promise(cast), signed_in(cast.ben)
    assert ben.post(f"{risk.get_absolute_url()}mitigations/", {"commitment": promise.pk}).status_code == 302
    drop = f"{risk.get_absolute_url()}mitigations/{promise.reference}/drop/"
    assert drop in ben.get(risk.get_absolute_url()).content.decode()
    assert signed_in(cast.dan).post(drop).status_code == 403
    assert ben.get(drop).status_code == 405
    assert ben.post(drop).status_code == 302
    assert not risk.mitigations.exists()


def test_risks_are_listed_in_the_order_of_their_reviews_and_never_by_a_score(cast: Cast) -> None:
    publish(cast.partnership)
    for name, year, likelihood in (("Later", 2031, 5), ("Sooner", 2020, 1), ("Gone", 2019, 5)):
        a_risk(cast, name=name, review_on=date(year, 3, 1), likelihood=likelihood)
    Risk.objects.filter(name="Gone").update(state="closed")
    page = Client().get(f"/{cast.partnership.reference}/risks/")
    assert [row.name for row in page.context["rows"]] == ["Sooner", "Later", "Gone"]
    said = words_of(page.content)
    assert "2 risks are open. 1 should have been looked at again by now." in said
    assert "Rare, with serious impact" in said
    assert "Northtown Council · Head of early years, Northtown Council" in said


def test_an_outcome_and_an_organisation_show_their_risks(cast: Cast) -> None:
    publish(cast.partnership)
    outcome = an_outcome(cast)
    a_risk(cast, threatens=[outcome])
    a_risk(cast, name="Hidden risk", threatens=[outcome], visibility="partners")
    for noun, title in ((outcome, "What could stop it"), (cast.council, "Risks that it looks after")):
        said = words_of(Client().get(noun.get_absolute_url()).content)
        assert title in said
        assert "Too few visitors can be hired" in said
        assert "Hidden risk" not in said
        assert "Hidden risk" in words_of(signed_in(cast.dan).get(noun.get_absolute_url()).content)


@pytest.mark.parametrize("many", [1, 30])
def test_pages_of_risks_take_few_queries_however_many(
    cast: Cast, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    risk = a_risk(cast, threatens=[an_outcome(cast)])
    for number in range(many):
        a_risk(cast, name=f"Risk {number}")
        promise = a_promise(cast, output=f"Promise {number}")
        actions.mitigate(risk, by=cast.ada, at=NOW, commitment=promise)
        later = {"likelihood": 2, "impact": 2, "review_on": DUE}
        actions.review(risk, by=cast.ben, at=NOW, state="open", **later)  # type: ignore[arg-type]
    client = Client()
    client.get("/")
    with django_assert_num_queries(6):
        client.get(f"/{cast.partnership.reference}/risks/")
    with django_assert_num_queries(16):
        client.get(risk.get_absolute_url())
