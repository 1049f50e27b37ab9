"""What a partnership still has to settle: every finding, the records that cause it, and its public answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from joinedup.frame.findings import TESTS, Found, Test, found, found_at
from joinedup.frame.references import Named, named
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.questions.models import Question
from joinedup.questions.reads import finding_answers


@dataclass(frozen=True)
class ToSettle:
    """One finding with its public answer, if it has one that still holds."""

    found: Found
    answer: Question | None

    @property
    def number(self) -> str:
        return self.found.test.number


@dataclass(frozen=True)
class Lapsed:
    """An answer whose finding has been settled or has changed since."""

    answer: Question
    test: Test | None


@dataclass(frozen=True)
class Rulebook:
    """Everything that a partnership still has to settle, in the order of the tests, and answers that have lapsed."""

    to_settle: tuple[ToSettle, ...]
    lapsed: tuple[Lapsed, ...] = ()

    @property
    def answered(self) -> tuple[ToSettle, ...]:
        return tuple(one for one in self.to_settle if one.answer)

    @property
    def unanswered(self) -> tuple[ToSettle, ...]:
        return tuple(one for one in self.to_settle if not one.answer)

    @property
    def counts(self) -> list[tuple[Test, int]]:
        """How many findings each test makes; tests that find nothing are left out."""
        return [(test, len(list(ones))) for test, ones in by_test(self.to_settle)]


def rulebook(partnership: Partnership, asker: Asker) -> Rulebook:
    """What a partnership still has to settle, as this asker may see it.

    The number of SQL queries depends on the number of registered tests, never on the number of records.
    """
    answers = finding_answers(partnership, asker)
    to_settle = tuple(ToSettle(one, answers.get(one.key)) for one in found(partnership, asker))
    left_over = answers.keys() - {one.found.key for one in to_settle}
    if left_over:
        left_over -= found_at(left_over, partnership, OPERATOR).keys()
    lapsed = sorted((answers[key] for key in left_over), key=lambda answer: answer.pk, reverse=True)
    return Rulebook(
        to_settle, tuple(Lapsed(answer, TESTS.get(answer.finding_key.partition("-")[0])) for answer in lapsed)
    )


def to_settle_at(key: str, partnership: Partnership, asker: Asker) -> ToSettle | None:
    """The finding with a key, or None if there is none any more. Only the test that made it looks again."""
    one = found_at({key}, partnership, asker).get(key)
    return ToSettle(one, finding_answers(partnership, asker).get(key)) if one else None


def by_test(to_settle: Iterable[ToSettle]) -> Iterator[tuple[Test, list[ToSettle]]]:
    """Findings under the test that makes them."""
    for test, ones in groupby(to_settle, key=lambda one: one.found.test):
        yield test, list(ones)


def in_turn(to_settle: Iterable[ToSettle], most: int) -> list[ToSettle]:
    """The first finding of each test, then the second of each, and so on, so that no test crowds out the others."""
    rounds = zip_longest(*(ones for _test, ones in by_test(to_settle)))
    return [one for ones in rounds for one in ones if one is not None][:most]


@dataclass(frozen=True)
class Told:
    """A finding as one reader may be told of it: the records that cause it and its particulars."""

    to_settle: ToSettle
    records: tuple[Named, ...]
    words: str

    @property
    def test(self) -> Test:
        return self.to_settle.found.test


def told(to_settle: Sequence[ToSettle], asker: Asker) -> list[Told]:
    """Findings with the records that this asker may see. One SQL query a kind of record.

    Particulars may quote any of the records, so they are told only to those who may see all of them.
    """
    seen = named({cause for one in to_settle for cause in one.found.finding.causes}, asker)
    return [_told(one, seen) for one in to_settle]


def _told(one: ToSettle, seen: Mapping[str, Named]) -> Told:
    finding, title = one.found.finding, str(one.found.test.title)
    records = tuple(seen[cause] for cause in finding.causes if cause in seen)
    says_more = len(records) == len(finding.causes) and finding.words.rstrip(".") != title
    return Told(one, records, finding.words if says_more else "")
