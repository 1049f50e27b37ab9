"""Tables as places keep them, for the tests: files that are no workbook, and mappings that read them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from joinedup.exchange import actions
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.models import Import
from joinedup.partners.tests.cast import NOW, Cast

Cells = Sequence[Any]
SHARE = {
    "measure": "Seen in time, {organisation}",
    "measure_code": "in-time-{organisation}",
    "definition": "Seen within four hours, of all who came",
    "unit": "%",
    "per": "100",
    "better": "higher is better",
    "rhythm": "month",
    "sector": "health",
}
LONG = Layout(
    "figures",
    columns={"organisation": "Provider", "period": "Month", "numerator": "In time", "denominator": "All"},
    constants=SHARE,
    order="day_first",
    scheme="GB-NHS",
    takes_members=True,
)
VALUES = Layout(
    "figures",
    columns={"organisation": "Provider", "period": "Month", "value": "Share"},
    constants=SHARE,
    order="day_first",
    scheme="GB-NHS",
    takes_members=True,
)


def csv_of(path: Path, rows: Cells, encoding: str = "utf-8") -> Path:
    """A CSV file with some rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def xlsx_of(path: Path, rows: Cells, *merged: str, title: str = "Figures 2019") -> Path:
    """A spreadsheet with some rows and merged cells."""
    made = Workbook()
    page = made.worksheets[0]
    page.title = title
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    made.save(path)
    return path


def tried(
    cast: Cast,
    path: Path,
    layout: Layout,
    *,
    answers: Mapping[str, Mapping[str, str]] | None = None,
    takes_new: bool = True,
) -> Import:
    """What storing a table would do: unknown organisations are new unless it is said otherwise."""
    doing: dict[str, Any] = {"by": cast.ada, "at": NOW}
    load = actions.take_in(cast.partnership, path=path, file_name=path.name, content=path.read_bytes(), **doing)
    load = actions.lay_out(load, layout=layout, **doing)
    new = frozenset({"organisation"}) if takes_new else frozenset()
    load = actions.try_table(load, path=path, takes_new=new, **doing)
    if answers is None:
        return load
    load = actions.answer(load, answers=answers, **doing)
    return actions.try_table(load, path=path, takes_new=new, **doing)


def stored(cast: Cast, path: Path, layout: Layout, **more: Any) -> Import:
    """A table that is tried and stored."""
    return actions.store(tried(cast, path, layout, **more), by=cast.ada, at=NOW)
