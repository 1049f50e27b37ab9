"""A file's figures, put down on disk while they are read, so that they can be taken up in another order.

Names must be understood before figures are passed on, and figures of one period may stand far apart in a file. Memory
stays flat: rows lie in a temporary SQLite file that goes when the tally is closed.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE figure (who INTEGER, from_on TEXT, until_on TEXT, value TEXT, numerator TEXT, denominator TEXT,
  provenance TEXT, row INTEGER, column_ INTEGER, is_missing INTEGER, problems TEXT);
CREATE TABLE who (id INTEGER PRIMARY KEY, measure TEXT);
"""
COLUMNS = "figure.who, from_on, until_on, value, numerator, denominator, provenance, row, column_, is_missing, problems"
TAKEN = f"""SELECT {COLUMNS}, COALESCE(measure, '') FROM figure LEFT JOIN who ON who.id = who
  WHERE measure IS NOT NULL OR problems != '' ORDER BY """  # noqa: S608 — names of our own
IN_ORDER_OF_THE_FILE = f"{TAKEN} figure.rowid"
IN_ORDER_OF_PERIODS = f"{TAKEN} measure, from_on, until_on, figure.rowid"
ANSWERED_BY_SEVERAL = """SELECT measure, from_on FROM figure JOIN who ON who.id = who WHERE NOT is_missing
  AND problems = '' GROUP BY measure, from_on HAVING COUNT(DISTINCT who) > 1"""
BATCH = 5_000


class Figure(NamedTuple):
    """A figure as a cell or a row of the file gives it, in canonical form.

    who: the number of the names that it is about. is_missing: the file says that there is no figure. problems: by
    field as JSON, "" if there are none. measure: what the names mean, once that is known.
    """

    who: int
    from_on: str
    until_on: str
    value: str
    numerator: str
    denominator: str
    provenance: str
    row: int
    column: int
    is_missing: bool
    problems: str
    measure: str = ""


class Tally:
    """Figures put down in the order of the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(TABLES)
        connection.execute("BEGIN")

    def put_down(self, figures: Iterable[Figure]) -> None:
        """Put figures down. Streams."""
        waiting = iter(figures)
        while batch := [figure[:-1] for figure in islice(waiting, BATCH)]:
            self._connection.executemany("INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batch)

    def mean(self, measures: Iterable[tuple[int, str]]) -> None:
        """Say which measure each number of names means; figures about the others are left where they are."""
        self._connection.executemany("INSERT INTO who VALUES (?, ?)", measures)

    def rows_of(self) -> dict[int, int]:
        """How many rows or cells each number of names has."""
        return dict(self._connection.execute("SELECT who, COUNT(*) FROM figure GROUP BY who"))

    def answered_by_several(self) -> set[tuple[str, str]]:
        """Measures and first days for which different names in the file give a figure."""
        return set(self._connection.execute(ANSWERED_BY_SEVERAL))

    def take_up(self, *, by_period: bool) -> Iterator[Figure]:
        """The figures again, in the order of the file or those of one measure and period together. Streams."""
        order = IN_ORDER_OF_PERIODS if by_period else IN_ORDER_OF_THE_FILE
        for row in self._connection.execute(order):
            yield Figure(*row)


@contextmanager
def tally() -> Iterator[Tally]:
    """A tally that is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="joinedup-") as folder,
        closing(sqlite3.connect(Path(folder) / "tally", isolation_level=None)) as connection,
    ):
        yield Tally(connection)
