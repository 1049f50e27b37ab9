"""Signing in by a letter: once, for a short time, the same for every address, and back to where one was."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from joinedup.frame.models import Letter
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.site import by_letter
from joinedup.site.tests.test_sign_in import is_signed_in, with_second_factor

PAGE = "/conversation/CV-1/join/"


def ask(email: str, browser: Client | None = None, page: str = PAGE) -> Any:
    return (browser or Client()).post("/account/by-letter/", {"email": email, "next": page})


def link() -> str:
    found = re.search(r"http://[^/]+(/account/by-letter/\S+)", Letter.objects.latest("pk").body)
    assert found is not None
    return found[1]


def test_a_new_address_gets_an_account_without_password_and_person_and_goes_on(cast: Cast) -> None:
    browser = Client()
    ask("Zoe@example.org", browser)
    assert Account.objects.filter(email="zoe@example.org").count() == 0
    assert browser.get(link()).status_code == 200
    assert not is_signed_in(browser)
    answer = browser.post(link())
    zoe = Account.objects.get(email="zoe@example.org")
    assert (answer["Location"], is_signed_in(browser)) == (PAGE, True)
    assert (zoe.person, zoe.has_usable_password(), zoe.is_administrator) == (None, False, False)
    assert EmailAddress.objects.get(user=zoe).verified


def test_a_known_address_signs_in_to_its_own_account(cast: Cast) -> None:
    browser, before = Client(), Account.objects.count()
    ask("rosa@example.org", browser)
    browser.post(link())
    assert (Account.objects.count(), browser.session["_auth_user_id"]) == (before, str(cast.rosa.pk))


def test_a_link_works_once_and_says_so(cast: Cast) -> None:
    ask("rosa@example.org")
    Client().post(link())
    again = Client()
    answer = again.post(link())
    assert (answer.status_code, is_signed_in(again)) == (410, False)
    assert "It works once." in answer.content.decode()
    assert again.get(link()).status_code == 410


def test_a_link_sent_many_times_at_once_makes_exactly_one_session(transactional_db: None) -> None:
    ask("zoe@example.org")
    address = link()

    def send(_number: int) -> int:
        try:
            return Client().post(address).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        answers = sorted(threads.map(send, range(6)))
    assert answers == [302] + [410] * 5
    assert (Session.objects.count(), Account.objects.count()) == (1, 1)


def test_a_link_is_too_old_after_half_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask("rosa@example.org")
    monkeypatch.setattr(by_letter, "LINK_WORKS_FOR", timedelta(seconds=-1))
    answer = Client().post(link())
    assert (answer.status_code, "too old" in answer.content.decode()) == (410, True)


def test_a_link_that_somebody_made_up_is_unknown(cast: Cast) -> None:
    forged = signing.dumps(["rosa@example.org", "/", "key"], salt="another")
    assert [Client().get(f"/account/by-letter/{each}/").status_code for each in (forged, "x")] == [404, 404]


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\x"])
def test_nobody_is_led_to_another_site(cast: Cast, page: str) -> None:
    browser = Client()
    ask("rosa@example.org", browser, page)
    assert browser.post(link())["Location"] == "/desk/"


def test_known_and_unknown_addresses_get_the_same_answer_by_the_same_steps(cast: Cast) -> None:
    seen = []
    for email in ("rosa@example.org", "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as steps:
            answer = ask(email)
        page = Client().get(answer["Location"]).content
        seen.append((answer.status_code, answer["Location"], page, len(steps)))
    assert seen[0] == seen[1]


def test_few_letters_go_to_one_address_and_at_the_wish_of_one_sender(cast: Cast) -> None:
    answers = [ask("rosa@example.org").status_code for _time in range(6)]
    assert answers == [302] * 5 + [422]
    more = [ask(f"zoe{number}@example.org").status_code for number in range(6)]
    assert more == [302] * 5 + [422]
    assert Letter.objects.count() == 10


def test_a_password_set_by_somebody_who_never_showed_the_address_opens_nothing(cast: Cast) -> None:
    """Whoever signs up with another's address and waits does not get in once its holder comes."""
    waiting = Account.objects.create_user("zoe@example.org", "a long enough phrase")
    EmailAddress.objects.create(user=waiting, email="zoe@example.org", verified=False, primary=True)
    ask("zoe@example.org")
    Client().post(link())
    waiting.refresh_from_db()
    assert (waiting.has_usable_password(), EmailAddress.objects.get(user=waiting).verified) == (False, True)


def test_a_closed_account_is_not_opened_again(cast: Cast) -> None:
    Account.objects.filter(pk=cast.rosa.pk).update(is_active=False)
    ask("rosa@example.org")
    browser = Client()
    assert (browser.post(link()).status_code, is_signed_in(browser)) == (410, False)


def test_a_second_step_is_still_asked_for(cast: Cast) -> None:
    with_second_factor(cast.ben)
    browser = Client()
    ask(cast.ben.email, browser)
    answer = browser.post(link())
    assert (answer["Location"].startswith("/account/2fa/authenticate/"), is_signed_in(browser)) == (True, False)


def test_a_letter_says_what_it_is_and_that_nothing_need_be_done(cast: Cast) -> None:
    by_letter.ask(email="rosa@example.org", next=PAGE, asked_from="x", at=NOW)
    assert "If it was not you, do nothing." in Letter.objects.get().body
