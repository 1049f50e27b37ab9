"""The days of stages that a kind of conversation suggests: pure arithmetic."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple


class Days(NamedTuple):
    """From a day until a day, both included."""

    from_on: date
    until_on: date


def one_after_the_other(weeks: Sequence[int], first: date) -> list[Days]:
    """The days of stages that take so many weeks each, one after the other from a first day.

    >>> one_after_the_other([1, 2], date(2031, 5, 6))[1]
    Days(from_on=datetime.date(2031, 5, 13), until_on=datetime.date(2031, 5, 26))
    """
    planned, begins = [], first
    for number in weeks:
        after = begins + timedelta(weeks=number)
        planned.append(Days(begins, after - timedelta(days=1)))
        begins = after
    return planned
