"""What changed: entries of the record as sentences, to those who may see what they are about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from joinedup.answers import wording
from joinedup.answers.within import entries_in, homeless_kinds, told_about
from joinedup.frame.references import KINDS, Named, kind_of, named
from joinedup.partners.permissions import Asker
from joinedup.record.models import Entry

ON_A_PAGE = 50
READ_AT_ONCE = 200
READ_AT_MOST = 5  # times, for one page: a long stretch that a reader may not see ends the page early


@dataclass(frozen=True)
class Change:
    """One thing that was done: the noun whose page tells of it, what was done, when, and the entry's number."""

    about: Named
    phrase: str
    at: datetime
    number: int
    partnership: str = ""

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Changes:
    """A page of changes, latest first. `before` is where the next page begins, None at the end."""

    listed: tuple[Change, ...]
    before: int | None


def told(entries: Iterable[Entry], asker: Asker) -> list[Change]:
    """The entries that this asker may be told, in their order: who sees what was done and what it is told under.

    Two SQL queries a kind of noun at most.
    """
    listed = list(entries)
    owners = told_about({entry.subject for entry in listed})
    seen = named({*owners, *owners.values()}, asker)
    return [
        Change(seen[owner], wording.phrase(entry), entry.at, entry.pk, entry.partnership)
        for entry in listed
        if (owner := owners.get(entry.subject, "")) in seen and _is_seen(entry.subject, seen)
    ]


def changes_in(reference: str, asker: Asker, *, kind: str = "", before: int | None = None) -> Changes:
    """What changed in a noun and what lies in it, latest first; the same thing done twice in a day is told once.

    kind: only changes of this kind of noun. before: only entries before this number. A bounded number of SQL
    queries: at most 1,000 entries are read for a page of 50, however long the record is.
    """
    entries = Entry.objects.filter(entries_in(reference), _of(kind)).order_by("-pk")
    listed: dict[tuple[str, str, date], Change] = {}
    for _time in range(READ_AT_MOST):
        some = list(entries.filter(Q(pk__lt=before) if before is not None else Q())[:READ_AT_ONCE])
        for change in told(some, asker):
            if len(listed) == ON_A_PAGE:
                return Changes(_by_time(listed.values()), before)
            listed.setdefault((change.about.reference, change.phrase, change.on), change)
            before = change.number
        if len(some) < READ_AT_ONCE:
            return Changes(_by_time(listed.values()), None)
        before = some[-1].pk
    return Changes(_by_time(listed.values()), before)


def by_day(changes: Iterable[Change]) -> Iterator[tuple[date, list[Change]]]:
    """Changes under the day on which they were made."""
    days: dict[date, list[Change]] = {}
    for change in changes:
        days.setdefault(change.on, []).append(change)
    yield from days.items()


def _by_time(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The latest first: entries are read as they came in, which for what is told later is another order."""
    return tuple(sorted(changes, key=lambda one: (one.at, one.number), reverse=True))


def _is_seen(subject: str, seen: dict[str, Named]) -> bool:
    return kind_of(subject) not in KINDS or subject in seen


def _of(kind: str) -> Q:
    """Entries that are told about a kind of noun: its own, and those of what has no page but its."""
    which = Q()
    for one in [kind, *homeless_kinds(kind)] if kind else []:
        which |= Q(subject__startswith=f"{one}/")
    return which
