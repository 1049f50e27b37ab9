"""Votes and statements that came together as people seldom do: many from one source in a short time, all alike.

Nothing here says that anybody did wrong: a class, a meeting or a library comes in a burst as well. What differs is that
people who think for themselves differ. So a crowd is only told of if it votes alike where everybody else does not.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

ALIKE = 0.9  # share of a crowd's votes that are what most of it cast
AGREED_BY_ALL = 0.8  # where so many of the others vote the same, voting the same shows nothing


@dataclass(frozen=True, slots=True)
class Came:
    """That somebody came: who, by what source (a network, a mail host, a statement, words), and when, in seconds."""

    who: int
    source: str
    at: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many who came from one source in a short time: who, from when until when, in seconds."""

    source: str
    who: frozenset[int]
    from_at: float
    until_at: float


@dataclass(frozen=True, slots=True)
class Cast:
    """One vote: whose, on which statement, and 1, -1 or 0."""

    who: int
    statement: int
    value: int


def crowds(came: Iterable[Came], *, fewest: int, within: float) -> list[Crowd]:
    """Every stretch in which at least `fewest` came from one source within `within` seconds of each other.

    came: in order of time; of any length, read once, in constant time each. Stretches that overlap are one crowd.

    >>> times = [Came(number, "a", number * 10.0) for number in range(4)]
    >>> [(sorted(one.who), one.from_at, one.until_at) for one in crowds(times, fewest=3, within=25)]
    [([0, 1, 2, 3], 0.0, 30.0)]
    """
    recent: dict[str, deque[tuple[int, Came]]] = defaultdict(deque)
    growing: dict[str, _Growing] = {}
    found: list[Crowd] = []
    for number, one in enumerate(came):
        window = recent[one.source]
        window.append((number, one))
        while one.at - window[0][1].at > within:
            window.popleft()
        crowd = growing.get(one.source)
        if crowd is not None and window[0][0] > crowd.last:
            found.append(_crowd(growing.pop(one.source).came))
            crowd = None
        if len(window) >= fewest:
            crowd = growing.setdefault(one.source, crowd or _Growing())
            crowd.take(window)
    return [*found, *(_crowd(crowd.came) for crowd in growing.values())]


class _Growing:
    """A crowd that may still grow, with the number of the last that came."""

    def __init__(self) -> None:
        self.came: list[Came] = []
        self.last = -1

    def take(self, window: deque[tuple[int, Came]]) -> None:
        """Add whoever of a window is not in it yet: the last ones."""
        new = list(takewhile(lambda pair: pair[0] > self.last, reversed(window)))
        self.came += [one for _number, one in reversed(new)]
        self.last = window[-1][0]


def _crowd(came: list[Came]) -> Crowd:
    return Crowd(came[0].source, frozenset(one.who for one in came), came[0].at, came[-1].at)


def votes_alike(who: Collection[int], cast: Iterable[Cast], everybody: Mapping[tuple[int, int], int]) -> bool:
    """Whether a crowd votes as one where everybody else does not.

    cast: the votes of the crowd, in any order. everybody: how many votes of each value each statement has from all, by
    statement and value. Statements on which the others are of one mind too are left out, and so are those on which
    only one of the crowd voted. A crowd of which fewer than half cast a vote that counts here is not told of.
    """
    of_crowd: dict[int, Counter[int]] = defaultdict(Counter)
    voters: dict[int, set[int]] = defaultdict(set)
    for vote in cast:
        of_crowd[vote.statement][vote.value] += 1
        voters[vote.statement].add(vote.who)
    telling = {
        statement: votes
        for statement, votes in of_crowd.items()
        if votes.total() > 1 and not _agreed_by_others(statement, votes, everybody)
    }
    same = sum(votes.most_common(1)[0][1] for votes in telling.values())
    told = sum(votes.total() for votes in telling.values())
    taking_part = {one for statement in telling for one in voters[statement]}
    return 2 * len(taking_part) >= len(who) and told > 0 and same >= ALIKE * told


def _agreed_by_others(statement: int, votes: Counter[int], everybody: Mapping[tuple[int, int], int]) -> bool:
    """Whether most of all others cast on a statement what most of a crowd cast."""
    others = {value: everybody.get((statement, value), 0) - votes[value] for value in (-1, 0, 1)}
    total = sum(others.values())
    favourite = votes.most_common(1)[0][0]
    return total > 0 and others[favourite] >= AGREED_BY_ALL * total


def saw_one_only(cast: Iterable[tuple[int, int, float]]) -> Iterator[Came]:
    """Of votes in order of time, each as voter, statement and seconds, those of voters who cast one vote in all.

    Reads all before it gives any; keeps one entry a voter.
    """
    only: dict[int, tuple[int, float] | None] = {}
    for who, statement, at in cast:
        only[who] = None if who in only else (statement, at)
    for who, one in only.items():
        if one is not None:
            yield Came(who, str(one[0]), one[1])
