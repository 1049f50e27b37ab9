"""The picture: where each participant stands on the two lines along which opinions differ most.

As published for Polis (Small et al., Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces, 2021): a
vote that was not cast counts as the mean of its statement, so that after centring it is nought. The two lines are then
the leading right singular vectors of a sparse table, found here by Lanczos' method with full reorthogonalisation.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from joinedup.reckon.opinion.votes import Floats, Ints, Votes

LINES = 2
EXACT_ENOUGH = 1e-8
MOST_STEPS = 400


@dataclass(frozen=True)
class Picture:
    """Where participants and statements stand.

    means: of each statement's votes, nought for those taken out. lines: two rows of one weight a statement, of length
    one. points: for each participant the two coordinates, scaled by how few statements were seen.
    """

    means: Floats
    lines: Floats
    points: Floats

    @property
    def extremity(self) -> Floats:
        """How far out somebody would stand who agreed with one statement and saw no other, for each statement."""
        reach = np.sqrt(len(self.means)) * (1 - self.means)
        return np.asarray(np.abs(reach) * np.sqrt((self.lines**2).sum(axis=0)))


def picture(votes: Votes, out: NDArray[np.int64]) -> Picture:
    """Where participants and statements stand. out: places of statements taken out by moderation.

    A statement taken out counts as seen by everybody and tells nobody apart. Grows with the votes.
    """
    n, m = len(votes.participants), len(votes.statements)
    is_in = np.ones(m, dtype=bool)
    is_in[out] = False
    keep = is_in[votes.columns]
    rows, columns = (places[keep].astype(np.int64) for places in (votes.rows, votes.columns))
    said = votes.said[keep].astype(np.float64)
    counts = np.bincount(columns, minlength=m)
    means = np.bincount(columns, said, minlength=m) / np.maximum(counts, 1)
    apart = Apart(rows, columns, said - means[columns], n, m)
    lines = leading_lines(apart)
    seen = np.bincount(rows, minlength=n) + len(out)
    scale = np.sqrt(m / np.maximum(seen, 1))
    points = np.stack([apart.along(line) * scale for line in lines], axis=1)
    return Picture(means, lines, points)


@dataclass(frozen=True)
class Apart:
    """How far each vote lies from its statement's mean: a sparse table of n participants, sorted by them, and m
    statements."""

    rows: Ints
    columns: Ints
    values: Floats
    n: int
    m: int

    @cached_property
    def first(self) -> Ints:
        """Where each participant's votes begin, of those who have any."""
        return np.flatnonzero(np.diff(self.rows, prepend=-1))

    def along(self, line: Floats) -> Floats:
        """The table times one weight a statement: one number a participant."""
        sums = np.zeros(self.n)
        if len(self.rows):
            sums[self.rows[self.first]] = np.add.reduceat(self.values * line[self.columns], self.first)
        return sums

    def back(self, people: Floats) -> Floats:
        """The table's transpose times one weight a participant: one number a statement."""
        return np.asarray(np.bincount(self.columns, self.values * people[self.rows], minlength=self.m))


def leading_lines(apart: Apart) -> Floats:
    """The two leading right singular vectors, each with its largest weight positive; noughts where there are fewer.

    Lanczos on the table's Gram matrix, from a fixed start, until both have converged. Nothing here uses more than one
    thread, so that the same votes give the same bytes.
    """
    steps = min(apart.m, MOST_STEPS)
    basis = np.zeros((steps + 1, apart.m))
    basis[0] = _start(apart.m)
    diagonal, beside = np.zeros(steps), np.zeros(steps + 1)
    values, vectors = np.zeros(0), np.zeros((0, 0))
    step = 0
    for step in range(1, steps + 1):
        turned = apart.back(apart.along(basis[step - 1]))
        diagonal[step - 1] = (turned * basis[step - 1]).sum()
        turned = _freed(turned, basis[:step])
        beside[step] = np.sqrt((turned**2).sum())
        is_done = beside[step] <= EXACT_ENOUGH * max(diagonal[:step].max(), 1.0)
        if step % 8 == 0 or is_done or step == steps:
            values, vectors = _of_tridiagonal(diagonal[:step], beside[1:step])
            errors = np.abs(beside[step] * vectors[-1, -LINES:])
            is_done = is_done or bool(step >= LINES and (errors <= EXACT_ENOUGH * values[-1]).all())
        if is_done:
            break
        basis[step] = turned / beside[step]
    return _signed(_two_of(values, vectors, basis[:step]))


def _start(m: int) -> Floats:
    """A fixed start that no symmetry of the statements' order shares."""
    start = 1.0 + np.modf(np.arange(1, m + 1) * 0.6180339887498949)[0]
    return np.asarray(start / np.sqrt((start**2).sum()))


def _freed(vector: Floats, basis: Floats) -> Floats:
    """A vector without what it has of a basis, freed twice so that rounding leaves nothing."""
    for _again in range(2):
        vector = vector - ((basis * vector).sum(axis=1)[:, None] * basis).sum(axis=0)
    return vector


def _of_tridiagonal(diagonal: Floats, beside: Floats) -> tuple[Floats, Floats]:
    values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return values, vectors


def _two_of(values: Floats, vectors: Floats, basis: Floats) -> Floats:
    """The two leading vectors, with noughts for those along which nothing differs."""
    lines = np.zeros((LINES, basis.shape[1]))
    for place in range(min(LINES, len(values))):
        at = len(values) - 1 - place
        if values[at] > 1e-9 * max(values[-1], 1e-9):
            lines[place] = (vectors[:, at][:, None] * basis).sum(axis=0)
    return lines


def _signed(lines: Floats) -> Floats:
    """Each line turned so that its largest weight, the first of equals, is positive."""
    return np.stack([_turned(line) for line in lines])


def _turned(line: Floats) -> Floats:
    if not len(line):
        return line
    size = np.abs(line)
    largest = np.flatnonzero(size >= size.max() * (1 - 1e-9))[0]
    return -line if line[largest] < 0 else line
