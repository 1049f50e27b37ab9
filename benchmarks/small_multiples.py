"""How much many charts cost: 200 small multiples on one page, and one chart of 10,000 points.

    .venv/bin/python benchmarks/small_multiples.py

Builds a throw-away SQLite database with 274 organisations, each with a measure of 36 months, as many as NHS England's
file of A&E attendances has. Opens the page of what has changed, for anybody and for the convenor, beside its peer:
the same page the straightforward way, every chart judged and drawn while the page is asked for. Prints the median
CPU milliseconds, the queries and the ratio. The page's cost grows with the charts on it, at most 200.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = tempfile.mkdtemp(prefix="joinedup-benchmark-")
os.environ |= {"JOINEDUP_HOME": HOME, "DJANGO_SETTINGS_MODULE": "joinedup.site.settings"}
os.environ.setdefault("JOINEDUP_URL", "http://localhost:8000")
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from joinedup.frame.references import allocate  # noqa: E402
from joinedup.outcomes import judgement  # noqa: E402
from joinedup.outcomes.models import Indicator, Measurement, Outcome  # noqa: E402
from joinedup.outcomes.periods import after  # noqa: E402
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Place, Standing  # noqa: E402

PROVIDERS, MONTHS, ON_A_PAGE, ROUNDS, POINTS = 274, 36, 200, 20, 10_000
START = date(2016, 4, 1)


def build() -> Partnership:
    """One published partnership with an outcome, 274 organisations and a measure of each."""
    chance = random.Random(20190401)
    place = Place.objects.create(name="Somewhere", kind="nation", lineage=".1.")
    organisations = [
        Organisation.objects.create(name=f"Provider {n:03}", look=f"provider{n:03}", sector="health")
        for n in range(PROVIDERS)
    ]
    convenor = Person.objects.create(name="Convenor")
    Membership.objects.create(person=convenor, organisation=organisations[0], post="Convenor", from_on=START)
    partnership = Partnership.objects.create(
        name="Urgent care", place=place, convenor=convenor, stage="published", published_at=timezone.now()
    )
    Standing.objects.bulk_create(
        Standing(partnership=partnership, organisation=one, from_on=START) for one in organisations
    )
    (reference,) = allocate("outcome", 1)
    outcome = Outcome.objects.create(
        reference=reference, partnership=partnership, name="People are seen in time", place=place, visibility="public"
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(
            reference=reference,
            partnership=partnership,
            outcome=outcome,
            name=f"Seen within four hours, {organisation.name}",
            steward=organisation,
            unit="%",
            better="higher",
            rhythm="month",
            target=Decimal(95),
            visibility="public",
        )
        for reference, organisation in zip(allocate("indicator", PROVIDERS), organisations, strict=True)
    )
    Measurement.objects.bulk_create(
        figure for indicator in indicators for figure in figures(indicator, chance.gauss, chance.randrange(80))
    )
    judgement.judge(Indicator.objects.all())
    return partnership


def figures(indicator: Indicator, gauss: Callable[[float, float], float], changes_at: int) -> list[Measurement]:
    """Three years of shares that fall in some month, or, for most, in none."""
    made = []
    for month in range(MONTHS):
        since = after(START, month, "month")
        level = 93 - 9 * (month >= changes_at)
        made.append(
            Measurement(
                indicator=indicator,
                from_on=since,
                until_on=after(since, 1, "month"),
                recorded_at=timezone.now(),
                value=Decimal(str(round(min(100, level + gauss(0, 1.5)), 2))),
            )
        )
    return made


def straightforwardly(address: str, client: Client, page: list[int]) -> int:
    """The same page, its charts judged and drawn now and not when the figures came."""
    many = list(Indicator.objects.filter(pk__in=page))
    charts = judgement.seen_of(many)
    for indicator in many:
        judgement.keep(indicator, charts[indicator.pk])
    return client.get(address).status_code


def spent_on(open_page: Callable[[], int]) -> tuple[float, int]:
    """Median CPU milliseconds of something, and its queries."""
    if open_page() != 200:
        raise SystemExit("A page that is measured did not open.")
    with CaptureQueriesContext(connection) as queries:
        open_page()
    asked = len(queries)
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time()
        open_page()
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent), asked


def chart_of_many_points() -> float:
    """CPU seconds that `joinedup chart` takes for 10,000 days, picture and table, start included."""
    file = Path(HOME) / "series.csv"
    chance = random.Random(7)
    days = (date(1995, 1, 1) + timedelta(days=at) for at in range(POINTS))
    file.write_text("period,value\n" + "".join(f"{day},{chance.gauss(100, 5):.2f}\n" for day in days), encoding="utf-8")
    command = [sys.executable, "-m", "joinedup", "chart", str(file), "--better", "lower", "--svg", f"{file}.svg"]
    before = sum(os.times()[2:4])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})  # noqa: S603
    return sum(os.times()[2:4]) - before


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    os.makedirs(os.path.join(HOME, "static"))
    partnership = build()
    anybody, convenor = (Client(headers={"host": "localhost"}) for _ in range(2))
    convenor.force_login(Account.objects.create_user("ada@example.org", person=partnership.convenor))
    address = f"/{partnership.reference}/movements/"
    page = list(Indicator.objects.order_by("pk").values_list("pk", flat=True)[:ON_A_PAGE])
    peer = spent_on(lambda: straightforwardly(address, anybody, page))
    print(f"{'200 small multiples':<58}{'CPU ms':>8}{'queries':>9}{'of peer':>9}")
    print(f"{'peer: judged and drawn while asked for':<58}{peer[0]:>8.1f}{peer[1]:>9}{1:>9.2f}")
    addresses = (address, f"/{Outcome.objects.get().reference}/movements/", f"/{Outcome.objects.get().reference}/")
    others = (
        f"/{partnership.reference}/",
        f"/{partnership.reference}/findings/",
        f"/{partnership.reference}/measures/",
    )
    for one in (*addresses, *others, f"/{Organisation.objects.order_by('pk')[5].reference}/"):
        for who, client in (("anybody", anybody), ("its convenor", convenor)):
            spent, queries = spent_on(lambda client=client, one=one: client.get(one).status_code)
            print(f"{one + ' for ' + who:<58}{spent:>8.1f}{queries:>9}{spent / peer[0]:>9.2f}")
    print(f"\njoinedup chart, {POINTS:,} points, table and picture: {chart_of_many_points():.2f} s of CPU")


if __name__ == "__main__":
    main()
