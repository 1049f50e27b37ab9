"""Two workers that look at the same early warnings at the same time, and one that is killed in the middle."""

import threading
from datetime import date

import pytest
from django.db import connection

from joinedup.frame.models import Letter
from joinedup.partners.tests.cast import Cast
from joinedup.promises.actions import watching
from joinedup.promises.models import Firing, Tripwire
from joinedup.promises.tests.made import an_outcome
from joinedup.promises.tests.warned import LATER, a_measure, a_tripwire, figures
from joinedup.record.models import Entry

PATIENCE_SECONDS = 60
NUMBER = 12


def some_that_fire(cast: Cast) -> None:
    outcome = an_outcome(cast, lead=cast.ben.person).reference
    for number in range(NUMBER):
        measure = a_measure(cast, name=f"Measure {number}")
        a_tripwire(cast, indicator=measure, about=outcome)
        figures(measure, [40], by=cast.ada, at=LATER, first=date(2031, 4, 1))


def told_once() -> tuple[int, int, int, int]:
    """How many fired, stand in the record, are to be looked at still, and are named in letters."""
    named = sum(letter.body.count("/firing/") for letter in Letter.objects.all())
    return (
        Firing.objects.count(),
        Entry.objects.filter(verb="fired").count(),
        Tripwire.objects.filter(figures_seen=0).count(),
        named,
    )


@pytest.mark.django_db(transaction=True)
def test_two_workers_fire_each_early_warning_once(cast: Cast) -> None:
    some_that_fire(cast)
    looked: list[int] = []
    faults: list[Exception] = []
    together = threading.Barrier(2)

    def work() -> None:
        try:
            together.wait(PATIENCE_SECONDS)
            looked.extend(watching.look_at_figures(at=LATER, most=3) for _ in range(NUMBER))
            watching.look_at_clock(at=LATER)
        except Exception as fault:  # noqa: BLE001 - told of by the test
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE_SECONDS)
    assert (faults, sum(looked)) == ([], NUMBER)
    assert told_once() == (NUMBER, NUMBER, 0, NUMBER)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_before_it_is_done_leaves_nothing_half_done(
    cast: Cast,
) -> None:
    some_that_fire(cast)

    def die_once_letters_are_written(execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]
        done = execute(sql, parameters, many, context)
        if sql.startswith("INSERT INTO") and "frame_letter" in sql:
            raise KeyboardInterrupt
        return done

    with connection.execute_wrapper(die_once_letters_are_written), pytest.raises(KeyboardInterrupt):
        watching.look_at_figures(at=LATER)
    assert told_once() == (0, 0, NUMBER, 0)
    watching.look_at_figures(at=LATER)
    assert told_once() == (NUMBER, NUMBER, 0, NUMBER)
