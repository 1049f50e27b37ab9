"""The pages of Who answers for it?: who may see them, what they say, and what they cost."""

import re

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.answers.panels import how_this_connects, still_to_settle
from joinedup.answers.rulebook import ToSettle, rulebook
from joinedup.answers.tests.plan import Plan, ask, make_promise
from joinedup.frame import findings
from joinedup.outcomes.models import Outcome, Problem
from joinedup.partners.models import Account
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.promises.models import Commitment, Part
from joinedup.questions.models import Question

BELOW_A_PARTNERSHIP = ("findings/", "brief/")


@pytest.fixture
def unled(cast: Cast, plan: Plan) -> Commitment:
    """A promise of the charity that nobody leads."""
    return make_promise(cast, "Hold a meeting", plan.outcome, lead=None, organisation=cast.charity)


# The rulebook


def test_what_we_look_for_is_for_everybody_and_asks_the_database_nothing(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = Client().get("/rulebook/")
    said = _words(response)
    for test in findings.tests():
        assert test.title in said
        assert test.looks_for in said
        assert test.source in said


# Who may see


@pytest.mark.parametrize("below", BELOW_A_PARTNERSHIP)
def test_pages_of_a_partnership_in_preparation_are_its_members_alone(cast: Cast, plan: Plan, below: str) -> None:
    page = f"/{cast.partnership.reference}/{below}"
    seen = {who: _status(page, who, cast) for who in ("nobody", "rosa", "eve", "dan", "ada")}
    assert seen == {"nobody": 404, "rosa": 404, "eve": 404, "dan": 200, "ada": 200}
    publish(cast.partnership)
    assert _status(page, "nobody", cast) == 200


def test_a_thread_is_seen_by_whoever_sees_the_record(cast: Cast, plan: Plan) -> None:
    page = f"/thread/{plan.promise.reference}/"
    seen = {who: _status(page, who, cast) for who in ("nobody", "eve", "dan")}
    assert seen == {"nobody": 404, "eve": 404, "dan": 200}
    publish(cast.partnership)
    Commitment.objects.update(visibility="draft")
    assert {who: _status(page, who, cast) for who in ("nobody", "dan", "ben", "ada")} == {
        "nobody": 404,
        "dan": 404,
        "ben": 200,
        "ada": 200,
    }


@pytest.mark.parametrize("reference", ["nothing", "promise/JU-99", "account/JU-1", "partnership/JU-1"])
def test_what_has_no_thread_is_not_found(cast: Cast, reference: str) -> None:
    assert _status(f"/thread/{reference}/", "ada", cast) == 404


def test_only_members_may_answer(cast: Cast, unled: Commitment) -> None:
    publish(cast.partnership)
    page = _answer_page(cast, unled)
    seen = {who: _status(page, who, cast) for who in ("nobody", "rosa", "eve", "olu", "dan", "ada")}
    assert seen == {"nobody": 302, "rosa": 403, "eve": 403, "olu": 403, "dan": 200, "ada": 200}


# What is still to settle


def test_the_public_reads_what_is_to_settle_without_links_to_mend_or_answer(cast: Cast, unled: Commitment) -> None:
    publish(cast.partnership)
    page = Client().get(f"/{cast.partnership.reference}/findings/")
    assert "Hold a meeting" in _words(page)
    assert "Nobody is named." in _words(page)
    assert _links(page) & {f"/{unled.reference}/lead/", _answer_page(cast, unled)} == set()


def test_members_are_led_to_answer_and_those_who_may_to_mend(cast: Cast, unled: Commitment) -> None:
    mend, answer = f"/{unled.reference}/lead/", _answer_page(cast, unled)
    for account, expected in ((cast.ada, {mend, answer}), (cast.dan, {mend, answer}), (cast.cara, {answer})):
        page = signed_in(account).get(f"/{cast.partnership.reference}/findings/")
        assert _links(page) & {mend, answer} == expected


def test_a_draft_that_causes_something_is_not_told_to_those_who_may_not_see_it(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    Problem.objects.update(name="A secret problem", visibility="draft")
    Outcome.objects.create(partnership=cast.partnership, name="A secret outcome")
    for below in BELOW_A_PARTNERSHIP:
        said = _words(Client().get(f"/{cast.partnership.reference}/{below}"))
        assert "secret" not in said


def test_the_nine_questions_stand_on_the_page_and_say_where_nothing_is_recorded(cast: Cast, plan: Plan) -> None:
    said = _words(signed_in(cast.ada).get(f"/{cast.partnership.reference}/findings/"))
    assert "1 of 1 outcome has a measure of what changes for people." in said
    assert said.count("Nothing is recorded about this yet.") == 4


def test_no_page_of_findings_speaks_of_scores_or_ranks(cast: Cast, unled: Commitment) -> None:
    said = _words(signed_in(cast.ada).get(f"/{cast.partnership.reference}/findings/")).lower()
    assert re.findall(r"\b(score|rank|rating|grade|percent|%)", said) == []


def test_findings_are_chosen_by_answer_and_by_test_and_nothing_else_is_heard(cast: Cast, unled: Commitment) -> None:
    _send_answer(cast, unled, cast.dan)
    numbers = {
        query: _keys(signed_in(cast.ada).get(f"/{cast.partnership.reference}/findings/{query}"))
        for query in ("", "?show=answered", "?show=unanswered", "?test=B13", "?test=B999&show=x&order=1&page=zzz")
    }
    answered = {_key(cast, unled)}
    assert numbers["?show=answered"] == numbers["?test=B13"] == answered
    assert numbers["?show=unanswered"] == numbers[""] - answered
    assert numbers["?test=B999&show=x&order=1&page=zzz"] == numbers[""]


# Answering


def test_an_answer_is_shown_to_the_public_by_post_with_its_day(cast: Cast, unled: Commitment) -> None:
    publish(cast.partnership)
    response = _send_answer(cast, unled, cast.dan)
    assert response.headers["Location"] == f"/{cast.partnership.reference}/findings/"
    said = _words(Client().get(f"/{cast.partnership.reference}/findings/"))
    assert "The post is vacant." in said
    assert "To be mended by 1 March 2999." in said
    assert "Answered by Manager, Open Door on" in said
    assert "Dan Mistry" not in said


def test_an_empty_answer_is_refused_with_its_reason_and_nothing_is_stored(cast: Cast, unled: Commitment) -> None:
    response = signed_in(cast.dan).post(_answer_page(cast, unled), {"answer": ""})
    assert (response.status_code, Question.objects.filter(kind="finding").count()) == (422, 0)


def test_a_key_that_is_unknown_or_has_lapsed_says_that_it_is_settled_or_changed(cast: Cast, unled: Commitment) -> None:
    lapsed = _answer_page(cast, unled)
    Commitment.objects.filter(pk=unled.pk).update(lead=cast.dan.person)
    for page in (lapsed, f"/{cast.partnership.reference}/findings/B13-0000000000000000/answer/"):
        for response in (signed_in(cast.dan).get(page), signed_in(cast.dan).post(page, {"answer": "Too late."})):
            assert response.status_code == 404
            assert "This has been settled or has changed" in _words(response)
    assert Question.objects.filter(kind="finding").count() == 0


def test_an_answer_whose_cause_is_mended_stands_under_settled_or_changed_since(cast: Cast, unled: Commitment) -> None:
    _send_answer(cast, unled, cast.dan)
    page = f"/{cast.partnership.reference}/findings/"
    assert "Settled or changed since" not in _words(signed_in(cast.ada).get(page))
    Commitment.objects.filter(pk=unled.pk).update(lead=cast.dan.person)
    said = _words(signed_in(cast.ada).get(page)).partition("Settled or changed since")[2]
    assert "Nobody by name is answerable: Hold a meeting" in said
    assert "The post is vacant." in said


@pytest.mark.parametrize("below", [*BELOW_A_PARTNERSHIP, "thread"])
def test_pages_that_only_read_refuse_to_be_written_to(cast: Cast, plan: Plan, below: str) -> None:
    page = f"/thread/{plan.outcome.reference}/" if below == "thread" else f"/{cast.partnership.reference}/{below}"
    assert signed_in(cast.ada).post(page).status_code == 405


# The thread


def test_the_thread_is_a_nested_list_that_marks_this_record_and_its_breaks(cast: Cast, unled: Commitment) -> None:
    page = _soup(signed_in(cast.ada).get(f"/thread/{unled.reference}/"))
    here = page.select_one("li.thread-here > a[aria-current=true]")
    assert here is not None
    assert here.get_text() == "Hold a meeting"
    assert "It breaks off in one place." in page.get_text()
    (gap,) = page.select("li.thread-break")
    assert " ".join(gap.get_text().split()) == "It breaks off here: Nobody is named. Mend it"


def test_the_short_form_stands_beside_the_page_of_each_record(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    for noun in (plan.problem, plan.outcome, plan.indicator, plan.output, plan.promise, plan.question, cast.council):
        said = _words(Client().get(f"/{noun.reference}/"))
        assert "How this connects" in said, noun
        assert "Follow the whole thread" in said, noun


def test_there_is_no_short_form_for_what_a_reader_may_not_see(cast: Cast, plan: Plan) -> None:
    assert how_this_connects(plan.promise, None) is None
    assert how_this_connects(plan.promise, cast.ada) is not None


def test_the_partnerships_page_shows_the_first_five_to_settle_and_the_way_to_all(cast: Cast, plan: Plan) -> None:
    for number in range(7):
        make_promise(cast, f"Promise {number}", plan.outcome, lead=None)
    panel = still_to_settle(cast.partnership, cast.ada)
    assert panel is not None
    assert len(panel.context["told"]) == 5
    page = signed_in(cast.ada).get(f"/{cast.partnership.reference}/")
    assert "What we still have to settle" in _words(page)
    assert {f"/{cast.partnership.reference}/{below}" for below in BELOW_A_PARTNERSHIP} <= _links(page)


# The brief


def test_the_brief_looks_back_four_weeks_or_to_a_day_in_the_address(cast: Cast, plan: Plan) -> None:
    page = f"/{cast.partnership.reference}/brief/"
    assert "Changed since 3 March 2020" in _words(signed_in(cast.ada).get(f"{page}?since=2020-03-03"))
    default = _words(signed_in(cast.ada).get(page))
    for odd in ("?since=yesterday", "?since=2020-02-31", "?since=2999-01-01", "?since=0001-01-01", "?since="):
        assert _words(signed_in(cast.ada).get(page + odd)) == default


# What pages cost


@pytest.mark.parametrize("copies", [1, 40])
@pytest.mark.parametrize(("below", "queries"), [("findings/", 113), ("brief/", 109)])
def test_a_page_takes_no_more_queries_however_many_records(
    cast: Cast, plan: Plan, below: str, queries: int, copies: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    for number in range(copies):
        outcome = Outcome.objects.create(partnership=cast.partnership, name=f"Outcome {number}", visibility="public")
        promise = make_promise(cast, f"Promise {number}", outcome, lead=None)
        Part.objects.create(commitment=promise, what="A part")
        ask(cast.partnership, outcome.reference, "Why?", due_on="2020-01-01")
    with django_assert_max_num_queries(queries):
        assert Client().get(f"/{cast.partnership.reference}/{below}").status_code == 200


def _status(page: str, who: str, cast: Cast) -> int:
    client = Client() if who == "nobody" else signed_in(getattr(cast, who))
    return client.get(page).status_code


def _unled(cast: Cast) -> ToSettle:
    book = rulebook(cast.partnership, OPERATOR)
    (one,) = (one for one in book.to_settle if one.number == "B13")
    return one


def _key(cast: Cast, unled: Commitment) -> str:
    one = _unled(cast)
    assert one.found.finding.causes == (unled.reference,)
    return one.found.key


def _answer_page(cast: Cast, unled: Commitment) -> str:
    return f"/{cast.partnership.reference}/findings/{_key(cast, unled)}/answer/"


def _send_answer(cast: Cast, unled: Commitment, by: Account) -> HttpResponse:
    answer = {"answer": "The post is vacant.", "mend_by": "2999-03-01"}
    response: HttpResponse = signed_in(by).post(_answer_page(cast, unled), answer)  # type: ignore[assignment]
    assert response.status_code == 302
    return response


def _soup(response: object) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")  # type: ignore[attr-defined]


def _words(response: object) -> str:
    return " ".join(_soup(response).get_text(" ").split()).replace(" :", ":").replace(" .", ".")


def _links(response: object) -> set[str]:
    return {str(link["href"]) for link in _soup(response).select("main a[href]")}


def _keys(response: object) -> set[str]:
    """The keys of the findings that a page shows, from its links to answer them."""
    return {link.split("/")[-3] for link in _links(response) if link.endswith("/answer/") and "/findings/" in link}
