"""When something breaks, the reader is told so in plain words, and neither page, log nor letter tells a secret."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from joinedup.frame.models import Letter
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.record.models import Entry
from joinedup.site.logs import OneLine

SECRETS = {
    "setting": "planted-password-of-the-mail-server",
    "key": "planted-key-of-the-whole-site-0123456789",
    "session": "planted-word-in-the-session",
    "password": "planted-password-of-a-person",
    "words": "planted words of a resident",
    "address": "planted@example.org",
    "header": "planted-remark-of-a-proxy",
}
FAULT = 500
OUR_WORDS = "Something went wrong here"


@pytest.fixture
def planted(settings: Settings, cast: Cast) -> Client:
    """A browser whose session, and a site whose settings, hold secrets."""
    publish(cast.partnership)
    settings.SECRET_KEY, settings.EMAIL_HOST_PASSWORD = SECRETS["key"], SECRETS["setting"]
    client = signed_in(cast.ada)
    session = client.session
    session["note"] = SECRETS["session"]
    session.save()
    client.raise_request_exception = False
    return client


@pytest.fixture
def broken(db: None) -> None:
    """A table that every page of a partnership needs is gone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE questions_question RENAME TO gone")


def test_neither_page_nor_log_nor_letter_tells_a_secret_when_something_breaks(
    planted: Client, broken: None, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    answer = ask(planted, cast)
    said = {"page": answer.content.decode(), "log": written(caplog), "headers": str(answer.headers)}
    assert answer.status_code == FAULT
    assert OUR_WORDS in said["page"]
    assert "no such table" in said["log"] or "does not exist" in said["log"]
    assert [(where, name) for where, text in said.items() for name, one in SECRETS.items() if one in text] == []
    assert (mail.outbox, Letter.objects.count()) == ([], 0)


def test_the_same_fault_tells_them_where_debugging_is_on(
    planted: Client, broken: None, cast: Cast, settings: Settings
) -> None:
    """What the test above is able to find; the site refuses to be served to others like this."""
    settings.DEBUG = True
    page = ask(planted, cast).content.decode()
    assert [name for name in ("words", "address", "header") if SECRETS[name] not in page] == []


def test_nothing_is_stored_of_what_broke(planted: Client, broken: None, cast: Cast) -> None:
    before = Entry.objects.count()
    ask(planted, cast)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("address", ["/", "/desk/", "/partnerships/", "/find/?q=Northtown", "/no-such-page/"])
def test_without_a_database_every_page_says_that_it_is_our_fault(cast: Cast, address: str) -> None:
    client = signed_in(cast.ada)
    assert fault_on(client, client.get, address) == OUR_WORDS


def test_without_a_database_what_was_sent_is_said_to_be_lost(cast: Cast) -> None:
    client = signed_in(cast.ada)
    assert fault_on(client, client.post, "/places/add/") == OUR_WORDS


def test_without_a_database_nobody_is_let_in_and_no_password_is_logged(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    Account.objects.create_user(SECRETS["address"], SECRETS["password"])
    client = Client()
    sending = {"login": SECRETS["address"], "password": SECRETS["password"]}
    assert fault_on(client, lambda at: client.post(at, sending), "/account/login/") == OUR_WORDS
    assert [name for name in ("address", "password") if SECRETS[name] in written(caplog)] == []


def ask(client: Client, cast: Cast) -> Any:
    """Ask a partnership a question, with secrets in all that is sent."""
    fields = {"kind": "question", "words": SECRETS["words"], "asker_email": SECRETS["address"]}
    headers = {"X-Remark": SECRETS["header"]}
    return client.post(f"/{cast.partnership.reference}/ask/", fields, headers=headers)


def fault_on(client: Client, send: Callable[[str], Any], address: str) -> str:
    """The heading of the page that answers while the database does not."""
    client.raise_request_exception = False
    with connection.execute_wrapper(_gone):
        answer: HttpResponse = send(address)
    assert answer.status_code == FAULT
    return str(BeautifulSoup(answer.content, "html.parser").select("h1")[0].text)


def written(caplog: pytest.LogCaptureFixture) -> str:
    """What the log would hold, each event with its trace as the site writes it."""
    form = OneLine("%(asctime)s %(levelname)s %(name)s %(message)s")
    return "\n".join(form.format(event) for event in caplog.records if event.levelno >= logging.WARNING)


def _gone(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    raise OperationalError("the disk is gone")
