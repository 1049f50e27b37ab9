"""What a kind of agreement is: the sections that its clauses stand in, who signs, and what comes with it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """Clauses that belong together. side: "ours", "yours" or "" where the clauses are not a pledge of one side.

    measured: a clause of it names what shows whether it is kept.
    """

    key: str
    title: str
    hint: str
    side: str = ""
    measured: bool = False


@dataclass(frozen=True)
class Slot:
    """One thing that has to be shown, and for how many months what shows it counts."""

    key: str
    title: str
    evidence: str
    months: int


@dataclass(frozen=True)
class Term:
    """How long an agreement of this kind runs at first and at most, in months, and what a good record adds."""

    first_months: int
    longest_months: int
    months_a_good_year: int


@dataclass(frozen=True)
class AgreementKind:
    """A kind of agreement as a data file.

    takes_sign_ups: people may sign up to it without an account, as one of `groups`. slots: what has to be shown for
    it. term: by which rule its length follows from the record, where it does.
    """

    key: str
    title: str
    entry: str
    source: str
    why: str
    sections: tuple[Section, ...]
    slots: tuple[Slot, ...] = ()
    term: Term | None = None
    takes_sign_ups: bool = False
    groups: tuple[tuple[str, str], ...] = ()

    def section(self, key: str) -> Section | None:
        """The section with a key, if it has it."""
        return self._sections.get(key)

    @property
    def _sections(self) -> Mapping[str, Section]:
        return {section.key: section for section in self.sections}

    @property
    def has_two_sides(self) -> bool:
        """Whether it holds pledges of two sides."""
        return {section.side for section in self.sections} >= {"ours", "yours"}
