"""What is told of a statement's votes: put together from the shares that the map publishes, and from nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEWEST = 10
SIDES = ("agree", "disagree")


@dataclass(frozen=True)
class Told:
    """What is told of one statement. votes: in whole tens; agree, disagree: shares of these, 0–1; apart: how far the
    two groups that differ most lie apart, None where that is withheld."""

    number: int
    votes: int
    agree: float
    disagree: float
    apart: float | None


def told_of(statement: Mapping[str, Any]) -> Told | None:
    """What may be told of one statement as the map publishes it; None where fewer than ten voted in every group.

    >>> told_of({"id": 3, "dividing": 0.4, "groups": [
    ...     {"votes": 30, "agree": 0.8, "disagree": 0.1}, {"votes": 10, "agree": 0.4, "disagree": 0.6},
    ...     {"votes": None, "agree": None, "disagree": None}]})
    Told(number=3, votes=40, agree=0.7, disagree=0.225, apart=0.4)
    """
    cells = [cell for cell in statement["groups"] if cell["votes"]]
    votes = sum(cell["votes"] for cell in cells)
    if votes < FEWEST:
        return None
    agree, disagree = (round(sum(cell[side] * cell["votes"] for cell in cells) / votes, 4) for side in SIDES)
    return Told(statement["id"], votes, agree, disagree, statement.get("dividing"))


def most_agreed(told: Sequence[Told]) -> list[Told]:
    """Those that most people agree with first; of equal ones those with more votes."""
    return sorted(told, key=lambda one: (-one.agree, -one.votes, one.number))


def most_divided(told: Sequence[Told]) -> list[Told]:
    """Those on which groups lie furthest apart first, then those on which people are split most evenly."""
    return sorted(told, key=lambda one: (-(one.apart or 0.0), -min(one.agree, one.disagree), one.number))
