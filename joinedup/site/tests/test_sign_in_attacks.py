"""Accounts under attack: codes and links used twice at once, fields that no form has, hosts and senders made up."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client

from joinedup.frame.models import Letter
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import Cast, signed_in
from joinedup.site.tests.test_sign_in import (
    PASSWORD,
    code_now,
    is_signed_in,
    sign_in,
    with_password,
    with_second_factor,
)

MORE = {
    "is_administrator": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "person": "1",
    "account": "1",
    "role": "given",
    "verified": "on",
    "reference": "account/JU-99",
    "salt": "0" * 32,
}
OWN_FORMS: dict[str, dict[str, str]] = {
    "/account/email/": {"action_add": "", "email": "more@example.org"},
    "/account/password/change/": {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "x"},
    "/account/password/set/": {"password1": "another long phrase", "password2": "another long phrase"},
    "/account/reauthenticate/": {"password": PASSWORD},
    "/account/2fa/webauthn/add/": {"name": "phone", "credential": "{}"},
    "/account/2fa/totp/activate/": {"code": "000000"},
    "/account/sessions/end/": {},
    "/account/close/": {"once": "no"},
    "/account/erase/": {"is_sure": ""},
    "/notifications/read/": {"until": "1"},
    "/following/": {"rhythm": "daily"},
    "/my-data/": {"email": "ben@example.org"},
}


def at_once(acts: list[Callable[[], Any]]) -> None:
    start_line = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            start_line.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_a_code_sent_twice_at_once_opens_one_session(transactional_db: None, cast: Cast) -> None:
    """ID6, for the code of an authenticator app."""
    cache.clear()
    secret = with_second_factor(with_password(cast.ben))
    browsers = [sign_in("ben@example.org")[0] for _ in range(4)]
    code = code_now(secret)
    at_once([lambda one=one: one.post("/account/2fa/authenticate/", {"code": code}) for one in browsers])  # type: ignore[misc]
    assert [is_signed_in(one) for one in browsers].count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_to_choose_a_password_used_twice_at_once_sets_one(transactional_db: None, cast: Cast) -> None:
    """ID6, for a link in a letter: it hangs on the password that it replaces."""
    cache.clear()
    Client().post("/account/password/reset/", {"email": "ben@example.org"})
    link = re.search(r"http://localhost:8000(/\S+/)", Letter.objects.get().body)
    assert link is not None
    browsers = [Client() for _ in range(2)]
    forms = [one.get(link[1], follow=True).request["PATH_INFO"] for one in browsers]
    phrases = ["the first long phrase", "the second long phrase"]
    at_once(
        [
            lambda one=one, form=form, new=new: one.post(form, {"password1": new, "password2": new})  # type: ignore[misc]
            for one, form, new in zip(browsers, forms, phrases, strict=True)
        ]
    )
    assert [is_signed_in(sign_in("ben@example.org", phrase)[0]) for phrase in phrases].count(True) == 1
    again = Client().get(link[1], follow=True).content.decode()
    assert 'name="password1"' not in again


@pytest.mark.parametrize("address", sorted(OWN_FORMS))
def test_no_form_of_an_account_takes_a_power_that_is_sent_with_it(cast: Cast, address: str) -> None:
    """ID9: fields that a form does not have are not heard."""
    cache.clear()
    before = _powers()
    browser = signed_in(with_password(cast.ben))
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    if address == "/account/close/":
        cast.ben.refresh_from_db()
        assert browser.get(address).status_code == 200
    else:
        assert browser.post(address, {**MORE, **OWN_FORMS[address]}).status_code < 500
    assert _powers() == before


@pytest.mark.parametrize("address", ["edit", "posts"])
def test_no_form_of_a_person_takes_a_power_that_is_sent_with_it(cast: Cast, address: str) -> None:
    assert cast.ben.person is not None
    before = _powers()
    fields = {"name": "Ben Hughes", "version": "1", "organisation": cast.council.reference, "post": "Deputy"}
    sent = {**MORE, **fields, "from_on": "2020-01-01"}
    signed_in(cast.ada).post(f"/{cast.ben.person.reference}/{address}/", sent)
    assert _powers() == before


def _powers() -> list[tuple[Any, ...]]:
    """Of each account what makes it more than another's: whose it is, and what it may."""
    rows = Account.objects.order_by("pk").values_list("reference", "person", "is_active", "is_administrator", "salt")
    verified = EmailAddress.objects.filter(verified=True).order_by("pk").values_list("user", "email")
    return [*rows, *verified]


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1"},
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example"},
        {"x-forwarded-proto": "gopher", "x-forwarded-port": "99"},
        {"origin": "https://evil.example", "referer": "https://evil.example/"},
    ],
)
def test_no_header_changes_where_a_letter_leads(cast: Cast, headers: dict[str, str]) -> None:
    """ID11: the letters of resetting, of my data and of a role lead to this site alone."""
    cache.clear()
    Client().post("/account/password/reset/", {"email": "ben@example.org"}, headers=headers)
    Client().post("/my-data/", {"email": "ben@example.org"}, headers=headers)
    browser, asked = signed_in(cast.olu), {"role": "given", "reason": "Olu leaves."}
    browser.post(f"/administration/{cast.ben.reference}/role/", asked, headers=headers)
    letters = Letter.objects.filter(to="ben@example.org")
    assert letters.count() == 3
    for letter in letters:
        assert set(re.findall(r"https?://[^/\s]+", letter.body)) == {"http://localhost:8000"}


def test_a_host_that_is_not_ours_is_turned_away(cast: Cast) -> None:
    answer = Client().post("/account/password/reset/", {"email": "ben@example.org"}, headers={"host": "evil.example"})
    assert (answer.status_code, Letter.objects.count()) == (400, 0)


def test_no_header_makes_a_sender_another_one(cast: Cast) -> None:
    """ID11: without a proxy that the operator vouches for, who sends is what the connection says."""
    cache.clear()
    statuses = [
        Client()
        .post("/my-data/", {"email": f"a{number}@example.org"}, headers={"x-forwarded-for": f"203.0.113.{number}"})
        .status_code
        for number in range(11)
    ]
    assert statuses == [302] * 10 + [422]


def test_an_account_that_an_administrator_closes_is_signed_out_within_the_next_request(cast: Cast) -> None:
    """ID7."""
    browser, _ = sign_in(with_password(cast.ben).email)
    assert is_signed_in(browser)
    signed_in(cast.olu).post(f"/administration/{cast.ben.reference}/close/")
    assert not is_signed_in(browser)


def test_signing_out_everywhere_else_leaves_this_browser_alone(cast: Cast) -> None:
    here, there, hers = signed_in(cast.ben), signed_in(cast.ben), signed_in(cast.dan)
    answer = here.post("/account/sessions/end/", follow=True)
    assert "1 other browser is signed out." in answer.content.decode()
    assert [is_signed_in(one) for one in (here, there, hers)] == [True, False, True]
    assert "No other browser was signed in." in here.post("/account/sessions/end/", follow=True).content.decode()


def test_my_account_says_who_i_am_and_leads_to_everything(cast: Cast) -> None:
    page = signed_in(cast.ben).get("/account/").content.decode()
    assert "You are signed in as ben@example.org." in page
    assert "Head of early years" in page
    for address in (
        "email/",
        "password/set/",
        "2fa/webauthn/",
        "2fa/",
        "sessions/end/",
        "my-data/",
        "close/",
        "erase/",
    ):
        assert f'"/account/{address}"' in page, address
