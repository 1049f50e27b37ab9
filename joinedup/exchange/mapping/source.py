"""One sheet of a file as a mapping sees it: its headings, and its rows below them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from joinedup.exchange import rules
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.reading import Heading, Line
from joinedup.exchange.rules import Faulty


@dataclass
class Source:
    """A sheet of a file. Its rows can be read once.

    title: of the sheet, or the file's name without its ending. headings: as they stand, "" where there is none; the
    first is column 1. heading_row: the row they stand in. notes: what is odd about the sheet.
    """

    title: str
    headings: tuple[str, ...]
    heading_row: int
    lines: Iterator[Line]
    notes: tuple[str, ...] = ()

    @cached_property
    def places(self) -> dict[str, int]:
        """By plain heading the number of its column, from 1."""
        return {plain(heading): place for place, heading in enumerate(self.headings, 1) if heading.strip()}

    def column(self, heading: str) -> int:
        """The number of a column, from 1; 0 if no column has that heading."""
        return self.places.get(plain(heading), 0)


def source_of(layout: Layout, items: Iterable[Heading | Line]) -> Source:
    """The sheet that a mapping is for, read up to its headings. Raises Faulty if the file has none such."""
    waiting = iter(items)
    for item in waiting:
        if not isinstance(item, Heading) or (layout.sheet and item.title != layout.sheet):
            continue
        source = _below(layout, item, waiting)
        if source is not None:
            return source
        if layout.sheet:
            break
    raise Faulty(rules.NO_SUCH_SHEET.about(sheet=layout.sheet) if layout.sheet else rules.EMPTY)


def plain(heading: str) -> str:
    """A heading without regard to case and spaces.

    >>> plain(" Org  Code ")
    'org code'
    """
    return " ".join(heading.split()).casefold()


def _below(layout: Layout, sheet: Heading, waiting: Iterator[Heading | Line]) -> Source | None:
    for item in waiting:
        if isinstance(item, Heading):
            return None
        if item.number >= layout.heading_row:
            _refuse_twice(sheet.title, item)
            return Source(sheet.title, item.cells, item.number, _until_next_sheet(waiting), sheet.notes)
    return None


def _refuse_twice(title: str, line: Line) -> None:
    seen: set[str] = set()
    for cell in line.cells:
        if plain(cell) and plain(cell) in seen:
            raise Faulty(rules.HEADING_TWICE.about(file=title, line=line.number, heading=cell.strip()[:100]))
        seen.add(plain(cell))


def _until_next_sheet(waiting: Iterator[Heading | Line]) -> Iterator[Line]:
    for item in waiting:
        if isinstance(item, Heading):
            return
        yield item
