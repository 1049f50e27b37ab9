"""Signing in, by password and through an organisation's own sign-in, as a browser does it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone
from oidc_provider_mock import User, run_server_in_thread

from joinedup.frame.models import Letter
from joinedup.partners import actions
from joinedup.partners.models import Account, Person
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, signed_in

# The provider that these tests run is older than the library that it stands on.
pytestmark = pytest.mark.filterwarnings("ignore:.*get_jwt_config:DeprecationWarning")

PASSWORD = "a long enough phrase"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def with_password(account: Account) -> Account:
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(email: str, password: str = PASSWORD) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/account/login/", {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session and "logout" in client.get("/partnerships/").content.decode()


# By password


def test_signing_in_works_whatever_the_case_of_the_address(cast: Cast) -> None:
    with_password(cast.ben)
    client, answer = sign_in("Ben@Example.ORG")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_signed_in(client)


def test_signing_up_makes_an_account_in_lower_case_that_must_show_its_address(db: None) -> None:
    client = Client()
    answer = client.post("/account/signup/", {"email": "New.Person@Example.org", "password1": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/account/confirm-email/")
    account = Account.objects.get()
    assert (account.email, account.person) == ("new.person@example.org", None)
    assert not is_signed_in(client)
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("new.person@example.org", "Confirm your e-mail address")
    link = re.search(r"http://localhost:8000(/account/confirm-email/\S+/)", letter.body)
    assert link is not None
    client.post(link[1])
    assert EmailAddress.objects.get().verified
    assert is_signed_in(client)


def test_links_in_letters_lead_to_this_site_whatever_host_was_asked(cast: Cast) -> None:
    Client().post("/account/password/reset/", {"email": "ben@example.org"}, headers={"host": "127.0.0.1"})
    Client().post("/account/password/reset/", {"email": "nobody@example.org"}, headers={"host": "127.0.0.1"})
    Client().post(
        "/account/signup/", {"email": "ben@example.org", "password1": PASSWORD}, headers={"host": "127.0.0.1"}
    )
    letters = Letter.objects.order_by("id")
    assert [letter.subject for letter in letters] == [
        "Choose a new password",
        "No account with this address",
        "You have an account already",
    ]
    for letter in letters:
        assert set(re.findall(r"https?://[^/\s]+", letter.body)) == {"http://localhost:8000"}


def test_a_forgotten_password_is_chosen_anew_by_letter(cast: Cast) -> None:
    client = Client()
    client.post("/account/password/reset/", {"email": "ben@example.org"})
    link = re.search(r"http://localhost:8000(/\S+/)", Letter.objects.get().body)
    assert link is not None
    page = client.get(link[1], follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert is_signed_in(sign_in("ben@example.org")[0])


@pytest.mark.parametrize(
    ("address", "sent", "names"),
    [
        ("/account/login/", {"password": "a wrong long phrase"}, "login"),
        ("/account/signup/", {"password1": PASSWORD}, "email"),
        ("/account/password/reset/", {}, "email"),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer(
    cast: Cast, address: str, sent: dict[str, str], names: str
) -> None:
    with_password(cast.ben)
    Account.objects.filter(pk=cast.dan.pk).update(is_active=False)
    emails = ("ben@example.org", "zoe@example.org", "dan@example.org")
    first, *others = (_answers(address, {**sent, names: email}, email) for email in emails)
    assert others == [first, first]


def _answers(address: str, sent: dict[str, str], email: str) -> list[tuple[int, str]]:
    """Every status and body on the way, without what differs from page to page."""
    client = Client()
    answer = client.post(address, sent, follow=True)
    steps = [(status, to) for to, status in answer.redirect_chain]
    body = CSRF.sub("", answer.content.decode()).replace(email, "the address")
    return [*steps, (answer.status_code, body)]


def test_a_session_has_a_new_name_after_signing_in_and_is_gone_after_signing_out(cast: Cast) -> None:
    with_password(cast.ben)
    client = Client()
    session = client.session
    session["seen"] = True
    session.save()
    before = client.cookies["session"].value if "session" in client.cookies else session.session_key
    client.cookies["session"] = str(session.session_key)
    client.post("/account/login/", {"login": "ben@example.org", "password": PASSWORD})
    after = client.cookies["session"].value
    assert after != before
    thief = Client()
    thief.cookies["session"] = after
    assert is_signed_in(thief)
    client.post("/account/logout/")
    assert not is_signed_in(thief)


def test_closing_an_account_ends_its_sessions_at_once(cast: Cast) -> None:
    with_password(cast.ben)
    client, _ = sign_in("ben@example.org")
    assert is_signed_in(client)
    actions.close_account(cast.ben, by=cast.olu, at=NOW)
    assert client.get(f"/{cast.partnership.reference}/").status_code == 404
    assert "logout" not in client.get("/partnerships/").content.decode()
    assert not is_signed_in(sign_in("ben@example.org")[0])


def test_signing_out_needs_a_post(cast: Cast) -> None:
    client = signed_in(cast.ben)
    client.get("/account/logout/")
    assert is_signed_in(client)


def test_no_form_of_an_account_hears_more_than_its_own_fields(db: None) -> None:
    more = {"is_administrator": "on", "is_staff": "on", "is_active": "", "person": "1", "verified": "on", "role": "x"}
    Client().post("/account/signup/", {"email": "eve@example.com", "password1": PASSWORD, **more})
    account = Account.objects.get()
    assert (account.is_administrator, account.is_active, account.person) == (False, True, None)
    assert not EmailAddress.objects.get().verified


# With a second factor


def with_second_factor(account: Account) -> str:
    secret: str = auth.generate_totp_secret()
    auth.TOTP.activate(account, secret)
    return secret


def code_now(secret: str) -> str:
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    code: str = auth.format_hotp_value(auth.hotp_value(secret, counter))
    return code


def test_a_second_factor_is_asked_for_and_a_code_works_once(cast: Cast) -> None:
    secret = with_second_factor(with_password(cast.ben))
    client, answer = sign_in("ben@example.org")
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(client)
    code = code_now(secret)
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": code})
    assert is_signed_in(client)
    again, _ = sign_in("ben@example.org")
    again.post("/account/2fa/authenticate/", {"code": code})
    assert not is_signed_in(again)


# By invitation


def invitation_for(cast: Cast, email: str) -> Any:
    person = actions.add_person(
        by=cast.ada, at=NOW, name="Gita Rao", organisation=cast.health, post="Nurse", from_on=LONG_AGO
    )
    now = timezone.now()
    return actions.invite(person, by=cast.ada, at=now, email=email, partnership=cast.partnership)


def test_an_invitation_leads_through_signing_up_and_back(cast: Cast) -> None:
    invitation = invitation_for(cast, "gita@example.org")
    client = Client()
    page = client.get(invitation.link).content.decode()
    assert "gita@example.org" not in page
    assert "Your post: Nurse, Northshire Health." in page
    assert re.search(r'href="(/account/signup/\?next=%2Faccept%2F[^"]+)"', page)
    client.post("/account/signup/", {"email": "gita@example.org", "password1": PASSWORD, "next": invitation.link})
    link = re.search(r"(/account/confirm-email/\S+/)", Letter.objects.latest("id").body)
    assert link is not None
    assert client.post(link[1])["Location"] == invitation.link
    answer = client.post(invitation.link, {"csrfmiddlewaretoken": "x"})
    assert answer["Location"] == cast.partnership.get_absolute_url()
    assert client.get(cast.partnership.get_absolute_url()).status_code == 200


def test_an_invitation_that_is_over_is_refused_also_after_a_new_password(cast: Cast) -> None:
    invitation = invitation_for(cast, "rosa@example.org")
    type(invitation).objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    client = Client()
    client.post("/account/password/reset/", {"email": "rosa@example.org"})
    link = re.search(r"http://localhost:8000(/account/password/\S+/)", Letter.objects.latest("id").body)
    assert link is not None
    page = client.get(link[1], follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    client, answer = sign_in("rosa@example.org")
    assert answer["Location"] == "/desk/"
    refused = client.post(invitation.link, {"csrfmiddlewaretoken": "x"})
    assert refused.status_code == 422
    assert "This invitation ended on" in refused.content.decode()
    cast.rosa.refresh_from_db()
    assert cast.rosa.person is None
    assert client.get(cast.partnership.get_absolute_url()).status_code == 404


def test_a_link_that_was_made_up_leads_nowhere(cast: Cast) -> None:
    invitation = invitation_for(cast, "rosa@example.org")
    for made_up in (f"/accept/{invitation.reference}/", f"/accept/{invitation.reference}:x/", "/accept/x/"):
        assert signed_in(cast.rosa).get(made_up).status_code == 404


# Through an organisation's own sign-in


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """A real OpenID Connect server of Northtown Council, which may speak for council.example."""
    people = {
        "ben": {"email": "Ben@Council.example", "email_verified": True},
        "new": {"email": "new@council.example", "email_verified": True},
        "mallory": {"email": "olu@example.org", "email_verified": True},
        "below": {"email": "x@evil.council.example", "email_verified": True},
        "unverified": {"email": "ben@council.example", "email_verified": False},
        "unsaid": {"email": "ben@council.example"},
        "worded": {"email": "ben@council.example", "email_verified": "false"},
        "without": {},
    }
    with run_server_in_thread(user_claims=[User(sub=sub, claims=claims) for sub, claims in people.items()]) as server:
        address = f"http://localhost:{server.server_port}"
        app = {
            "provider_id": "council",
            "name": "Northtown Council",
            "client_id": "joinedup",
            "secret": "between us",
            "settings": {"server_url": address, "domains": ["council.example"]},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield address


def sign_in_as(sub: str) -> tuple[Client, Any]:
    """Go through the organisation's sign-in as a browser would, and come back."""
    client = Client()
    to_provider = client.post("/account/oidc/council/login/?process=login")
    assert to_provider.status_code == 302
    back = urlsplit(_agree_as(sub, to_provider["Location"]))
    return client, client.get(back.path, parse_qs(back.query))


def _agree_as(sub: str, address: str) -> str:
    """What somebody does at the provider; where the provider sends them back to."""
    asked = urlsplit(address)
    connection = HTTPConnection(asked.netloc, timeout=60)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{asked.path}?{asked.query}", urlencode({"sub": sub}), form)
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 302
    return answer.headers["Location"]


@pytest.fixture
def ben(cast: Cast) -> Account:
    """Ben's account under his address at work, shown to be his."""
    Account.objects.filter(pk=cast.ben.pk).update(email="ben@council.example")
    EmailAddress.objects.filter(user=cast.ben).update(email="ben@council.example")
    cast.ben.refresh_from_db()
    return cast.ben


def test_a_known_address_signs_into_its_account(provider: str, ben: Account) -> None:
    accounts = Account.objects.count()
    for _ in range(2):
        client, answer = sign_in_as("ben")
        assert (answer.status_code, answer["Location"]) == (302, "/desk/")
        assert client.session["_auth_user_id"] == str(ben.pk)
    assert Account.objects.count() == accounts
    assert SocialAccount.objects.get().provider == "council"


def test_a_new_address_of_the_domain_makes_an_account_without_a_person(provider: str, cast: Cast) -> None:
    client, answer = sign_in_as("new")
    assert answer.status_code == 302
    account = Account.objects.get(email="new@council.example")
    assert (account.person, account.has_usable_password()) == (None, False)
    assert EmailAddress.objects.get(user=account).verified
    assert is_signed_in(client)
    assert client.get(cast.partnership.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("sub", ["mallory", "below", "unverified", "unsaid", "worded", "without"])
def test_what_a_provider_may_not_vouch_for_is_refused(provider: str, cast: Cast, ben: Account, sub: str) -> None:
    accounts = Account.objects.count()
    client, answer = sign_in_as(sub)
    assert answer.status_code == 403
    assert "may speak for addresses that end in council.example" in answer.content.decode()
    assert not is_signed_in(client)
    assert (Account.objects.count(), SocialAccount.objects.count()) == (accounts, 0)


def test_the_organisations_sign_in_does_not_go_around_the_second_factor(provider: str, ben: Account) -> None:
    secret = with_second_factor(ben)
    client, answer = sign_in_as("ben")
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert is_signed_in(client)


def test_a_closed_account_stays_closed_to_the_organisations_sign_in(provider: str, cast: Cast, ben: Account) -> None:
    actions.close_account(ben, by=cast.olu, at=NOW)
    client, _ = sign_in_as("ben")
    assert not is_signed_in(client)


def test_a_password_set_by_somebody_who_never_showed_the_address_is_void(provider: str, cast: Cast) -> None:
    Account.objects.filter(pk=cast.ben.pk).delete()
    squatter = with_password(Account.objects.create_user("ben@council.example"))
    EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False, primary=True)
    client, answer = sign_in_as("ben")
    assert answer["Location"] == "/account/confirm-email/"  # the owner of the address is written to
    assert not is_signed_in(client)
    squatter.refresh_from_db()
    assert not squatter.has_usable_password()


def test_an_invitation_waits_for_whoever_signs_in_through_their_organisation(provider: str, cast: Cast) -> None:
    invitation = invitation_for(cast, "new@council.example")
    client, answer = sign_in_as("new")
    assert answer["Location"] == invitation.link
    client.post(invitation.link, {"csrfmiddlewaretoken": "x"})
    assert Person.objects.get(account__email="new@council.example").name == "Gita Rao"
