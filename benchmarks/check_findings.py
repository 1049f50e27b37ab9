#!/usr/bin/env python3
"""How long `joinedup check` takes on 1,000 outcomes and 10,000 promises, and how many queries it makes.

Makes its own database in a folder that goes afterwards, and prints both at a tenth of the size and at full size. The
number of queries has to be the same. Run it with the project's Python: .venv/bin/python benchmarks/check_findings.py
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
OUTCOMES, PROMISES, TENTH = 1_000, 10_000, 10
FIRST, LATER = date(2020, 1, 1), date(2035, 1, 1)

if TYPE_CHECKING:
    from joinedup.partners.models import Partnership


def main() -> int:
    """Build, check and print at both sizes; 1 if the number of queries differs."""
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        open_site(home)
        measured = [measure(OUTCOMES // TENTH, PROMISES // TENTH), measure(OUTCOMES, PROMISES)]
    return 0 if len(set(measured)) == 1 else 1


def open_site(home: str) -> None:
    """Set Django up on an empty SQLite database."""
    os.environ.update(JOINEDUP_HOME=home, DJANGO_SETTINGS_MODULE="joinedup.site.settings")
    os.environ.pop("JOINEDUP_DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def measure(outcomes: int, promises: int) -> int:
    """Build a partnership of this size, check it, print what it took; return the number of queries."""
    from joinedup.answers import checking

    partnership = build(outcomes, promises)
    with counted() as queries:
        started = time.perf_counter()
        (checked,) = checking.check([partnership])
        lines = list(checking.lines(checked))
        seconds = time.perf_counter() - started
    found = len(checked.rulebook.to_settle)
    print(
        f"{outcomes:>6,} outcomes {promises:>7,} promises: {seconds:6.2f} s {len(queries):>4} queries {found:>7,} found"
    )
    print("\n".join(lines[1:]))
    return len(queries)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is sent to the database meanwhile."""
    from django.db import connection

    statements: list[str] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield statements


def build(outcomes: int, promises: int) -> "Partnership":
    """A partnership of five organisations in which about one record in seven has a gap."""
    from django.db import transaction

    from joinedup.frame.references import allocate
    from joinedup.frame.text import look
    from joinedup.outcomes.models import Indicator, Outcome, Problem
    from joinedup.partners.models import Membership, Organisation, Partnership, Person, Place, Standing
    from joinedup.promises.models import Commitment, Part
    from joinedup.questions.models import Question

    with transaction.atomic():
        size = f"{outcomes} and {promises}"
        place = Place.objects.create(name=f"Place of {size}", kind="city")
        partnership = Partnership.objects.create(name=f"Partnership of {size}", place=place)
        members = [
            Organisation.objects.create(name=f"Member {n} of {size}", look=look(f"{n} {size}")) for n in range(5)
        ]
        people = [Person.objects.create(name=f"Person {n} of {size}") for n in range(50)]
        for number, person in enumerate(people):
            Membership.objects.create(person=person, organisation=members[number % 5], post="Head", from_on=FIRST)
        for member in members:
            Standing.objects.create(partnership=partnership, organisation=member, from_on=FIRST)
        problem = Problem.objects.create(partnership=partnership, name="A problem", statement="It is so.")
        wanted = Outcome.objects.bulk_create(
            Outcome(
                reference=reference,
                partnership=partnership,
                problem=problem if number % 7 else None,
                name=f"Outcome {number}",
                lead=people[number % 50] if number % 7 else None,
            )
            for number, reference in enumerate(allocate("outcome", outcomes))
        )
        Indicator.objects.bulk_create(
            Indicator(
                reference=reference,
                partnership=partnership,
                outcome=wanted[number],
                name=f"Measure {number}",
                level="outcome" if number % 7 else "activity",
                better="higher",
            )
            for number, reference in enumerate(allocate("indicator", outcomes))
        )
        promised = Commitment.objects.bulk_create(
            Commitment(
                reference=reference,
                partnership=partnership,
                organisation=members[number % 5],
                lead=people[number % 50] if number % 7 else None,
                lead_may="Spend what is set aside." if number % 3 else "",
                output=f"Promise {number}",
                due_on=LATER,
            )
            for number, reference in enumerate(allocate("promise", promises))
        )
        links = Commitment.outcomes.through
        links.objects.bulk_create(
            links(commitment_id=each.pk, outcome_id=wanted[number % (outcomes // 2)].pk)
            for number, each in enumerate(promised)
            if number % 11
        )
        Part.objects.bulk_create(
            Part(
                reference=reference,
                commitment=promised[number],
                what=f"Part {number}",
                organisation=members[number % 5] if number % 7 else None,
            )
            for number, reference in enumerate(allocate("part", promises))
        )
        Question.objects.bulk_create(
            Question(
                reference=reference,
                partnership=partnership,
                kind="question",
                state="open",
                about=promised[number].reference,
                words="Why?",
                asked_at=datetime(2026, 1, 1, tzinfo=UTC),
                due_on=date(2026, 2, 1) if number % 2 else LATER,
            )
            for number, reference in enumerate(allocate("question", outcomes))
        )
    return partnership


if __name__ == "__main__":
    sys.exit(main())
