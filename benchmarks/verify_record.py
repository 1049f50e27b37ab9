"""How long it takes to give a long record its leaves, sign it, export it, and verify it here and offline.

    .venv/bin/python -m benchmarks.verify_record [ENTRIES]

Runs on a database of its own in a temporary folder, or on the PostgreSQL server that JOINEDUP_DATABASE_URL names (an
empty one). Beside it, in the same run: a naive chain of hashes over the same entries, each a canonical JSON and a
SHA-256 and no signature; and, if it is installed, pymerkle's tree over the same bytes.
"""

import hashlib
import importlib
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ENTRIES = 1_000_000
BATCH = 10_000
CHECKPOINT_EACH = 1_000
AIM_SECONDS = 60
VERIFIER = Path(__file__).resolve().parent.parent / "verifier" / "joinedup_verify.py"
OFFLINE = """
import runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    told = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print("memory of the offline verifier:", int(told["VmHWM"].split()[0]) // 1024, "MB at its peak")
"""

took: dict[str, tuple[float, float]] = {}


def main(words: list[str]) -> None:
    """Measure in a process and a folder of its own, or be that process."""
    if words[:1] == ["--measure"]:
        measure(int(words[1]), Path(words[2]))
        return
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        environment = {**os.environ, "JOINEDUP_HOME": home, "DJANGO_SETTINGS_MODULE": "joinedup.site.settings"}
        size = str(int(words[0]) if words else ENTRIES)
        command = [sys.executable, "-m", "benchmarks.verify_record", "--measure", size, home]
        subprocess.run(command, env=environment, check=True)  # noqa: S603 — itself


def measure(size: int, folder: Path) -> None:
    """Build the record, then do each thing once and print how long it took."""
    import django

    django.setup()
    from django.core.management import call_command

    from joinedup.record.export import export, export_proof
    from joinedup.record.models import Leaf
    from joinedup.record.verification import verify

    call_command("migrate", verbosity=0, interactive=False)
    build(size)
    before = peak_megabytes()
    file = folder / "record.jsonl"
    with timed("export"), file.open("wb") as written:
        counts = export(written)
    print(f"{counts.entries:,} entries, {counts.checkpoints:,} checkpoints, {file.stat().st_size / 1e6:,.0f} MB")
    with timed("verified by the site"):
        found = verify()
    assert found.faults == []
    assert found.leaves == counts.entries
    print(f"memory of export and verification: {peak_megabytes() - before:+.0f} MB at its peak")
    with timed("verified offline"):
        subprocess.run([sys.executable, "-I", "-S", "-c", OFFLINE, str(VERIFIER), str(file)], check=True)  # noqa: S603
    with timed("proof of one entry"), (folder / "proof.jsonl").open("wb") as proof:
        export_proof(Leaf.objects.get(position=size // 3).entry_id, proof)
    with timed("nothing to sequence"):
        nothing_to_do()
    contents = [line[9 : line.index(b',"leaf":"')] for line in lines_of_entries(file)]
    with timed("naive chain of hashes"):
        naive_chain(contents)
    if importlib.util.find_spec("pymerkle"):
        with timed("pymerkle"):
            their_tree(contents)
    report()


def build(size: int) -> None:
    """So many entries, through the sequencer, with a checkpoint now and then and a key rotated in the middle."""
    from django.utils import timezone

    from joinedup.record.models import Entry, Waiting
    from joinedup.record.sequencer import sequence
    from joinedup.record.signing import EVERY, rotate_key, sign_checkpoint, start_keys

    at = timezone.now() - timedelta(days=3650)
    start_keys(at)
    with timed("entered"):
        for start in range(0, size, BATCH):
            entered = Entry.objects.bulk_create(an_entry(number) for number in range(start, min(start + BATCH, size)))
            Waiting.objects.bulk_create(Waiting(entry_id=entry.pk) for entry in entered)
    number = 0
    with timed("sequenced and signed"):
        while sequence(limit=CHECKPOINT_EACH):
            number += 1
            sign_checkpoint(at + number * EVERY)
            if number == size // CHECKPOINT_EACH // 2:
                rotate_key(at + number * EVERY)


def an_entry(number: int) -> Any:
    """An entry as most are: a few references and days, and a hash of its texts."""
    from django.utils import timezone

    from joinedup.record.models import Entry

    return Entry(
        at=timezone.now(),
        verb="reported",
        subject=f"promise/JU-{number % 5000}",
        actor=f"account/JU-{number % 300}",
        partnership=f"partnership/JU-{number % 40}",
        facts={"state": "late", "new_due_on": "2031-05-06", "on_behalf": False, "report": f"report/JU-{number}"},
        text_hash=hashlib.sha256(str(number).encode()).hexdigest(),
    )


def nothing_to_do() -> None:
    """A thousand rounds of the worker with nothing new, as most are."""
    from joinedup.record.sequencer import sequence

    for _ in range(1000):
        sequence()


def naive_chain(contents: list[bytes]) -> None:
    """What a plain chain of hashes does to verify: read each entry, write it canonically, hash it with the last."""
    import rfc8785

    link = b""
    for content in contents:
        link = hashlib.sha256(link + rfc8785.dumps(json.loads(content))).digest()


def their_tree(contents: list[bytes]) -> None:
    """A peer's tree of RFC 6962 over the same bytes, and its root; no reading of JSON, no signature."""
    tree = importlib.import_module("pymerkle").InmemoryTree(algorithm="sha256")
    for content in contents:
        tree.append_entry(content)
    tree.get_root()


def lines_of_entries(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from (line for line in lines if line.startswith(b'{"entry":'))


@contextmanager
def timed(what: str) -> Iterator[None]:
    started, used = time.perf_counter(), processor_seconds()
    yield
    took[what] = time.perf_counter() - started, processor_seconds() - used


def processor_seconds() -> float:
    """What this process and those that it started have used of a processor, however busy the machine is."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def report() -> None:
    """Print what everything took; ratios and the aim by processor time, since others may use the machine too."""
    for what, (seconds, used) in took.items():
        print(f"{what:>24}: {seconds:8.2f} s, of a processor {used:8.2f} s")
    for ours in ("verified by the site", "verified offline"):
        for theirs in ("naive chain of hashes", "pymerkle"):
            if theirs in took:
                print(f"{ours} takes {took[ours][1] / took[theirs][1]:.2f} of the time of {theirs}")
        print(f"{ours}: {'within' if took[ours][1] <= AIM_SECONDS else 'NOT within'} {AIM_SECONDS} s of a processor")


def peak_megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
