"""What a database must bring so that nouns can be found in it, and the words of a search in its own language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from joinedup.frame.search.columns import Change
from joinedup.frame.search.words import Phrase, Tier, Words


@dataclass(frozen=True)
class Within:
    """Where in the index alone an engine need look: between two keys, and at texts that bear a mark of each group.

    A text bears `p7` for its partnership, and `l3` for its place or, if it says none, `h7` for its partnership's.
    """

    lowest: int
    highest: int
    marks: tuple[tuple[str, ...], ...] = ()


class Engine(Protocol):
    """One database's way to keep an index of texts and to find in it. joined: what joins the words of several rows."""

    joined: str

    def laying(self) -> list[str]:
        """The statements that lay an empty table of texts."""

    def lifting(self) -> list[str]:
        """The statements that take them away, whether they stand or not."""

    def trigger(self, change: Change, name: str) -> list[str]:
        """The statements that make a trigger of this name, by which texts follow a change."""

    def laid(self) -> set[str]:
        """The names of the nouns' triggers that stand."""

    def dropping(self, triggers: set[str]) -> list[str]:
        """The statements that take triggers away."""

    def indexing(self) -> list[str]:
        """The statements that lay the index over the texts that stand, and let it follow them."""

    def is_indexed(self) -> bool:
        """Whether the index holds as many texts as the table."""

    def matching(self, texts: QuerySet[Any], words: Words, tier: Tier, within: Within) -> QuerySet[Any]:
        """Those of some texts that fit in one way, the highest key first."""


@dataclass(frozen=True)
class Grammar:
    """How a database says and, or, but not, and a phrase: (phrase, whether its last word is only begun, tier)."""

    all_of: str
    any_of: str
    but_not: str
    phrase: Callable[[Phrase, bool, Tier], str]

    def expression(self, words: Words, tier: Tier) -> str:
        """The words as the database is asked for one tier, without those that must not be there."""
        found = self.wanted(words, tier)
        if words.without:
            unwanted = self.any_of.join(self.phrase(phrase, False, Tier.WORDS) for phrase in words.without)
            found = f"({found}){self.but_not}({unwanted})"
        return found

    def wanted(self, words: Words, tier: Tier) -> str:
        """The words that must be there."""
        *others, last = words.wanted
        return self.all_of.join(
            [*(self.phrase(phrase, False, tier) for phrase in others), self._last(last, words, tier)]
        )

    def _last(self, last: Phrase, words: Words, tier: Tier) -> str:
        if tier is not Tier.BEGINNING:
            return self.phrase(last, False, tier)
        ways = [self.phrase(last, True, tier), *(self.phrase((one,), False, tier) for one in words.whole)]
        return f"({self.any_of.join(ways)})"
