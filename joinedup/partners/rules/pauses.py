"""When nothing becomes public: before an election, or in another pause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import Refusals, against, refusals_to_call, refusals_unless

LONGEST = timedelta(days=184)
BEGINS_IN_THE_PAST = Refusal("begins_in_the_past", "A pause begins today at the earliest.", "from_on")
ENDS_BEFORE_IT_BEGINS = Refusal("ends_before_it_begins", "Give a day after the first one.", "until_on")
TOO_LONG = Refusal("too_long", "A pause lasts half a year at most. Look at the dates again.", "until_on")
WHY_MISSING = Refusal("why_missing", "Say why, so that readers understand.", "reason")
PAUSED_ALREADY = Refusal(
    "paused_already", "“{name}” stands on some of these days already. Change or end that one.", "from_on"
)
HAS_BEGUN = Refusal("has_begun", "It has begun, so it stays as it is. End it early, and plan another one if need be.")
HAS_ENDED = Refusal("has_ended", "This pause is over.")


@dataclass(frozen=True)
class Days:
    """The days of a pause, [from_on, until_on), and whether it was ended before the last of them."""

    from_on: date
    until_on: date
    ended: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether nothing becomes public on a day.

        >>> [Days(date(2031, 3, 24), date(2031, 5, 2)).holds_on(date(2031, *day)) for day in ((3, 23), (3, 24), (5, 2))]
        [False, True, False]
        """
        return not self.ended and self.from_on <= day < self.until_on

    def is_over_on(self, day: date) -> bool:
        """Whether it will not hold any more."""
        return self.ended or self.until_on <= day

    def has_begun_on(self, day: date) -> bool:
        """Whether its first day has come."""
        return self.from_on <= day


@dataclass(frozen=True)
class PauseFacts:
    """What is known when a pause is planned or changed. others: name and days of the same partnership's, or site's."""

    allowed: bool
    name: str
    reason: str
    needs_reason: bool
    days: Days
    today: date
    others: Sequence[tuple[str, Days]] = ()


def refusals_to_pause(facts: PauseFacts) -> Refusals:
    """Every reason why a pause may not stand on these days."""
    days = facts.days
    return (
        *refusals_unless(facts.allowed),
        *refusals_to_call(facts.name),
        *against(
            (days.from_on >= facts.today, BEGINS_IN_THE_PAST),
            (days.until_on > days.from_on, ENDS_BEFORE_IT_BEGINS),
            (days.until_on - days.from_on <= LONGEST, TOO_LONG),
            (bool(facts.reason) or not facts.needs_reason, WHY_MISSING),
        ),
        *(PAUSED_ALREADY.about(name=name) for name, other in facts.others if _meet(days, other)),
    )


def refusals_to_change_pause(stored: Days, facts: PauseFacts) -> Refusals:
    """Every reason why a planned pause may not be changed to this: one that has begun stays as it is."""
    if stored.is_over_on(facts.today):
        return (*refusals_unless(facts.allowed), HAS_ENDED)
    if stored.has_begun_on(facts.today):
        return (*refusals_unless(facts.allowed), HAS_BEGUN)
    return refusals_to_pause(facts)


def refusals_to_end_pause(days: Days, *, allowed: bool, today: date) -> Refusals:
    """Every reason why a pause may not be ended now; one that has not begun is called off."""
    return (*refusals_unless(allowed), *against((not days.is_over_on(today), HAS_ENDED)))


def _meet(one: Days, other: Days) -> bool:
    return not other.ended and one.from_on < other.until_on and other.from_on < one.until_on
