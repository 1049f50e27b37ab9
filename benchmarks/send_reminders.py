#!/usr/bin/env python3
"""How long one round of reminders to 500 leads takes, in one transaction: letters, links and all.

Makes its own database in a folder that goes afterwards, or uses the empty one of JOINEDUP_DATABASE_URL. Prints the
seconds, the SQL queries and what was written for a first round, and for a second one a week later that also writes to
whoever steps in. Run it with the project's Python: .venv/bin/python benchmarks/send_reminders.py
"""

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LEADS, EACH, ORGANISATIONS = 500, 3, 40
LONG_AGO = date(2020, 1, 1)


def main() -> int:
    """Build, remind twice and print."""
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        open_site(home)
        partnership, convenor = build(LEADS, EACH)
        measure("first round", partnership, convenor)
        measure("a week later", partnership, convenor)
    return 0


def open_site(home: str) -> None:
    """Set Django up on an empty database."""
    os.environ.update(JOINEDUP_HOME=home, DJANGO_SETTINGS_MODULE="joinedup.site.settings")
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def measure(name: str, partnership: Any, convenor: Any) -> None:
    """Send one round, print what it took, and let it have been sent a week ago."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from joinedup.frame.models import Letter
    from joinedup.promises import actions
    from joinedup.promises.models import Chase, Reminder

    letters, reminders = Letter.objects.count(), Reminder.objects.count()
    started, used = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as queries:
        actions.chase(partnership, by=convenor, at=timezone.now(), words="The board meets on Thursday.")
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    print(
        f"{name:>13}: {seconds:5.2f} s ({processor:.2f} s of the processor), {len(queries)} queries, "
        f"{Letter.objects.count() - letters} letters, {Reminder.objects.count() - reminders} links and reminders"
    )
    Chase.objects.update(sent_at=timezone.now() - timedelta(days=8))


def build(leads: int, each: int) -> tuple[Any, Any]:
    """A partnership whose leads each owe an answer on some promises; every second one has somebody who steps in."""
    from django.utils import timezone

    from joinedup.frame.references import allocate
    from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Place, Standing
    from joinedup.promises.models import Commitment

    place = Place.objects.create(name="Northtown", kind="city", lineage=".1.")
    names = [f"Organisation {number}" for number in range(ORGANISATIONS)]
    organisations = Organisation.objects.bulk_create(
        Organisation(reference=reference, name=name, look=name.lower(), sector="council")
        for reference, name in zip(allocate("organisation", len(names)), names, strict=True)
    )
    people = Person.objects.bulk_create(
        Person(reference=reference, name=f"Person {number}", email=f"p{number}@example.org")
        for number, reference in enumerate(allocate("person", leads))
    )
    homes = [organisations[number % ORGANISATIONS] for number in range(leads)]
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=home,
            post=f"Officer {number}",
            from_on=LONG_AGO,
            hands_over_to=people[(number + ORGANISATIONS) % leads] if number % 2 else None,
        )
        for number, (person, home) in enumerate(zip(people, homes, strict=True))
    )
    convenor = Account.objects.create_user("convenor@example.org", person=people[0])
    partnership = Partnership.objects.create(name="Starting well", place=place, convenor=people[0])
    Standing.objects.bulk_create(
        Standing(partnership=partnership, organisation=one, from_on=LONG_AGO) for one in organisations
    )
    past = timezone.localdate() - timedelta(days=10)
    references = iter(allocate("promise", leads * each))
    Commitment.objects.bulk_create(
        Commitment(
            reference=next(references),
            partnership=partnership,
            organisation=home,
            lead=person,
            output=f"Open kitchen {number}",
            due_on=past,
            visibility="partners",
        )
        for person, home in zip(people, homes, strict=True)
        for number in range(each)
    )
    return partnership, convenor


if __name__ == "__main__":
    raise SystemExit(main())
