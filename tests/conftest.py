"""A real browser for the journeys: Debian's Chromium, a watched console, and the accessibility checks."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

AxeCheck = Callable[[Page], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a page is a browser test, whatever lies among the stories is one; nobody has to remember it."""
    for item in items:
        if "stories" in item.path.parts:
            item.add_marker(pytest.mark.story)
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    """Where the machine's own Chromium is, if it has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


BROWSER_FIXTURES = {"browser", "page", "page_without_scripts"}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium; without one, browser tests fail in CI and skip elsewhere."""
    found = chromium()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Browser tests need Chromium: apt install chromium")
        pytest.skip("No Chromium on this machine: apt install chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": ARGUMENTS}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], live_server: LiveServer) -> dict[str, Any]:
    """Pages open on the live server, in British English, at a desk's width."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "viewport": DESK,
    }


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page with scripts on, whose console must stay clean: no error, no policy message."""
    yield from watched(context)


@pytest.fixture
def page_without_scripts(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """The same page for a reader whose scripts are off or failed to arrive."""
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        yield from watched(context)


def watched(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test at its end if the console said anything worth a look."""
    page = context.new_page()
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        is_the_page = message.location.get("url") == page.url  # a refused form is a page of its own
        if message.type in {"error", "warning"} and not is_the_page:
            said.append(f"{message.type}: {message.text} ({page.url})")

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(f"uncaught: {error} ({page.url})"))
    yield page
    assert said == [], "The browser's console was not clean:\n" + "\n".join(said)


@pytest.fixture
def axe() -> AxeCheck:
    """Call it with a page: it fails with every WCAG 2.2 AA violation on that page, and where it is."""

    def check(page: Page) -> None:
        # What is no violation is not described: that takes more than half of the time.
        result = Axe().run(page, options={"runOnly": WCAG_22_AA, "resultTypes": ["violations"]})
        assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"

    return check
