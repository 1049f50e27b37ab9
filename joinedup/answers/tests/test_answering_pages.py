"""Pages of answerability, of who steps in last and of scrutiny: what they show, to whom, with how many queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.answers import actions
from joinedup.answers.models import AccountGiven, AnswerLine, Guarantor, Recommendation
from joinedup.answers.tests.answered import (
    a_committee,
    a_guarantor,
    a_line,
    a_recommendation,
    an_outcome,
)
from joinedup.outcomes.models import Outcome
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.partners.tests.seated import a_body

NOW = timezone.now()
TODAY = timezone.localdate()


@pytest.fixture
def outcome(cast: Cast) -> Outcome:
    publish(cast.partnership)
    return an_outcome(cast)


def here(cast: Cast, below: str) -> str:
    return f"/{cast.partnership.reference}/{below}"


def said_in(response: Any) -> str:
    return " ".join(response.content.decode().split())


def line_fields(cast: Cast, outcome: Outcome, **said: Any) -> dict[str, Any]:
    fields = {
        "about": outcome.reference,
        "answers_for": "money",
        "organisation": cast.council.reference,
        "to_words": "Voters",
        "side": "inside",
        "visibility": "public",
    }
    return {**fields, **said}


def test_anybody_reads_the_map_with_its_picture_its_table_and_the_three_words(
    client: Client, cast: Cast, outcome: Outcome
) -> None:
    a_line(cast, outcome, at=NOW - timedelta(days=400))
    a_line(cast, outcome, at=NOW, answers_for="money", to_organisation=cast.health)
    a_line(cast, outcome, at=NOW, answers_for="money", organisation=cast.health, to_organisation=cast.council)
    page = said_in(client.get(here(cast, "answerability/")))
    for words in (
        "3 lines say who answers to whom. 1 account is overdue.",
        'id="answerability-title"',
        "An account of Northtown Council was due by",
        "This goes round in a circle",
        "Northshire Health answers to Northtown Council",
        "These members answer for nothing here:",
        "Who bears the consequence",
        "Nobody answers for 4 of the things in this table.",
    ):
        assert words in page
    assert "Say who answers for something" not in page


def test_a_map_without_lines_says_so_and_tells_members_how_to_begin(cast: Cast, outcome: Outcome) -> None:
    page = said_in(signed_in(cast.dan).get(here(cast, "answerability/")))
    assert ("Nobody has said yet who answers to whom." in page, "Say who answers for something" in page) == (True, True)
    assert "No line is drawn that you may see." in page


def test_the_map_is_narrowed_to_what_is_overdue_and_comes_as_a_file(
    client: Client, cast: Cast, outcome: Outcome
) -> None:
    a_line(cast, outcome, at=NOW - timedelta(days=400), forum="The late forum")
    a_line(cast, outcome, at=NOW, answers_for="rules", forum="The early forum")
    page = said_in(client.get(here(cast, "answerability/?which=overdue")))
    assert ("The late forum" in page, "The early forum" in page) == (True, False)
    file = b"".join(client.get(here(cast, "answerability/?which=overdue&format=csv"))).decode()
    assert ("The late forum" in file, "The early forum" in file, file.count("line/")) == (True, False, 1)


def test_a_line_is_drawn_changed_and_ended_on_its_pages(cast: Cast, outcome: Outcome) -> None:
    ben = signed_in(cast.ben)
    opened = ben.get(here(cast, f"answerability/new/?about={outcome.reference}&thing=money"))
    assert f'<option value="{outcome.reference}" selected' in said_in(opened)
    assert cast.health.name not in str(opened.context["form"]["organisation"])
    answer = ben.post(here(cast, "answerability/new/"), line_fields(cast, outcome))
    line = AnswerLine.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/{line.reference}/")
    ben.post(f"/{line.reference}/edit/", line_fields(cast, outcome, forum="Cabinet", version=1))
    assert "Cabinet" in said_in(ben.get(f"/{line.reference}/"))
    answer = ben.post(f"/{line.reference}/edit/", line_fields(cast, outcome, forum="Board", version=1))
    assert (answer.status_code, "Cabinet" in said_in(answer)) == (422, True)
    ben.post(f"/{line.reference}/end/", {"because": "It is over."})
    ended = said_in(ben.get(f"/{line.reference}/"))
    assert ("This line ended on" in ended, "It is over." in ended, "Record an account" in ended) == (True, True, False)


def test_every_reason_against_a_line_is_shown_with_what_was_typed(cast: Cast, outcome: Outcome) -> None:
    fields = line_fields(cast, outcome, to_organisation=cast.council.reference, to_words="Voters", forum="Cabinet")
    answer = signed_in(cast.ada).post(here(cast, "answerability/new/"), fields)
    page = said_in(answer)
    assert answer.status_code == 422
    for words in ("Name one audience here", "Nobody answers to themselves", "Cabinet"):
        assert words in page


@pytest.mark.parametrize("about", ["outcome/JU-999999", "nonsense", "\x00", "partnership/JU-999999"])
def test_what_cannot_be_chosen_is_turned_down(cast: Cast, outcome: Outcome, about: str) -> None:
    answer = signed_in(cast.ada).post(here(cast, "answerability/new/"), line_fields(cast, outcome, about=about))
    assert (answer.status_code, AnswerLine.objects.count()) == (422, 0)


def test_a_joint_account_is_recorded_and_stands_on_the_page(client: Client, cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome, at=NOW)
    fields = {"given_on": TODAY, "words": "Ours. Theirs.", "together_with": [cast.charity.reference]}
    answer = signed_in(cast.ben).post(f"/{line.reference}/account/", fields)
    assert (answer.status_code, AccountGiven.objects.get().together_with) == (302, "Open Door")
    assert "One account, given together with Open Door." in said_in(client.get(f"/{line.reference}/"))
    refused = signed_in(cast.ben).post(f"/{line.reference}/account/", {**fields, "given_on": TODAY + timedelta(days=1)})
    assert (refused.status_code, "This day is still to come." in said_in(refused)) == (422, True)


def test_an_account_sent_twice_is_recorded_once(cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome, at=NOW)
    ben = signed_in(cast.ben)
    once = ben.get(f"/{line.reference}/account/").context["form"].initial["once"]
    for _time in range(2):
        answer = ben.post(f"/{line.reference}/account/", {"given_on": TODAY, "words": "Ours.", "once": once})
        assert answer["Location"] == f"/{line.reference}/"
    assert AccountGiven.objects.count() == 1


def test_who_steps_in_is_listed_shown_changed_and_taken_off(client: Client, cast: Cast, outcome: Outcome) -> None:
    one = a_guarantor(cast, at=NOW, about=outcome.reference)
    a_guarantor(cast, at=NOW, service="Book bus", organisation=None, said_in_public="", steps_in_if="")
    page = said_in(client.get(here(cast, "guarantors/")))
    assert ("Northtown Council steps in." in page, "Nobody has said that they step in." in page) == (True, True)
    lacking = said_in(client.get(here(cast, "guarantors/?lacks=yes")))
    assert ("Book bus" in lacking, "Night café" in lacking) == (True, False)
    assert "If the café fails, the council keeps it open." in said_in(client.get(f"/{one.reference}/"))
    ada = signed_in(cast.ada)
    ada.post(f"/{one.reference}/edit/", {"service": "Late café", "visibility": "public", "version": 1})
    assert Guarantor.objects.get(pk=one.pk).service == "Late café"
    assert ada.post(f"/{one.reference}/remove/")["Location"] == here(cast, "guarantors/")
    assert Guarantor.objects.filter(pk=one.pk).count() == 0


def test_a_charity_cannot_be_named_and_the_page_says_why(cast: Cast, outcome: Outcome) -> None:
    fields = {"service": "Book bus", "organisation": cast.charity.reference, "visibility": "public"}
    answer = signed_in(cast.ada).post(here(cast, "guarantors/new/"), fields)
    assert (answer.status_code, "Only a public body can be the last to step in" in said_in(answer)) == (422, True)


def test_a_recommendation_goes_from_the_desk_to_the_reply_to_done_to_closed(
    client: Client, cast: Cast, outcome: Outcome
) -> None:
    committee = a_committee(cast, outcome)
    dan, ben = signed_in(cast.dan), signed_in(cast.ben)
    form = dan.get(f"/{committee.reference}/recommendations/new/").context["form"]
    fields = {
        "words": "Publish the figures.",
        "about": outcome.reference,
        "of": cast.council.reference,
        "due_on": form.initial["due_on"],
        "visibility": "public",
    }
    dan.post(f"/{committee.reference}/recommendations/new/", fields)
    one = Recommendation.objects.get()
    page = f"/{one.reference}/"
    assert "Publish the figures." in said_in(ben.get("/desk/"))
    answer = ben.post(f"{page}reply/", {"reply": "accepted"})
    assert (answer.status_code, "Name who sees to it." in said_in(answer)) == (422, True)
    assert cast.ben.person is not None
    by = TODAY + timedelta(days=30)
    ben.post(f"{page}reply/", {"reply": "accepted", "owner": cast.ben.person.reference, "do_by": by})
    ben.post(f"{page}done/", {"done_on": TODAY, "words": "They stand on the site."})
    assert ben.get(f"{page}close/").status_code == 403
    dan.post(f"{page}close/", {"words": "We read them."})
    read = said_in(client.get(page))
    for words in ("Accepted", "They stand on the site.", "We read them.", "Closed by the committee"):
        assert words in read
    assert "No recommendation is open." in said_in(client.get(f"/{committee.reference}/scrutiny/"))


def test_the_list_of_recommendations_is_narrowed_and_comes_as_a_file(
    client: Client, cast: Cast, outcome: Outcome
) -> None:
    committee = a_committee(cast, outcome)
    early = NOW - timedelta(days=100)
    a_recommendation(cast, committee, outcome, at=early, words="The late one.")
    closed = a_recommendation(cast, committee, outcome, at=NOW, words="The closed one.")
    actions.close_recommendation(closed, by=cast.dan, at=NOW, words="So be it.")
    late = said_in(client.get(here(cast, "recommendations/?late=yes")))
    assert ("The late one." in late, "The closed one." in late) == (True, False)
    file = b"".join(client.get(here(cast, "recommendations/?state=closed&format=csv"))).decode()
    assert ("The late one." in file, "The closed one." in file) == (False, True)
    whole = said_in(client.get(here(cast, f"recommendations/?committee={committee.reference}")))
    assert ("The late one." in whole, "The closed one." in whole) == (True, True)


def test_a_board_has_no_scrutiny_desk(client: Client, cast: Cast, outcome: Outcome) -> None:
    board = a_body(cast)
    assert client.get(f"/{board.reference}/scrutiny/").status_code == 404
    assert signed_in(cast.ada).get(f"/{board.reference}/recommendations/new/").status_code == 404


def test_the_pages_of_what_is_answered_for_and_of_who_is_named_say_so(
    client: Client, cast: Cast, outcome: Outcome
) -> None:
    committee = a_committee(cast, outcome)
    a_line(cast, outcome, at=NOW, to_body=committee)
    a_recommendation(cast, committee, outcome, at=NOW)
    a_guarantor(cast, at=NOW, about=outcome.reference)
    page = said_in(client.get(f"/{outcome.reference}/"))
    for words in (
        "Northtown Council answers to Scrutiny committee",
        "Northtown Council steps in last",
        "Publish the figures each month.",
    ):
        assert words in page
    assert "Publish the figures each month." in said_in(client.get(f"/{cast.council.reference}/"))
    heard = said_in(client.get(f"/{committee.reference}/"))
    assert (f"/{committee.reference}/scrutiny/" in heard, "how the service does" in heard) == (True, True)
    assert "Who answers to whom, for what" in said_in(client.get(here(cast, "")))


def test_in_a_preview_nobody_acts(cast: Cast, outcome: Outcome) -> None:
    committee = a_committee(cast, outcome)
    line = a_line(cast, outcome, at=NOW)
    one = a_recommendation(cast, committee, outcome, at=NOW)
    ada = signed_in(cast.ada)
    ada.post(here(cast, "preview/"))
    for address, words in (
        (here(cast, "answerability/"), "Say who answers for something"),
        (f"/{line.reference}/", "Record an account"),
        (f"/{one.reference}/", "/reply/"),
        (f"/{committee.reference}/scrutiny/", "Recommend something"),
    ):
        assert words not in said_in(ada.get(address))


def test_pages_take_the_same_queries_however_much_there_is(
    client: Client, cast: Cast, outcome: Outcome, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    committee = a_committee(cast, outcome)

    def fill(number: int) -> None:
        for _one in range(number):
            a_line(cast, an_outcome(cast, f"Outcome {_one} of {number}"), at=NOW)
            a_guarantor(cast, at=NOW)
            a_recommendation(cast, committee, outcome, at=NOW)

    pages = {"answerability/": 5, "guarantors/": 3, "recommendations/": 7}
    for number in (2, 12):
        fill(number)
        for below, queries in pages.items():
            with django_assert_num_queries(queries):
                client.get(here(cast, below))
