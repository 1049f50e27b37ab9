"""Somebody in front of a browser, who does what people do: follow links, fill in fields, press buttons, read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, Response, expect

from tests.conftest import AxeCheck

WIDER_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# The button within a field for a date has a ring that the browser draws and does not tell of.
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return {words: (element.labels?.[0] ?? element).innerText, visible: ringed || element.type === 'date'};
}"""


@dataclass
class Visitor:
    """One person's browser. Every page that it comes to is checked: it fits the screen and is accessible."""

    page: Page
    axe: AxeCheck | None
    checked: set[str] = field(default_factory=set)

    def opens(self, address: str, *, status: int = 200) -> "Visitor":
        """Type an address."""
        answer = self.page.goto(address)
        assert answer is not None
        return self._arrives(answer, status)

    def follows(self, words: str, *, status: int = 200) -> "Visitor":
        """Follow the first link of the page's main part with these words."""
        link = self.main.get_by_role("link", name=words).first
        return self._goes(link.click, status)

    def presses(self, words: str, *, status: int = 200) -> "Visitor":
        """Press the first button of the page with these words."""
        button = self.page.get_by_role("button", name=words).first
        return self._goes(button.click, status)

    def types(self, words: str, into: str) -> "Visitor":
        """Fill in a field."""
        self.field(into).fill(words)
        return self

    def picks(self, choice: str) -> "Visitor":
        """Choose one of several, or tick a box."""
        self.field(choice).check()
        return self

    def selects(self, choice: str, of: str) -> "Visitor":
        """Choose what holds these words from a list."""
        field = self.field(of)
        field.select_option(field.locator("option", has_text=choice).first.get_attribute("value"))
        return self

    def takes(self, words: str, folder: Path) -> Path:
        """Follow a link that gives a file to keep."""
        with self.page.expect_download() as download:
            self.main.get_by_role("link", name=words).first.click()
        kept = folder / download.value.suggested_filename
        download.value.save_as(kept)
        return kept

    def brings(self, file: Path, *, to: str) -> "Visitor":
        """Choose a file of one's own."""
        self.field(to).set_input_files(file)
        return self

    def unfolds(self, words: str) -> "Visitor":
        """Open what is folded away under these words."""
        self.main.locator("summary", has_text=words).first.click()
        return self

    def reads(self, *sentences: str) -> "Visitor":
        """Each of these stands in the page's main part."""
        for sentence in sentences:
            expect(self.main).to_contain_text(sentence)
        return self

    def misses(self, *sentences: str) -> "Visitor":
        """None of these stands anywhere on the page."""
        for sentence in sentences:
            expect(self.page.locator("body")).not_to_contain_text(sentence)
        return self

    def finds(self, words: str, into: str) -> "Visitor":
        """A field holds these words."""
        expect(self.field(into)).to_have_value(words)
        return self

    def hears(self, key: str) -> str:
        """Press a key; the words of what is in focus then, which can be seen to be."""
        self.page.keyboard.press(key)
        focus: dict[str, str] = self.page.evaluate(FOCUS)
        assert focus["visible"], f"{self.page.url}: focus on “{focus['words']}” cannot be seen"
        return focus["words"]

    def tabs_to(self, words: str) -> "Visitor":
        """Press Tab until what is in focus has these words."""
        passed = [""]
        while words not in passed[-1]:
            assert len(passed) < 80, f"{self.page.url}: Tab never comes to “{words}”, only to {passed}"
            passed.append(self.hears("Tab"))
        return self

    def enters(self, *, status: int = 200) -> "Visitor":
        """Press Enter, which leads to another page."""
        return self._goes(lambda: self.page.keyboard.press("Enter"), status)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def field(self, label: str) -> Locator:
        """The first field that shows whose label begins with these words."""
        return self.main.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).locator("visible=true").first

    def _goes(self, move: Callable[[], None], status: int) -> "Visitor":
        with self.page.expect_navigation() as answer:
            move()
        return self._arrives(answer.value, status)

    def _arrives(self, answer: Response, status: int) -> "Visitor":
        assert answer.status == status, f"{answer.url} answered {answer.status}"
        assert not self.page.evaluate(WIDER_THAN_SCREEN), f"{self.page.url} is wider than the screen"
        seen = f"{status} {self.page.url}"
        if self.axe and seen not in self.checked:
            self.axe(self.page)
            self.checked.add(seen)
        return self
