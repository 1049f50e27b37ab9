"""Groups of opinion: participants who stand near each other, in as many groups as the picture shows clearly.

k-means from many fixed starts; the number of groups by the silhouette (Rousseeuw 1987) between at most a hundred small
cells, as published for Polis; no group is smaller than ten people or one in a hundred, so that a few who voted little
and therefore stand far out are not taken for a group.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from joinedup.reckon.opinion.votes import Floats, Ints

MOST_GROUPS = 5
SMALLEST_GROUP = 10
SMALLEST_SHARE = 0.01
STARTS = 30
SEED = 20_210_301
CELLS_FOR_STARTS = 250
CELLS_FOR_SILHOUETTES = 100
REFINED = 4
MOST_ROUNDS = 300


@dataclass(frozen=True)
class Cells:
    """Points taken together where they are many: the mean of each cell and how many lie in it."""

    centres: Floats
    weights: Floats


def grouped(points: Floats) -> Ints:
    """For each point the number of its group, from 0; groups are numbered from the largest to the smallest.

    points: n rows of two coordinates. Fewer than twenty points, or points that no number of groups parts into large
    enough ones, are one group.
    """
    n = len(points)
    one = np.zeros(n, dtype=np.int64)
    smallest = max(SMALLEST_GROUP, int(np.ceil(SMALLEST_SHARE * n)))
    coarse = cells_of(points, CELLS_FOR_SILHOUETTES)
    fine = cells_of(points, CELLS_FOR_STARTS)
    most = min(MOST_GROUPS, int(2 + len(coarse.centres) / 12), n // smallest)
    best, best_silhouette = one, -np.inf
    for k in range(2, most + 1):
        centres = best_centres(points, fine, k, smallest)
        if centres is None:
            continue
        clear = silhouette(coarse, nearest(coarse.centres, centres))
        if clear > best_silhouette + 1e-12:
            best, best_silhouette = nearest(points, centres), clear
    return _largest_first(best)


def best_centres(points: Floats, cells: Cells, k: int, smallest: int) -> Floats | None:
    """The centres of the tightest k groups found of which none is too small; None where every one found has such.

    Starts are tried on the cells, all at once; the tightest few are then carried through on the points themselves.
    """
    best, tightest = None, np.inf
    for centres in _tightest_on_cells(cells, k, smallest):
        on_points = settled(points, np.ones(len(points)), centres)
        labels = nearest(points, on_points)
        loose = float(((points - on_points[labels]) ** 2).sum())
        if loose < tightest and np.bincount(labels, minlength=k).min() >= smallest:
            best, tightest = on_points, loose
    return best


def _tightest_on_cells(cells: Cells, k: int, smallest: int) -> list[Floats]:
    """The tightest few that differ of what every start comes to, leaving out those with a much too small group."""
    starts = spread_starts(cells, k, np.random.Generator(np.random.PCG64(SEED + k)))
    centres, sizes, loose = _all_settled(cells, starts)
    differing: dict[float, Floats] = {}
    for at in np.argsort(loose, kind="stable"):
        if sizes[at].min() >= smallest / 2:
            differing.setdefault(round(float(loose[at]), 6), centres[at])
    return list(differing.values())[:REFINED]


def spread_starts(cells: Cells, k: int, draw: np.random.Generator) -> Floats:
    """Many times k starting centres far from each other (k-means++, Arthur & Vassilvitskii 2007)."""
    odds = np.broadcast_to(cells.weights, (STARTS, len(cells.weights)))
    away = np.full((STARTS, len(cells.weights)), np.inf)
    chosen = np.empty((STARTS, k), dtype=np.int64)
    for number in range(k):
        sums = np.cumsum(odds, axis=1)
        lot = draw.random(STARTS) * sums[:, -1]
        chosen[:, number] = np.minimum((sums <= lot[:, None]).sum(axis=1), odds.shape[1] - 1)
        last = cells.centres[chosen[:, number]]
        away = np.minimum(away, ((cells.centres[None] - last[:, None]) ** 2).sum(axis=2))
        odds = away * cells.weights
    return cells.centres[chosen]


def _all_settled(cells: Cells, centres: Floats) -> tuple[Floats, Floats, Floats]:
    """Every start carried on until all stay: its centres, how much each of its groups holds, and how loose it is."""
    starts, k, _axes = centres.shape
    n = len(cells.weights)
    which = np.arange(starts)[:, None] * k
    weights = np.broadcast_to(cells.weights, (starts, n)).ravel()
    weighted = [np.broadcast_to(cells.weights * cells.centres[:, axis], (starts, n)).ravel() for axis in (0, 1)]
    labels: Ints | None = None
    for _round in range(MOST_ROUNDS):
        away = _away(cells, centres)
        now = away.argmin(axis=1)
        flat = (now + which).ravel()
        inside = np.bincount(flat, weights, minlength=starts * k)
        if labels is not None and (now == labels).all():
            break
        labels = now
        sums = [np.bincount(flat, one, minlength=starts * k) for one in weighted]
        moved = np.stack(sums, axis=1) / np.maximum(inside, 1e-300)[:, None]
        centres = np.where((inside > 0)[:, None], moved, centres.reshape(-1, 2)).reshape(starts, k, 2)
    return centres, inside.reshape(starts, k), (away.min(axis=1) * cells.weights).sum(axis=1)


def _away(cells: Cells, centres: Floats) -> Floats:
    """Squared distances of every cell from every centre of every start."""
    across = (cells.centres[:, 0] - centres[:, :, :1]) ** 2
    return np.asarray(across + (cells.centres[:, 1] - centres[:, :, 1:]) ** 2)


def settled(points: Floats, weights: Floats, centres: Floats) -> Floats:
    """Centres moved to the means of what lies nearest to them until they stay (Lloyd 1982)."""
    labels: Ints | None = None
    for _round in range(MOST_ROUNDS):
        now = nearest(points, centres)
        if labels is not None and (now == labels).all():
            break
        labels = now
        inside = np.bincount(labels, weights, minlength=len(centres))
        sums = [np.bincount(labels, weights * points[:, axis], minlength=len(centres)) for axis in (0, 1)]
        moved = np.stack(sums, axis=1) / np.maximum(inside, 1e-300)[:, None]
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
    low, high = np.quantile(points, (0.005, 0.995), axis=0)
    side = int(np.sqrt(most))
    along = np.clip((points - low) / np.maximum(high - low, 1e-12) * side, 0, side - 1).astype(np.int64)
    which = along[:, 0] * side + along[:, 1]
    there, places = np.unique(which, return_inverse=True)
    weights = np.bincount(places, minlength=len(there)).astype(np.float64)
    sums = [np.bincount(places, points[:, axis], minlength=len(there)) for axis in (0, 1)]
    return Cells(np.stack(sums, axis=1) / weights[:, None], weights)


def silhouette(cells: Cells, labels: NDArray[np.int64]) -> float:
    """How clearly groups stand apart, from -1 to 1: the mean over all points of (b - a) / max(a, b).

    a is the mean distance to the others of one's own group, b to those of the nearest other group. Cells count as
    many times as they hold points, which are taken to lie at the cell's mean.
    """
    groups = np.unique(labels)
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
