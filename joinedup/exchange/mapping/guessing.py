"""What a table probably is, from its headings and first rows. Whoever loads it sees the guess and corrects it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from joinedup.exchange.mapping.kinds import KINDS, Kind
from joinedup.exchange.mapping.layout import LONG, NAMES_ACROSS, PERIODS_ACROSS, Layout
from joinedup.exchange.mapping.source import plain
from joinedup.exchange.values import Number, Unreadable, read
from joinedup.reckon.periods import PeriodError, column_of, parse

LOOKED_AT = 15
ENOUGH_ACROSS = 3


@dataclass(frozen=True)
class Sample:
    """The first rows of a sheet: of each its number and its cells."""

    title: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def headings(self, row: int) -> tuple[str, ...]:
        """The cells of the row of headings; the first row below that number, if the row itself is blank."""
        return next((cells for number, cells in self.rows if number >= row), ())

    def below(self, row: int) -> list[tuple[int, tuple[str, ...]]]:
        """The rows under the headings."""
        under = [one for one in self.rows if one[0] >= row]
        return under[1:]

    def column(self, row: int, place: int) -> list[str]:
        """What stands under a heading, by the number of its column from 1."""
        return [cells[place - 1] if place <= len(cells) else "" for _number, cells in self.below(row)]


def heading_row(sample: Sample) -> int:
    """The row that most likely holds the headings: the first of those with the most different words in it.

    >>> heading_row(Sample("", ((1, ("Scorecard 2019",)), (3, ("Month", "Value")), (4, ("Apr 2019", "5")))))
    3
    """
    counted = [(len({plain(cell) for cell in cells if _is_word(cell)}), -number) for number, cells in sample.rows]
    return -max(counted[:LOOKED_AT], default=(0, -1))[1]


def kind_of(sample: Sample, row: int) -> Kind:
    """The kind of table whose usual headings stand there most."""
    return max(KINDS.values(), key=lambda kind: len(columns(kind, sample.headings(row))))


def layout(kind: Kind, sample: Sample, row: int) -> Layout:
    """A layout to begin with."""
    headings = sample.headings(row)
    found = columns(kind, headings)
    guess = Layout(kind=kind.name, sheet=sample.title, heading_row=row, columns=found)
    if "shape" in kind.options:
        guess = replace(guess, shape=_shape(headings, sample, row, found))
    return guess if kind.makes_drafts else replace(guess, order=_order(guess, sample, row))


def columns(kind: Kind, headings: Sequence[str]) -> dict[str, str]:
    """By field the heading that it usually has; each heading once, in the order of the fields."""
    free = {plain(heading): heading for heading in headings if heading.strip()}
    found = {}
    for field in kind.fields:
        usual = next((name for name in field.usual if _spelt(name) in map(_spelt, free)), None)
        if usual is not None and not field.only_constant:
            taken = next(one for one in free if _spelt(one) == _spelt(usual))
            found[field.name] = free.pop(taken)
    return found


def _spelt(heading: str) -> str:
    return heading.replace("_", " ").replace("-", " ")


def _shape(headings: Sequence[str], sample: Sample, row: int, found: dict[str, str]) -> str:
    if sum(_is_period(heading) for heading in headings) >= ENOUGH_ACROSS:
        return PERIODS_ACROSS
    amounts = {"value", "numerator", "denominator", "missed"} & found.keys()
    unused = [heading for heading in headings if heading.strip() and heading not in found.values()]
    if "period" in found and not amounts and len(unused) >= ENOUGH_ACROSS - 1:
        places = [place for place, heading in enumerate(headings, 1) if heading in unused]
        if all(_is_number(cell) for place in places for cell in sample.column(row, place)[:3] if cell.strip()):
            return NAMES_ACROSS
    return LONG


def _order(guess: Layout, sample: Sample, row: int) -> str:
    """The order of days, if one of them tells it."""
    places = [place for place, heading in enumerate(sample.headings(row), 1) if heading in guess.columns.values()]
    days = [text for place in places for text in sample.column(row, place) if _could_be_either(text)]
    told = [text for place in places for text in sample.column(row, place) if _is_period(text)]
    return column_of([*days, *told]).order if days and any("/" in text for text in told) else ""


def _could_be_either(text: str) -> bool:
    try:
        parse(text)
    except PeriodError as wrong:
        return wrong.code == "ambiguous" and "/" in text
    return False


def _is_period(text: str) -> bool:
    try:
        parse(text)
    except PeriodError:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        read(Number(), text)
    except Unreadable:
        return False
    return True


def _is_word(cell: str) -> bool:
    return bool(cell.strip()) and (not _is_number(cell) or _is_period(cell))
