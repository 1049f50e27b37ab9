"""Who takes part beside who lives here, with care for small numbers: pure rules over plain facts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

FEWEST = 10  # figures about fewer people are withheld
ENOUGH = 50  # how many have to have said to which group they belong before anything is said of a share
FAR_BELOW = 0.5  # of its share of the population
MOST_BY_FEW = 0.5  # of all statements, made by the most active tenth
ENOUGH_STATEMENTS = 20

Key = TypeVar("Key")


def shown(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """The counts of the parts of a known whole as they may be shown; None is withheld.

    No count of fewer than ten is shown. What is withheld is at least two parts that together are ten or more, so that
    nobody works a part out from the whole: where the small ones are too few, the next smallest is withheld too.

    >>> shown({"young": 3, "middle": 40, "old": 25})
    {'young': None, 'middle': 40, 'old': None}
    >>> shown({"young": 10, "middle": 40})
    {'young': 10, 'middle': 40}
    """
    kept_back: set[Key] = set()
    hidden = 0
    for key in sorted(counts, key=lambda key: counts[key]):
        covered = not kept_back or (len(kept_back) > 1 and hidden >= FEWEST)
        if counts[key] >= FEWEST and covered:
            break
        kept_back.add(key)
        hidden += counts[key]
    return {key: None if key in kept_back else count for key, count in counts.items()}


def is_far_below(count: int, *, known: int, share: float | None) -> bool:
    """Whether far fewer of a group take part than its share of the population: less than half of it.

    known: how many said to which group they belong, at least 50. share: of the population, from 0 to 1. Nothing is
    said of a group of which fewer than ten would be expected: that would give small numbers away.
    """
    if share is None or known < ENOUGH or share * known < FEWEST:
        return False
    return count / known < share * FAR_BELOW


def share_of_most_active(made: Sequence[int]) -> float | None:
    """The share of all statements that the most active tenth made; None where fewer than ten people made any.

    made: how many each made, 1 or more. A tenth is rounded up.

    >>> share_of_most_active([11, *[1] * 9])
    0.55
    """
    if len(made) < FEWEST:
        return None
    few = math.ceil(len(made) / 10)
    return sum(sorted(made, reverse=True)[:few]) / sum(made)


def is_by_few(made: Sequence[int]) -> bool:
    """Whether the same few make most statements: the most active tenth more than half of at least twenty."""
    share = share_of_most_active(made)
    return share is not None and sum(made) >= ENOUGH_STATEMENTS and share > MOST_BY_FEW


def shares(counts: Mapping[Key, int | None], known: int) -> dict[Key, float | None]:
    """What share each shown count is of those who are known, from 0 to 1; None where it is withheld."""
    return {key: None if count is None or not known else count / known for key, count in counts.items()}


def total_of(counts: Iterable[int]) -> int | None:
    """How many in all; None where that would be fewer than ten."""
    total = sum(counts)
    return total if total >= FEWEST else None
