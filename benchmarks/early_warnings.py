#!/usr/bin/env python3
"""How long two workers take to look at 10,000 early warnings after 100,000 figures have come in.

    .venv/bin/python -m benchmarks.early_warnings [WARNINGS]

Half of the early warnings fire. Beside it, in the same run and on the same figures, the plain way: one early warning
after the other, each with queries of its own. Runs on a database of its own in a temporary folder, or on the empty
PostgreSQL database that JOINEDUP_DATABASE_URL names.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

from benchmarks.import_rows import a_partnership
from benchmarks.load_figures import environment_in

WARNINGS, MEASURES, FIGURES_EACH, AT_MOST_SECONDS = 10_000, 1_000, 100, 30
WORKERS, PLAIN = 2, 200


def main(words: list[str]) -> None:
    """Measure, or be one of the workers."""
    import django

    if words[:1] == ["--worker"]:
        django.setup()
        work()
        return
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        os.environ.update(environment_in(home))
        django.setup()
        measure(int(words[0]) if words else WARNINGS)


def measure(number: int) -> None:
    """Build, measure the plain way on a few and ours on all, check that each fired once, and print it."""
    from django.core.management import call_command

    from joinedup.promises.models import Firing
    from joinedup.record.models import Entry

    call_command("migrate", verbosity=0, interactive=False)
    build(number)
    plain = plainly(PLAIN)
    command = [sys.executable, "-m", "benchmarks.early_warnings", "--worker"]
    started = time.perf_counter()
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(WORKERS)]  # noqa: S603
    said = [worker.communicate()[0].strip() for worker in workers]
    seconds = time.perf_counter() - started
    if any(worker.returncode for worker in workers):
        sys.exit("A worker failed.")
    fired, twice = Firing.objects.count(), Firing.objects.values("tripwire", "occasion").distinct().count()
    entries = Entry.objects.filter(verb="fired").count()
    each = seconds / number
    print(
        f"{number:,} early warnings over {MEASURES * FIGURES_EACH:,} figures, {WORKERS} workers: {seconds:.1f} s of "
        f"{AT_MOST_SECONDS}, starting them included; they looked at {' and '.join(said)}"
    )
    print(f"{fired:,} fired, {twice:,} of them different, {entries:,} entries in the record")
    print(f"The plain way: {plain * 1000:.2f} ms each, ours {each * 1000:.2f} ms: {plain / each:.1f} times as fast")


def build(number: int) -> None:
    """Measures with figures, the last of them low for half, and early warnings that were set before those came."""
    from django.utils import timezone

    from joinedup.frame.references import allocate
    from joinedup.outcomes.models import Indicator, Measurement, Outcome
    from joinedup.outcomes.periods import after
    from joinedup.partners.models import Person
    from joinedup.promises.models import Tripwire

    partnership, at = a_partnership(), timezone.now()
    lead = Person.objects.create(name="Lea Lead", email="lead@example.org")
    outcome = Outcome.objects.create(partnership=partnership, name="All is well", lead=lead, visibility="public")
    said = {"partnership": partnership, "better": "higher", "visibility": "public"}
    names = allocate("indicator", MEASURES)
    measures = Indicator.objects.bulk_create(Indicator(reference=one, name=one, **said) for one in names)
    first = (at - timedelta(days=9 * 365)).date().replace(day=1)
    days = [after(first, month, "month") for month in range(FIGURES_EACH + 1)]
    for start in range(0, MEASURES, 100):
        Measurement.objects.bulk_create(
            Measurement(
                indicator=one,
                from_on=days[month],
                until_on=days[month + 1],
                value=Decimal(10 if place % 2 and month == FIGURES_EACH - 1 else 60 + (month * 7 + place) % 5),
                recorded_at=at,
            )
            for place, one in enumerate(measures[start : start + 100])
            for month in range(FIGURES_EACH)
        )
    kinds: list[dict[str, Any]] = [*({"kind": "below", "level": Decimal(20 + each)} for each in range(8))]
    kinds += [{"kind": "signal"}, {"kind": "below", "level": Decimal(50)}]
    references = allocate("tripwire", number)
    set_at = at - timedelta(days=1)
    Tripwire.objects.bulk_create(
        Tripwire(
            reference=reference,
            partnership=partnership,
            about=outcome.reference,
            name=f"Warning {place}",
            indicator=measures[place % MEASURES],
            set_at=set_at,
            **kinds[place // MEASURES % len(kinds)],
        )
        for place, reference in enumerate(references)
    )


def work() -> None:
    """Look at early warnings until there is nothing to look at, as a worker does; print how many."""
    from django.utils import timezone

    from joinedup.promises.actions import watching

    looked, idle = 0, 0
    while idle < 2:
        some = watching.look_at_figures(at=timezone.now())
        looked, idle = looked + some, 0 if some else idle + 1
    print(f"{looked:,}")


def plainly(number: int) -> float:
    """Seconds for each early warning, looked at one after the other with queries of its own; nothing is kept."""
    from django.db import transaction
    from django.utils import timezone

    from joinedup.frame import letters
    from joinedup.promises.models import Firing, Tripwire
    from joinedup.promises.reads import warnings as reads
    from joinedup.promises.rules import warnings as rules
    from joinedup.record.actions import enter

    at = timezone.now()
    some = list(Tripwire.objects.order_by("pk")[: number // 2]) + list(Tripwire.objects.order_by("-pk")[: number // 2])
    with transaction.atomic():
        started = time.perf_counter()
        for one in some:
            sights, before = reads.sights_of([one])[one.indicator_id or 0], reads.fired_before([one])[one.pk]
            for occasion in rules.fired_by_figures(one.kind, one.level, one.set_at, sights, before):
                made = Firing.objects.create(
                    tripwire=one, occasion=occasion.name, value=occasion.value, fired_at=at, act_by=at.date()
                )
                enter("fired", made, by=None, at=at, facts={"tripwire": one.reference})
                letters.write("lead@example.org", one.name, "It has fired.", at=at)
            one.figures_seen = len(sights)
            one.save(update_fields=["figures_seen"])
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds / len(some)


if __name__ == "__main__":
    main(sys.argv[1:])
