"""Pages of agreed exceptions and of what is in the way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Barrier, Freedom
from joinedup.promises.tests.freed import a_measure, a_warning, asked, fired, granted, negotiated, told
from joinedup.promises.tests.made import an_outcome
from joinedup.promises.tests.test_pages import browser, words_of


def page_of(who: Any, address: str) -> str:
    return words_of(browser(who).get(address).content)


def test_an_exception_says_its_terms_who_agreed_and_what_was_decided(cast: Cast) -> None:
    publish(cast.partnership)
    said = page_of(None, granted(cast).get_absolute_url())
    for words in (
        "Northtown Council need not keep to the rule “Support stops on the first day of work” of Northshire Health "
        "until 1 May 2032.",
        "What is promised for it Sixty in a hundred lone parents in work by May 2032.",
        "Is it fair? Lone parents in Millbrook are treated better than those elsewhere, for a year.",
        "Who can end it Northtown Council’s cabinet",
        "The rule's owner · Director of children's health, Northshire Health",
        "6 May 2031 ● Granted Both sides agree.",
        "6 May 2031 ○ Being negotiated It is worth a try.",
    ):
        assert words in said.replace("&#x27;", "'")
    assert "Cara Lindqvist" not in said
    assert "Decide" not in said


def test_whoever_decides_reads_what_still_stands_in_its_way(cast: Cast) -> None:
    freedom = negotiated(cast, fairness="")
    address = freedom.get_absolute_url()
    said = page_of(cast.cara, address)
    for words in (
        "Before it can be granted",
        "Set an early warning that shows when it goes wrong.",
        "Say who is treated differently by it, and why that is fair.",
        "The rule’s owner has not agreed, or agrees no longer.",
        "No local stakeholder has agreed yet.",
    ):
        assert words in said
    assert "Before it can be granted" not in page_of(cast.dan, address)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("asked", "Northtown Council asks Northshire Health for an exception from the rule"),
        ("negotiating", "Northtown Council and Northshire Health negotiate an exception from the rule"),
        ("suspended", "Suspended: the rule “Support stops on the first day of work” of Northshire Health holds again"),
        ("ended", "Taken back before it was granted. Why stands below."),
        ("refused", "Refused by Northshire Health. The reason stands below."),
    ],
)
def test_an_exception_is_said_in_one_sentence_whatever_its_state(cast: Cast, state: str, sentence: str) -> None:
    freedom = asked(cast)
    days = {"granted_on": NOW.date()} if state == "suspended" else {}
    Freedom.objects.update(state=state, **days)
    assert sentence in page_of(cast.ada, freedom.get_absolute_url())


def test_a_suspended_one_stays_in_the_register_beside_those_that_hold_and_nobody_is_blamed(cast: Cast) -> None:
    """The Warning of S51: talk of not tolerating failure kills it."""
    publish(cast.partnership)
    freedom = granted(cast, name="Later", expires_on=date(2033, 1, 1))
    other = granted(cast, name="Sooner")
    actions.suspend_on_firing(fired(a_warning(other)), at=NOW)
    listed = page_of(None, f"/{cast.partnership.reference}/exceptions/")
    assert "1 exception holds. 1 is suspended." in listed
    assert listed.index("Sooner") < listed.index("Later")
    said = page_of(None, other.get_absolute_url())
    assert "By itself, because of the early warning “Fewer than forty in a hundred”" in said
    assert "What is to be learned Ben reports to the board in May 2032." in said
    assert freedom.name in page_of(None, f"/{cast.partnership.reference}/exceptions/?state=granted")
    assert "Sooner" not in page_of(None, f"/{cast.partnership.reference}/exceptions/?state=granted")


def test_one_whose_outcome_is_put_off_says_so(cast: Cast) -> None:
    freedom = granted(cast)
    Outcome.objects.update(priority="not_now")
    assert "nothing is promised for it now" in page_of(cast.dan, freedom.get_absolute_url())


@pytest.mark.parametrize(
    ("who", "draft", "partners", "public"),
    [
        (None, 404, 404, 200),
        ("rosa", 404, 404, 200),
        ("eve", 404, 404, 200),
        ("cara", 404, 200, 200),
        ("ben", 200, 200, 200),
        ("ada", 200, 200, 200),
    ],
)
def test_who_may_see_an_exception(cast: Cast, who: str | None, draft: int, partners: int, public: int) -> None:
    publish(cast.partnership)
    freedom = asked(cast)
    client = browser(getattr(cast, who) if who else None)
    for visibility, status in (("draft", draft), ("partners", partners), ("public", public)):
        Freedom.objects.update(visibility=visibility)
        assert client.get(freedom.get_absolute_url()).status_code == status
        listed = words_of(client.get(f"/{cast.partnership.reference}/exceptions/").content)
        assert (freedom.name in listed) is (status == 200)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("edit/", {"ada": 200, "ben": 200, "cara": 200, "dan": 403, "eve": 404}),
        ("share/", {"ada": 200, "ben": 200, "cara": 403, "dan": 403, "eve": 404}),
        ("consents/", {"ada": 200, "ben": 403, "cara": 200, "dan": 200, "eve": 404}),
        ("decide/", {"ada": 200, "ben": 200, "cara": 200, "dan": 403, "eve": 404}),
    ],
)
def test_who_opens_which_form_of_an_exception(cast: Cast, form: str, expected: dict[str, int]) -> None:
    address = f"{negotiated(cast).get_absolute_url()}{form}"
    opened = {who: browser(getattr(cast, who)).get(address).status_code for who in expected}
    assert opened == expected
    assert Client().get(address).status_code == 302


def test_an_exception_is_asked_for_shared_negotiated_and_granted_on_its_pages(cast: Cast) -> None:
    outcome = an_outcome(cast)
    measure = a_measure(cast, outcome)
    barrier = told(cast, outcome=outcome)
    ben, cara, dan = (signed_in(who) for who in (cast.ben, cast.cara, cast.dan))
    opened = ben.get(f"/{cast.partnership.reference}/exceptions/new/?barrier={barrier.question.reference}")
    initial = opened.context["form"].initial
    assert (initial["rule"], initial["owner"], initial["blocks"]) == (
        barrier.rule,
        cast.health.pk,
        barrier.question.words,
    )
    fields = {
        "organisation": cast.council.pk,
        "name": "One form a visit",
        "rule": barrier.rule,
        "owner": cast.health.pk,
        "asked": "One form.",
        "blocks": "Two forms.",
        "outcome": outcome.pk,
        "indicator": measure.pk,
        "promised": "An hour more a day with families.",
        "fairness": "Nobody is worse off.",
        "learning": "Ben tells the board.",
        "may_revoke": "The cabinet",
        "review_on": timezone.localdate() + timedelta(days=100),
        "expires_on": timezone.localdate() + timedelta(days=200),
    }
    sent = ben.post(f"/{cast.partnership.reference}/exceptions/new/?barrier={barrier.question.reference}", fields)
    freedom = Freedom.objects.get()
    at = freedom.get_absolute_url()
    assert (sent["Location"], freedom.barrier) == (at, barrier)
    ben.post(f"{at}share/", {"visibility": "public"})
    cara.post(f"{at}decide/", {"verb": "negotiate", "reason": "It is worth a try."})
    cara.post(f"{at}consents/", {"side": "owner", "stance": "agrees"})
    dan.post(f"{at}consents/", {"side": "local", "organisation": cast.charity.pk, "stance": "agrees"})
    refused = cara.post(f"{at}decide/", {"verb": "grant", "reason": "Both sides agree."})
    assert refused.status_code == 422
    assert "Set an early warning that shows when it goes wrong." in words_of(refused.content)
    a_warning(freedom)
    granted = cara.post(f"{at}decide/", {"verb": "grant", "reason": "Both sides agree."})
    freedom.refresh_from_db()
    assert (granted.status_code, freedom.state) == (302, "granted")
    assert "Exception: One form a visit" in page_of(cast.dan, barrier.question.get_absolute_url())


def test_what_is_in_the_way_is_told_joined_and_settled_on_its_pages(cast: Cast) -> None:
    first = told(cast, hours_a_year=100)
    fields = {
        "organisation": cast.charity.pk,
        "rule": "Reports in two copies",
        "words": "We copy each report.",
        "owner": cast.health.pk,
        "hours_a_year": "40",
        "visibility": "partners",
    }
    sent = signed_in(cast.dan).post(f"/{cast.partnership.reference}/barriers/new/", fields)
    second = Barrier.objects.latest("pk")
    assert sent["Location"] == second.question.get_absolute_url()
    signed_in(cast.ada).post(f"{second.question.get_absolute_url()}same/", {"same_as": first.pk})
    listed = page_of(cast.dan, f"/{cast.partnership.reference}/barriers/")
    assert "0 of 1 barrier is removed, 0 kept for a reason. Those still in the way cost 140 hours a year" in listed
    assert "Told of 2 times: Northtown Council · Open Door" in listed
    fields = {"settled": "kept", "because": "It keeps children safe."}
    signed_in(cast.cara).post(f"{first.question.get_absolute_url()}became/", fields)
    said = page_of(cast.dan, first.question.get_absolute_url())
    assert "Why it stays It keeps children safe." in said
    assert "Ask for an exception from this rule" in said
    assert "The same as Our visitors fill in two forms a visit." in page_of(
        cast.dan, second.question.get_absolute_url()
    )


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("became/", {"ada": 200, "ben": 403, "cara": 200, "dan": 403, "eve": 404}),
        ("same/", {"ada": 200, "ben": 403, "cara": 403, "dan": 403, "eve": 404}),
    ],
)
def test_who_opens_which_form_of_a_barrier(cast: Cast, form: str, expected: dict[str, int]) -> None:
    address = f"{told(cast).question.get_absolute_url()}{form}"
    assert {who: browser(getattr(cast, who)).get(address).status_code for who in expected} == expected


def test_a_question_that_is_no_barrier_has_no_pages_of_one(cast: Cast) -> None:
    question = told(cast).question
    Barrier.objects.all().delete()
    assert browser(cast.ada).get(f"{question.get_absolute_url()}became/").status_code == 404


def test_exceptions_and_barriers_stand_on_the_pages_of_what_they_are_about(cast: Cast) -> None:
    publish(cast.partnership)
    outcome = an_outcome(cast)
    granted(cast, outcome=outcome, place=cast.millbrook)
    told(cast, outcome=outcome, visibility="public")
    for noun in (outcome, cast.council, cast.health, cast.millbrook, cast.partnership):
        said = page_of(None, noun.get_absolute_url())
        assert "Start work and keep the rent paid" in said, noun
        assert ("Each visit is reported twice" in said) is (noun not in (cast.council, cast.millbrook)), noun


@pytest.mark.parametrize(("register", "queries"), [("exceptions/", 5), ("barriers/", 6)])
def test_registers_take_the_same_queries_however_many_rows_there_are(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, register: str, queries: int
) -> None:
    publish(cast.partnership)
    for _more in range(2):
        granted(cast)
        told(cast, visibility=Visibility.PUBLIC)
        with django_assert_num_queries(queries):
            assert Client().get(f"/{cast.partnership.reference}/{register}").status_code == 200


def test_an_exceptions_page_takes_the_same_queries_however_much_was_said(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    freedom = granted(cast)
    for number in range(2):
        said: dict[str, Any] = {"side": "local", "who": f"Tenants {number}", "stance": "agrees", "words": "They wrote."}
        actions.consent(freedom, by=cast.ada, at=NOW, **said)
        with django_assert_num_queries(24):
            Client().get(freedom.get_absolute_url())


@pytest.mark.parametrize("register", ["exceptions/", "barriers/"])
def test_a_register_is_a_file_as_well_and_says_when_it_is_empty(cast: Cast, register: str) -> None:
    publish(cast.partnership)
    address = f"/{cast.partnership.reference}/{register}"
    assert "can be read here" in page_of(None, address)
    granted(cast)
    told(cast, visibility=Visibility.PUBLIC)
    rows = b"".join(Client().get(f"{address}?format=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 2
