"""The map of opinion: who thinks alike, what stands for each group, what all share and what divides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from joinedup.reckon.opinion.groups import grouped
from joinedup.reckon.opinion.picture import picture
from joinedup.reckon.opinion.statistics import (
    Consensus,
    Counts,
    Representative,
    bridging,
    consensus,
    counted,
    dividing,
    group_informed_consensus,
    priorities,
    representative,
)
from joinedup.reckon.opinion.votes import Floats, Ints, Votes, votes_from

__all__ = ["OpinionMap", "Votes", "opinion_map", "votes_from"]

VOTES_TO_BE_GROUPED = 7
FEWEST_GROUPED = 15
DIGITS = 6


@dataclass(frozen=True)
class OpinionMap:
    """A map of opinion; every list is in the order of the votes' own participants or statements.

    points: two coordinates for each participant. groups: of each participant, -1 for whoever voted on too few.
    agreeing, disagreeing: for each group and statement the share, one added on either side. informed: for each
    statement how far every group agrees and disagrees. bridging, dividing: see `statistics`. priority: how much a next
    vote on each statement would teach. means, lines: see `Picture`. counts: votes by group and statement.
    """

    votes: Votes
    number_of_groups: int
    points: Floats
    groups: Ints
    agreeing: Floats
    disagreeing: Floats
    voted: Ints
    informed: Floats
    bridging: Floats
    dividing: Floats
    priority: Floats
    representative: Sequence[Sequence[Representative]]
    consensus: Consensus
    means: Floats
    lines: Floats
    counts: Counts

    def size_of(self, group: int) -> int:
        """How many participants are in a group."""
        return int((self.groups == group).sum())


def opinion_map(votes: Votes, out: Collection[int] = (), given: Mapping[int, int] | None = None) -> OpinionMap:
    """The map of a conversation's votes.

    out: ids of statements taken out by moderation. given: the group of each participant by id, counted from 0, instead
    of finding groups; whoever is not named is in none. The same votes give the same map, whatever their order.
    """
    out_places = votes.places_of(out)
    seen = picture(votes, out_places)
    points = np.round(seen.points, DIGITS) + 0.0
    groups = _given(votes, given) if given is not None else _found(votes, points)
    number = int(groups.max(initial=-1)) + 1
    by_group = counted(votes, groups, max(number, 1))
    together = counted(votes, np.where(groups >= 0, 0, -1), 1)
    everybody = counted(votes, np.zeros(len(votes.participants), dtype=np.int64), 1)
    return OpinionMap(
        votes=votes,
        number_of_groups=number,
        points=points,
        groups=groups,
        agreeing=by_group.of_agreeing,
        disagreeing=by_group.of_disagreeing,
        voted=by_group.votes,
        informed=group_informed_consensus(by_group),
        bridging=bridging(by_group),
        dividing=dividing(by_group),
        priority=np.round(priorities(together, seen.extremity), DIGITS),
        representative=representative(by_group, votes.statements, out_places),
        consensus=consensus(everybody, votes.statements, out_places),
        means=seen.means,
        lines=seen.lines,
        counts=by_group,
    )


def _given(votes: Votes, given: Mapping[int, int]) -> Ints:
    return np.array([given.get(int(one), -1) for one in votes.participants], dtype=np.int64)


def _found(votes: Votes, points: Floats) -> Ints:
    """The groups of those who voted on enough: seven statements, or all where there are fewer; fifteen at the least."""
    groups = np.full(len(points), -1, dtype=np.int64)
    cast = votes.by_participant
    enough = cast >= min(VOTES_TO_BE_GROUPED, len(votes.statements))
    if enough.sum() < FEWEST_GROUPED:
        busiest = np.lexsort((np.arange(len(cast)), -cast))[:FEWEST_GROUPED]
        enough[busiest] = True
    groups[enough] = grouped(points[enough])
    return groups
