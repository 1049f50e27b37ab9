"""How long a term a compact has earned: a pure rule over its record, the same for everybody.

It starts with its kind's first term. Each good year adds the months that its kind says, up to the longest term. A year
counts from the day on which the compact first came into force, and only once it is over. It was good if in that year

- each of the things that the compact rests on was shown by evidence that still counted, on every day but `DAYS_OFF`;
- every challenge that was raised in it was replied to within `DAYS_TO_REPLY`, and repaired, or found to be no breach
  with a reason, within `DAYS_TO_REPAIR`;
- every target of a measure in its clauses that fell due in it was met.

While a challenge stands open beyond `DAYS_TO_REPAIR`, the first term is all that is carried. Evidence cannot be laid
down afterwards for a year that went without it: see `MOST_DAYS_LATE` in `compacts`.

The source says only that better past performance earns a longer term and that trust has to stay contestable; the days
and months are our defaults, and a kind's file holds its own months.
Source: Leadbeater, Innovate from Within, 2002.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.promises.kinds.shape import Term
from joinedup.promises.rules.agreements import last_day

DAYS_OFF = 30
DAYS_TO_REPLY = 28
DAYS_TO_REPAIR = 90
A_YEAR = 12


@dataclass(frozen=True)
class Period:
    """Days [from_on, until_on)."""

    from_on: date
    until_on: date


@dataclass(frozen=True)
class Proof:
    """Evidence of one of the things that a compact rests on, and the days on which it counts."""

    slot: str
    counts: Period


@dataclass(frozen=True)
class Contest:
    """A challenge: when it was raised, replied to, and settled by a repair or by saying why it is no breach."""

    raised_on: date
    replied_on: date | None = None
    settled_on: date | None = None


@dataclass(frozen=True)
class Aim:
    """A target of a measure in the compact's clauses: when it fell due, and whether it was met then."""

    due_on: date
    is_met: bool


@dataclass(frozen=True)
class TrackRecord:
    """What a term rests on. slots: the keys of what has to be shown. since: the day it first came into force."""

    since: date
    today: date
    slots: tuple[str, ...]
    proofs: tuple[Proof, ...]
    contests: tuple[Contest, ...]
    aims: tuple[Aim, ...]


@dataclass(frozen=True)
class Year:
    """One full year of the record, and what kept it from being good: all empty if it was."""

    days: Period
    unshown: tuple[str, ...]
    late_replies: int
    late_repairs: int
    missed_targets: int

    @property
    def is_good(self) -> bool:
        return not (self.unshown or self.late_replies or self.late_repairs or self.missed_targets)


@dataclass(frozen=True)
class Earned:
    """The term that a record carries, in months, with how it was worked out."""

    term: Term
    years: tuple[Year, ...]
    is_breached: bool

    @property
    def good_years(self) -> int:
        return sum(year.is_good for year in self.years)

    @property
    def months(self) -> int:
        """The longest term that may be agreed now."""
        if self.is_breached:
            return self.term.first_months
        earned = self.term.first_months + self.good_years * self.term.months_a_good_year
        return min(earned, self.term.longest_months)


def earned(record: TrackRecord, term: Term) -> Earned:
    """The term that a record carries, by the rule at the top of this module."""
    years = tuple(_year(days, record) for days in full_years(record.since, record.today))
    return Earned(term, years, is_breached=any(_is_open_too_long(one, record.today) for one in record.contests))


def full_years(since: date, today: date) -> Iterator[Period]:
    """The years from a day on that are over by today.

    >>> [year.until_on.isoformat() for year in full_years(date(2024, 2, 29), date(2026, 3, 1))]
    ['2025-02-28', '2026-02-28']
    """
    begins, number = since, 1
    while (ends := after(since, number * A_YEAR)) <= today:
        yield Period(begins, ends)
        begins, number = ends, number + 1


def after(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    ends = last_day(day, months, None)
    return day if ends is None else ends


def last_day_of(days: Period) -> date:
    """The last day that belongs to a period."""
    return days.until_on - timedelta(days=1)


def not_shown(slots: Iterable[str], proofs: Iterable[Proof], on: date) -> tuple[str, ...]:
    """The things for which nothing counts on a day, in the order of the slots."""
    shown = {proof.slot for proof in proofs if proof.counts.from_on <= on < proof.counts.until_on}
    return tuple(slot for slot in slots if slot not in shown)


def _year(days: Period, record: TrackRecord) -> Year:
    raised = [one for one in record.contests if days.from_on <= one.raised_on < days.until_on]
    due = [one for one in record.aims if days.from_on <= one.due_on < days.until_on]
    return Year(
        days=days,
        unshown=tuple(slot for slot in record.slots if _days_without(slot, record.proofs, days) > DAYS_OFF),
        late_replies=sum(_is_late(one.raised_on, one.replied_on, DAYS_TO_REPLY, record.today) for one in raised),
        late_repairs=sum(_is_late(one.raised_on, one.settled_on, DAYS_TO_REPAIR, record.today) for one in raised),
        missed_targets=sum(not one.is_met for one in due),
    )


def _days_without(slot: str, proofs: Sequence[Proof], days: Period) -> int:
    """On how many days of a period nothing showed one thing."""
    covers = sorted((one.counts.from_on, one.counts.until_on) for one in proofs if one.slot == slot)
    without, reached = timedelta(0), days.from_on
    for begins, ends in covers:
        without += max(min(begins, days.until_on) - reached, timedelta(0))
        reached = max(reached, min(ends, days.until_on))
    return (without + days.until_on - reached).days


def _is_late(raised_on: date, done_on: date | None, days: int, today: date) -> bool:
    return (done_on or today) > raised_on + timedelta(days=days)


def _is_open_too_long(contest: Contest, today: date) -> bool:
    return contest.settled_on is None and _is_late(contest.raised_on, None, DAYS_TO_REPAIR, today)
