"""What a kit is: its questions, the axes that they stand on, and what each pattern of answers advises."""

from collections.abc import Mapping
from dataclasses import dataclass

from joinedup.reckon.pulse import Summary

SCALE = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Axis:
    """Several questions that are read together, and what its two ends are called."""

    key: str
    title: str
    low: str
    high: str


@dataclass(frozen=True)
class Item:
    """One question of a kit: on a scale of five, a choice, or in words only. evidence: what counts as such."""

    key: str
    words: str
    kind: str
    axis: str = ""
    low: str = ""
    high: str = ""
    options: tuple[tuple[str, str], ...] = ()
    evidence: str = ""


@dataclass(frozen=True)
class Condition:
    """Something that answers to one question or axis must show for a piece of advice to fit.

    level and spread are proportions from 0 to 1 (see `reckon.pulse`); chosen names an option, and at least `share` of
    the answers must have taken it.
    """

    of: str
    level_at_least: float | None = None
    level_at_most: float | None = None
    spread_at_least: float | None = None
    spread_at_most: float | None = None
    chosen: str = ""
    share: float = 0.5

    def holds(self, summary: Summary) -> bool:
        """Whether what was answered shows it. No answers show nothing."""
        if summary.answers == 0:
            return False
        checks = (
            self.level_at_least is None or summary.level >= self.level_at_least,
            self.level_at_most is None or summary.level <= self.level_at_most,
            self.spread_at_least is None or summary.spread >= self.spread_at_least,
            self.spread_at_most is None or summary.spread <= self.spread_at_most,
            not self.chosen or summary.share_of(self.chosen) >= self.share,
        )
        return all(checks)


@dataclass(frozen=True)
class Advice:
    """What a pattern of answers advises: every condition has to hold."""

    words: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Kit:
    """A guided review as a data file: who answers, what is asked, what patterns advise, and where it comes from.

    leads: it stands at the top of the menu. is_anonymous: people answer, once each, and nobody learns who said what;
    otherwise each member organisation answers in its own name.
    """

    key: str
    version: int
    title: str
    entry: str
    source: str
    why: str
    minutes: int
    leads: bool
    is_anonymous: bool
    items: tuple[Item, ...]
    axes: tuple[Axis, ...] = ()
    advice: tuple[Advice, ...] = ()

    def item(self, key: str) -> Item:
        """The question with a key. Raises KeyError."""
        return self._items[key]

    @property
    def _items(self) -> Mapping[str, Item]:
        return {item.key: item for item in self.items}

    def keys_on(self, axis: str) -> tuple[str, ...]:
        """The keys of the questions that stand on an axis."""
        return tuple(item.key for item in self.items if item.axis == axis)

    def advice_for(self, summaries: Mapping[str, Summary]) -> tuple[str, ...]:
        """What the answers advise, in the kit's order. summaries: by key of question or axis."""
        nothing = Summary()
        return tuple(
            advice.words
            for advice in self.advice
            if all(condition.holds(summaries.get(condition.of, nothing)) for condition in advice.when)
        )
