"""What of a map may be published: nothing that tells what few people said.

Numbers of people are rounded down to whole tens, so that no difference between two of them is smaller than ten. Shares
are rounded to twentieths (to tenths where fewer than twenty voted) and never reach nought or one, so that nobody can
tell that all of a group said the same. Every statistic is then computed from these, and from nothing else.
"""

from dataclasses import dataclass

import numpy as np

from joinedup.reckon.opinion.statistics import Counts
from joinedup.reckon.opinion.votes import Floats, Ints

FEWEST = 10
COARSE, FINE, FINE_FROM = 10, 20, 20


def tens(people: Ints) -> Ints:
    """Numbers of people, rounded down to whole tens."""
    return np.asarray(people // FEWEST * FEWEST)


@dataclass(frozen=True)
class Published:
    """What may be said of each group and statement: how many voted (nought where that is withheld) and in which shares.

    counts: the numbers that these shares make, from which statistics are computed.
    """

    agreeing: Floats
    disagreeing: Floats
    counts: Counts


def published(counts: Counts) -> Published:
    """Counts fit to be published: withheld where fewer than ten of a group voted on a statement.

    >>> from numpy import array
    >>> found = published(Counts(array([[9, 12, 31]]), array([[0, 0, 8]]), array([[9, 12, 40]])))
    >>> found.agreeing.tolist(), found.disagreeing.tolist(), found.counts.votes.tolist()
    ([[0.9, 0.9, 0.8]], [[0.1, 0.1, 0.2]], [[0, 10, 40]])
    """
    votes = tens(counts.votes)
    parts = np.where(counts.votes < FINE_FROM, COARSE, FINE)
    agreeing, disagreeing = (_share(said, counts.votes, parts) for said in (counts.agrees, counts.disagrees))
    agrees, disagrees = (np.rint(share * votes).astype(np.int64) for share in (agreeing, disagreeing))
    return Published(agreeing, disagreeing, Counts(agrees, disagrees, votes))


def is_bound(share: float, votes: int) -> bool:
    """Whether a published share is the least or the most that is told, and so stands for all below or above."""
    parts = COARSE if votes < FINE_FROM else FINE
    return round(share * parts) in (1, parts - 1)


def _share(said: Ints, votes: Ints, parts: Ints) -> Floats:
    whole = np.rint(said / np.maximum(votes, 1) * parts)
    return np.asarray(np.clip(whole, 1, parts - 1) / parts)
