"""What may still be changed in a conversation, and how: pure rules over plain facts.

While it is being prepared anything may change. Once people take part nothing changes in silence: each change gives its
reason and stands in the log, the last day moves only later, and what people were promised about their votes stays.
Once it is closed only who decides and by when may change; once it is answered, nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.voice.rules.conversations import (
    ANSWERED_TOO_LATE,
    NOT_YOURS,
    Prepared,
    missing_before_opening,
)

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
UNLOGGED = frozenset({"programme", "places", "outcomes", "visibility"})
ONCE_CLOSED = frozenset({"deciding", "decider", "decides_on", "answer_by"})
BACKWARDS = Refusal("conversation_backwards", "The last day is before the first.", "closes_on")
OVER = Refusal("conversation_answered", "This conversation has been answered. It stays as it is.")
ONLY_WHO_DECIDES = Refusal("conversation_closed", "It is closed: only who decides, and by when, can still change.")
NO_REASON = Refusal(
    "changed_without_reason", "Say why it changes. People see what it was, what it is and why.", "because"
)
NOT_EARLIER = Refusal(
    "closes_earlier", "People were told that they have until {day}. Choose that day or later.", "closes_on"
)
HAS_BEGUN = Refusal("conversation_has_begun", "It has begun. Its first day stays.", "opens_on")
VOTES_PROMISED = Refusal(
    "withdrawal_promised", "People took part on this promise about their votes. It stays.", "withdrawal"
)
NOT_A_MEMBER = Refusal("decides_not_a_member", "Choose an organisation that takes part in the partnership.", "deciding")
NOT_THERE = Refusal(
    "decider_not_there", "Choose somebody who holds a post in the organisation that decides.", "decider"
)
OTHER_DRIVER_SAME = Refusal("drivers_same", "Choose another reason, or leave the second one empty.", "other_driver")
NOT_PART_OF_IT = Refusal("elsewhere", "Choose what belongs to this partnership.", "outcomes")
CHOSEN_BY_PEOPLE = Refusal("hearing_chosen", "People who take part have said that they belong to it. It stays.")
STAGE_BACKWARDS = Refusal("stage_backwards", "The last day is before the first.", "until_on")
LAST_OF_ITS_SORT = Refusal("last_of_its_sort", "It is the last of its sort. Add another one before this goes.")
GONE = Refusal("part_gone", "Somebody has taken this out meanwhile.")
THERE_ALREADY = Refusal("row_there_already", "This is there already.")
NO_CONSENT = Refusal(
    "lived_without_consent", "Ask them first. Only what people agreed to have told can be shown.", "consented"
)
CONFLICTS_WITH_ITSELF = Refusal(
    "conflicts_with_itself", "Choose something else that this contradicts.", "conflicts_with"
)


@dataclass(frozen=True)
class Change:
    """What is to be changed. wanted: what the conversation would say afterwards; fields: those that differ.

    days: first day, last day and day of the answer as they would be. told_until: the last day that people were told.
    """

    allowed: bool
    state: str
    fields: frozenset[str]
    because: str
    wanted: Prepared
    opens_on: date | None
    told_until: date | None
    has_begun: bool
    is_member: bool = True
    is_there: bool = True
    same_drivers: bool = False
    belongs: bool = True


def refusals_to_edit(change: Change, today: date) -> tuple[Refusal, ...]:
    """Every reason why a conversation can't be changed so."""
    closes, answers = change.wanted.closes_on, change.wanted.answer_by
    logged = change.fields - UNLOGGED
    is_public = change.state != DRAFT
    checks = (
        (change.allowed, NOT_YOURS),
        (change.state in (DRAFT, OPEN, CLOSED), OVER),
        (change.state != CLOSED or change.fields <= ONCE_CLOSED, ONLY_WHO_DECIDES),
        (not (is_public and logged) or bool(change.because), NO_REASON),
        (not (change.has_begun and "opens_on" in change.fields), HAS_BEGUN),
        (not (is_public and "withdrawal" in change.fields), VOTES_PROMISED),
        (not is_public or _not_earlier(change), NOT_EARLIER.about(day=_written(change.told_until))),
        (change.opens_on is None or closes is None or change.opens_on <= closes, BACKWARDS),
        (change.is_member, NOT_A_MEMBER),
        (change.is_there, NOT_THERE),
        (not change.same_drivers, OTHER_DRIVER_SAME),
        (change.belongs, NOT_PART_OF_IT),
    )
    against = tuple(refusal for holds, refusal in checks if not holds)
    if not is_public:
        in_order = closes is None or answers is None or answers >= closes
        return against if in_order else (*against, ANSWERED_TOO_LATE)
    known_day = today if "closes_on" in change.fields or closes is None else min(today, closes)
    return (*against, *_about(change.fields, missing_before_opening(change.wanted, known_day)))


def refusals_to_row(
    *, allowed: bool, state: str, because: str = "because", is_there: bool = False, also: Collection[Refusal] = ()
) -> tuple[Refusal, ...]:
    """Every reason why a part of a conversation (a stage, a channel, a group, what is known) can't be stored or go.

    because: the reason given, where one is owed. is_there: the same stands there already.
    """
    checks = (
        (allowed, NOT_YOURS),
        (state in (DRAFT, OPEN), ONLY_WHO_DECIDES if state == CLOSED else OVER),
        (state == DRAFT or bool(because), NO_REASON),
        (not is_there, THERE_ALREADY),
    )
    return (*(refusal for holds, refusal in checks if not holds), *also)


def refusals_to_known(kind: str, *, consented: bool, conflicts_with_itself: bool) -> tuple[Refusal, ...]:
    """Every reason why something can't be shown as known."""
    checks = ((kind == "data" or consented, NO_CONSENT), (not conflicts_with_itself, CONFLICTS_WITH_ITSELF))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_stage(from_on: date, until_on: date) -> tuple[Refusal, ...]:
    """Every reason why a stage can't have these days."""
    return () if from_on <= until_on else (STAGE_BACKWARDS,)


def _not_earlier(change: Change) -> bool:
    closes = change.wanted.closes_on
    return "closes_on" not in change.fields or change.told_until is None or (closes or date.min) >= change.told_until


def _about(fields: Collection[str], missing: tuple[Refusal, ...]) -> tuple[Refusal, ...]:
    """Of what would be missing, what this change brings about: another gap does not stop a mending."""
    return tuple(refusal for refusal in missing if refusal.field in fields or _moves_days(fields, refusal))


def _moves_days(fields: Collection[str], refusal: Refusal) -> bool:
    days = {"closes_on", "decides_on", "answer_by"}
    return refusal.field in days and bool(days & set(fields))


def _written(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""
