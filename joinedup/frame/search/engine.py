"""What a database must bring so that nouns can be found in it, and the words of a search in its own language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from joinedup.frame.search.columns import Change
from joinedup.frame.search.words import Phrase, Tier, Words


class Engine(Protocol):
    """One database's way to keep an index of texts and to find in it. joined: what joins the words of several rows."""

    joined: str

    def laying(self) -> list[str]:
        """The statements that lay an empty table of texts and its index."""

    def lifting(self) -> list[str]:
        """The statements that take them away, whether they stand or not."""

    def trigger(self, change: Change, name: str) -> list[str]:
        """The statements that make a trigger of this name, by which texts follow a change."""

    def laid(self) -> set[str]:
        """The names of the nouns' triggers that stand."""

    def dropping(self, triggers: set[str]) -> list[str]:
        """The statements that take triggers away."""

    def indexing(self) -> list[str]:
        """The statements that index every text afresh."""

    def is_indexed(self) -> bool:
        """Whether the index holds as many texts as the table."""

    def matching(self, texts: QuerySet[Any], words: Words, tier: Tier) -> QuerySet[Any]:
        """Those of some texts that fit in one way and in none of the better ones, the highest key first."""


@dataclass(frozen=True)
class Grammar:
    """How a database says and, or, but not, and a phrase: (phrase, whether its last word is only begun, in titles)."""

    all_of: str
    any_of: str
    but_not: str
    phrase: Callable[[Phrase, bool, bool], str]

    def expression(self, words: Words, tier: Tier) -> str:
        """The words as the database is asked for one tier."""
        found, better = self._found(words, tier), {Tier.WORDS: Tier.TITLE, Tier.BEGINNING: Tier.WORDS}.get(tier)
        if better is not None:
            found = f"({found}){self.but_not}({self._found(words, better)})"
        if words.without:
            unwanted = self.any_of.join(self.phrase(phrase, False, False) for phrase in words.without)
            found = f"({found}){self.but_not}({unwanted})"
        return found

    def _found(self, words: Words, tier: Tier) -> str:
        *others, last = words.wanted
        said = [self.phrase(phrase, False, tier is Tier.TITLE) for phrase in others]
        if tier is Tier.BEGINNING:
            last_said = [self.phrase(last, True, False), *(self.phrase((one,), False, False) for one in words.whole)]
            said.append(f"({self.any_of.join(last_said)})")
        else:
            said.append(self.phrase(last, False, tier is Tier.TITLE))
        return self.all_of.join(said)
