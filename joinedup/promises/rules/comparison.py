"""What differs between two texts of an agreement: clause by clause, and in those that differ word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import takewhile
from typing import TypeVar

from joinedup.promises.rules.texts import AgreementText, FrozenClause, FrozenParty

SAME, ADDED, REMOVED, CHANGED, MOVED = "same", "added", "removed", "changed", "moved"
WORD = re.compile(r"\S+\s*")
AT_ONCE = 400
Frozen = TypeVar("Frozen", FrozenClause, FrozenParty)
BOUND = ("section", "organisation", "organisation_name", "outcome", "indicator")


@dataclass(frozen=True)
class Piece:
    """Words that stand in both texts, in the later alone (`added`) or in the earlier alone (`removed`)."""

    kind: str
    words: str


@dataclass(frozen=True)
class ClauseChange:
    """One clause that differs. Its words are compared when asked for: a page does no more than it shows."""

    kind: str
    before: FrozenClause | None
    after: FrozenClause | None

    @property
    def clause(self) -> FrozenClause:
        """The clause as the later text has it, or the earlier where it went."""
        return self.after or self.before  # type: ignore[return-value]  # one of them is there

    @cached_property
    def words(self) -> tuple[Piece, ...]:
        """What differs in its words."""
        return compared(self.before.words if self.before else "", self.after.words if self.after else "")

    @cached_property
    def heading(self) -> tuple[Piece, ...]:
        """What differs in its heading."""
        return compared(self.before.heading if self.before else "", self.after.heading if self.after else "")

    @property
    def names_other(self) -> bool:
        """Whether it stands in another section, or names another partner, outcome or measure."""
        if self.before is None or self.after is None:
            return False
        return any(getattr(self.before, name) != getattr(self.after, name) for name in BOUND)


@dataclass(frozen=True)
class PartyChange:
    """One party that differs between two texts."""

    kind: str
    before: FrozenParty | None
    after: FrozenParty | None

    @property
    def name(self) -> str:
        party = self.after or self.before
        return party.name if party else ""


@dataclass(frozen=True)
class TermChange:
    """One thing that an agreement says of itself and that differs, as it was and as it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """All that differs between two texts, and how many clauses are the same."""

    terms: tuple[TermChange, ...]
    parties: tuple[PartyChange, ...]
    clauses: tuple[ClauseChange, ...]
    same: int

    @property
    def differs(self) -> bool:
        return bool(self.terms or self.parties or self.clauses)


def comparison(before: AgreementText, after: AgreementText) -> Comparison:
    """What differs between an earlier and a later text. Clauses and parties are known again by their reference."""
    in_place = _in_place(before.clauses, after.clauses)
    clauses = [_clause_change(*pair, in_place) for pair in _pairs(before.clauses, after.clauses)]
    parties = [PartyChange(_kind(*pair), *pair) for pair in _pairs(before.parties, after.parties)]
    return Comparison(
        terms=tuple(_terms(before, after)),
        parties=tuple(change for change in parties if change.kind != SAME),
        clauses=tuple(change for change in clauses if change.kind != SAME),
        same=sum(change.kind == SAME for change in clauses),
    )


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word by word. Words at both ends that are the same are set aside first.

    What then differs is compared in stretches of 400 words, so that the time grows with the length and not with its
    square.

    >>> [(piece.kind, piece.words) for piece in compared("by next spring", "by late spring")]
    [('same', 'by '), ('removed', 'next '), ('added', 'late '), ('same', 'spring')]
    """
    earlier, later = WORD.findall(before), WORD.findall(after)
    shorter = min(len(earlier), len(later))
    head = _alike(earlier, later)
    tail = min(_alike(earlier[::-1], later[::-1]), shorter - head)
    middle = _middle(earlier[head : len(earlier) - tail], later[head : len(later) - tail])
    pieces = [(SAME, earlier[:head]), *middle, (SAME, earlier[len(earlier) - tail :] if tail else [])]
    return tuple(_joined(pieces))


def _alike(earlier: Sequence[str], later: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(earlier, later, strict=False)))


def _middle(earlier: list[str], later: list[str]) -> Iterator[tuple[str, list[str]]]:
    for start in range(0, max(len(earlier), len(later)), AT_ONCE):
        old, new = earlier[start : start + AT_ONCE], later[start : start + AT_ONCE]
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                yield SAME, old[a:b]
            else:
                yield REMOVED, old[a:b]
                yield ADDED, new[c:d]


def _joined(pieces: Sequence[tuple[str, list[str]]]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece, without those that say nothing."""
    kind, words = "", ""
    for each, said in pieces:
        if not said:
            continue
        if each != kind and words:
            yield Piece(kind, words)
            words = ""
        kind, words = each, words + "".join(said)
    if words:
        yield Piece(kind, words)


def _pairs(before: Sequence[Frozen], after: Sequence[Frozen]) -> Iterator[tuple[Frozen | None, Frozen | None]]:
    """Each noun of the later text with the same of the earlier, in the later's order; then those that went."""
    was, now = {one.reference: one for one in before}, {one.reference for one in after}
    yield from ((was.get(one.reference), one) for one in after)
    yield from ((one, None) for one in before if one.reference not in now)


def _kind(before: object, after: object) -> str:
    if before is None or after is None:
        return ADDED if before is None else REMOVED
    return SAME if before == after else CHANGED


def _clause_change(before: FrozenClause | None, after: FrozenClause | None, in_place: frozenset[str]) -> ClauseChange:
    if before is None or after is None:
        return ClauseChange(_kind(before, after), before, after)
    if any(getattr(before, name) != getattr(after, name) for name in ("heading", "words", *BOUND)):
        return ClauseChange(CHANGED, before, after)
    return ClauseChange(SAME if after.reference in in_place else MOVED, before, after)


def _in_place(before: Sequence[FrozenClause], after: Sequence[FrozenClause]) -> frozenset[str]:
    """The clauses that stand in the same order in both texts. One that only has another number has not moved."""
    was, now = [one.reference for one in before], [one.reference for one in after]
    both = set(was) & set(now)
    was, now = [one for one in was if one in both], [one for one in now if one in both]
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return frozenset(reference for block in blocks for reference in was[block.a : block.a + block.size])


def _terms(before: AgreementText, after: AgreementText) -> Iterator[TermChange]:
    for field in ("name", "purpose", "term_months", "expires_on"):
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            yield TermChange(field, str(was or ""), str(now or ""))
