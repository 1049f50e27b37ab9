"""Which statement is asked about next: pure rules over plain facts."""

from collections.abc import Sequence
from itertools import accumulate

LEAST_WEIGHT = 1e-6  # so that one whose priority has sunk to nought can still be asked about


def chosen(priorities: Sequence[float], draw: float) -> int:
    """The place of the statement that is asked about next: each as likely as its priority is high.

    draw: a random number from 0 up to 1. Raises IndexError if there is nothing to choose from.

    >>> chosen([3.0, 1.0], 0.74), chosen([3.0, 1.0], 0.76)
    (0, 1)
    """
    if not priorities:
        raise IndexError("nothing to choose from")
    until = list(accumulate(max(priority, LEAST_WEIGHT) for priority in priorities))
    return next(at for at, end in enumerate(until) if draw * until[-1] < end)
