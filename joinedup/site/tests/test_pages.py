"""The pages that belong to no room: home, the finder, health, and what is shown when something is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error
from pytest_django import DjangoAssertNumQueries, Settings

from joinedup import __version__
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import PostcodeArea
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.tests.made import a_promise
from joinedup.record.sequencer import sequence


def page_at(address: str, client: Client | None = None) -> BeautifulSoup:
    return BeautifulSoup((client or Client()).get(address).content, "html.parser")


def news(page: BeautifulSoup) -> list[str]:
    return [" ".join(item.text.split()) for item in page.select("#lately ~ ul > li")]


def shared_promise(cast: Cast) -> Any:
    commitment = a_promise(cast, by=cast.ben, visibility=Visibility.PARTNERS)
    return actions.share(commitment, by=cast.ben, at=NOW, visibility=Visibility.PUBLIC)


def test_home_asks_for_a_postcode_first_and_says_what_to_expect(cast: Cast) -> None:
    page = page_at("/")
    assert len(page.select("form[action='/find/'] input[name=q]")) == 1
    assert len(page.select("h1")) == 1
    assert "Nothing has been published yet" in page.text


def test_home_tells_what_changed_in_a_published_partnership(cast: Cast) -> None:
    commitment = shared_promise(cast)
    publish(cast.partnership)
    actions.report(commitment, by=cast.ben, at=NOW, state="kept")
    page = page_at("/")
    assert news(page) == [f"6 May 2031 A promise was kept: {commitment.output}"]
    assert [link["href"] for link in page.select("#lately ~ ul a")] == [commitment.get_absolute_url()]
    assert [link.text for link in page.select(".rows a")] == ["Starting well"]


def test_home_keeps_to_its_members_what_is_not_published(cast: Cast) -> None:
    shared_promise(cast)
    assert news(page_at("/")) == []
    assert len(news(page_at("/", signed_in(cast.cara)))) == 1


def test_home_keeps_a_draft_to_those_who_write_it(cast: Cast) -> None:
    commitment = shared_promise(cast)
    publish(cast.partnership)
    type(commitment).objects.update(visibility=Visibility.DRAFT)
    assert news(page_at("/")) == []


def test_home_takes_the_same_number_of_queries_however_much_happened(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    for _ in range(4):
        shared_promise(cast)
    with django_assert_num_queries(4):  # the record, promises, pauses, partnerships; a fifth if measures moved
        Client().get("/")


def test_home_says_which_questions_are_answered_and_which_are_to_come(cast: Cast) -> None:
    page = page_at("/")
    assert [question.text for question in page.select(".asked dt")] == [
        "Who?",
        "What should change?",
        "Who promised what, on what terms?",
        "Who answers for it?",
    ]
    assert "Still to come: With what money?" in " ".join(page.text.split())


@pytest.mark.parametrize("typed", ["ox4 6ab", "OX46AB", "ox4", "Millbrook", " millbrook "])
def test_a_postcode_or_a_whole_name_leads_straight_to_the_place(cast: Cast, typed: str) -> None:
    PostcodeArea.objects.create(beginning="OX4", place=cast.millbrook)
    answer = Client().get("/find/", {"q": typed})
    assert (answer.status_code, answer["Location"]) == (302, cast.millbrook.get_absolute_url())


def test_part_of_a_name_that_several_places_share_lists_them(cast: Cast) -> None:
    page = page_at("/find/?q=north")
    assert [link.text for link in page.select(".rows a")] == ["Northshire", "Northtown"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ZZ9 9ZZ", "No place here covers the postcode “ZZ9 9ZZ” yet."),
        ("Atlantis", "No place here is called “Atlantis”."),
        ("<b>", "No place here is called “<b>”."),
        ("x" * 5000, f"No place here is called “{'x' * 100}”."),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_do(cast: Cast, typed: str, said: str) -> None:
    page = BeautifulSoup(Client().get("/find/", {"q": typed}).content, "html.parser")
    sentence = page.select_one(".lead-sentence")
    assert sentence is not None
    assert sentence.text == said
    assert len(page.select("form[action='/find/']")) == 1


def test_a_search_for_nothing_asks_again(cast: Cast) -> None:
    assert Client().get("/find/?q=%20").status_code == 200


def test_health_says_that_the_database_answers_and_what_waits(cast: Cast) -> None:
    shared_promise(cast)
    assert Client().get("/health/").json() == {
        "database": "reachable",
        "waiting_for_the_log": 2,
        "version": __version__,
    }
    sequence()
    assert Client().get("/health/").json()["waiting_for_the_log"] == 0


def test_health_says_when_the_database_does_not_answer(db: None) -> None:
    with connection.execute_wrapper(_broken):
        answer = Client().get("/health/")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable", "version": __version__})


def _broken(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    raise OperationalError("the disk is gone")


def test_what_is_not_there_says_so_and_offers_to_sign_in(cast: Cast) -> None:
    answer = Client().get("/promise/JU-999/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 404
    assert [link["href"] for link in page.select("main a")] == ["/account/login/?next=/promise/JU-999/"]


def test_a_reader_who_has_signed_in_is_not_asked_to_again(cast: Cast) -> None:
    assert page_at("/promise/JU-999/", signed_in(cast.ada)).select("main a[href*=login]") == []


def test_the_page_for_our_own_faults_reads_nothing() -> None:
    answer = server_error(RequestFactory().get("/"))
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 500
    assert [heading.text for heading in page.select("h1")] == ["Something went wrong here"]


def test_a_request_that_cannot_be_understood_is_told_what_to_do() -> None:
    answer = bad_request(RequestFactory().get("/"), ValueError())
    assert answer.status_code == 400
    assert "Nothing was saved." in answer.content.decode()


def test_a_form_without_its_cookie_says_how_to_save_the_words(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {})
    assert answer.status_code == 403
    assert "copy what you wrote" in answer.content.decode()


def test_the_band_offers_the_desk_and_the_way_out_to_whoever_is_signed_in(cast: Cast) -> None:
    page = page_at("/", signed_in(cast.ada))
    assert [link.text for link in page.select(".band-account a")] == ["My desk", "News"]
    assert [form["action"] for form in page.select(".band-account form")] == ["/account/logout/"]
    assert [link.text for link in page_at("/").select(".band-account a")] == ["Sign in"]


@pytest.mark.parametrize("address", ["/about/", "/accessibility/"])
def test_the_pages_at_the_foot_are_there(db: None, address: str) -> None:
    assert len(page_at(address).select("h1")) == 1


@pytest.mark.parametrize("address", ["/", "/about/", "/no-such-page/"])
def test_the_foot_links_to_the_source_code_if_the_operator_says_where_it_is(
    db: None, settings: Settings, address: str
) -> None:
    assert "Source code" not in [link.text for link in page_at(address).select(".foot a")]
    settings.SOURCE_URL = "https://code.example.org/joinedup"
    links = {link.text: link["href"] for link in page_at(address).select(".foot a")}
    assert links["Source code"] == "https://code.example.org/joinedup"


def test_the_page_about_says_how_to_have_the_source_code(db: None, settings: Settings) -> None:
    assert "Ask whoever runs the site for it." in page_at("/about/").text
    settings.SOURCE_URL = "https://code.example.org/joinedup"
    assert "Ask whoever runs the site for it." not in page_at("/about/").text
    assert [link["href"] for link in page_at("/about/").select("main a")] == ["https://code.example.org/joinedup"]


def test_browsers_find_the_mark_at_the_old_address(db: None) -> None:
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (301, "/static/frame/mark.svg")
