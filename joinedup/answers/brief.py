"""The brief: one page for a meeting. What changed since a day, what is due, what is late, what is to be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from joinedup.answers.changes import Change
from joinedup.answers.changes import told as told_of
from joinedup.answers.rulebook import Rulebook, in_turn, rulebook, told
from joinedup.frame.findings import Test
from joinedup.frame.references import Named
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Commitment
from joinedup.promises.reads import live_commitments
from joinedup.record.models import Entry

LOOKS_BACK, LOOKS_AHEAD = timedelta(days=28), timedelta(days=30)
ENTRIES_READ = 500
MOST_CHANGES, MOST_PROMISES, MOST_TESTS, MOST_DECISIONS = 9, 6, 6, 6

DECISIONS: dict[str, Promise] = {
    "B1": gettext_lazy("Do all who deliver agree what the problem is?"),
    "B2": gettext_lazy("How will anybody see this move?"),
    "B3": gettext_lazy("What would show a change for people, not only activity?"),
    "B5": gettext_lazy("Who will promise something towards this, or is it to be dropped?"),
    "B6": gettext_lazy("Which of these can wait?"),
    "B13": gettext_lazy("Who by name answers for this?"),
    "B14": gettext_lazy("What may this lead decide?"),
    "B15": gettext_lazy("Which organisation takes this part?"),
    "B25": gettext_lazy("What is the answer to this, and who gives it?"),
    "B57": gettext_lazy("Where do we go to hear those who are missing?"),
    "B50": gettext_lazy("Who answers these people, and by when?"),
    "B51": gettext_lazy("What can people still change about this?"),
    "B52": gettext_lazy("When are these people asked again?"),
    "B53": gettext_lazy("What are the limits, in numbers?"),
    "B74": gettext_lazy("Who else is to know the people and the work here?"),
    "B82": gettext_lazy("Does this end, or go on, and what shows it?"),
    "B75": gettext_lazy("What would make it worth this member’s while to take something on?"),
    "B76": gettext_lazy("Who else could lead some of this?"),
}


Row = TypeVar("Row")


@dataclass(frozen=True)
class Decision:
    """Something that the meeting is asked: the question, and the record that it is about."""

    question: str
    about: Named | None


@dataclass(frozen=True)
class Shown(Generic[Row]):
    """The first few of a list, and how many more there are."""

    first: tuple[Row, ...]
    more: int = 0


@dataclass(frozen=True)
class Brief:
    """One page for a meeting."""

    partnership: Partnership
    since: date
    today: date
    changes: Shown[Change]
    due: Shown[Commitment]
    late: Shown[Commitment]
    to_settle: Shown[tuple[Test, int]]
    decisions: Shown[Decision]
    total: int
    unanswered: int


def brief_of(partnership: Partnership, asker: Asker, *, since: date, today: date) -> Brief:
    """The brief of a partnership since a day, as this asker may see the records. A fixed number of SQL queries."""
    book = rulebook(partnership, asker)
    live = live_commitments(partnership, asker).filter(due_on__isnull=False).select_related("organisation")
    return Brief(
        partnership=partnership,
        since=since,
        today=today,
        changes=shown(changes_since(since, partnership, asker), MOST_CHANGES),
        due=_promises(live.filter(due_on__gte=today, due_on__lte=today + LOOKS_AHEAD)),
        late=_promises(live.filter(due_on__lt=today)),
        to_settle=shown(_unanswered_by_test(book), MOST_TESTS),
        decisions=decisions_wanted(book, asker, most=MOST_DECISIONS),
        total=len(book.to_settle),
        unanswered=len(book.unanswered),
    )


def shown(rows: Sequence[Row], most: int) -> Shown[Row]:
    """The first rows, and how many more there are.

    >>> shown("abc", 2)
    Shown(first=('a', 'b'), more=1)
    """
    return Shown(tuple(rows[:most]), max(0, len(rows) - most))


def changes_since(since: date, partnership: Partnership, asker: Asker) -> list[Change]:
    """What was done to each record that this asker may see, latest first; the same thing done twice is told once.

    The latest 500 entries of the record are read. Two SQL queries a kind of noun at most.
    """
    start = timezone.make_aware(datetime.combine(since, time.min))
    entries = Entry.objects.filter(partnership=partnership.reference, at__gte=start).order_by("-id")[:ENTRIES_READ]
    latest: dict[tuple[str, str], Change] = {}
    for change in sorted(told_of(entries, asker), key=lambda one: (one.at, one.number), reverse=True):
        latest.setdefault((change.about.reference, change.phrase), change)
    return list(latest.values())


def _promises(promises: QuerySet[Commitment]) -> Shown[Commitment]:
    first = tuple(promises.order_by(F("due_on"), "pk")[:MOST_PROMISES])
    return Shown(first, promises.count() - len(first))


def _unanswered_by_test(book: Rulebook) -> list[tuple[Test, int]]:
    return Rulebook(book.unanswered).counts


def decisions_wanted(book: Rulebook, asker: Asker, *, most: int) -> Shown[Decision]:
    """What the meeting is asked: one question a finding without an answer, each test in its turn.

    One SQL query a kind of record.
    """
    waiting = [one for one in book.unanswered if one.number in DECISIONS]
    first = in_turn(waiting, most)
    made = tuple(
        Decision(str(DECISIONS[one.to_settle.number]), one.records[0] if one.records else None)
        for one in told(first, asker)
    )
    return Shown(made, len(waiting) - len(first))
