"""Votes as a sparse table: who said what to which statement, the last word of each counting."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

AGREE, PASS, DISAGREE = 1, 0, -1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Votes:
    """The votes of a conversation, one for each participant and statement, by participant and then statement.

    participants, statements: the ids that occur, sorted; a statement without votes does not occur. rows, columns: for
    each vote, the places of its participant and its statement in these. said: 1 agree, 0 pass, -1 disagree.
    """

    participants: Ints
    statements: Ints
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    said: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.said)

    @property
    def by_participant(self) -> Ints:
        """How many votes each participant cast, passes included."""
        return np.bincount(self.rows, minlength=len(self.participants))

    def places_of(self, statements: Iterable[int]) -> Ints:
        """Where statements stand, by their ids; those that nobody voted on are left out."""
        asked = np.array(sorted(set(statements)), dtype=np.int64)
        places = np.searchsorted(self.statements, asked)
        there = places < len(self.statements)
        there[there] = self.statements[places[there]] == asked[there]
        return places[there]

    def with_more(self, participants: ArrayLike, statements: ArrayLike, said: ArrayLike) -> "Votes":
        """These votes with later ones: each last word counts. Grows with the votes, old and new, as they are sorted."""
        return votes_from(
            np.concatenate([self.participants[self.rows], np.asarray(participants, dtype=np.int64)]),
            np.concatenate([self.statements[self.columns], np.asarray(statements, dtype=np.int64)]),
            np.concatenate([self.said, np.asarray(said, dtype=np.int8)]),
        )


def votes_from(
    participants: ArrayLike, statements: ArrayLike, said: ArrayLike, moments: ArrayLike | None = None
) -> Votes:
    """Votes from parallel lists of ids and of what was said, in the order in which they were cast.

    moments: when each was cast, in any unit, where the lists are not in that order; of two at one moment agreeing
    counts before passing and passing before disagreeing, so that the order of a file never matters. Raises ValueError
    for anything said that is not 1, 0 or -1, and for lists of differing lengths.
    """
    who, what = np.asarray(participants, dtype=np.int64), np.asarray(statements, dtype=np.int64)
    words = np.asarray(said, dtype=np.int64)
    if not len(who) == len(what) == len(words):
        raise ValueError("participants, statements and what was said differ in length")
    if len(words) and not -1 <= words.min() <= words.max() <= 1:
        raise ValueError("a vote is 1, 0 or -1")
    people, rows = _numbered(who)
    asked, columns = _numbered(what)
    order = np.arange(len(words)) if moments is None else np.lexsort((words, np.asarray(moments)))
    order = _sorted_by(rows, _sorted_by(columns, order))
    rows, columns = rows[order], columns[order]
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    return Votes(people, asked, rows[is_last], columns[is_last], words[order[is_last]].astype(np.int8))


def _sorted_by(places: NDArray[np.int32], order: Ints) -> Ints:
    """An order, sorted further by places and else kept; half of each number at a time, which numpy sorts fastest."""
    order = order[np.argsort(places[order].astype(np.uint16), kind="stable")]
    if len(places) and places.max() > np.iinfo(np.uint16).max:
        order = order[np.argsort((places[order] >> 16).astype(np.uint16), kind="stable")]
    return order


def _numbered(ids: Ints) -> tuple[Ints, NDArray[np.int32]]:
    """The ids that occur, sorted, and for each given one its place among them."""
    if not len(ids):
        return ids, np.zeros(0, dtype=np.int32)
    lowest, span = int(ids.min()), int(ids.max()) - int(ids.min()) + 1
    if span > 16 * len(ids):
        there, places = np.unique(ids, return_inverse=True)
        return there, places.astype(np.int32)
    occurs = np.zeros(span, dtype=bool)
    occurs[ids - lowest] = True
    place_of = np.cumsum(occurs, dtype=np.int32) - 1
    return np.flatnonzero(occurs) + lowest, place_of[ids - lowest]
