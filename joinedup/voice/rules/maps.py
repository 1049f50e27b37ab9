"""When a map of opinion is drawn, and what its tests mean in words: pure rules over plain facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FEWEST = 10
REST = timedelta(minutes=5)
CERTAINTIES = ((3.0902, 999, 1_000), (2.3263, 99, 100), (1.6449, 95, 100), (1.2816, 9, 10))


@dataclass(frozen=True)
class Since:
    """What is known of a conversation when its map may be due.

    people: how many voted since the last map was drawn, or ever where there is none; no more than ten are counted.
    """

    drawn_at: datetime | None
    people: int


def is_due(since: Since, at: datetime) -> bool:
    """Whether a map is to be drawn: ten people voted since the last, which is five minutes old.

    Fewer would let whoever compares two maps tell what those few said.
    """
    return since.people >= FEWEST and (since.drawn_at is None or at - since.drawn_at >= REST)


def certainty(test: float) -> tuple[int, int] | None:
    """In how many of how many such conversations chance alone would not do this; None where chance well might.

    test: a z, one-sided.
    """
    return next(((sure, of) for least, sure, of in CERTAINTIES if test >= least), None)
