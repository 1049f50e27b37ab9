"""Writing lines for the workbook's sheets: what a kind of table yields, with where in the file it came from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from joinedup.exchange import rules
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.mapping.source import Source
from joinedup.exchange.reading import Heading, Line
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import BY_TITLE, SHEETS, Sheet

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Made:
    """A row for a sheet: its cells by field, where in the file it stood, and what could not be understood."""

    cells: Cells
    row: int = 0
    column: int = 0
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)


def filled(
    source: Source,
    made: Mapping[str, Iterable[Made]],
    columns: Mapping[str, Mapping[str, int]],
    *,
    sheets: Sequence[Sheet] = SHEETS,
) -> Iterator[Heading | Line]:
    """The sheets that a table fills, in the order in which they are stored. Streams.

    made: by title of the sheet its rows; an empty sheet is left out. columns: by title, of each field the number of
    the file's column that it came from.
    """
    for sheet in sheets:
        rows = iter(made.get(sheet.title, ()))
        first = next(rows, None)
        if first is None:
            continue
        yield Heading(sheet.title, source.title, (), columns.get(sheet.title, {}))
        yield Line(source.heading_row, tuple(column.heading for column in sheet.columns))
        names = [column.field for column in sheet.columns]
        for number, row in enumerate(chain([first], rows), 1):
            yield _line(number, row, names)


def starting_rows(layout: Layout) -> dict[str, list[Made]]:
    """The rows with which a new partnership starts, by sheet. Raises Faulty if the workbook has no such heading."""
    return {title: [_by_field(title, row) for row in rows] for title, rows in layout.rows.items()}


def _by_field(title: str, row: Mapping[str, str]) -> Made:
    known = {column.heading: column.field for column in BY_TITLE[title].columns} if title in BY_TITLE else {}
    strange = [heading for heading in row if heading not in known]
    if strange:
        raise Faulty(rules.NO_SUCH_ROW.about(sheet=title, heading=strange[0]))
    return Made({known[heading]: text for heading, text in row.items()})


def _line(number: int, made: Made, names: Sequence[str]) -> Line:
    return Line(number, tuple(made.cells.get(name, "") for name in names), made.row, made.column, made.problems)
