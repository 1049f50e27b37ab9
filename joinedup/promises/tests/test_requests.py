"""A request for a review: it gathers support by letter, and has to be answered once enough support it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.tests.dealt import address_in_last_letter
from joinedup.promises.tests.test_pages import words_of
from joinedup.questions import actions as questions
from joinedup.questions.models import Question, Support
from joinedup.questions.rules import GATHERS_NO_MORE, SUPPORTERS_FOR_A_REVIEW
from joinedup.record.models import Entry


@pytest.fixture
def request_for_review(cast: Cast) -> Question:
    """One that the convenor has let through, for the council to answer; two people are enough."""
    publish(cast.partnership)
    about = cast.partnership.reference
    asked = questions.ask(
        cast.partnership, by=None, at=NOW, kind="review", about=about, words="Look at the clinic again."
    )
    assert asked.supporters_needed == SUPPORTERS_FOR_A_REVIEW
    Question.objects.filter(pk=asked.pk).update(supporters_needed=2)
    return questions.let_through(asked, by=cast.ada, at=NOW, of=cast.council)


def support(question: Question, email: str) -> bool:
    """The holder of an address supports a request; whether that is new."""
    asked = actions.ask_to_support(question, email=email, asked_from=email, at=NOW)
    return actions.confirm(asked, at=NOW + timedelta(days=1)).is_new


def test_it_waits_for_no_answer_until_enough_support_it_and_then_its_clock_starts(request_for_review: Question) -> None:
    request = request_for_review
    assert request.state == "gathers"
    assert [support(request, "a@example.org"), support(request, "A@example.org")] == [True, False]
    request.refresh_from_db()
    assert (request.state, request.enough_at) == ("gathers", None)
    assert support(request, "b@example.org")
    request.refresh_from_db()
    day = timezone.localdate(NOW + timedelta(days=1))
    assert (request.state, request.due_on) == ("open", day + timedelta(days=request.partnership.days_to_answer))
    assert Entry.objects.filter(verb="was supported by enough").count() == 1
    with pytest.raises(Refused) as refused:
        support(request, "c@example.org")
    assert refused.value.refusals == (GATHERS_NO_MORE,)


def test_support_is_taken_back_as_easily_as_it_was_given(request_for_review: Question) -> None:
    support(request_for_review, "a@example.org")
    again = actions.ask_to_support(request_for_review, email="a@example.org", asked_from="a", at=NOW)
    actions.take_back(again, at=NOW)
    assert Support.objects.count() == 0


def test_somebody_without_an_account_supports_it_on_pages(request_for_review: Question) -> None:
    at, browser = request_for_review.get_absolute_url(), Client()
    assert "0 of 2 have given their support." in words_of(browser.get(at).content)
    sent = browser.post(f"{at}support/", {"email": "hilda@example.org"})
    assert "Look into your letters" in words_of(browser.get(sent["Location"]).content)
    assert Letter.objects.latest("pk").subject == "Do you support this?"
    link = address_in_last_letter()
    assert "Press the button, and you support it." in words_of(browser.get(link).content)
    assert "You support “Look at the clinic again.”" in words_of(browser.post(link).content)
    assert "1 of 2 has given their support." in words_of(browser.get(at).content)


def test_a_request_that_was_made_before_is_seen_and_one_that_is_not_public_takes_no_support(
    cast: Cast, request_for_review: Question
) -> None:
    about, later = cast.partnership.reference, NOW + timedelta(days=30)
    said: dict[str, Any] = {"kind": "review", "about": about, "words": "The clinic, once more."}
    again = questions.ask(cast.partnership, by=None, at=later, **said)
    assert Client().get(f"/{again.reference}/support/").status_code == 404
    again = questions.let_through(again, by=cast.ada, at=later, of=cast.council)
    assert "The same was asked before: Look at the clinic again." in words_of(
        Client().get(f"/{again.reference}/").content
    )
    assert "The same was asked before" not in words_of(Client().get(f"/{request_for_review.reference}/").content)
    assert signed_in(cast.ada).get(f"/{again.reference}/").status_code == 200


def test_a_question_of_another_kind_takes_no_support(cast: Cast) -> None:
    publish(cast.partnership)
    about = cast.partnership.reference
    asked = questions.ask(cast.partnership, by=None, at=NOW, kind="question", about=about, words="When?")
    questions.let_through(asked, by=cast.ada, at=NOW, of=cast.council)
    assert Client().get(f"/{asked.reference}/support/").status_code == 404
