"""A judged series as the command line gives it: a table, JSON or a picture."""

import json
from dataclasses import dataclass
from functools import cached_property

from joinedup.frame.charts import chart_alone, words
from joinedup.reckon import spc
from joinedup.reckon.periods import MONTHS, Period, months, said
from joinedup.reckon.series import Series

VARIATIONS = {
    "common_cause": "The latest figure is within the usual range.",
    "improvement": "The latest figure is better by more than chance.",
    "concern": "The latest figure is worse by more than chance.",
    "neutral_high": "The latest figure is higher by more than chance.",
    "neutral_low": "The latest figure is lower by more than chance.",
}
ASSURANCES = {
    "consistent_pass": "As things are, it consistently meets the target of {target}.",
    "consistent_fail": "As things are, it consistently misses the target of {target}.",
    "inconsistent": "As things are, it may or may not reach the target of {target}, by chance.",
}
BETTERS = {"higher": "higher is better", "lower": "lower is better", "neither": "neither way is better"}


@dataclass(frozen=True)
class Charted:
    """A series and what its chart says of it."""

    series: Series
    chart: spc.Chart

    def as_json(self) -> str:
        """The chart as docs/charts.md describes it. What is not known is null; numbers keep every digit."""
        readings, points = self.series.readings, self.chart.points
        return json.dumps(
            {
                "ruleset": self.chart.settings.ruleset,
                "phases": [
                    {"n": one.n, "mean": one.mean, "lower": one.lower, "upper": one.upper, "trial": one.trial}
                    for one in self.chart.phases
                ],
                "points": [
                    {"period": reading.text, "value": point.value, "signal": point.signal, "class": point.klass}
                    for reading, point in zip(readings, points, strict=True)
                ],
                "variation": self.chart.variation,
                "assurance": self.chart.assurance,
            },
            indent=1,
            allow_nan=False,
        )

    def as_table(self) -> str:
        """The sentence first, then each phase, then each period, then how it was judged."""
        phases = [("Phase from", "Until", "Figures", "Average", "Lower limit", "Upper limit", ""), *self._phases()]
        points = [("Period", "Value", "Signal"), *self._points()]
        parts = (self.sentence, _columns(phases, right={2, 3, 4, 5}), _columns(points, right={1}), self._judgement())
        return "\n\n".join(part for part in parts if part)

    def as_svg(self) -> str:
        """The picture, as the text of a file."""
        labels = [_short(period) for period in self._periods]
        figures = sum(point.value is not None for point in self.chart.points)
        stretch = f" from {labels[0]} to {labels[-1]}" if labels else ""
        return chart_alone(
            self.chart,
            labels=labels,
            title=self.sentence,
            description=f"A control chart of {figures} figures{stretch}. {self._judgement()}",
            unit="%" if self.series.is_percentage else "",
            target=self.chart.settings.target,
        )

    @cached_property
    def sentence(self) -> str:
        """How the series moves, and whether that is provisional."""
        verdict = spc.verdict(self.chart)
        since, until = self._reported(verdict.since), self._reported(verdict.until)
        movement = words.Movement(
            kind=verdict.kind,
            variation=self.chart.variation,
            figures=self.chart.phases[-1].n if self.chart.phases else 0,
            run_length=self.chart.settings.run_length,
            lasting=verdict.lasting,
            is_latest=since == self._latest,
            is_once=until == since,
            when=self._said(since),
            until=self._said(until),
            turned=self._said(self._reported(verdict.turned)),
        )
        firm = not verdict.trial or verdict.kind in ("no_data", "too_few")
        provisional = "" if firm else " This is provisional: it rests on limits from fewer than 13 figures."
        return words.sentence(movement) + provisional

    @cached_property
    def _periods(self) -> list[Period | int]:
        """Each period; the month where every one is given by its first day."""
        periods = [reading.period for reading in self.series.readings]
        days = [one for one in periods if isinstance(one, Period) and one.rhythm == "day" and one.from_on.day == 1]
        if len(days) < len(periods) or len(days) < 2:
            return periods
        return [months(one.from_on.year, one.from_on.month, 1) for one in days]

    @cached_property
    def _latest(self) -> int | None:
        points = self.chart.points
        return next((place for place in reversed(range(len(points))) if points[place].value is not None), None)

    def _reported(self, place: int | None) -> int | None:
        """A place, or the next one that has a figure."""
        if place is None:
            return None
        points = self.chart.points
        return next((at for at in range(place, len(points)) if points[at].value is not None), place)

    def _said(self, place: int | None) -> str:
        if place is None or place >= len(self._periods):
            return ""
        period = self._periods[place]
        if isinstance(period, int):
            return f"period {period}"
        before = {"week": "the week from ", "day": "the figure of "}.get(period.rhythm or "", "")
        return before + said(period)

    def _phases(self) -> list[tuple[str, ...]]:
        readings = self.series.readings
        return [
            (
                readings[phase.start].text,
                readings[phase.stop - 1].text,
                str(phase.n),
                _written(phase.mean),
                _written(phase.lower),
                _written(phase.upper),
                _cautions(phase),
            )
            for phase in self.chart.phases
        ]

    def _points(self) -> list[tuple[str, ...]]:
        return [
            (
                reading.text,
                _written(point.value),
                words.signal(point.klass, point.signal) if point.signal and point.klass else "",
            )
            for reading, point in zip(self.series.readings, self.chart.points, strict=True)
        ]

    def _judgement(self) -> str:
        """The latest figure, the target, and the rules."""
        settings = self.chart.settings
        latest = VARIATIONS[self.chart.variation] if self.chart.variation else ""
        target = (
            ASSURANCES[self.chart.assurance].format(target=_written(settings.target)) if self.chart.assurance else ""
        )
        screen = "outlying ranges set aside" if settings.screen_outliers else "outlying ranges kept"
        fixed = f", limits from the first {settings.limits_from} figures" if settings.limits_from else ""
        rules = (
            f"Rules: {settings.ruleset}, runs of {settings.run_length}, {screen}{fixed}; {BETTERS[settings.better]}."
        )
        return " ".join(part for part in (latest, target, rules) if part)


def _cautions(phase: spc.Phase) -> str:
    provisional = "Provisional: fewer than 13 figures." if phase.trial else ""
    return " ".join(part for part in (provisional, str(words.NOTES[phase.note]) if phase.note else "") if part)


def _columns(rows: list[tuple[str, ...]], *, right: set[int]) -> str:
    """Rows under their headings, as wide as their widest cell; nothing for a table without rows."""
    if len(rows) < 2:
        return ""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = (
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _written(value: float | None) -> str:
    """A number with at most six decimals.

    >>> _written(1711.875), _written(2573.9568181818), _written(-0.0000001)
    ('1711.875', '2573.956818', '0')
    """
    if value is None:
        return ""
    digits = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _short(period: Period | int) -> str:
    """A period in few letters, for the foot of a chart.

    >>> _short(months(2018, 7, 1)), _short(months(2018, 7, 3)), _short(months(2017, 4, 12)), _short(months(2017, 1, 12))
    ('Jul 2018', 'Jul–Sep 2018', '2017-18', '2017')
    """
    if isinstance(period, int):
        return str(period)
    first, name = period.from_on, _name(period.from_on.month)
    if period.rhythm == "year":
        return str(first.year) if first.month == 1 else f"{first.year}-{(first.year + 1) % 100:02}"
    if period.rhythm == "quarter":
        last = months(first.year, first.month + 2, 1).from_on
        return f"{name}–{_name(last.month)} {last.year}"
    return f"{name} {first.year}" if period.rhythm == "month" else f"{first.day} {name} {first.year}"


def _name(month: int) -> str:
    return MONTHS[month - 1][:3].capitalize()
