"""The sequencer takes up every entry once, whenever it commits, and what it reads does not grow with the log."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertNumQueries
from pytest_django.fixtures import Settings

from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record import signing
from joinedup.record.actions import enter
from joinedup.record.canonical import NotPlain
from joinedup.record.models import Checkpoint, Entry, Leaf, Waiting
from joinedup.record.sequencer import LOCK, sequence, take_up_the_forgotten
from joinedup.record.tests.logs import do
from joinedup.record.verification import verify

PATIENCE_SECONDS = 20
only_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time")


def places() -> list[int]:
    """The entries in the order of the log."""
    return list(Leaf.objects.order_by("position").values_list("entry_id", flat=True))


def entries() -> list[int]:
    return list(Entry.objects.order_by("pk").values_list("pk", flat=True))


@contextmanager
def another_connection() -> Iterator[BaseDatabaseWrapper]:
    """The same database, seen by somebody else."""
    other = ConnectionHandler({"default": {**connection.settings_dict}})["default"]
    try:
        yield other
    finally:
        other.close()


def test_when_nothing_waits_it_asks_once_however_long_the_log(cast: Cast) -> None:
    do(cast, 300)
    assert sequence() == 300
    with assertNumQueries(1):
        assert sequence() == 0


@pytest.mark.parametrize("length", [0, 300])
def test_what_a_round_reads_is_what_waits_and_not_the_log(cast: Cast, length: int) -> None:
    do(cast, length)
    sequence()
    do(cast, 2)
    with CaptureQueriesContext(connection) as asked:
        assert sequence() == 2
    read = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert [sql for sql in read if "record_entry" in sql and "IN (" not in sql] == []
    assert len([sql for sql in read if "record_" in sql]) == 5


def test_an_entry_without_a_leaf_that_an_older_process_wrote_is_taken_up(cast: Cast) -> None:
    do(cast, 3)
    Waiting.objects.all().delete()
    assert sequence() == 0
    assert (take_up_the_forgotten(), take_up_the_forgotten()) == (3, 0)
    assert sequence() == 3
    assert places() == entries()


def test_an_entry_that_has_its_leaf_and_waits_again_gets_no_second(cast: Cast) -> None:
    do(cast, 3)
    sequence()
    Waiting.objects.create(entry_id=entries()[1])
    do(cast)
    assert sequence() == 2
    assert places() == entries()
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("value", [0.5, 2**53, {"deep": [1.0]}, {"\ue000": 1}], ids=str)
def test_what_not_every_reader_reads_the_same_is_refused_where_it_is_entered(cast: Cast, value: object) -> None:
    with pytest.raises(NotPlain), transaction.atomic():
        enter("renamed", cast.partnership, by=cast.ada, at=NOW, facts={"value": value})
    assert not Entry.objects.exists()


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_entry_whose_transaction_stays_open_long_is_taken_up_when_it_commits(cast: Cast) -> None:
    done, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            do(cast, 1)
            done.set()
            assert may_commit.wait(PATIENCE_SECONDS)
        connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert done.wait(PATIENCE_SECONDS)
    do(cast, 3)
    with transaction.atomic():
        do(cast, 1)  # a number that is given out and never used
        transaction.set_rollback(True)
    do(cast, 2)
    assert (sequence(limit=2), sequence(), sequence()) == (2, 3, 0)
    later = places()
    assert take_up_the_forgotten() == 0
    may_commit.set()
    slow.join()
    assert sequence() == 1
    late = places()[-1]
    assert late < min(later)
    assert sorted(places()) == entries()
    assert verify().faults == []


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_while_another_sequencer_works_this_one_does_nothing(cast: Cast) -> None:
    do(cast, 2)
    with another_connection() as other:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert sequence() == 0
        other.rollback()
    assert sequence() == 2


@pytest.mark.django_db(transaction=True)
def test_many_sequencers_at_once_give_every_entry_one_leaf(cast: Cast) -> None:
    do(cast, 60)
    gave: list[int] = []

    def work() -> None:
        try:
            while Waiting.objects.exists():
                gave.append(sequence(limit=7))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE_SECONDS)
    assert sum(gave) == 60
    assert places() == entries()
    assert list(Leaf.objects.order_by("position").values_list("position", flat=True)) == list(range(60))


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.CHECKPOINT_KEYS = Path(sys.argv[2])
from django.db import connection
from django.utils import timezone
from joinedup.record.sequencer import sequence
from joinedup.record.signing import sign_checkpoint

def die(execute, sql, params, many, context):
    done = execute(sql, params, many, context)
    if sql.startswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    return done

with connection.execute_wrapper(die):
    sequence()
    sign_checkpoint(timezone.now())
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("dies_after", "left"),
    [
        ('SELECT %s AS "a" FROM "record_waiting"', (0, 3, 0)),
        ('INSERT INTO "record_leaf"', (0, 3, 0)),
        ('DELETE FROM "record_waiting"', (0, 3, 0)),
        ('SELECT "record_checkpoint"."size"', (3, 0, 0)),
        ('INSERT INTO "record_checkpoint"', (3, 0, 0)),
    ],
    ids=["entry-leaf", "within-leaves", "leaves-commit", "leaf-checkpoint", "checkpoint-commit"],
)
def test_a_worker_killed_at_any_step_leaves_work_that_the_next_completes(
    cast: Cast, tmp_path: Path, settings: Settings, dies_after: str, left: tuple[int, int, int]
) -> None:
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = tmp_path, ""
    signing.start_keys(NOW)
    do(cast, 2)
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, name, str(tmp_path), dies_after]
    worker = subprocess.run(command, env={**os.environ}, capture_output=True, text=True, check=False)
    assert worker.returncode == -signal.SIGKILL, worker.stderr
    assert (Leaf.objects.count(), Waiting.objects.count(), Checkpoint.objects.count()) == left
    assert sequence() == left[1]
    assert signing.sign_checkpoint(NOW) == 1
    assert places() == entries()
    found = verify()
    assert (found.faults, found.leaves, found.waiting, found.checkpoints) == ([], 3, 0, 1)
