"""A mapping's layout: which column of a file fills which field, and how its cells are to be read. No database.

It is the same in the table of mappings, in a TOML file that places share, and on the pages that ask for it.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from joinedup.frame.refusals import Refusal, Refused

LONG, PERIODS_ACROSS, NAMES_ACROSS = "long", "periods_across", "names_across"
SHAPES = (LONG, PERIODS_ACROSS, NAMES_ACROSS)
ACROSS = ("organisation", "place", "measure")
ORDERS = ("", "day_first", "month_first")
CHOICES = {"shape": SHAPES, "across": ACROSS, "order": ORDERS}
MISSING = ("*", "c", "x", "z", "-", "–", "..", ":", "n/a", "na", "#n/a", "null", "suppressed", "not available")

NOT_A_MAPPING = Refusal("not_a_mapping", "This mapping cannot be read: {why}.")


@dataclass(frozen=True)
class Layout:
    """How one kind of table is laid out.

    kind: which kind of table it is. name: what the mapping is called. sheet: the title of the sheet, "" for the first
    that holds rows. heading_row: the row of the headings, 0 for the first that is not blank. shape: one row a figure
    (long), a column a period, or a column a name. across: what the names across are: organisation, place or measure.
    columns: by field the heading of its column. constants: by field a text that stands for every row;
    `{organisation}`, `{place}` and `{measure}` in it are filled from the row. aside: headings of columns that are left
    aside where periods or names stand across. order: which comes first in 03/04/2017. year_starts: the month in which
    2017-18 starts. sums: rows of the same name and period are added up. sums_merged: so are rows of names that mean
    the same. missing: texts that stand for no figure. takes_totals: rows called total are taken like others. scheme:
    the register of org-id.guide that organisations' codes are of, such as GB-NHS. takes_members: organisations that
    have figures become members. rows: by sheet of the workbook, rows with which a new partnership starts, by heading.
    """

    kind: str
    name: str = ""
    sheet: str = ""
    heading_row: int = 0
    shape: str = LONG
    across: str = "organisation"
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    aside: Sequence[str] = ()
    order: str = ""
    year_starts: int = 4
    sums: bool = False
    sums_merged: bool = False
    missing: Sequence[str] = MISSING
    takes_totals: bool = False
    scheme: str = ""
    takes_members: bool = False
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    def fills(self, name: str) -> bool:
        """Whether a field is filled, by a column or by a constant."""
        return bool(self.columns.get(name) or self.constants.get(name))


def layout_of(said: Mapping[str, Any]) -> Layout:
    """The layout that a table of values describes, as TOML and JSON hold it. Raises Refused with the reason.

    >>> layout_of({"kind": "figures", "columns": {"period": "Month"}}).columns
    {'period': 'Month'}
    """
    known = {one.name: one for one in fields(Layout)}
    strange = sorted(said.keys() - known.keys())
    if strange:
        raise _refused(f"it says {', '.join(strange)}, which no mapping has")
    if not isinstance(said.get("kind"), str):
        raise _refused('it does not say which kind of table it is for, such as kind = "figures"')
    for name, value in said.items():
        if not _fits(name, value):
            raise _refused(f"{name} does not hold what it should")
    return Layout(**said)


def said_by(layout: Layout) -> dict[str, Any]:
    """The layout as a table of values; what is as usual is left out."""
    usual = Layout(kind="")
    said = {one.name: getattr(layout, one.name) for one in fields(Layout)}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
    return {name: plain[name] for name, value in said.items() if value != getattr(usual, name)}


def from_toml(text: str) -> Layout:
    """The layout that a TOML file describes. Raises Refused."""
    try:
        return layout_of(tomllib.loads(text))
    except tomllib.TOMLDecodeError as broken:
        raise _refused(str(broken)) from broken


def to_toml(layout: Layout) -> str:
    """The layout as a TOML file that another place can use.

    >>> print(to_toml(Layout("figures", columns={"period": "Month"})), end="")
    kind = "figures"
    <BLANKLINE>
    [columns]
    period = "Month"
    """
    said = said_by(layout)
    tables = {name: value for name, value in said.items() if isinstance(value, Mapping) and name != "rows"}
    plain = {name: value for name, value in said.items() if not isinstance(value, Mapping)}
    parts = [_assigned(plain)]
    parts += [f"[{name}]\n{_assigned(value)}" for name, value in tables.items()]
    for title, rows in layout.rows.items():
        parts += [f"[[rows.{_key(title)}]]\n{_assigned(row)}" for row in rows]
    return "\n".join(parts)


def _assigned(values: Mapping[str, Any]) -> str:
    # A JSON text, number, truth or list of texts is one in TOML too, but for the character DEL.
    written = {name: json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") for name, value in values.items()}
    return "".join(f"{_key(name)} = {value}\n" for name, value in written.items())


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _fits(name: str, value: Any) -> bool:
    usual = getattr(Layout(kind=""), name)
    if name == "rows":
        return isinstance(value, dict) and all(
            isinstance(rows, list) and all(_is_table(row) for row in rows) for rows in value.values()
        )
    if name in CHOICES:
        return value in CHOICES[name]
    if name == "year_starts":
        return value in range(1, 13) and not isinstance(value, bool)
    if isinstance(usual, bool | int):
        return type(value) is type(usual) and value >= 0
    if isinstance(usual, str):
        return isinstance(value, str)
    if isinstance(usual, tuple):
        return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    return _is_table(value)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in (*value, *value.values()))


def _refused(why: str) -> Refused:
    return Refused((NOT_A_MAPPING.about(why=why),))
