"""Take the pictures of docs/pictures: pages of the demonstration place and of urgent care, on a desk's screen and on a
phone.

    python -m tests.pictures

It builds each site in a temporary folder, serves it on a free port, and follows links by their words, so that it says
so when a page is no longer where it was.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.conftest import ARGUMENTS, DESK, PHONE, chromium
from tests.smoke import first_page, free_port

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SAFER, SCHOOL, URGENT = "Safer neighbourhoods", "A way on for every young person", "Urgent care"
CHANGES = "What has changed, measure by measure"

Pages = Mapping[str, tuple[str, ...]]
DEMONSTRATION: Pages = {
    "home": (),
    "partnership": (SAFER,),
    "outcome": (SCHOOL, "More young people finish school"),
    "promise": (SAFER, "All promises", "Mend every street lamp"),
    "findings": (SAFER, "Everything to settle"),
    "brief": (SAFER, "Print the brief"),
    "minutes": (SAFER, "All meetings", "Autumn board", "Read the minutes"),
    "map": (SAFER, "Who sits where"),
    "bodies": (SAFER, "Boards, teams and who sits in them"),
}
CONVENING: Pages = {
    "chasing": (SAFER, "Who has not answered"),
    "meeting": (SAFER, "All meetings", "Spring board"),
    "papers": (SAFER, "All meetings", "Winter board", "Read the papers"),
}
URGENT_CARE: Pages = {
    "urgent-care": (URGENT,),
    "urgent-care-changes": (URGENT, CHANGES),
    "urgent-care-provider": (URGENT, CHANGES, "Seen within four hours, RRK"),
}
CONVENOR, PASSWORD = "convenor@joinedup.example", "six lanterns by the canal"
TALLEST = 2400


def main() -> None:
    """Serve both sites, one after the other, and take every picture of them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served("demo") as site:
        take(site, DEMONSTRATION)
        take(site, CONVENING, who=("imogen.hart@ambleford.example", "joinedup-demo"))
    with served("serve", load_urgent_care) as site:
        take(site, URGENT_CARE, who=(CONVENOR, PASSWORD))


def load_urgent_care(home: Mapping[str, str]) -> None:
    """Load the urgent-care example, convened by an administrator who can sign in."""
    joinedup = [sys.executable, "-m", "joinedup"]
    subprocess.run([*joinedup, "prepare"], env=home, check=True)
    subprocess.run([*joinedup, "user", CONVENOR], env=home, input=PASSWORD, text=True, check=True)
    subprocess.run([*joinedup, "example", "urgent-care", "--convenor", CONVENOR], env=home, check=True)


@contextmanager
def served(command: str, prepare: Callable[[Mapping[str, str]], None] | None = None) -> Iterator[str]:
    """The address of a site that `joinedup demo` or `joinedup serve` serves from a temporary folder."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="joinedup-pictures-") as folder:
        home = {**os.environ, "JOINEDUP_HOME": folder}
        if prepare:
            prepare(home)
        site = subprocess.Popen([sys.executable, "-m", "joinedup", command, "--port", str(port)], env=home)
        try:
            first_page(port, site)
            yield f"http://localhost:{port}/"
        finally:
            site.send_signal(signal.SIGTERM)
            site.wait(timeout=30)


def take(site: str, pages: Pages, *, who: tuple[str, str] | None = None) -> None:
    """Take pictures of a site that is served, as somebody with an address and a password sees it, or as anybody."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for screen in (DESK, PHONE):
            with browser.new_context(viewport=screen, locale="en-GB", timezone_id="Europe/London") as context:
                page = context.new_page()
                if who:
                    sign_in(page, site, *who)
                for name, links in pages.items():
                    picture = PICTURES / f"{name}-{screen['width']}.png"
                    picture.write_bytes(picture_of(page, site, links, screen))
                    print(f"{picture.name}: {picture.stat().st_size // 1024} KB")


def sign_in(page: Page, site: str, address: str, password: str) -> None:
    """Sign in."""
    page.goto(f"{site}account/login/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def picture_of(page: Page, site: str, links: tuple[str, ...], screen: ViewportSize) -> bytes:
    """The page to which these links lead from home, no taller than a reader would scroll in a picture."""
    page.goto(site)
    for words in links:
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name=words).first.click()
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    return page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": screen["width"], "height": height})


if __name__ == "__main__":
    main()
