"""Figures from any table: into measures that there are, or that the mapping defines, one for each of its names."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from joinedup.exchange.mapping.figures.cells import UNREAD, FigureCells
from joinedup.exchange.mapping.figures.fields import ABOUT_NEW, DEFINITION, FIELDS, OPTIONS, refusals_to_read
from joinedup.exchange.mapping.figures.measures import Subject, new_rows, subjects
from joinedup.exchange.mapping.figures.tally import Figure, Tally, tally
from joinedup.exchange.mapping.filling import Made, filled
from joinedup.exchange.mapping.kinds import Items, Kind, register
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.mapping.names import Names
from joinedup.exchange.mapping.source import Source
from joinedup.exchange.sheets import FIGURES
from joinedup.frame.loading import said
from joinedup.frame.refusals import Refusal

SEVERAL_NAMES = Refusal(
    "several_names_one_period",
    "Several names in this file mean the same, and more than one of them has a figure for the period from {from_on}. "
    "Leave all but one aside, or let the mapping add them up.",
    "from_on",
)
ADDED_PERCENTAGES = Refusal(
    "added_percentages",
    "Percentages cannot be added up. Give a count and what it is out of, or let the mapping add up nothing.",
    "value",
)
UNLIKE_PARTS = Refusal(
    "unlike_parts", "Rows of one period are added up, but some are values and some counts out of a whole.", "value"
)


def translate(layout: Layout, source: Source, names: Names) -> Items:
    """The rows of the workbook that a table of figures makes. See `Kind`."""
    cells = FigureCells(layout, source)
    with tally() as figures:
        figures.put_down(cells)
        rows = figures.rows_of()
        about = subjects(names, cells.whose, rows)
        names.settle()
        figures.mean((number, subject.measure) for number, subject in about.items() if subject.measure)
        _count(cells, about, rows)
        made = new_rows(names, about.values())
        taken = _Taken(layout, figures, cells)
        yield from filled(source, {**made, FIGURES.title: iter(taken)}, {FIGURES.title: _columns(cells)})
    names.notes.extend({"note": note, "count": count} for note, count in sorted(cells.counted.items()) if count)


def _count(cells: FigureCells, about: Mapping[int, Subject], rows: Mapping[int, int]) -> None:
    """Count what is left aside."""
    for number, subject in about.items():
        if not subject.measure:
            cells.counted["total_rows" if subject.is_total else "left_aside"] += rows.get(number, 0)


def _columns(cells: FigureCells) -> dict[str, int]:
    """Where in the file each field of the sheet of figures comes from, where that is the same in every row."""
    columns = cells.columns
    whose = next((columns[name] for name in ("measure", "organisation", "place") if name in columns), 0)
    found = {
        "indicator": whose,
        "from_on": columns.get("period") or columns.get("from_on", 0),
        "until_on": columns.get("until_on") or columns.get("period", 0),
        "value": columns.get("value") or columns.get("numerator") or columns.get("missed", 0),
        "numerator": columns.get("numerator") or columns.get("missed", 0),
        "denominator": columns.get("denominator", 0),
        "provenance": columns.get("provenance", 0),
    }
    return {name: place for name, place in found.items() if place}


class _Taken:
    """The rows of the sheet of figures."""

    def __init__(self, layout: Layout, figures: Tally, cells: FigureCells) -> None:
        self.layout, self.figures, self.counted = layout, figures, cells.counted
        self.several = set() if layout.sums_merged else figures.answered_by_several()

    def __iter__(self) -> Iterator[Made]:
        taken = self.figures.take_up(by_period=self.layout.sums)
        if not self.layout.sums:
            yield from (made for figure in taken if (made := self._made(figure)))
            return
        for _period, parts in groupby(taken, key=lambda one: (one.measure, one.from_on, one.until_on)):
            yield from self._added_up(parts)

    def _made(self, figure: Figure) -> Made | None:
        if figure.is_missing:
            self.counted["missing"] += 1
            return None
        problems = json.loads(figure.problems) if figure.problems else {}
        if not problems and (figure.measure, figure.from_on) in self.several:
            why = str(SEVERAL_NAMES.about(from_on=figure.from_on))
            return Made({}, figure.row, figure.column, UNREAD | {"from_on": [why]})
        return Made(_cells(figure), figure.row, figure.column, problems)

    def _added_up(self, parts: Iterator[Figure]) -> Iterator[Made]:
        """One row for all parts; those with problems come by themselves, and one that is missing leaves no sum."""
        total: Figure | None = None
        count = missing = 0
        for part in parts:
            if part.is_missing:
                missing += 1
            elif part.problems or (part.measure, part.from_on) in self.several:
                made = self._made(part)
                yield from [made] if made else []
            else:
                total, count = _sum(total, part), count + 1
        self.counted["missing"] += missing
        self.counted["incomplete"] += bool(missing and count)
        self.counted["added_up"] += max(0, count - 1)
        if total is not None and not missing:
            yield Made(_cells(total), total.row, total.column, self._problems_of_sum(total, count))

    def _problems_of_sum(self, total: Figure, count: int) -> dict[str, list[str]]:
        if total.problems:
            return {"value": [str(UNLIKE_PARTS)]}
        adds_shares = count > 1 and not total.denominator and self.layout.constants.get("unit") == "%"
        return {"value": [str(ADDED_PERCENTAGES)]} if adds_shares else {}


def _sum(total: Figure | None, part: Figure) -> Figure:
    """The parts so far and one more. Parts that are counts out of a whole are added as such, without their values."""
    part = part._replace(value="") if part.denominator else part
    if total is None:
        return part
    unlike = bool(total.denominator) != bool(part.denominator)
    return total._replace(
        value=_plus(total.value, part.value),
        numerator=_plus(total.numerator, part.numerator),
        denominator=_plus(total.denominator, part.denominator),
        provenance=total.provenance or part.provenance,
        problems=total.problems or ("unlike" if unlike else ""),
    )


def _plus(one: str, other: str) -> str:
    return said(Decimal(one or 0) + Decimal(other or 0)) if one or other else ""


def _cells(figure: Figure) -> dict[str, str]:
    last = date.fromisoformat(figure.until_on) - timedelta(days=1) if figure.until_on else None
    return {
        "indicator": figure.measure,
        "from_on": figure.from_on,
        "until_on": last.isoformat() if last else "",
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "provenance": figure.provenance,
    }


FIGURES_KIND = register(
    Kind(
        "figures",
        _("Figures"),
        _("What was measured, by period: one row a figure, a column a period, or a column an organisation."),
        (*FIELDS, *DEFINITION, *ABOUT_NEW),
        translate,
        refusals_to_read,
        options=OPTIONS,
    )
)
