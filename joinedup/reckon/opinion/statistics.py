"""What groups say of each statement: shares, tests, what stands for a group, what all share, and what divides.

As published for Polis: one is added to what was counted, so that few votes say little (Small et al., 2021).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from joinedup.reckon.opinion.votes import AGREE, DISAGREE, PASS, Floats, Ints, Votes

Side = Literal["agree", "disagree"]

SURE = 1.2816  # one-sided, nine in ten
MOST_REPRESENTATIVE = 5


@dataclass(frozen=True)
class Counts:
    """Votes on each statement by each group: three tables of g groups by m statements."""

    agrees: Ints
    disagrees: Ints
    votes: Ints

    @property
    def of_agreeing(self) -> Floats:
        """The share of each group that agrees, one added on either side."""
        return np.asarray((self.agrees + 1) / (self.votes + 2))

    @property
    def of_disagreeing(self) -> Floats:
        """The share of each group that disagrees, one added on either side."""
        return np.asarray((self.disagrees + 1) / (self.votes + 2))


@dataclass(frozen=True)
class Representative:
    """A statement that stands for a group: how its members voted, and how differently from everybody else.

    share: of those who voted on it, one added. share_test: that more than half are on this side, as a z. ratio: the
    share against that of everybody else; ratio_test: that they differ, as a z.
    """

    statement: int
    side: Side
    successes: int
    trials: int
    share: float
    share_test: float
    ratio: float
    ratio_test: float
    is_best_agreed: bool = False


@dataclass(frozen=True)
class Shared:
    """A statement on which people agree or disagree across the whole conversation."""

    statement: int
    successes: int
    trials: int
    share: float
    share_test: float


@dataclass(frozen=True)
class Consensus:
    """Up to five statements that most agree with, and up to five that most disagree with, the clearest first."""

    agree: Sequence[Shared] = field(default_factory=tuple)
    disagree: Sequence[Shared] = field(default_factory=tuple)


def counted(votes: Votes, groups: Ints, number: int) -> Counts:
    """Votes by group and statement. groups: of each participant, -1 for none. number: how many groups there are."""
    group = groups[votes.rows]
    keep = group >= 0
    m = len(votes.statements)
    cells = group[keep] * m + votes.columns[keep]
    said = votes.said[keep]
    tables = [np.bincount(cells[said == word], minlength=number * m) for word in (AGREE, DISAGREE, PASS)]
    agrees, disagrees, passes = (table.reshape(number, m) for table in tables)
    return Counts(agrees, disagrees, agrees + disagrees + passes)


def group_informed_consensus(counts: Counts) -> Floats:
    """For each statement how far every group agrees, and disagrees: the product of their shares. m rows of two."""
    return np.stack([counts.of_agreeing.prod(axis=0), counts.of_disagreeing.prod(axis=0)], axis=1)


def priorities(counts: Counts, extremity: Floats) -> Floats:
    """How much a next vote on each statement is likely to teach: those with few votes and those that part opinions.

    counts: of everybody who is in a group, as one group. extremity: see `Picture`.
    """
    agrees, votes = counts.agrees[0], counts.votes[0]
    passes = votes - agrees - counts.disagrees[0]
    worth = (1 - (passes + 1) / (votes + 2)) * (extremity + 1) * (agrees + 1) / (votes + 2)
    return np.asarray((worth * (1 + 8 * 2.0 ** (-votes / 5))) ** 2)


def share_test(successes: Ints, trials: Ints) -> Floats:
    """That more than half are on a side: z of one proportion, with one success more."""
    return np.asarray(2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5))


def ratio_test(successes: Ints, trials: Ints, others: Ints, other_trials: Ints) -> Floats:
    """That a group differs from everybody else: z of two proportions, one added to all four; nought where all agree."""
    a, n, b, k = successes + 1, trials + 1, others + 1, other_trials + 1
    pooled = (a + b) / (n + k)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / k))
    return np.asarray(np.divide(a / n - b / k, error, out=np.zeros(error.shape), where=pooled < 1), dtype=np.float64)


def representative(counts: Counts, statements: Ints, out: NDArray[np.int64]) -> list[tuple[Representative, ...]]:
    """For each group up to five statements that stand for it, those that it agrees with first.

    A statement stands for a group where most of it are on one side and more so than everybody else, both tested. Where
    none does, the nearest one is named. out: places of statements taken out by moderation; none of them is named.
    """
    is_in = np.ones(len(statements), dtype=bool)
    is_in[out] = False
    everybody = Counts(*(table.sum(axis=0) for table in (counts.agrees, counts.disagrees, counts.votes)))
    return [_standing_for(_Rows.of(counts, group, everybody), statements, is_in) for group in range(len(counts.votes))]


@dataclass(frozen=True)
class _Rows:
    """What one group says of each statement, on both sides."""

    agree: "_OneSide"
    disagree: "_OneSide"

    @classmethod
    def of(cls, counts: Counts, group: int, everybody: Counts) -> "_Rows":
        votes, others = counts.votes[group], everybody.votes - counts.votes[group]
        return cls(
            *(
                _OneSide.of(mine[group], votes, whole - mine[group], others)
                for mine, whole in ((counts.agrees, everybody.agrees), (counts.disagrees, everybody.disagrees))
            )
        )


@dataclass(frozen=True)
class _OneSide:
    successes: Ints
    trials: Ints
    share: Floats
    share_test: Floats
    ratio: Floats
    ratio_test: Floats

    @classmethod
    def of(cls, successes: Ints, trials: Ints, others: Ints, other_trials: Ints) -> "_OneSide":
        share = (successes + 1) / (trials + 2)
        return cls(
            successes,
            trials,
            share,
            share_test(successes, trials),
            share / ((others + 1) / (other_trials + 2)),
            ratio_test(successes, trials, others, other_trials),
        )

    @property
    def metric(self) -> Floats:
        return self.ratio * self.ratio_test * self.share * self.share_test

    def row(self, at: int, statement: int, side: Side, is_best_agreed: bool = False) -> Representative:
        return Representative(
            statement,
            side,
            int(self.successes[at]),
            int(self.trials[at]),
            float(self.share[at]),
            float(self.share_test[at]),
            float(self.ratio[at]),
            float(self.ratio_test[at]),
            is_best_agreed,
        )


def _standing_for(rows: _Rows, statements: Ints, is_in: NDArray[np.bool_]) -> tuple[Representative, ...]:
    agree, disagree = rows.agree, rows.disagree
    agreeing = agree.ratio_test > disagree.ratio_test
    tested = {"agree": agree, "disagree": disagree}
    sides: list[Side] = ["agree" if one else "disagree" for one in agreeing]
    sure = is_in & np.where(
        agreeing,
        (agree.ratio_test > SURE) & (agree.share_test > SURE),
        (disagree.ratio_test > SURE) & (disagree.share_test > SURE),
    )
    metric = np.where(agreeing, agree.metric, disagree.metric)
    best = _best_agreed(agree, disagree, is_in)
    if not sure.any() and best is None:
        if not is_in.any():
            return ()
        nearest = int(np.where(is_in, np.where(agreeing, agree.ratio_test, disagree.ratio_test), -np.inf).argmax())
        return (tested[sides[nearest]].row(nearest, int(statements[nearest]), sides[nearest]),)
    named = [int(at) for at in np.lexsort((np.arange(len(metric)), -metric)) if sure[at] and at != best]
    first = [] if best is None else [agree.row(best, int(statements[best]), "agree", is_best_agreed=True)]
    others = [tested[sides[at]].row(at, int(statements[at]), sides[at]) for at in named]
    kept = [*first, *others][:MOST_REPRESENTATIVE]
    return tuple(sorted(kept, key=lambda one: one.side != "agree"))


def _best_agreed(agree: _OneSide, disagree: _OneSide, is_in: NDArray[np.bool_]) -> int | None:
    """The statement that a group agrees with most, compared with everybody else where that already tells it apart."""
    best: int | None = None
    metric, plain = agree.metric, agree.share * agree.share_test
    for at in np.flatnonzero(is_in & (agree.successes + disagree.successes > 0)):
        if best is not None and agree.ratio[best] > 1:
            is_better = metric[at] > metric[best]
        elif best is not None:
            is_better = plain[at] > plain[best]
        else:
            is_better = agree.share_test[at] > SURE or (agree.ratio[at] > 1 and agree.share[at] > 0.5)
        if is_better:
            best = int(at)
    return best


def consensus(counts: Counts, statements: Ints, out: NDArray[np.int64]) -> Consensus:
    """What people share across the whole conversation. counts: of everybody who voted, as one group."""
    is_in = np.ones(len(statements), dtype=bool)
    is_in[out] = False
    trials = counts.votes[0]
    return Consensus(*(_shared(some[0], trials, statements, is_in) for some in (counts.agrees, counts.disagrees)))


def _shared(successes: Ints, trials: Ints, statements: Ints, is_in: NDArray[np.bool_]) -> tuple[Shared, ...]:
    share, test = (successes + 1) / (trials + 2), share_test(successes, trials)
    clear = is_in & (share > 0.5) & (test > SURE)
    order = np.lexsort((statements, -share * test))
    return tuple(
        Shared(int(statements[at]), int(successes[at]), int(trials[at]), float(share[at]), float(test[at]))
        for at in order
        if clear[at]
    )[:MOST_REPRESENTATIVE]


def bridging(counts: Counts) -> Floats:
    """How far the least agreeing group agrees with each statement: high where groups that differ meet."""
    return np.asarray(counts.of_agreeing.min(axis=0))


def dividing(counts: Counts) -> Floats:
    """How far the shares that agree lie apart between the two groups that differ most, for each statement."""
    return np.asarray(counts.of_agreeing.max(axis=0) - counts.of_agreeing.min(axis=0))
