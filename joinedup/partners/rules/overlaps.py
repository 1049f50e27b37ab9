"""When two partnerships have so much in common that somebody should ask whether both are needed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from fractions import Fraction
from itertools import combinations

# "Most" members of both: two in three of the larger one's. It is a default of ours; the source says "most".
# Partnerships of one or two members are not compared.
MOST = Fraction(2, 3)
FEWEST = 3


def are_mostly_the_same(one: Set[int], other: Set[int]) -> bool:
    """Whether two partnerships share most of their members, given by key.

    >>> are_mostly_the_same({1, 2, 3}, {1, 2, 3, 4}), are_mostly_the_same({1, 2, 3}, {1, 2, 4, 5})
    (True, False)
    """
    return _is_most(len(one & other), len(one), len(other))


def overlapping(members: Mapping[int, Set[int]]) -> Iterator[tuple[int, int]]:
    """The pairs of partnerships that share most of their members, each the smaller key first, in order.

    Counts what each member joins, so that partnerships that share nobody are not compared with each other.

    >>> list(overlapping({9: {1, 2, 3}, 7: {1, 2, 3}, 8: {4, 5, 6}}))
    [(7, 9)]
    """
    joined: dict[int, list[int]] = {}
    for partnership in sorted(members):
        for member in members[partnership]:
            joined.setdefault(member, []).append(partnership)
    shared = Counter(pair for partnerships in joined.values() for pair in combinations(partnerships, 2))
    for pair in sorted(shared):
        if _is_most(shared[pair], *(len(members[one]) for one in pair)):
            yield pair


def _is_most(both: int, one: int, other: int) -> bool:
    return min(one, other) >= FEWEST and Fraction(both, max(one, other)) >= MOST
