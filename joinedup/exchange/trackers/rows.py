"""The rows of a tracker, told apart: actions, headings of sections, headings said again, totals. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from joinedup.exchange.mapping.source import plain
from joinedup.exchange.reading import Line

AS_ABOVE = frozenset({'"', "''", "”", "“", "〃", "as above", "ditto", "do.", "same", "same as above"})
COUNTING = frozenset({"no", "no.", "nr", "#", "number", "row", "item", "line"})  # columns that count the rows
SPREAD = 3  # so many cells that say the same are one that was merged across

_TOTAL = re.compile(r"(?:grand |sub[ -]?)?totals?\b.*|(?:number|count) of \w+:?", re.IGNORECASE)
_CALLED = r"(?:theme|priority|section|objective|outcome|work ?stream|strand|goal|aim|programme)"
_SECTION = re.compile(rf"{_CALLED}\s*(?:[0-9]{{1,2}}\b|[A-Z]\b|[:–—-])", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?:{_CALLED}\s*)?(?:[0-9]{{1,2}}(?:\.[0-9]{{1,2}})*|\b[A-Z]\b)?\s*[:.)–—-]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One row that says something of its own.

    number: the file's row. texts: by field what its cell says, "" for nothing; a cell that says “as above” says what
    stands above. section: the last heading of a section above it. others: by heading what stands in columns that fill
    no field.
    """

    number: int
    texts: Mapping[str, str]
    section: str = ""
    others: Mapping[str, str] = field(default_factory=dict)

    def says(self, name: str) -> str:
        """What the cell of a field says; "" where the file has no such column."""
        return self.texts.get(name, "")


@dataclass
class Rows:
    """The rows of a sheet below its headings.

    columns: by field the number of its column, from 1. first: the field without which a row is no entry. totals and
    sections: the numbers of rows that were understood as such.
    """

    headings: Sequence[str]
    columns: Mapping[str, int]
    first: str
    aside: Sequence[str] = ()
    totals: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    section: str = ""
    above: dict[str, str] = field(default_factory=dict)

    def entries(self, lines: Iterable[Line]) -> Iterator[Entry]:
        """Every row that is neither blank nor a heading nor a total, in the order of the file."""
        for line in lines:
            said = [cell.strip() for cell in line.cells]
            if not any(said) or self._says_headings(said):
                continue
            if self._is_total(said):
                self.totals.append(line.number)
            elif section := self._section(said):
                self.sections.append(line.number)
                self.section = section
            else:
                yield self._entry(line.number, said)

    def _entry(self, number: int, said: Sequence[str]) -> Entry:
        texts = {name: said[column - 1] if column <= len(said) else "" for name, column in self.columns.items()}
        for name, text in texts.items():
            if text.casefold() in AS_ABOVE and name != self.first:
                texts[name] = self.above.get(name, "")
        self.above = texts
        left = {plain(heading) for heading in self.aside}
        filled = set(self.columns.values())
        others = {
            " ".join(heading.split()): text
            for place, (heading, text) in enumerate(zip(self.headings, said, strict=False), 1)
            if heading.strip() and text and place not in filled and plain(heading) not in left
            if not (plain(heading) in COUNTING and text.isdigit())
        }
        return Entry(number, texts, self.section, others)

    def _says_headings(self, said: Sequence[str]) -> bool:
        """Whether a row says the headings again, as the top of a printed page does."""
        again = [plain(cell) == plain(heading) for cell, heading in zip(said, self.headings, strict=False) if cell]
        return len(again) > 1 and all(again)

    def _is_total(self, said: Sequence[str]) -> bool:
        words = [cell for cell in said if cell]
        first = self._first(said)
        return bool(_TOTAL.fullmatch(words[0])) and (not first or first.isdigit() or bool(_TOTAL.fullmatch(first)))

    def _section(self, said: Sequence[str]) -> str:
        """What a heading of a section says: one text alone, in no cell of a field, or merged across, or so called."""
        words = {cell for cell in said if cell}
        if len(words) != 1:
            return ""
        (word,) = words
        is_spread = said.count(word) >= SPREAD
        is_apart = said.index(word) + 1 not in self.columns.values()
        return word if is_spread or is_apart or _SECTION.match(word) else ""

    def _first(self, said: Sequence[str]) -> str:
        place = self.columns.get(self.first, 0)
        return said[place - 1] if 0 < place <= len(said) else ""


def without_number(section: str) -> str:
    """A section's heading without its number.

    >>> without_number("Theme 2: Housing"), without_number("1.3 – Warm homes"), without_number("Housing")
    ('Housing', 'Warm homes', 'Housing')
    """
    return _NUMBERED.sub("", section, count=1).strip() or section
