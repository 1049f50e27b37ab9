"""Every page of the demonstration place that links lead to, opened in a browser as each sort of reader would.

From the home page, one page of each kind is opened, and from it the next. On each: no accessibility violation, nothing
on the console, one heading of the first level, and no sideways scrolling on a phone.
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Error, Page
from pytest_django.live_server_helper import LiveServer

from joinedup.partners.models import Account
from joinedup.site import demonstration
from tests.conftest import AxeCheck

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
    problems = [f"{address}: {what}" for address in pages_of_each_kind(page) for what in problems_on(page, axe)]
    assert problems == []


@pytest.mark.parametrize("email", ["", "imogen.hart@ambleford.example"], ids=["anybody", "convenor"])
def test_every_page_fits_a_phone(place: None, phone: Page, email: str) -> None:
    sign_in(phone.context, email, phone)
    too_wide = [address for address in pages_of_each_kind(phone) if scrolls_sideways(phone)]
    assert too_wide == []


@pytest.mark.parametrize("email", ["", "imogen.hart@ambleford.example"], ids=["anybody", "convenor"])
def test_every_page_is_there_without_scripts(place: None, page_without_scripts: Page, email: str) -> None:
    sign_in(page_without_scripts.context, email, page_without_scripts)
    opened = {
        address: page_without_scripts.locator("h1").count() for address in pages_of_each_kind(page_without_scripts)
    }
    assert {address: headings for address, headings in opened.items() if headings != 1} == {}
    assert len(opened) > len(STARTS)


def pages_of_each_kind(page: Page) -> Iterator[str]:
    """Open one page of each kind that links lead to, one after the other; give its address while it is open."""
    waiting, kinds = list(STARTS), set(LEAVES)
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in kinds or not opens(page, address):
            continue
        kinds.add(kind)
        yield address
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        waiting += [path for link in links if (path := urlsplit(link).path).startswith("/") and "//" not in link]


def kind_of(address: str) -> str:
    """The name of the view that answers an address."""
    try:
        return resolve(address).view_name
    except Resolver404:
        return "missing"


def opens(page: Page, address: str) -> bool:
    """Open an address; whether it gives a page, and no file to keep."""
    try:
        answer = page.goto(address)
    except Error as refused:
        if "Download is starting" not in str(refused):
            raise
        return False
    return answer is not None and "text/html" in answer.headers.get("content-type", "")


def problems_on(page: Page, axe: AxeCheck) -> Iterator[str]:
    """What is wrong with the open page. One that is built of the same parts as one that was checked is not again."""
    parts = page.evaluate(BUILT_OF)
    if parts not in CHECKED:
        CHECKED.add(parts)
        try:
            axe(page)
        except AssertionError as violations:
            yield str(violations)
    headings = page.locator("h1").count()
    if headings != 1:
        yield f"{headings} headings of the first level"


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
