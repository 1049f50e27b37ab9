"""How often something may be done: counted once over all processes, and free for whoever is not fast."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame import limits
from joinedup.frame.models import Tally

AT = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
UNTIL = AT + timedelta(days=1)


def test_so_many_are_counted_and_the_next_is_not_until_the_time_is_over(db: None) -> None:
    assert [limits.counted("letters", limit=2, at=AT, until=UNTIL) for _time in range(4)] == [True, True, False, False]
    assert Tally.objects.get().number == 2
    assert limits.counted("others", limit=2, at=AT, until=UNTIL)
    assert limits.counted("letters", limit=2, at=UNTIL, until=UNTIL + timedelta(days=1))


def test_what_is_counted_stands_under_a_mark(db: None) -> None:
    limits.counted("ann@example.org", limit=2, at=AT, until=UNTIL)
    assert "ann" not in Tally.objects.get().key


def test_whoever_is_not_fast_costs_no_query(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    limits.forget()
    with django_assert_num_queries(0):
        assert [limits.wait_of("ann", at=AT) for _time in range(limits.BEFORE_COUNTING)] == [0] * limits.BEFORE_COUNTING


def test_two_processes_let_no_more_through_together_than_one_limit_says(db: None) -> None:
    let_through = 0
    for _process in range(2):
        limits.forget()
        let_through += sum(limits.wait_of("ann", at=AT) == 0 for _time in range(500))
    assert let_through == 2 * limits.BEFORE_COUNTING + limits.MOST


@pytest.mark.parametrize(("seconds", "wait"), [(0, 10), (4, 6), (9.8, 1)])
def test_a_sender_is_told_how_long_to_wait_and_others_do_not_wait(db: None, seconds: float, wait: int) -> None:
    limits.forget()
    at = AT + timedelta(seconds=seconds)
    for _time in range(limits.BEFORE_COUNTING + limits.MOST):
        limits.wait_of("ann", at=at)
    assert (limits.wait_of("ann", at=at), limits.wait_of("bob", at=at)) == (wait, 0)
    assert limits.wait_of("ann", at=AT + limits.WINDOW) == 0
