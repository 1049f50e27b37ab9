"""Reading the cells of a table of figures: whose figure, of which period, how much, or that there is none. No database.

Whatever cannot be understood is kept with its cell; nothing is left out without being counted.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from joinedup.exchange import rules
from joinedup.exchange.mapping.figures.tally import Figure
from joinedup.exchange.mapping.layout import LONG, PERIODS_ACROSS, Layout
from joinedup.exchange.mapping.source import Source, plain
from joinedup.exchange.reading import Line
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import words
from joinedup.exchange.values import Choice, Number, Text, Unreadable, read
from joinedup.frame.loading import said
from joinedup.frame.refusals import Refusal
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.rules import NUMERATOR_NEGATIVE, OVER_THE_WHOLE
from joinedup.reckon.periods import Period, PeriodError, parse

WHOSE = ("organisation", "place", "measure")
WHEN = ("period", "from_on", "until_on")
AMOUNTS = ("value", "numerator", "denominator", "missed")
TOTALS = frozenset(
    {"total", "totals", "grand total", "sub-total", "subtotal", "sub total", "overall total", "all types"}
)
WIDER_TOTALS = frozenset({"all", "overall", "england", "england total", "wales", "scotland", "great britain"})
WIDER_TOTALS |= {"united kingdom", "uk", "all organisations", "all providers", "national", "all places", "all areas"}

NO_NAME = Refusal("no_name", "Say in this cell whose figure this is.")
NO_PERIOD = Refusal("no_period", "Say in this cell which period this figure is of.")
NO_PERIOD_ABOVE = Refusal(
    "no_period_above", "{why} If this column holds no figures, leave it aside in the mapping.", "from_on"
)
MORE_THAN_HEADINGS = Refusal("more_than_headings", "This row has more cells than there are headings.")
WHOLE_NEGATIVE = Refusal("whole_negative", "What it is out of cannot be below nought.", "denominator")


UNREAD: dict[str, list[str]] = {"indicator": [], "from_on": []}
RHYTHM = Choice(words(Indicator.Rhythm))
NOBODY = -1  # the number of the names of a row whose names cannot be read


class Whose(NamedTuple):
    """The names that a figure goes by in the file; "" where it goes by none of a kind."""

    organisation: str = ""
    place: str = ""
    measure: str = ""


class Days(NamedTuple):
    """A period's days in canonical form, or why the text is none."""

    from_on: str = ""
    until_on: str = ""
    why: str = ""


class FigureCells:
    """The figures of one sheet, in the order of the file.

    whose: every combination of names met so far, with its number. totals: names that look like a total, by number, to
    be left aside unless something is really called so. counted: what was met and is to be said.
    """

    def __init__(self, layout: Layout, source: Source) -> None:
        self.layout, self.source = layout, source
        self.whose: dict[Whose, int] = {}
        self.counted: Counter[str] = Counter()
        self.columns = {name: self._column(heading) for name, heading in layout.columns.items() if heading}
        self.rhythm = rhythm_of(layout)
        self._missing = {plain(text) for text in (*layout.missing, "")}
        self._days = lru_cache(maxsize=20_000)(self._read_days)

    def __iter__(self) -> Iterator[Figure]:
        made = 0
        for figure in self._all():
            made += 1
            if made > rules.MOST_FIGURES:
                raise Faulty(rules.TOO_MANY_FIGURES.about(limit=rules.MOST_FIGURES))
            yield figure
        if not made:
            raise Faulty(rules.NO_ROWS)

    def _all(self) -> Iterator[Figure]:
        above = {place: self._above(place) for place in self.across}
        for place, days in above.items():
            if days.why:
                why = NO_PERIOD_ABOVE.about(why=days.why)
                heading = Line(self.source.heading_row, self.source.headings)
                yield self._faulty(heading, place, {"from_on": [str(why)]})
        readable = {place: days for place, days in above.items() if not days.why}
        for line in self.source.lines:
            yield from self._figures(line, readable)

    def _above(self, place: int) -> Days:
        return self._days(self._heading(place)) if self.layout.shape == PERIODS_ACROSS else Days()

    @cached_property
    def across(self) -> tuple[int, ...]:
        """The columns that periods or names stand above: those that nothing else is said of."""
        if self.layout.shape == LONG:
            return ()
        aside = {self.source.column(heading) for heading in self.layout.aside} | set(self.columns.values())
        wide = [place for place in self.source.places.values() if place not in aside]
        totals = [place for place in wide if self._is_total(self._heading(place), TOTALS | WIDER_TOTALS)]
        self.counted["total_columns"] += len(totals)
        return tuple(place for place in wide if place not in totals)

    def _figures(self, line: Line, above: Mapping[int, Days]) -> Iterator[Figure]:
        if any(cell.strip() for cell in line.cells[len(self.source.headings) :]):
            yield self._faulty(line, len(self.source.headings) + 1, {"": [str(MORE_THAN_HEADINGS)]})
        elif self._is_total_row(line):
            self.counted["total_rows"] += 1
        elif self.layout.shape == LONG:
            yield self._figure(line, self._names(line), self._period(line), self._amounts(line), 0)
        elif self.layout.shape == PERIODS_ACROSS:
            names = self._names(line)
            for place, days in above.items():
                yield self._figure(line, names, days, {"value": _cell(line, place)}, place)
        else:
            names, days = self._names(line), self._period(line)
            for place in above:
                named = {**names, self.layout.across: self._heading(place)}
                yield self._figure(line, named, days, {"value": _cell(line, place)}, place)

    def _figure(self, line: Line, names: Mapping[str, str], days: Days, texts: Mapping[str, str], place: int) -> Figure:
        problems: dict[str, list[str]] = {}
        who = self._who(names, problems)
        if days.why:
            problems["from_on"] = [days.why]
        amounts = self._read_amounts(texts, problems)
        provenance = _read(Text(), self._text(line, "provenance"), "provenance", problems)
        return Figure(
            who,
            days.from_on,
            days.until_on,
            amounts.get("value", ""),
            amounts.get("numerator", ""),
            amounts.get("denominator", ""),
            provenance,
            line.number,
            place,
            not amounts and not problems,
            json.dumps(problems) if problems else "",
        )

    def _faulty(self, line: Line, place: int, problems: dict[str, list[str]]) -> Figure:
        """A place in the file at which no figure can be read."""
        return Figure(NOBODY, "", "", "", "", "", "", line.number, place, False, json.dumps(UNREAD | problems))

    # Whose

    def _names(self, line: Line) -> dict[str, str]:
        return {name: self._text(line, name) for name in WHOSE if self.layout.columns.get(name)}

    def _who(self, names: Mapping[str, str], problems: dict[str, list[str]]) -> int:
        told = {name: " ".join(text.split()) for name, text in names.items()}
        for text in told.values():
            if not text:
                problems.setdefault("indicator", []).append(str(NO_NAME))
            else:
                _read(Text(), text, "indicator", problems)
        if "indicator" in problems:
            return NOBODY
        whose = Whose(**told)
        number = self.whose.setdefault(whose, len(self.whose))
        if len(self.whose) > rules.MOST_NAMES:
            raise Faulty(rules.TOO_MANY_NAMES.about(limit=rules.MOST_NAMES))
        return number

    # Totals

    def _is_total_row(self, line: Line) -> bool:
        if self.layout.takes_totals:
            return False
        told = {self.columns.get(name, 0) for name in (*WHOSE, *WHEN)}
        return any(
            self._is_total(cell, TOTALS | (WIDER_TOTALS if place == self.columns.get("organisation") else set()))
            for place, cell in enumerate(line.cells, 1)
            if place in told or place not in self.columns.values()
        )

    def _is_total(self, text: str, totals: frozenset[str] | set[str]) -> bool:
        return not self.layout.takes_totals and plain(text).rstrip(":") in totals

    # When

    def _period(self, line: Line) -> Days:
        if self.layout.shape == PERIODS_ACROSS:
            return Days()
        if self.layout.fills("period"):
            return self._days(self._text(line, "period"))
        first, last = self._days(self._text(line, "from_on")), self._text(line, "until_on")
        if first.why or not last:
            return first
        until = self._days(last)
        return until if until.why else Days(first.from_on, until.until_on or _day_after(until.from_on))

    def _read_days(self, text: str) -> Days:
        """A period; a bare day without a rhythm is the first day of one by the measure's own rhythm."""
        if not text.strip():
            return Days(why=str(NO_PERIOD))
        try:
            period = self._parsed(text)
        except PeriodError as wrong:
            return Days(why=wrong.sentence)
        until_on = "" if period.rhythm == "day" else period.until_on.isoformat()
        return Days(period.from_on.isoformat(), until_on)

    def _parsed(self, text: str) -> Period:
        order = self.layout.order or None
        return parse(text, order=order, year_starts=self.layout.year_starts, rhythm=self.rhythm)  # type: ignore[arg-type]

    # How much

    def _amounts(self, line: Line) -> dict[str, str]:
        return {name: self._text(line, name) for name in AMOUNTS if self.layout.columns.get(name)}

    def _read_amounts(self, texts: Mapping[str, str], problems: dict[str, list[str]]) -> dict[str, str]:
        """The amounts that there are: a value, a count with what it is out of, or both; nothing if there is none."""
        if all(plain(text) in self._missing for text in texts.values()):
            return {}
        found = {name: self._number(name, text, problems) for name, text in texts.items()}
        if problems:
            return {"value": ""}
        if found.get("missed") and found.get("denominator"):
            found["numerator"] = self._rest(Decimal(found["missed"]), Decimal(found["denominator"]), problems)
        amounts = {name: found[name] for name in ("value", "numerator", "denominator") if found.get(name)}
        if "numerator" in amounts and "denominator" in amounts:
            return self._counted(amounts, problems)
        return {"value": amounts["value"]} if "value" in amounts else {}

    def _number(self, name: str, text: str, problems: dict[str, list[str]]) -> str:
        if plain(text) in self._missing:
            return ""
        return _read(Number(), text, "numerator" if name == "missed" else name, problems)

    def _rest(self, missed: Decimal, whole: Decimal, problems: dict[str, list[str]]) -> str:
        """The count of those that were not missed."""
        for holds, refusal in ((missed >= 0, NUMERATOR_NEGATIVE), (missed <= whole, OVER_THE_WHOLE)):
            if not holds:
                problems.setdefault("numerator", []).append(str(refusal))
        return said(whole - missed)

    def _counted(self, amounts: dict[str, str], problems: dict[str, list[str]]) -> dict[str, str]:
        """A part that is added to others is judged by itself; the whole is judged by the room's rules."""
        count, whole = Decimal(amounts["numerator"]), Decimal(amounts["denominator"])
        if count == whole == 0:
            if not self.layout.sums:
                self.counted["none_of_none"] += 1
                return {}
            return amounts
        if self.layout.sums and "numerator" not in problems:
            is_share = self.layout.constants.get("unit") == "%"
            checks = (
                (count >= 0, NUMERATOR_NEGATIVE),
                (whole >= 0, WHOLE_NEGATIVE),
                (count <= whole or not is_share, OVER_THE_WHOLE),
            )
            wrong = [refusal for holds, refusal in checks if not holds][:1]
            for refusal in wrong:
                problems[refusal.field] = [str(refusal)]
        return amounts

    # Cells

    def _column(self, heading: str) -> int:
        place = self.source.column(heading)
        if not place:
            where = {"sheet": self.source.title, "row": self.source.heading_row}
            raise Faulty(rules.NO_SUCH_COLUMN.about(heading=heading[:100], **where))
        return place

    def _heading(self, place: int) -> str:
        return self.source.headings[place - 1]

    def _text(self, line: Line, name: str) -> str:
        """What a row says of a field: its cell, or what stands for every row."""
        place = self.columns.get(name, 0)
        return _cell(line, place) if place else self.layout.constants.get(name, "")


def rhythm_of(layout: Layout) -> str | None:
    """The rhythm that the mapping gives, by our word for it or the one on the screen; None if it gives none.

    Raises Unreadable for any other word.
    """
    text = layout.constants.get("rhythm", "")
    return read(RHYTHM, text) or None


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _cell(line: Line, place: int) -> str:
    return line.cells[place - 1] if place <= len(line.cells) else ""


def _read(value: Text | Number, text: str, field: str, problems: dict[str, list[str]]) -> str:
    try:
        return read(value, text)
    except Unreadable as unreadable:
        problems.setdefault(field, []).extend(str(refusal) for refusal in unreadable.refusals)
        return ""
