"""How much a list page costs: SQL queries and CPU time, beside Django's own admin list of the same rows.

    .venv/bin/python benchmarks/list_pages.py

Builds a throw-away SQLite database with ten partnerships' worth of promises, opens each page many times in this
process, and prints the median CPU milliseconds, the queries, and the ratio to the admin's list with the same
columns. Grows with the rows on one page, not with the rows in the table.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta

HOME = tempfile.mkdtemp(prefix="joinedup-benchmark-")
os.environ |= {"JOINEDUP_HOME": HOME, "DJANGO_SETTINGS_MODULE": "benchmarks.settings_with_admin"}
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import django  # noqa: E402

django.setup()

from django.contrib import admin  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from joinedup.frame.references import allocate  # noqa: E402
from joinedup.outcomes.models import Indicator, Outcome  # noqa: E402
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Place, Standing  # noqa: E402
from joinedup.promises.models import Commitment  # noqa: E402

PROMISES, OUTCOMES, ROUNDS = 2000, 200, 30


def build() -> Partnership:
    """One published partnership with 2,000 promises by 40 organisations and 200 outcomes, each with a measure."""
    place = Place.objects.create(name="Somewhere", kind="city", lineage=".1.")
    organisations = [
        Organisation.objects.create(name=f"Organisation {n}", look=f"organisation{n}", sector="council")
        for n in range(40)
    ]
    people = [Person.objects.create(name=f"Person {n}") for n in range(40)]
    long_ago = date(2020, 1, 1)
    for person, organisation in zip(people, organisations, strict=True):
        Membership.objects.create(person=person, organisation=organisation, post="Head of something", from_on=long_ago)
    partnership = Partnership.objects.create(
        name="Everything", place=place, convenor=people[0], stage="published", published_at=timezone.now()
    )
    Standing.objects.bulk_create(
        Standing(partnership=partnership, organisation=one, from_on=long_ago) for one in organisations
    )
    outcomes = Outcome.objects.bulk_create(
        Outcome(reference=reference, partnership=partnership, name=f"Outcome {n}", place=place, visibility="public")
        for n, reference in enumerate(allocate("outcome", OUTCOMES))
    )
    Indicator.objects.bulk_create(
        Indicator(
            reference=reference, partnership=partnership, outcome=outcomes[n], name=f"Measure {n}", visibility="public"
        )
        for n, reference in enumerate(allocate("indicator", OUTCOMES))
    )
    promises = Commitment.objects.bulk_create(
        Commitment(
            reference=reference,
            partnership=partnership,
            organisation=organisations[n % 40],
            lead=people[n % 40],
            output=f"Promise number {n}",
            place=place,
            starts_on=long_ago,
            due_on=date(2027, 1, 1) + timedelta(days=n % 300),
            visibility="public",
        )
        for n, reference in enumerate(allocate("promise", PROMISES))
    )
    through = Commitment.outcomes.through
    through.objects.bulk_create(
        through(commitment_id=one.pk, outcome_id=outcomes[n % OUTCOMES].pk) for n, one in enumerate(promises)
    )
    return partnership


class Peer(admin.ModelAdmin):  # type: ignore[type-arg]
    """The admin's list with the columns of our page."""

    of = Commitment
    list_display = ("output", "organisation", "lead", "due_on", "state", "towards")
    list_select_related = ("organisation", "lead")
    list_per_page = 100

    def towards(self, commitment: Commitment) -> str:
        return ", ".join(outcome.name for outcome in commitment.outcomes.all())


def measure(client: Client, address: str) -> tuple[float, int]:
    """Median CPU milliseconds of a page, and its queries."""

    def open_page() -> int:
        return client.get(address).status_code

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


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    os.makedirs(os.path.join(HOME, "static"))
    partnership = build()
    client = Client(headers={"host": "localhost"})
    peer = Client(headers={"host": "localhost"})
    peer.force_login(Account.objects.create_user("olu@example.org", is_administrator=True))
    admin_list = measure(peer, "/admin/promises/commitment/")
    print(f"{'page':<58}{'CPU ms':>8}{'queries':>9}{'of admin':>10}")
    print(f"{'Django admin, 100 of 2,000 promises':<58}{admin_list[0]:>8.1f}{admin_list[1]:>9}{1:>10.2f}")
    convenor = Client(headers={"host": "localhost"})
    convenor.force_login(Account.objects.create_user("ada@example.org", person=partnership.convenor))
    for path in ("promises/", "outcomes/", "measures/", "findings/", ""):
        address = f"/{partnership.reference}/{path}"
        for who, browser in (("anybody", client), ("its convenor", convenor)):
            spent, queries = measure(browser, address)
            print(f"{address + ' for ' + who:<58}{spent:>8.1f}{queries:>9}{spent / admin_list[0]:>10.2f}")


if __name__ == "__main__":
    main()
