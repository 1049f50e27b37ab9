"""A measure's figures as its page and its file of figures show them, each with its signal, source and revisions."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from joinedup.frame.charts import control_chart, words
from joinedup.frame.neutral import neutral
from joinedup.outcomes import periods, wording
from joinedup.outcomes.judgement import Judged
from joinedup.outcomes.models import Indicator, Measurement, Phase, Signal

COLUMNS = (
    "from",
    "until",
    "value",
    "unit",
    "numerator",
    "denominator",
    "signal",
    "provenance",
    "revision",
    "recorded",
    "method",
    "caveat",
)


@dataclass(frozen=True)
class Row:
    """One period in the table under the chart."""

    period: str
    value: str
    counted: str
    signal: str
    provenance: str
    revised: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """A phase of the chart in words: since when, its usual range, and what must be known about it."""

    since: str
    reason: str
    mean: str
    limits: str
    figures: int
    notes: tuple[str, ...]


def rows(indicator: Indicator, figures: Iterable[Measurement], signals: Iterable[Signal]) -> list[Row]:
    """The table of figures, the latest first. `figures` holds every revision. No SQL query."""
    by_period: dict[date, list[Measurement]] = defaultdict(list)
    for figure in sorted(figures, key=lambda one: (one.from_on, one.revision)):
        by_period[figure.from_on].append(figure)
    said = {signal.from_on: in_words(signal) for signal in signals}
    shown = [_row(indicator, revisions, said) for revisions in by_period.values()]
    return shown[::-1]


def columns(shown: Iterable[Row]) -> dict[str, bool]:
    """Which columns of the table have anything in them."""
    listed = list(shown)
    return {name: any(getattr(row, name) for row in listed) for name in ("counted", "signal", "provenance")}


def in_words(signal: Signal) -> str:
    """What a signal says: better, worse or neither, and why it is more than chance."""
    return words.signal(signal.point_class, signal.signal)


def stretches(indicator: Indicator, seen: Judged, phases: Iterable[Phase]) -> list[Stretch]:
    """The chart's phases in words, the latest first. No SQL query."""
    reasons = sorted((phase.starts_on, phase.reason) for phase in phases)
    said = []
    for phase in seen.chart.phases:
        since = seen.day(phase.start)
        before = [reason for day, reason in reasons if since and day <= since and phase.start]
        mean = "" if phase.mean is None else wording.rounded(phase.mean, indicator.unit)
        limits = ""
        if phase.lower is not None and phase.upper is not None:
            limits = _("%(lower)s to %(upper)s") % {
                "lower": wording.rounded(phase.lower, indicator.unit),
                "upper": wording.rounded(phase.upper, indicator.unit),
            }
        notes = [str(words.NOTES[phase.note])] if phase.note else []
        if phase.trial:
            notes.append(_("The limits are provisional: they rest on fewer than 13 figures."))
        started = periods.said_by_rhythm(since, indicator.rhythm) if since else ""
        said.append(Stretch(started, before[-1] if before else "", mean, limits, phase.n, tuple(notes)))
    return said[::-1]


def charts(indicator: Indicator, seen: Judged) -> dict[str, SafeString]:
    """The large chart in its two shapes, wide and narrow. No SQL query."""
    labels = _labels(indicator, seen)
    target = None if indicator.target is None else float(indicator.target)
    sentence = wording.movement(indicator)
    return {
        shape: control_chart(
            seen.chart,
            ident=f"chart-{indicator.reference.replace('/', '-')}-{shape}",
            labels=labels,
            title=f"{indicator.name}. {sentence}",
            description=_("%(count)s figures from %(first)s to %(last)s. The table below gives each of them.")
            % {"count": sum(one is not None for one in seen.places), "first": labels[0], "last": labels[-1]}
            if labels
            else "",
            unit=indicator.unit,
            target=target,
            narrow=shape == "narrow",
        )
        for shape in ("wide", "narrow")
    }


def as_csv(indicator: Indicator, figures: Iterable[Measurement], signals: Iterable[Signal]) -> str:
    """Every figure and revision as a file that spreadsheets open: the last day is included in its period.

    Method and caveat stand in every row, so that they stay with figures that are copied out of the file.
    """
    said = {signal.from_on: f"{signal.point_class} {signal.signal}" for signal in signals}
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for figure in figures:
        writer.writerow(
            (
                figure.from_on.isoformat(),
                (figure.until_on - timedelta(days=1)).isoformat(),
                _plain(figure.value),
                neutral(indicator.unit),
                _plain(figure.numerator),
                _plain(figure.denominator),
                said.get(figure.from_on, "") if figure.is_current else "",
                neutral(figure.provenance),
                figure.revision,
                figure.recorded_at.isoformat(timespec="seconds"),
                neutral(indicator.definition),
                neutral(indicator.caveat),
            )
        )
    return file.getvalue()


def _row(indicator: Indicator, revisions: list[Measurement], signals: dict[date, str]) -> Row:
    current, unit = revisions[-1], indicator.unit if wording.is_sign(indicator.unit) else ""
    revised = tuple(
        _("Revised from %(value)s on %(day)s")
        % {
            "value": wording.figure(before.value, unit),
            "day": date_format(localdate(after.recorded_at)),
        }
        for before, after in pairwise(revisions)
    )
    return Row(
        period=periods.said(current.from_on, current.until_on),
        value=wording.figure(current.value, unit),
        counted=_counted(current),
        signal=signals.get(current.from_on, ""),
        provenance=current.provenance,
        revised=revised[::-1],
    )


def _counted(figure: Measurement) -> str:
    if figure.numerator is None or figure.denominator is None:
        return ""
    count, whole = wording.amount(figure.numerator, ""), wording.amount(figure.denominator, "")
    return _("%(count)s of %(whole)s") % {"count": count, "whole": whole}


def _labels(indicator: Indicator, seen: Judged) -> list[str]:
    """A short label for each position, those without a figure included."""
    labels: list[str] = []
    day = None
    for figure in seen.places:
        day = figure.from_on if figure else periods.after(day, 1, indicator.rhythm) if day else None
        labels.append(_label(day, indicator.rhythm) if day else "")
    return labels


def _label(day: date, rhythm: str) -> str:
    shape = {"week": "j M Y", "year": "Y"}.get(rhythm, "M Y")
    return date_format(day, shape)


def _plain(number: object) -> str:
    return "" if number is None else format(number, "f")
