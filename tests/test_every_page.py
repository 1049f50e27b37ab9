"""Every page of the demonstration place that links lead to, opened in a browser as each sort of reader would.

From the home page, one page of each kind is opened, and from it the next. On each: no accessibility violation, nothing
on the console, one heading of the first level with scripts and without, and no sideways scrolling on a phone.
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Error, Page
from pytest_django.live_server_helper import LiveServer

from joinedup.partners.models import Account
from joinedup.site import demonstration
from tests.conftest import DESK, PHONE, AxeCheck

LEAD = "tomas.reyes@ambleford.example"  # reads what a charity's manager does
READERS = [
    pytest.param(email, marks=pytest.mark.slow if email == LEAD else ())
    for email in ("", *(account.email for account in demonstration.SIGN_INS))
]
STARTS = [
    "/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/patterns/",
    "/search/?q=street",
    "/no-such-page/",
]
BUILT_OF = """() => [...document.querySelectorAll("*")].map(
    one => one.tagName + [...one.attributes].map(
        at => /^(href|id|for|value|d|x|y|cx|cy|points|aria-labelledby|aria-describedby)$/.test(at.name)
            ? at.name : `${at.name}=${at.value}`
    ).sort().join()
).join()"""
CHECKED: set[str] = set()
LEAVES = {"account_logout"}  # its page is opened last of all, by the journeys


@pytest.fixture
def place(live_server: LiveServer) -> None:
    """The demonstration place, built as a newcomer's is."""
    demonstration.build()


@pytest.mark.parametrize("email", READERS, ids=lambda email: email.partition("@")[0] or "anybody")
def test_every_page_is_open_to_every_reader(place: None, page: Page, axe: AxeCheck, email: str) -> None:
    sign_in(page.context, email, page)
    found = {address: list(problems_on(page, sent, axe)) for address, sent in pages_of_each_kind(page)}
    assert {address: problems for address, problems in found.items() if problems} == {}
    assert len(found) > len(STARTS)


def pages_of_each_kind(page: Page) -> Iterator[tuple[str, BeautifulSoup]]:
    """Open one page of each kind that links lead to, one after the other; while it is open, give its address, and what
    the server has sent: what is there for whoever reads without scripts, who finds every page by these links."""
    waiting, kinds, no_pages = list(STARTS), set(LEAVES), set()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in kinds or address in no_pages:
            continue
        sent = opened(page, address)
        if sent is None:
            no_pages.add(address)
            continue
        kinds.add(kind)
        yield address, sent
        links = [str(link["href"]) for link in sent.select("a[href]")]
        waiting += [path for link in links if (path := urlsplit(link).path).startswith("/") and "//" not in link]


def kind_of(address: str) -> str:
    """The name of the view that answers an address."""
    try:
        return resolve(address).view_name
    except Resolver404:
        return "missing"


def opened(page: Page, address: str) -> BeautifulSoup | None:
    """Open an address; what the server has sent, unless that is a file to keep."""
    try:
        answer = page.goto(address)
    except Error as refused:
        if "Download is starting" not in str(refused):
            raise
        return None
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return None
    return BeautifulSoup(answer.text(), "html.parser")


def problems_on(page: Page, sent: BeautifulSoup, axe: AxeCheck) -> Iterator[str]:
    """What is wrong with the open page. One that is built of the same parts as one that was checked is not again."""
    parts = page.evaluate(BUILT_OF)
    if parts not in CHECKED:
        CHECKED.add(parts)
        try:
            axe(page)
        except AssertionError as violations:
            yield str(violations)
    headings = {"scripts": page.locator("h1").count(), "no scripts": len(sent.select("h1"))}
    if set(headings.values()) != {1}:
        yield f"headings of the first level, with {headings}"
    page.set_viewport_size(PHONE)
    if scrolls_sideways(page):
        yield "is wider than a phone"
    page.set_viewport_size(DESK)


def scrolls_sideways(page: Page) -> bool:
    """Whether something on the open page is wider than the screen."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


def sign_in(context: BrowserContext, email: str, page: Page) -> None:
    """Give the browser the session of an account; for nobody, do nothing."""
    if not email:
        return
    client = Client()
    client.force_login(Account.objects.get(email=email), backend="joinedup.site.sign_in.Backend")
    page.goto("/about/")
    name, morsel = next(iter(client.cookies.items()))
    context.add_cookies([{"name": name, "value": morsel.value, "url": urljoin(page.url, "/")}])
    page.goto("/desk/")
    assert urlsplit(page.url).path == "/desk/", "nobody is signed in"
