"""Passkeys in a real browser: added, used to sign in, renamed and removed; without scripts the password is offered.

The browser's own virtual authenticator stands for a phone with a fingerprint reader.
"""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from joinedup.partners.models import Account
from tests.conftest import AxeCheck

PASSWORD = "a long enough phrase"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def rosa(transactional_db: None) -> Account:
    account = Account.objects.create_user("rosa@example.org", PASSWORD)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


@pytest.fixture
def keeper(page: Page) -> Any:
    """A device that keeps passkeys, plugged into the browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], live_server: LiveServer) -> dict[str, Any]:
    """Passkeys are bound to a name, not to a number."""
    return {**browser_context_args, "base_url": live_server.url.replace("127.0.0.1", "localhost")}


def sign_in(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("rosa@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("link", name="Add, rename or remove passkeys").click()
    page.get_by_role("link", name="Add a passkey").click()
    show_that_it_is_you(page)
    page.get_by_label("What to call it").fill("Rosa’s phone")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()


def show_that_it_is_you(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_added_signs_in_alone_is_renamed_and_removed(
    page: Page, rosa: Account, keeper: Any, axe: AxeCheck
) -> None:
    sign_in(page)
    add_passkey(page)
    assert Authenticator.objects.filter(user=rosa, type="webauthn").count() == 1
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_text("Rosa’s phone", exact=True)).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    axe(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name=re.compile("Rename")).click()
    page.get_by_role("link", name="Use my passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    page.get_by_label("What to call it").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Old phone", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Remove")).click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    assert not Authenticator.objects.filter(user=rosa, type="webauthn").exists()


def test_the_password_alone_is_not_enough_once_there_is_a_passkey(page: Page, rosa: Account, keeper: Any) -> None:
    sign_in(page)
    add_passkey(page)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/desk/")


def test_a_device_without_a_passkey_is_told_in_words_and_nothing_is_signed_in(
    page: Page, rosa: Account, keeper: Any
) -> None:
    session, authenticator = keeper
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto("/account/login/")
    expect(page.locator("[data-passkey-trouble]")).to_be_hidden()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Your device gave no passkey")).to_be_visible()


def test_without_scripts_the_page_says_so_and_the_password_works(page_without_scripts: Page, rosa: Account) -> None:
    page = page_without_scripts
    page.goto("/account/login/")
    expect(page.get_by_text("Passkeys need scripts, which are off in this browser.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in(page)
    page.wait_for_url("**/desk/")
    page.goto("/account/2fa/webauthn/add/")
    show_that_it_is_you(page)
    expect(page.get_by_text("Your password goes on working.")).to_be_visible()
