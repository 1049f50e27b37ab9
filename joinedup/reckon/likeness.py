"""Which short texts say much the same: by the words that they share, whatever their order and endings.

The measure is Jaccard's: of all words that stand in either text, the share that stands in both. Texts that can't reach
it are never compared: whatever is alike shares at least one of a text's rarest words (the prefix filter of Bayardo, Ma
and Srikant, Scaling up all pairs similarity search, 2007).
"""

import math
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import TypeVar

from joinedup.reckon.stems import stem

ALIKE_FROM = 0.6
FEWEST_WORDS = 3
MOST_COMPARED = 200

Asked = TypeVar("Asked", bound=Hashable)
Known = TypeVar("Known", bound=Hashable)


def words_of(text: str) -> frozenset[str]:
    """The words of a text in small letters, without their endings.

    >>> sorted(words_of("Close the roads! The ROAD closes."))
    ['close', 'road', 'the']
    """
    return frozenset(_stem(word) for word in re.findall(r"\w+", text.casefold()))


def alike(
    asked: Mapping[Asked, str], known: Mapping[Known, str], *, least: float = ALIKE_FROM, most: int = 3
) -> dict[Asked, list[tuple[Known, float]]]:
    """For each text that is asked about, the known ones that share at least that part of their words, the best first.

    least: a proportion, above 0 and up to 1. most: how many are given of each. Texts of fewer than three words are like
    nothing. Each text is compared with 200 at most, those that share its rarest words first: so a flood of texts from
    one mould takes no longer.

    >>> alike({"a": "Please close Mill Lane on Fridays"}, {1: "Close Mill Lane on Friday", 2: "Open Mill Lane"})
    {'a': [(1, 0.833...)]}
    """
    texts = {key: words for key, text in known.items() if len(words := words_of(text)) >= FEWEST_WORDS}
    with_word: dict[str, list[Known]] = defaultdict(list)
    for key, words in texts.items():
        for word in words:
            with_word[word].append(key)
    found = {}
    for one, text in asked.items():
        own = words_of(text)
        shared = ((other, _shared(own, texts[other])) for other in _near(own, with_word, least))
        best = sorted((pair for pair in shared if pair[1] >= least), key=lambda pair: (-pair[1], str(pair[0])))
        if best:
            found[one] = best[:most]
    return found


def _near(own: frozenset[str], with_word: Mapping[str, list[Known]], least: float) -> Iterable[Known]:
    """The texts that may be alike, those that share the rarest words first."""
    if len(own) < FEWEST_WORDS:
        return ()
    rare = sorted(own, key=lambda word: (len(with_word.get(word, ())), word))
    needed = len(own) - math.ceil(least * len(own)) + 1
    sharing = chain.from_iterable(with_word.get(word, ()) for word in rare[:needed])
    return dict.fromkeys(islice(sharing, MOST_COMPARED))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return stem(word)
