"""Take the pictures of docs/pictures: six pages of the demonstration place, on a desk's screen and on a phone.

    python -m tests.pictures

It builds the place in a temporary folder, serves it on a free port, and follows links by their words, so that it says
so when a page is no longer where it was.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.conftest import ARGUMENTS, DESK, PHONE, chromium
from tests.smoke import first_page, free_port

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SAFER, SCHOOL = "Safer neighbourhoods", "A way on for every young person"
PAGES: dict[str, tuple[str, ...]] = {
    "home": (),
    "partnership": (SAFER,),
    "outcome": (SCHOOL, "More young people finish school"),
    "promise": (SAFER, "All promises", "Mend every street lamp"),
    "findings": (SAFER, "Everything to settle"),
    "brief": (SAFER, "Print the brief"),
}
TALLEST = 2400


def main() -> None:
    """Serve the demonstration place and take every picture of it."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="joinedup-pictures-") as home:
        command = [sys.executable, "-m", "joinedup", "demo", "--port", str(port)]
        demo = subprocess.Popen(command, env={**os.environ, "JOINEDUP_HOME": home})
        try:
            first_page(port, demo)
            take(f"http://localhost:{port}/")
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(timeout=30)


def take(site: str) -> None:
    """Take every picture of a site that is served."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for screen in (DESK, PHONE):
            for name, links in PAGES.items():
                picture = PICTURES / f"{name}-{screen['width']}.png"
                picture.write_bytes(picture_of(browser, site, links, screen))
                print(f"{picture.name}: {picture.stat().st_size // 1024} KB")


def picture_of(browser: Browser, site: str, links: tuple[str, ...], screen: ViewportSize) -> bytes:
    """The page to which these links lead from home, no taller than a reader would scroll in a picture."""
    with browser.new_context(viewport=screen, locale="en-GB", timezone_id="Europe/London") as context:
        page = context.new_page()
        page.goto(site)
        for words in links:
            with page.expect_navigation():
                page.locator("main").get_by_role("link", name=words).first.click()
        height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        return page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": screen["width"], "height": height})


if __name__ == "__main__":
    main()
