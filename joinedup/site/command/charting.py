"""Charting: a control chart of any series, for analysts. It needs no site, no settings and no database."""

import argparse
import os
import sys
from pathlib import Path

from joinedup.reckon import spc
from joinedup.reckon.periods import PeriodError
from joinedup.reckon.series import Series, SeriesError, Unreadable, read, starts, value_of
from joinedup.site.command.opening import FINE, Add, CannotDo

LARGEST_FILE = 50_000_000
FAULTS_SHOWN = 20


def add(command: Add) -> None:
    """What may be typed to draw a chart."""
    drawing = command(
        "chart",
        chart,
        "Judge a series of figures by a control chart: what changed by more than chance, and when.",
        "The file is a CSV with the columns period and value; an empty value is a gap. Prints a table.",
    )
    drawing.add_argument("path", type=Path, metavar="SERIES.CSV")
    drawing.add_argument("--better", choices=("higher", "lower", "neither"), default="neither", help="default neither")
    drawing.add_argument("--target", type=number, metavar="N", help="a value to reach; needs --better")
    drawing.add_argument(
        "--limits-from", type=int, metavar="N", help="take mean and limits from the first N figures of each phase (12+)"
    )
    drawing.add_argument(
        "--phase", action="append", default=[], metavar="DATE", help="start a new phase with limits of its own; repeat"
    )
    drawing.add_argument(
        "--no-screen", action="store_true", help="keep outlying moving ranges, as the spreadsheet does"
    )
    drawing.add_argument("--ruleset", choices=("nhsr-0.2.2", "mdc-2023"), default="nhsr-0.2.2", help="docs/charts.md")
    drawing.add_argument("--run-length", type=int, choices=(6, 7), default=7, help="figures in a run (default 7)")
    drawing.add_argument("--svg", type=Path, metavar="FILE", help="draw the chart into this file")
    drawing.add_argument("--json", action="store_true", help="print the chart as JSON instead of a table")


def number(text: str) -> float:
    """A number as a series' values are written, or a sentence about what is wrong with it."""
    try:
        found = value_of(text)
    except Unreadable as reason:
        raise argparse.ArgumentTypeError(str(reason)) from None
    if found is None:
        raise argparse.ArgumentTypeError("a target is a number")
    return found


def chart(options: argparse.Namespace) -> int:
    """Judge a series; print it, and draw it if asked to."""
    without_site()
    from joinedup.site.command.charted import Charted

    try:
        series = read(text_of(options.path))
        phases, notes = starts(series, options.phase)
        judged = spc.chart([one.value for one in series.readings], settings_of(options, phases))
    except SeriesError as refused:
        raise CannotDo(faults_of(refused)) from None
    except (PeriodError, spc.ChartError) as refused:
        raise CannotDo(refused.sentence) from None
    charted = Charted(series, judged)
    show(charted.as_json() if options.json else charted.as_table())
    if options.svg:
        draw(options.svg, charted.as_svg())
    say(series, notes)
    return FINE


def without_site() -> None:
    """Let charts be drawn without a site: in English, and no rooms are loaded."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def settings_of(options: argparse.Namespace, phases: tuple[int, ...]) -> spc.Settings:
    """How the series is to be judged. Raises ChartError."""
    return spc.Settings(
        better=options.better,
        target=options.target,
        ruleset=options.ruleset,
        run_length=options.run_length,
        screen_outliers=not options.no_screen,
        limits_from=options.limits_from,
        phases=phases,
    )


def text_of(path: Path) -> str:
    """A file's text: UTF-8, UTF-16 with its mark, or the older Windows encoding. Raises CannotDo."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CannotDo(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB: that is no series.")
        content = path.read_bytes()
    except OSError as reason:
        raise CannotDo(f"{path} cannot be read: {reason.strerror}.") from None
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotDo(f"{path} is no text that we can read. Save it as CSV in UTF-8.")


def faults_of(refused: SeriesError) -> str:
    """The first faults of a file, and how many more there are."""
    lines = [str(fault) for fault in refused.faults[:FAULTS_SHOWN]]
    more = len(refused.faults) - len(lines)
    return "\n".join([*lines, f"And {more:,} more."] if more else lines)


def show(text: str) -> None:
    """Print, and take it calmly when the reader, such as `head`, has seen enough."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def draw(path: Path, picture: str) -> None:
    """Write a picture. Raises CannotDo."""
    try:
        path.write_text(picture + "\n", encoding="utf-8")
    except OSError as reason:
        raise CannotDo(f"{path} cannot be written: {reason.strerror}.") from None


def say(series: Series, notes: tuple[str, ...]) -> None:
    """Print what should be known of how the file was read, apart from the table."""
    for note in (*series.notes, *notes):
        print(note, file=sys.stderr)
