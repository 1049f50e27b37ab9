"""How much the papers for a meeting cost: CPU seconds of the page and of the file, beside another maker of PDF files.

    .venv/bin/python benchmarks/make_pack.py [--peer PYTHON]

Builds a throw-away SQLite database with a partnership of 200 promises, and one of 2,000, and a meeting of each with
twelve items. Prints the median CPU seconds of the page, of the file, and of each step of the file, the press's process
counted in, with pages and bytes. The peers are reportlab, which makes no tagged files, and WeasyPrint, in the Python
named by --peer, which this repository does not need; they make a file of the same paper: the same words in the same
blocks. A peer that is not installed there is left out. It fails if 200 promises take more than 3 seconds.
"""

import argparse
import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta

HOME = tempfile.mkdtemp(prefix="joinedup-benchmark-")
os.environ |= {"JOINEDUP_HOME": HOME, "DJANGO_SETTINGS_MODULE": "joinedup.site.settings"}
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from joinedup.answers.pack import pack_of  # noqa: E402
from joinedup.frame.papers import Paper, pdf_of  # noqa: E402
from joinedup.frame.references import allocate  # noqa: E402
from joinedup.outcomes.models import Indicator, Outcome  # noqa: E402
from joinedup.partners.models import (  # noqa: E402
    AgendaItem,
    Meeting,
    Membership,
    Organisation,
    Partnership,
    Person,
    Place,
    Standing,
)
from joinedup.promises.models import Commitment  # noqa: E402

ROUNDS, ROUNDS_OF_PEERS, ITEMS = 7, 3, 12
LIMIT = 3.0  # CPU seconds, for 200 promises
LONG_AGO = date(2020, 1, 1)
WORDS = "The partners met, looked at what had been said about it, and asked what it would cost and who would gain. "
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="sparkline" viewBox="0 0 160 44" role="img">'
    '<polyline points="8,30 26,28 44,31 62,20 80,18 98,19 116,12 134,14 152,9" fill="none" stroke="black"/></svg>'
)


def build(promises: int) -> Meeting:
    """A meeting of a published partnership with so many promises, towards a tenth as many outcomes."""
    place = Place.objects.create(name=f"Somewhere {promises}", kind="city", lineage=f".{promises}.")
    organisations = [
        Organisation.objects.create(
            name=f"Organisation {promises}.{n}", look=f"organisation{promises}{n}", sector="council"
        )
        for n in range(20)
    ]
    people = [Person.objects.create(name=f"Person {n}") for n in range(20)]
    for person, organisation in zip(people, organisations, strict=True):
        Membership.objects.create(person=person, organisation=organisation, post="Head of something", from_on=LONG_AGO)
    here = Partnership.objects.create(
        name=f"Everything {promises}", place=place, convenor=people[0], stage="published", published_at=timezone.now()
    )
    Standing.objects.bulk_create(
        Standing(partnership=here, organisation=one, from_on=LONG_AGO) for one in organisations
    )
    outcomes = Outcome.objects.bulk_create(
        Outcome(reference=reference, partnership=here, name=f"Outcome {n}", visibility="public", lead=people[n % 20])
        for n, reference in enumerate(allocate("outcome", promises // 10))
    )
    Indicator.objects.bulk_create(
        Indicator(
            reference=reference,
            partnership=here,
            outcome=outcomes[n],
            name=f"Measure {n}",
            visibility="public",
            verdict="improved",
            lasting=True,
            figures=24,
            moved_on=date(2026, 1, 1),
            latest_on=date(2026, 6, 1),
            picture=PICTURE,
        )
        for n, reference in enumerate(allocate("indicator", len(outcomes)))
    )
    made = Commitment.objects.bulk_create(
        Commitment(
            reference=reference,
            partnership=here,
            organisation=organisations[n % 20],
            lead=people[n % 20],
            output=f"Do thing number {n} for the people of this place, and say by the end of the year how it went",
            starts_on=LONG_AGO,
            due_on=timezone.localdate() + timedelta(days=n % 300 - 20),
            visibility="public",
        )
        for n, reference in enumerate(allocate("promise", promises))
    )
    through = Commitment.outcomes.through
    through.objects.bulk_create(
        through(commitment_id=one.pk, outcome_id=outcomes[n % len(outcomes)].pk) for n, one in enumerate(made)
    )
    begins = timezone.now() + timedelta(days=7)
    meeting = Meeting.objects.create(
        partnership=here, name="Board", begins_at=begins, ends_at=begins + timedelta(hours=2), visibility="public"
    )
    about = [*made[: ITEMS // 2], *outcomes[: ITEMS // 2]]
    AgendaItem.objects.bulk_create(
        AgendaItem(
            reference=reference,
            meeting=meeting,
            place_in_order=n,
            title=f"Item {n}",
            about=about[n].reference,
            paper="\n\n".join([WORDS * 6] * 3),
        )
        for n, reference in enumerate(allocate("item", ITEMS))
    )
    return Meeting.objects.select_related("partnership__place", "body").get(pk=meeting.pk)


def cpu(deed: Callable[[], object]) -> float:
    """Median CPU seconds of a deed, with those of the processes that it starts."""
    deed()
    spent = []
    for _ in range(ROUNDS):
        before = os.times()
        deed()
        spent.append(sum(os.times()[:4]) - sum(before[:4]))
    return statistics.median(spent)


def measure(meeting: Meeting, python: str) -> float:
    """Print what the papers of a meeting cost; the CPU seconds of the dearer of page and file."""
    client, address, today = Client(headers={"host": "localhost"}), f"/{meeting.reference}/pack", timezone.localdate()
    with CaptureQueriesContext(connection) as queries:
        content = client.get(f"{address}.pdf").content
    print(f"{len(content) / 1e6:.2f} MB, {len(queries)} queries, {content.count(b'/Type/Page/')} pages")
    paper = pack_of(meeting, None, today=today)
    spent = {
        "page": cpu(lambda: client.get(f"{address}/")),
        "file": cpu(lambda: client.get(f"{address}.pdf")),
        "gathering alone": cpu(lambda: pack_of(meeting, None, today=today)),
        "printing alone": cpu(lambda: pdf_of(paper)),
    }
    for what, seconds in spent.items():
        print(f"  {what:<24}{seconds:>8.3f} s CPU")
    for peer in ("reportlab", "weasyprint") if python else ():
        theirs = of_peer(python, peer, paper)
        ratio = f"{theirs:>8.3f} s CPU, {theirs / spent['printing alone']:.2f} of ours" if theirs else "  not installed"
        print(f"  {'printing by ' + peer:<24}{ratio}")
    for whose, of in (("this process", resource.RUSAGE_SELF), ("the press", resource.RUSAGE_CHILDREN)):
        print(f"  {'memory, ' + whose:<24}{resource.getrusage(of).ru_maxrss / 1024:>8.0f} MB at most")
    return max(spent["page"], spent["file"])


def of_peer(python: str, peer: str, paper: Paper) -> float | None:
    """Median CPU seconds that another maker takes for the same paper; None if it is not installed there."""
    page = f"<html lang=en><title>{paper.title}</title>{render_to_string('frame/_paper.html', {'paper': paper})}"
    with tempfile.NamedTemporaryFile(dir=HOME, suffix=".pickle") as file:
        file.write(pickle.dumps({"page": page, "blocks": plain(paper)}))
        file.flush()
        done = subprocess.run(  # noqa: S603
            [python, os.path.join(ROOT, "benchmarks", "peers_of_pack.py"), peer, file.name, str(ROUNDS_OF_PEERS)],
            capture_output=True,
            text=True,
            check=False,
        )
    return float(done.stdout) if done.returncode == 0 else None


def plain(paper: Paper) -> list[tuple[str, object]]:
    """The paper's blocks as plain values, for a peer that knows nothing of ours."""
    blocks: list[tuple[str, object]] = [("title", paper.title)]
    for section in paper.sections:
        blocks.append(("heading", section.title))
        for block in section.blocks:
            values = {name: text(value) for name, value in vars(block).items() if name != "svg"}
            blocks.append((block.kind, values))
    return blocks


def text(value: object) -> object:
    if isinstance(value, tuple):
        return [text(one) for one in value]
    return value if isinstance(value, (str, int, bool)) else str(value)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--peer", default="", help="a Python with reportlab or weasyprint")
    python = asked.parse_args().peer
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    os.makedirs(os.path.join(HOME, "static"))
    dearest = {}
    for promises in (200, 2000):
        print(f"{promises:,} promises: ", end="", flush=True)
        dearest[promises] = measure(build(promises), python)
    if dearest[200] > LIMIT:
        raise SystemExit(f"A pack of 200 promises took more than {LIMIT} s CPU.")


if __name__ == "__main__":
    main()
