"""How fast a workbook comes in, how much memory that takes, and how long anybody else has to wait to write.

    .venv/bin/python -m benchmarks.import_rows [ROWS …]

Runs on a database of its own in a temporary folder, or on the PostgreSQL server that JOINEDUP_DATABASE_URL names (an
empty one). Each size is a fresh process. A second process writes all the while; its longest wait is what is printed.
"""

import csv
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

SIZES = (10_000, 100_000)
FIGURES_OF_A_MEASURE = 200
PAUSE_SECONDS = 0.005


def main(words: list[str]) -> None:
    """Measure each size, or be one of the two processes of a measurement."""
    if words[:1] == ["--load"]:
        load(int(words[1]))
    elif words[:1] == ["--write"]:
        write()
    else:
        for rows in [int(word) for word in words] or SIZES:
            measure(rows)


def measure(rows: int) -> None:
    """Run one size in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        environment = {**os.environ, "JOINEDUP_HOME": home, "DJANGO_SETTINGS_MODULE": "joinedup.site.settings"}
        command = [sys.executable, "-m", "benchmarks.import_rows", "--load", str(rows)]
        subprocess.run(command, env=environment, check=True)  # noqa: S603 — itself


def load(rows: int) -> None:
    """Import a workbook of so many rows and print what it took."""
    import django

    django.setup()
    count_only_what_is_ours()
    from django.core.management import call_command
    from django.utils.timezone import now

    from joinedup.exchange import actions

    call_command("migrate", verbosity=0, interactive=False)
    partnership = a_partnership()
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as folder:
        write_folder(Path(folder), rows)
        before = peak_megabytes()
        writer = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.import_rows", "--write"], stdout=subprocess.PIPE, text=True
        )
        started = time.perf_counter()
        tried = actions.try_out(partnership, by=None, at=now(), path=Path(folder), file_name="benchmark")
        trial = time.perf_counter() - started
        started = time.perf_counter()
        actions.store(tried, by=None, at=now())
        storing = time.perf_counter() - started
    writer.send_signal(signal.SIGTERM)
    waited, writes = writer.communicate()[0].split()
    print(
        f"{rows:>9,} rows: tried in {trial:.1f} s ({rows / trial:,.0f} rows/s), stored in {storing:.1f} s; "
        f"peak memory {peak_megabytes():.0f} MB ({before:.0f} MB before it); "
        f"a second writer waited {float(waited):.2f} s at most ({int(writes):,} writes)"
    )


def count_only_what_is_ours() -> None:
    """Let SQLite not map its file into memory: those pages would be counted, though any program may share them."""
    from django.conf import settings

    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] += "; PRAGMA mmap_size=0"


def write() -> None:
    """Write small rows until told to stop; print the longest wait and how many were written."""
    import django

    django.setup()
    import uuid

    from django.utils.timezone import now

    from joinedup.frame.models import Once

    waits = [0.0]

    def stop(_: int, __: FrameType | None) -> None:
        print(max(waits), len(waits))
        sys.exit()

    signal.signal(signal.SIGTERM, stop)
    while True:
        started = time.perf_counter()
        Once.objects.create(key=uuid.uuid4().hex, request_hash="", address="", at=now())
        waits.append(time.perf_counter() - started)
        time.sleep(PAUSE_SECONDS)


def a_partnership() -> Any:
    """A partnership to load into."""
    from joinedup.partners.models import Partnership, Place

    place = Place.objects.create(name="Northtown", kind=Place.Kind.CITY)
    place.lineage = f".{place.pk}."
    place.save()
    return Partnership.objects.create(name="Benchmark", place=place)


def write_folder(folder: Path, rows: int) -> None:
    """So many rows: measures, and the figures of each by day."""
    measures = max(1, rows // FIGURES_OF_A_MEASURE)
    with (folder / "measures.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Code", "Name", "Definition", "Unit", "Better", "Rhythm"])
        writer.writerows(
            [f"M{n}", f"Measure {n}", "A share", "days", "lower is better", "week"] for n in range(measures)
        )
    with (folder / "figures.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Measure", "From", "Value", "Provenance"])
        first = date(2015, 1, 5)
        for n in range(rows - measures):
            measure, week = n % measures, n // measures
            writer.writerow([f"M{measure}", first + timedelta(days=7 * week), f"{n % 977 / 10}", "Benchmark"])


def peak_megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
