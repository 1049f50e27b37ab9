"""A scorecard becomes measures and figures: a row a measure, with a column a period or with the latest and the last.

It is a table of figures with periods across, so the figures' own kind reads it: “actual” and “last” are given the
periods that they stand for, and targets go with the measures that are new.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from joinedup.exchange.mapping.figures.fields import DEFINITION
from joinedup.exchange.mapping.figures.translation import translate as translate_figures
from joinedup.exchange.mapping.kinds import Field, Items, Kind, register
from joinedup.exchange.mapping.layout import PERIODS_ACROSS, Layout
from joinedup.exchange.mapping.names import Names
from joinedup.exchange.mapping.source import Source
from joinedup.exchange.reading import Heading, Line
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import MEASURES
from joinedup.exchange.values import Number, Unreadable
from joinedup.frame.refusals import Refusal
from joinedup.reckon.periods import PeriodError, parse

NO_PERIODS = Refusal(
    "scorecard_without_periods",
    "Say which column holds the latest figures and of which period they are, or head each column with its period.",
    "actual",
)
NO_PERIOD_OF = Refusal("scorecard_period", "Say of which period these figures are, like March 2031.")
FIELDS = (
    Field(
        "measure",
        _("Measure"),
        _("What is measured."),
        is_needed=True,
        names="indicator",
        usual=("measure", "indicator", "metric", "kpi", "performance measure", "performance indicator", "what"),
    ),
    Field("target", _("Target"), _("The figure to reach, for new measures."), usual=("target", "goal", "ambition")),
    Field(
        "actual",
        _("Latest figures"),
        _("Where one column holds them, say below of which period they are."),
        usual=("actual", "latest", "current", "this period", "this month", "this quarter", "performance", "result"),
    ),
    Field("period", _("Period of the latest figures"), _("Like March 2031 or Q3 2031/32."), only_constant=True),
    Field(
        "last",
        _("Figures before"),
        _("Where one column holds them, say below of which period they are."),
        usual=("last", "previous", "last period", "previous period", "last month", "last quarter", "last year"),
    ),
    Field("last_period", _("Period of the figures before"), only_constant=True),
    *(one for one in DEFINITION if one.name != "target"),
)


def refusals_to_read(layout: Layout) -> tuple[Refusal, ...]:
    """Every reason why a mapping does not say enough: a column of figures without a period is of no use."""
    pairs = (("actual", "period"), ("last", "last_period"))
    return tuple(
        NO_PERIOD_OF.at(period)
        for name, period in pairs
        if layout.columns.get(name) and not _is_period(layout, layout.constants.get(period, ""))
    )


def translate(layout: Layout, source: Source, names: Names) -> Items:
    """The measures and figures that a scorecard makes. See `Kind`."""
    card = _Card(layout, source)
    if not card.wide:
        raise Faulty(NO_PERIODS)
    inner = replace(
        layout,
        kind="figures",
        shape=PERIODS_ACROSS,
        columns={"measure": layout.columns["measure"]},
        constants={name: text for name, text in layout.constants.items() if name not in {"period", "last_period"}},
        aside=card.aside,
    )
    lines = replace(source, headings=card.headings, lines=card.lines())
    yield from card.with_targets(translate_figures(inner, lines, replace(names, layout=inner)))
    counted = {"empty_rows": card.empty, "columns_aside": len(card.aside) - card.has_target}
    names.notes.extend({"note": note, "count": count} for note, count in counted.items() if count)


@dataclass
class _Card:
    """A scorecard as its rows are read: which columns hold figures, and what the others say of each measure."""

    layout: Layout
    source: Source
    targets: dict[str, str] = field(default_factory=dict)
    in_percent: set[str] = field(default_factory=set)
    empty: int = 0

    def __post_init__(self) -> None:
        stands_for = {self._place("actual"): "period", self._place("last"): "last_period"}
        self.headings = tuple(
            self.layout.constants.get(stands_for.get(place, ""), "") or heading
            for place, heading in enumerate(self.source.headings, 1)
        )
        self.wide = [place for place in self.source.places.values() if self._holds_figures(place)]
        taken = {*self.wide, self._place("measure")}
        self.aside = tuple(self.headings[place - 1] for place in self.source.places.values() if place not in taken)

    @property
    def has_target(self) -> bool:
        return bool(self._place("target"))

    def lines(self) -> Iterator[Line]:
        """The rows that hold a figure; the others are headings of sections, or measures still without one."""
        for line in self.source.lines:
            name = " ".join(_cell(line, self._place("measure")).split())
            figures = [_cell(line, place) for place in self.wide]
            if not any(figures):
                self.empty += 1
                continue
            target = _cell(line, self._place("target"))
            self.targets.setdefault(name, target)
            if any(text.strip().endswith("%") for text in (target, *figures)):
                self.in_percent.add(name)
            yield line

    def with_targets(self, items: Items) -> Items:
        """The rows of the figures' kind, with targets and units on new measures."""
        is_measures, names = False, [column.field for column in MEASURES.columns]
        for item in items:
            if isinstance(item, Heading):
                is_measures = item.title == MEASURES.title
                yield item
            elif is_measures and item.cells[0] != MEASURES.columns[0].heading:
                yield replace(item, cells=self._defined(dict(zip(names, item.cells, strict=True))))
            else:
                yield item

    def _defined(self, cells: dict[str, str]) -> tuple[str, ...]:
        name = cells["name"]
        cells["target"] = cells["target"] or _number(self.targets.get(name, ""))
        cells["unit"] = cells["unit"] or ("%" if name in self.in_percent else "")
        return tuple(cells.values())

    def _place(self, name: str) -> int:
        heading = self.layout.columns.get(name, "")
        return self.source.column(heading) if heading else 0

    def _holds_figures(self, place: int) -> bool:
        named: Mapping[int, str] = {self._place(name): name for name in ("measure", "target")}
        return place not in named and _is_period(self.layout, self.headings[place - 1])


def _is_period(layout: Layout, text: str) -> bool:
    try:
        parse(text, order=layout.order or None, year_starts=layout.year_starts)  # type: ignore[arg-type]
    except PeriodError:
        return False
    return True


def _number(text: str) -> str:
    """The figure of a target; "" where it is none, such as “below last year”."""
    try:
        return Number().read(text.strip(" <>=≤≥"))
    except Unreadable:
        return ""


def _cell(line: Line, place: int) -> str:
    return line.cells[place - 1].strip() if 0 < place <= len(line.cells) else ""


KIND = register(
    Kind(
        "scorecard",
        _("A scorecard"),
        _("One row a measure: its target, and a column a period, or the latest figure and the one before."),
        FIELDS,
        translate,
        refusals_to_read,
        options=frozenset({"order", "year_starts", "missing", "takes_totals"}),
    )
)
