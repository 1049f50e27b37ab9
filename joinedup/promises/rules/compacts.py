"""When what a compact rests on may be shown, when it may be challenged, and when its term may be renewed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal
from joinedup.promises.rules.terms import DAYS_TO_REPAIR, DAYS_TO_REPLY

RAISED, REPLIED, REPAIRED, REJECTED = "raised", "replied", "repaired", "rejected"
MOVES: Mapping[str, tuple[str, ...]] = {
    RAISED: (REPLIED, REJECTED),
    REPLIED: (REPAIRED,),
    REPAIRED: (),
    REJECTED: (),
}
MOST_DAYS_LATE = 30
HEARING_COUNTS = timedelta(days=183)
CONCLUDED = "concluded"

NOT_A_PARTY = Refusal(
    "not_allowed", "Only the convenor and people of a party to this compact may do this. Ask one of them."
)
NOT_CONVENOR = Refusal("not_allowed", "Only the convenor may do this. Ask the convenor of the partnership.")
NOT_SIGNED_IN = Refusal("not_allowed", "Sign in to challenge this compact, or ask a question about it.")
NO_COMPACT = Refusal("no_compact", "This kind of agreement does not rest on evidence, so there is nothing to show.")
NOT_IN_FORCE = Refusal("not_in_force", "This compact is not in force, so there is nothing to challenge or renew.")
HAS_ENDED = Refusal("has_ended", "This compact has ended and stands as it was.")
UNKNOWN_SLOT = Refusal("unknown_slot", "Choose one of the things that this compact rests on.", "slot")
NOTHING_SHOWN = Refusal("nothing_shown", "Say in a sentence what shows it.", "words")
SHOWN_LATER = Refusal("shown_later", "This day is still to come. Give the day on which it was shown.", "shown_on")
SHOWN_LONG_AGO = Refusal(
    "shown_long_ago",
    "This was shown more than {days} days ago. Evidence is noted when it is shown, never afterwards for a time that "
    "went without it. Show it anew and give that day.",
    "shown_on",
)
NO_LINK = Refusal("no_link", "This is not a web address. Start it with https:// or leave it empty.", "url")
NO_CHALLENGE = Refusal("no_challenge", "Say what was agreed and how it was not kept.", "words")
WAITS_FOR_REPLY = Refusal("waits_for_reply", "You have challenged this compact, and a reply is still due. Wait for it.")
NO_REPLY = Refusal("no_reply", "Say what you reply.", "reply")
NO_REPAIR = Refusal("no_repair", "Say how it was repaired.", "repair")
NO_REASON = Refusal("no_reason", "Say why it is no breach.", "reason")
OUT_OF_TURN = Refusal("out_of_turn", "This challenge has moved on since you opened the page. Look at it again.")
NO_HEARING = Refusal(
    "no_hearing",
    "Hold a renewal hearing first: a review “Are we ready for a long-term compact?” about this agreement, answered by "
    "its members and concluded.",
)
HEARING_OPEN = Refusal(
    "hearing_open", "The renewal hearing goes on. Close it and say what you make of the answers first."
)
HEARING_TOO_OLD = Refusal(
    "hearing_too_old", "The renewal hearing was closed more than half a year ago. Hold a new one."
)
HEARD_ALREADY = Refusal("heard_already", "The term was renewed on this hearing already. Hold a new one.")
NOT_SHOWN = Refusal("not_shown", "Nothing that still counts shows: {slots}. Show it before the term is renewed.")
TERM_NOT_CARRIED = Refusal("term_not_carried", "The record of this compact carries {months} months at most.", "months")
NO_MONTHS = Refusal("no_months", "Give at least one month.", "months")


def reply_due(raised_on: date) -> date:
    """The last day on which a challenge is replied to in time."""
    return raised_on + timedelta(days=DAYS_TO_REPLY)


def repair_due(raised_on: date) -> date:
    """The last day on which what a challenge showed is repaired in time."""
    return raised_on + timedelta(days=DAYS_TO_REPAIR)


@dataclass(frozen=True)
class Showing:
    """What is to be shown of a compact."""

    allowed: bool
    is_compact: bool
    has_ended: bool
    slot_known: bool
    words: str
    url: str
    shown_on: date
    today: date


def refusals_to_show_evidence(showing: Showing) -> tuple[Refusal, ...]:
    """Every reason why this may not be laid down as evidence; empty means that it may."""
    late = timedelta(days=MOST_DAYS_LATE)
    checks = (
        (showing.allowed, NOT_A_PARTY),
        (showing.is_compact, NO_COMPACT),
        (not showing.has_ended, HAS_ENDED),
        (showing.slot_known or not showing.is_compact, UNKNOWN_SLOT),
        (bool(showing.words.strip()), NOTHING_SHOWN),
        (showing.url.startswith(("https://", "http://")) or not showing.url, NO_LINK),
        (showing.shown_on <= showing.today, SHOWN_LATER),
        (showing.today - showing.shown_on <= late, SHOWN_LONG_AGO.about(days=MOST_DAYS_LATE)),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_challenge(
    *, allowed: bool, is_compact: bool, is_in_force: bool, waits: bool, words: str
) -> tuple[Refusal, ...]:
    """Every reason why somebody may not challenge a compact. waits: an earlier one of theirs has no reply yet."""
    checks = (
        (allowed, NOT_SIGNED_IN),
        (is_compact, NO_COMPACT),
        (is_in_force, NOT_IN_FORCE),
        (not waits, WAITS_FOR_REPLY),
        (bool(words.strip()), NO_CHALLENGE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_move(
    state: str, to: str, *, allowed: bool, words: str, nobody: Refusal, empty: Refusal
) -> tuple[Refusal, ...]:
    """Every reason why a challenge may not pass into a state. nobody: for who may not; empty: where nothing is said."""
    checks = ((allowed, nobody), (to in MOVES[state], OUT_OF_TURN), (bool(words.strip()), empty))
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Hearing:
    """The latest review of whether a compact is to be renewed."""

    state: str
    closed_on: date | None
    is_used: bool


@dataclass(frozen=True)
class Renewing:
    """What a renewal asks for and rests on. not_shown: titles of what nothing shows today."""

    allowed: bool
    is_compact: bool
    is_in_force: bool
    months: int
    carried: int
    not_shown: tuple[str, ...]
    hearing: Hearing | None
    today: date


def refusals_to_renew(renewing: Renewing) -> tuple[Refusal, ...]:
    """Every reason why the term of a compact may not be renewed for so many months; empty means that it may."""
    checks = (
        (renewing.allowed, NOT_CONVENOR),
        (renewing.is_compact, NO_COMPACT),
        (renewing.is_in_force, NOT_IN_FORCE),
        (not renewing.not_shown, NOT_SHOWN.about(slots="; ".join(renewing.not_shown))),
        (renewing.months >= 1, NO_MONTHS),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    return (
        *refused,
        *refusals_to_rest_on(renewing.hearing, renewing.today),
        *refusals_to_run(renewing.months, renewing.carried),
    )


def refusals_to_rest_on(hearing: Hearing | None, today: date) -> tuple[Refusal, ...]:
    """Every reason why a renewal may not rest on a hearing; empty means that it may."""
    if hearing is None:
        return (NO_HEARING,)
    checks = (
        (hearing.state == CONCLUDED, HEARING_OPEN),
        (hearing.closed_on is None or today - hearing.closed_on <= HEARING_COUNTS, HEARING_TOO_OLD),
        (not hearing.is_used, HEARD_ALREADY),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_run(months: int | None, carried: int) -> tuple[Refusal, ...]:
    """Why a compact may not run for so many months: its record does not carry them. None leaves it to the record."""
    return () if months is None or months <= carried else (TERM_NOT_CARRIED.about(months=carried),)
