"""Votes as they were cast, with their moments: what a live conversation is counted from, again and again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from joinedup.reckon.opinion.votes import Ints, Votes, votes_from


@dataclass(frozen=True)
class Cast:
    """The last vote of each participant on each statement, by participant and then statement. when: in any unit."""

    who: Ints
    what: Ints
    said: NDArray[np.int8]
    when: Ints

    def __len__(self) -> int:
        return len(self.who)

    def with_more(self, more: "Cast") -> "Cast":
        """These votes and others, each pair as it was last cast."""
        return together([self, more])

    def until(self, moment: int) -> "Cast":
        """The votes that were cast until a moment."""
        early = self.when <= moment
        return Cast(self.who[early], self.what[early], self.said[early], self.when[early])

    def counted(self, counts_under: Mapping[int, int], left: Collection[int] = ()) -> Votes:
        """The votes under the statements that they count for; of two of one participant on one, the later.

        counts_under: for each statement the id under which its votes count; votes on others are left out. left:
        participants whose votes are out.
        """
        asked = np.array(sorted(counts_under), dtype=np.int64)
        under = np.array([counts_under[one] for one in asked.tolist()], dtype=np.int64)
        places = np.minimum(np.searchsorted(asked, self.what), max(len(asked) - 1, 0))
        stays = ~np.isin(self.who, np.array(sorted(left), dtype=np.int64))
        stays &= asked[places] == self.what if len(asked) else False
        return votes_from(self.who[stays], under[places[stays]], self.said[stays], self.when[stays])


def cast_from(who: ArrayLike, what: ArrayLike, said: ArrayLike, when: ArrayLike) -> Cast:
    """Votes from parallel lists, in any order."""
    people, asked, words, moments = (np.asarray(one, dtype=np.int64) for one in (who, what, said, when))
    order = np.lexsort((words, moments, asked, people))
    people, asked = people[order], asked[order]
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = (people[1:] != people[:-1]) | (asked[1:] != asked[:-1])
    last = order[is_last]
    return Cast(people[is_last], asked[is_last], words[last].astype(np.int8), moments[last])


def together(parts: Sequence[Cast]) -> Cast:
    """Votes of several lists, each pair as it was last cast."""
    if not parts:
        return cast_from((), (), (), ())
    names = ("who", "what", "said", "when")
    return cast_from(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
