"""A map of opinion as it is kept: what of it is published, and what it takes to tell one participant their place."""

from collections.abc import Collection
from dataclasses import asdict
from string import ascii_uppercase
from typing import Any

import numpy as np

from joinedup.reckon.opinion import OpinionMap
from joinedup.reckon.opinion.placing import Placing
from joinedup.reckon.opinion.published import FEWEST, Published, published, tens
from joinedup.reckon.opinion.statistics import (
    Counts,
    bridging,
    consensus,
    dividing,
    group_informed_consensus,
    representative,
)
from joinedup.reckon.opinion.votes import Floats, Ints

DIGITS = 6


def result_of(found: OpinionMap, out: Collection[int]) -> dict[str, Any]:
    """What is kept of a map. out: numbers of statements that were taken out; nothing is published of these."""
    return {"published": published_of(found, out), "placing": placing_of(found, out)}


def published_of(found: OpinionMap, out: Collection[int]) -> dict[str, Any]:
    """What anybody may read of a map: every figure comes from numbers and shares that were rounded first."""
    told, out_places = published(found.counts), found.votes.places_of(out)
    counts = told.counts
    names = ascii_uppercase[: found.number_of_groups]
    sizes = tens(np.array([found.size_of(group) for group in range(found.number_of_groups)], dtype=np.int64))
    statements = found.votes.statements
    everybody = Counts(*(table.sum(axis=0, keepdims=True) for table in (counts.agrees, counts.disagrees, counts.votes)))
    shared = consensus(everybody, statements, out_places)
    return {
        "k": found.number_of_groups,
        "votes": len(found.votes) // FEWEST * FEWEST,
        "people": len(found.votes.participants) // FEWEST * FEWEST,
        "groups": [
            {"group": name, "people": int(sizes[group]), **_shape(found.points[found.groups == group])}
            for group, name in enumerate(names)
        ],
        "statements": _statements(statements, told, names, set(out_places.tolist())),
        "representative": {
            name: [asdict(one) for one in standing if one.trials]
            for name, standing in zip(names, representative(counts, statements, out_places), strict=False)
        },
        "consensus": {side: [asdict(one) for one in getattr(shared, side)] for side in ("agree", "disagree")},
    }


def _statements(statements: Ints, told: Published, names: str, out: set[int]) -> list[dict[str, Any]]:
    counts = told.counts
    informed, meets, parts = group_informed_consensus(counts), bridging(counts), dividing(counts)
    return [
        {
            "id": number,
            **_whole(informed[at], meets[at], parts[at], bool(len(names)) and bool((counts.votes[:, at] > 0).all())),
            "groups": [_cell(told, group, at, name) for group, name in enumerate(names)],
        }
        for at, number in enumerate(statements.tolist())
        if at not in out
    ]


def _whole(informed: Floats, meets: float, parts: float, is_told: bool) -> dict[str, Any]:
    """What is said of a statement across groups: nothing where any group's share is withheld."""
    return {
        "group_informed_consensus": np.round(informed, DIGITS).tolist() if is_told else None,
        "bridging": round(float(meets), DIGITS) if is_told else None,
        "dividing": round(float(parts), DIGITS) if is_told else None,
    }


def _cell(told: Published, group: int, at: int, name: str) -> dict[str, Any]:
    votes = int(told.counts.votes[group, at])
    if not votes:
        return {"group": name, "votes": None, "agree": None, "disagree": None}
    agree, disagree = (round(float(shares[group, at]), 2) for shares in (told.agreeing, told.disagreeing))
    return {"group": name, "votes": votes, "agree": agree, "disagree": disagree}


def _shape(points: Floats) -> dict[str, Any]:
    """Where a group lies: its middle, and how far and in which direction it spreads; never where any one stands."""
    middle = points.mean(axis=0)
    away = points - middle
    xx, xy, yy = ((away[:, one] * away[:, other]).mean() for one, other in ((0, 0), (0, 1), (1, 1)))
    half, apart = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    return {
        "middle": np.round(middle, 2).tolist(),
        "spread": [round(float(np.sqrt(max(one, 0.0))), 2) for one in (half + apart, half - apart)],
        "turned": round(float(np.degrees(np.arctan2(2 * xy, xx - yy) / 2))),
    }


def placing_of(found: OpinionMap, out: Collection[int]) -> dict[str, Any]:
    """What it takes to tell a participant where they stand; read by nobody else."""
    out_places = set(found.votes.places_of(out).tolist())
    kept = [at for at in range(len(found.votes.statements)) if at not in out_places]
    return {
        "numbers": found.votes.statements[kept].tolist(),
        "means": found.means[kept].tolist(),
        "lines": found.lines[:, kept].tolist(),
        "statements": len(found.votes.statements),
        "out": len(out_places),
        "centres": [
            found.points[found.groups == group].mean(axis=0).tolist() for group in range(found.number_of_groups)
        ],
    }


def placing(kept: dict[str, Any]) -> Placing:
    """The same, ready to be asked."""
    numbers = kept["numbers"]
    return Placing(
        means=dict(zip(numbers, kept["means"], strict=True)),
        weights=dict(zip(numbers, zip(*kept["lines"], strict=True), strict=True)),
        statements=kept["statements"],
        out=kept["out"],
        centres=[(x, y) for x, y in kept["centres"]],
    )
