"""Groups of opinion: participants who stand near each other, in as many groups as the picture shows clearly.

k-means from many fixed starts; the number of groups by the silhouette (Rousseeuw 1987) between at most a hundred small
cells, as published for Polis; no group is smaller than ten people or one in a hundred, so that a few who voted little
and therefore stand far out are not taken for a group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from joinedup.reckon.opinion.votes import Floats, Ints

MOST_GROUPS = 5
SMALLEST_GROUP = 10
SMALLEST_SHARE = 0.01
PRIMES = (2.0, 3.0, 5.0, 7.0, 11.0)
MOST_CELLS = (100, 250, 2_500)
ON_POINTS = 3
MOST_ROUNDS = 300


@dataclass(frozen=True)
class Cells:
    """Points taken together where they are many: the mean of each cell and how many lie in it."""

    centres: Floats
    weights: Floats


@dataclass(frozen=True)
class Search:
    """How hard to look: from how many starts on few cells, and how many of what they come to are refined on many.

    Where there are few cells, there are more of both: about so many cells in all, since few are soon gone through.
    """

    starts: int
    refined: int
    cells: int = 0

    def starts_on(self, cells: Cells) -> int:
        """From how many starts."""
        return max(self.starts, self.cells // len(cells.weights))

    def refined_on(self, cells: Cells) -> int:
        """How many are refined."""
        return max(self.refined, self.cells // len(cells.weights))


QUICK, THOROUGH = Search(16, 2), Search(120, 16, 30_000)


def grouped(points: Floats) -> Ints:
    """For each point the number of its group, from 0; groups are numbered from the largest to the smallest.

    points: n rows of two coordinates. Fewer than twenty points, or points that no number of groups parts into large
    enough ones, are one group. How many groups there are is judged on cells; for that number the search is thorough.
    """
    n = len(points)
    smallest = max(SMALLEST_GROUP, int(np.ceil(SMALLEST_SHARE * n)))
    coarse, fine, finest = (cells_of(points, most) for most in MOST_CELLS)
    best, clearest = 1, -np.inf
    for k in range(2, min(MOST_GROUPS, int(2 + len(coarse.centres) / 12), n // smallest) + 1):
        for centres in tightest(fine, finest, k, smallest, QUICK)[:1]:
            clear = silhouette(coarse, nearest(coarse.centres, centres))
            if clear > clearest + 1e-12:
                best, clearest = k, clear
    return _largest_first(_on_points(points, tightest(fine, finest, best, smallest, THOROUGH), smallest))


def _on_points(points: Floats, found: Sequence[Floats], smallest: int) -> Ints:
    """The tightest of the first few groupings, carried on to the points; one group where each has a too small one."""
    best, least, tried = np.zeros(len(points), dtype=np.int64), np.inf, 0
    for centres in found:
        on_points = settled(points, centres)
        labels = nearest(points, on_points)
        if np.bincount(labels, minlength=len(centres)).min() >= smallest:
            tried += 1
            loose = float(((points - on_points[labels]) ** 2).sum())
            if loose < least:
                best, least = labels, loose
        if tried == ON_POINTS:
            break
    return best


def tightest(few: Cells, many: Cells, k: int, smallest: int, search: Search) -> list[Floats]:
    """The centres of the tightest groupings found, tightest first, of which no group is too small.

    Starts are carried on together on few cells; the tightest that differ of what they come to, on many.
    """
    centres, sizes, loose = _all_settled(few, spread_starts(few, k, search.starts_on(few)))
    chosen = _differing(loose, sizes.min(axis=1) >= smallest / 2)[: search.refined_on(many)]
    if not chosen:
        return []
    centres, sizes, loose = _all_settled(many, centres[chosen])
    return [centres[at] for at in _differing(loose, sizes.min(axis=1) >= smallest)]


def _differing(loose: Floats, is_large: NDArray[np.bool_]) -> list[int]:
    """Which groupings have large enough groups, the tightest first, one of those that are equally tight."""
    differing: dict[float, int] = {}
    for at in np.argsort(loose, kind="stable").tolist():
        if is_large[at]:
            differing.setdefault(round(float(loose[at]), 6), at)
    return list(differing.values())


def spread_starts(cells: Cells, k: int, starts: int) -> Floats:
    """Many times k starting centres far from each other (k-means++, Arthur & Vassilvitskii 2007).

    Lots are fractions of multiples of the roots of primes (Richtmyer 1951): the same each time, and evenly spread.
    """
    odds = np.broadcast_to(cells.weights, (starts, len(cells.weights)))
    away = np.full((starts, len(cells.weights)), np.inf)
    chosen = np.empty((starts, k), dtype=np.int64)
    for number in range(k):
        sums = np.cumsum(odds, axis=1)
        lot = np.modf(np.arange(1, starts + 1) * np.sqrt(PRIMES[number]))[0] * sums[:, -1]
        chosen[:, number] = np.minimum((sums <= lot[:, None]).sum(axis=1), odds.shape[1] - 1)
        last = cells.centres[chosen[:, number]]
        away = np.minimum(away, ((cells.centres[None] - last[:, None]) ** 2).sum(axis=2))
        odds = away * cells.weights
    return cells.centres[chosen]


def _all_settled(cells: Cells, starts: Floats) -> tuple[Floats, Floats, Floats]:
    """Every start carried on until it stays: its centres, how much each of its groups holds, and how loose it is."""
    centres, sizes, loose = starts.copy(), np.zeros(starts.shape[:2]), np.zeros(len(starts))
    moving, labels = np.arange(len(starts)), np.full((len(starts), len(cells.weights)), -1)
    for _round in range(MOST_ROUNDS):
        away = _away(cells, centres[moving])
        now = away.argmin(axis=1)
        stays = (now == labels).all(axis=1)
        loose[moving] = (away.min(axis=1) * cells.weights).sum(axis=1)
        moving, labels = moving[~stays], now[~stays]
        if not len(moving):
            break
        sizes[moving], centres[moving] = _moved(cells, labels, centres[moving])
    return centres, sizes, loose


def _moved(cells: Cells, labels: Ints, centres: Floats) -> tuple[Floats, Floats]:
    """How much each group of each start holds, and its mean; where it holds nothing, its centre as it was."""
    starts, k, _axes = centres.shape
    flat = (labels + np.arange(starts)[:, None] * k).ravel()

    def summed(values: Floats) -> Floats:
        sums = np.bincount(flat, np.broadcast_to(values, labels.shape).ravel(), minlength=starts * k)
        return np.asarray(sums.reshape(starts, k), dtype=np.float64)

    inside = summed(cells.weights)
    sums = np.stack([summed(cells.weights * cells.centres[:, axis]) for axis in (0, 1)], axis=2)
    return inside, np.where((inside > 0)[:, :, None], sums / np.maximum(inside, 1e-300)[:, :, None], centres)


def _away(cells: Cells, centres: Floats) -> Floats:
    """Squared distances of every cell from every centre of every start."""
    across = (cells.centres[:, 0] - centres[:, :, :1]) ** 2
    return np.asarray(across + (cells.centres[:, 1] - centres[:, :, 1:]) ** 2)


def settled(points: Floats, centres: Floats) -> Floats:
    """Centres moved to the means of the points nearest to them until they stay (Lloyd 1982)."""
    labels: Ints | None = None
    for _round in range(MOST_ROUNDS):
        now = nearest(points, centres)
        if labels is not None and (now == labels).all():
            break
        labels = now
        inside = np.bincount(labels, minlength=len(centres))
        sums = [np.bincount(labels, points[:, axis], minlength=len(centres)) for axis in (0, 1)]
        moved = np.stack(sums, axis=1) / np.maximum(inside, 1)[:, None]
        centres = np.where((inside > 0)[:, None], moved, centres)
    return centres


def nearest(points: Floats, centres: Floats) -> Ints:
    """For each point the number of the nearest centre, the first of equally near ones."""
    best = np.zeros(len(points), dtype=np.int64)
    least = ((points - centres[0]) ** 2).sum(axis=1)
    for number in range(1, len(centres)):
        away = (points[:, 0] - centres[number, 0]) ** 2 + (points[:, 1] - centres[number, 1]) ** 2
        nearer = away < least
        best[nearer] = number
        least = np.where(nearer, away, least)
    return best


def cells_of(points: Floats, most: int) -> Cells:
    """Points as they are where they are few; else the means of the cells of a grid of which at most so many hold any.

    The grid spans all but the outermost one in two hundred on each side; these go to the cells of its rim.
    """
    if len(points) <= most:
        return Cells(points, np.ones(len(points)))
    rim = len(points) // 200
    low, high = np.partition(points, (rim, len(points) - 1 - rim), axis=0)[[rim, len(points) - 1 - rim]]
    side = int(np.sqrt(most))
    along = np.clip((points - low) / np.maximum(high - low, 1e-12) * side, 0, side - 1).astype(np.int64)
    which = along[:, 0] * side + along[:, 1]
    weights = np.bincount(which, minlength=side**2)
    there = weights > 0
    sums = [np.bincount(which, points[:, axis], minlength=side**2)[there] for axis in (0, 1)]
    return Cells(np.stack(sums, axis=1) / weights[there][:, None], weights[there].astype(np.float64))


def silhouette(cells: Cells, labels: NDArray[np.int64]) -> float:
    """How clearly groups stand apart, from -1 to 1: the mean over all points of (b - a) / max(a, b).

    a is the mean distance to the others of one's own group, b to those of the nearest other group. Cells count as
    many times as they hold points, which are taken to lie at the cell's mean.
    """
    groups = np.flatnonzero(np.bincount(labels))
    if len(groups) < 2:
        return -1.0
    away = np.sqrt(((cells.centres[:, None, :] - cells.centres[None, :, :]) ** 2).sum(axis=2))
    to_groups = np.stack([(away * (cells.weights * (labels == one))).sum(axis=1) for one in groups], axis=1)
    inside = np.array([cells.weights[labels == one].sum() for one in groups])
    own = np.searchsorted(groups, labels)
    rows = np.arange(len(labels))
    a = to_groups[rows, own] / np.maximum(inside[own] - 1, 1)
    others = to_groups / inside
    others[rows, own] = np.inf
    b = others.min(axis=1)
    clear = np.where(inside[own] > 1, (b - a) / np.maximum(np.maximum(a, b), 1e-300), 0.0)
    return float((cells.weights * clear).sum() / cells.weights.sum())


def _largest_first(labels: Ints) -> Ints:
    sizes = np.bincount(labels)
    order = np.lexsort((np.arange(len(sizes)), -sizes))
    number = np.empty(len(sizes), dtype=np.int64)
    number[order] = np.arange(len(sizes))
    return number[labels] if len(labels) else labels
