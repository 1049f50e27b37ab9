"""How fast figures come in from a table that is no workbook, and how much memory that takes.

    .venv/bin/python -m benchmarks.load_figures [FIGURES …]

First the urgent-care file by the documented command, all of it: reading, judging, storing, and the control charts of
274 measures. Then tables of so many figures, tried and stored, which must take the same memory whatever their length;
beside each a peer in the same run: Django's own `loaddata`, given the same figures as ready-made rows of the table. It
checks nothing, asks nothing and judges no chart.

Each run is a fresh process with a database of its own in a temporary folder, or the empty PostgreSQL database that
JOINEDUP_DATABASE_URL names.
"""

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.import_rows import a_partnership, count_only_what_is_ours, peak_megabytes

SIZES = (100_000, 1_000_000)
PEER_FIGURES = 100_000
MEASURES = 1_000
EXAMPLE = Path(__file__).parents[1] / "joinedup" / "site" / "examples" / "urgent_care"
AT_MOST_SECONDS, AT_MOST_MEGABYTES = 20, 300


def main(words: list[str]) -> None:
    """Measure everything, or be one of the processes of a measurement."""
    if words[:1] == ["--load"]:
        load(int(words[1]))
    elif words[:1] == ["--peer"]:
        peer(int(words[1]))
    else:
        urgent_care()
        sizes = [int(word) for word in words] or SIZES
        took = {size: apart("--load", size) for size in sizes}
        if len(took) > 1:
            times = took[max(took)]["peak"] / took[min(took)]["peak"]
            print(f"Peak memory at {max(took):,} is {times:.2f} times that at {min(took):,}.")
        beside_the_peer(took)


def urgent_care() -> None:
    """The documented command, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        environment = environment_in(home)
        joinedup = [sys.executable, "-m", "joinedup"]
        subprocess.run([*joinedup, "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        started = time.perf_counter()
        running = subprocess.Popen([*joinedup, "example", "urgent-care"], env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
        _pid, status, used = os.wait4(running.pid, 0)
        seconds, megabytes = time.perf_counter() - started, used.ru_maxrss / 1024
        if status:
            sys.exit("The command failed.")
    print(
        f"Urgent care, the whole command: {seconds:.1f} s of {AT_MOST_SECONDS}, "
        f"peak {megabytes:.0f} MB of {AT_MOST_MEGABYTES}."
    )


def beside_the_peer(took: dict[int, dict[str, float]]) -> None:
    """The same figures by loaddata, and how many times as long or as large ours is."""
    theirs = apart("--peer", PEER_FIGURES)
    if ours := took.get(PEER_FIGURES):
        print(
            f"Beside loaddata at {PEER_FIGURES:,}: {ours['seconds'] / theirs['seconds']:.2f} times its seconds, "
            f"{ours['peak'] / theirs['peak']:.2f} times its peak memory."
        )


def apart(what: str, size: int) -> dict[str, float]:
    """One size in a process and a database of its own; what it printed last."""
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        command = [sys.executable, "-m", "benchmarks.load_figures", what, str(size)]
        done = subprocess.run(command, env=environment_in(home), check=True, capture_output=True, text=True)  # noqa: S603
    *said, result = done.stdout.splitlines()
    print("\n".join(said), flush=True)
    took: dict[str, float] = json.loads(result)
    return took


def environment_in(home: str) -> dict[str, str]:
    return {**os.environ, "JOINEDUP_HOME": home, "DJANGO_SETTINGS_MODULE": "joinedup.site.settings"}


def ready() -> Any:
    """An empty database with a partnership in it."""
    import django

    django.setup()
    count_only_what_is_ours()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    return a_partnership()


def load(figures: int) -> None:
    """Try and store a table of so many figures, and print what that took."""
    partnership = ready()
    from django.utils.timezone import now

    from joinedup.exchange import actions
    from joinedup.exchange.mapping.layout import Layout

    layout = Layout(
        "figures",
        columns={"organisation": "Provider", "period": "Week", "numerator": "In time", "denominator": "All"},
        constants={"measure": "Seen in time, {organisation}", "unit": "%", "rhythm": "week", "sector": "health"},
        takes_members=True,
    )
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as folder:
        path = Path(folder) / "table.csv"
        write_table(path, figures)
        before, started = peak_megabytes(), time.perf_counter()
        doing: dict[str, Any] = {"by": None, "at": now()}
        asked = actions.take_in(partnership, path=path, file_name="table.csv", **doing)
        asked = actions.lay_out(asked, layout=layout, **doing)
        tried = actions.try_table(asked, path=path, takes_new=frozenset({"organisation"}), **doing)
        trial = time.perf_counter() - started
        actions.store(tried, **doing)
    seconds = time.perf_counter() - started
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    peak = peak_megabytes()
    print(
        f"{figures:>9,} figures: tried in {trial:.1f} s, stored and charted in {seconds - trial:.1f} s; peak memory "
        f"{peak:.0f} MB ({before:.0f} MB before it), the reader's {reader:.0f} MB"
    )
    print(json.dumps({"seconds": seconds, "peak": peak}))


def peer(figures: int) -> None:
    """Let loaddata store so many figures of measures that stand already, and print what that took."""
    partnership = ready()
    from django.core.management import call_command

    from joinedup.outcomes.models import Indicator

    measures = [Indicator.objects.create(partnership=partnership, name=f"M{n}").pk for n in range(MEASURES)]
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as folder:
        path = Path(folder) / "figures.jsonl"
        write_fixture(path, figures, measures)
        started = time.perf_counter()
        call_command("loaddata", str(path), verbosity=0)
    seconds, peak = time.perf_counter() - started, peak_megabytes()
    print(
        f"{figures:>9,} figures by loaddata, unchecked and without charts: {seconds:.1f} s; peak memory {peak:.0f} MB"
    )
    print(json.dumps({"seconds": seconds, "peak": peak}))


def rows(figures: int) -> Any:
    """So many figures of a thousand measures, week by week: measure, Monday, count, whole."""
    first = date(1995, 1, 2)
    for n in range(figures):
        week, measure = divmod(n, MEASURES)
        yield measure, first + timedelta(days=7 * week), 500 + n % 397, 1_000


def write_table(path: Path, figures: int) -> None:
    """The figures as a table that a place might keep."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Provider", "Week", "In time", "All"])
        writer.writerows([f"Provider {measure}", *rest] for measure, *rest in rows(figures))


def write_fixture(path: Path, figures: int, measures: list[int]) -> None:
    """The figures as ready-made rows of the table of measurements."""
    with path.open("w") as file:
        for measure, monday, count, whole in rows(figures):
            fields = {
                "indicator": measures[measure],
                "from_on": monday.isoformat(),
                "until_on": (monday + timedelta(days=7)).isoformat(),
                "value": f"{count / whole * 100:.6f}",
                "numerator": str(count),
                "denominator": str(whole),
                "recorded_at": "2031-01-01T00:00:00Z",
            }
            file.write(json.dumps({"model": "outcomes.measurement", "fields": fields}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
