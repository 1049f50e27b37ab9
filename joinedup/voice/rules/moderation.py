"""What whoever moderates may do, how long a conversation may be protected, and when a move is appealed against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal

SHOW, HIDE, MERGE, SPLIT, REVERT = "show", "hide", "merge", "split", "revert"
PROTECT, REOPEN = "protect", "reopen"
WAITING, SHOWN, HIDDEN, MERGED = "waiting", "shown", "hidden", "merged"

LONGEST_PROTECTION = timedelta(days=14)
REPORTS_A_DAY = 20  # of one sender
MOST_AT_ONCE = 100

TRANSITIONS: Mapping[str, tuple[frozenset[str], str]] = {
    SHOW: (frozenset({WAITING}), SHOWN),
    HIDE: (frozenset({WAITING, SHOWN}), HIDDEN),
    MERGE: (frozenset({WAITING, SHOWN}), MERGED),
    SPLIT: (frozenset({MERGED}), SHOWN),
    REVERT: (frozenset({HIDDEN}), SHOWN),
}
IN_WORDS: Mapping[str, str] = {
    WAITING: "waiting to be read",
    SHOWN: "shown",
    HIDDEN: "hidden",
    MERGED: "put together with another",
    "withdrawn": "taken back by whoever said it",
    "adopted": "taken up",
    "partly": "taken up in other words",
    "not": "settled already",
}
TAKES_BACK: Mapping[str, str] = {HIDE: REVERT, MERGE: SPLIT}  # what an appeal that is upheld does

NOT_YOURS = Refusal("moderation_not_yours", "Only whoever moderates this conversation can do this.")
NOTHING_CHOSEN = Refusal("moderation_nothing_chosen", "Tick at least one.", "about")
UNKNOWN = Refusal("moderation_unknown", "Something that you ticked is not in this conversation.", "about")
TOO_MANY = Refusal("moderation_too_many", "Tick at most {limit} at once.", "about")
NO_REASON = Refusal("moderation_no_reason", "Say why, in words that everybody can read.", "reason")
DEALT_WITH = Refusal(
    "moderation_dealt_with",
    "{what} is {state}, so this can't be done with it. Somebody may have dealt with it already.",
)
NO_TARGET = Refusal(
    "moderation_no_target", "Say with which statement of this conversation it is put together: its number.", "into"
)
TARGET_NOT_SHOWN = Refusal(
    "moderation_target_not_shown",
    "Statement {number} is {state}. Choose one that is shown, so that no statement leads on to a third.",
    "into",
)
TARGET_ITSELF = Refusal("moderation_target_itself", "A statement can't be put together with itself.", "into")
OTHERS_JOINED = Refusal(
    "moderation_others_joined",
    "Others have been put together with {what}. Take those apart first, or put the other one together with it.",
)
NOT_A_STATEMENT = Refusal("moderation_not_a_statement", "{what} is no statement: it can be shown or hidden only.")

PROTECTED_ALREADY = Refusal("protected_already", "It is protected already, until {day}. Open it again first.")
NOT_PROTECTED = Refusal("not_protected", "It is not protected now.")
PROTECTION_ENDS = Refusal("protection_ends", "Say until which day, today or later.", "until_on")
PROTECTION_TOO_LONG = Refusal(
    "protection_too_long",
    "Choose a day until {day} at the latest: nothing is closed to people for more than {limit} days.",
    "until_on",
)
NOT_OPEN = Refusal("protect_not_open", "Only a conversation that is open can be protected.")
TAKES_NOTHING_NOW = Refusal(
    "takes_nothing_now", "Nothing new is taken until {day}, because: {because} You can go on voting."
)

REPORTED_ENOUGH = Refusal(
    "reported_enough", "{limit} reports have come from your connection today. Please come back tomorrow."
)

NOT_THE_AUTHOR = Refusal("appeal_not_the_author", "Only whoever made it can ask for this to be looked at again.")
NO_APPEAL = Refusal("appeal_of_nothing", "Only what was hidden or put together with another can be appealed against.")
APPEALED_ALREADY = Refusal("appealed_already", "You have asked already. Somebody else looks at it.")
STANDS_NO_LONGER = Refusal("move_stands_no_longer", "This has been taken back already.")
NO_WORDS = Refusal("appeal_without_words", "Say why it should be shown.", "words")
OWN_MOVE = Refusal("appeal_own_move", "You made this move yourself. Somebody else has to decide.")
OWN_WORDS = Refusal("appeal_own_words", "This is about what you said yourself. Somebody else has to decide.")
NOT_A_DECIDER = Refusal("appeal_not_yours", "Only those who answer for this conversation can decide on an appeal.")
DECIDED_ALREADY = Refusal("appeal_decided", "This has been decided already.")


@dataclass(frozen=True)
class Piece:
    """One thing that is moderated. what: how it is called. reported: whether a report about it waits."""

    what: str
    state: str
    is_statement: bool
    reported: bool = False
    others_joined: bool = False
    is_target: bool = False


@dataclass(frozen=True)
class Target:
    """The statement with which others are put together."""

    number: int
    state: str


def refusals_to_move(
    kind: str, pieces: Sequence[Piece], *, asked: int, allowed: bool, reason: str, target: Target | None = None
) -> tuple[Refusal, ...]:
    """Every reason why these can't be shown, hidden, put together or taken apart; empty means that all are.

    asked: how many were named; there are fewer pieces if some are not in the conversation.
    """
    checks = (
        (allowed, NOT_YOURS),
        (asked > 0, NOTHING_CHOSEN),
        (len(pieces) == asked, UNKNOWN),
        (len(pieces) <= MOST_AT_ONCE, TOO_MANY.about(limit=MOST_AT_ONCE)),
        (bool(reason), NO_REASON),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    against = tuple(refusal for piece in pieces for refusal in _refusals_to_one(kind, piece))
    return refused + (_refusals_to_target(target) if kind == MERGE else ()) + against


def _refusals_to_one(kind: str, piece: Piece) -> tuple[Refusal, ...]:
    before, _after = TRANSITIONS[kind]
    settles = kind == SHOW and piece.state == SHOWN and piece.reported
    checks = (
        (piece.is_statement or kind not in {MERGE, SPLIT}, NOT_A_STATEMENT.about(what=piece.what)),
        (piece.state in before or settles, DEALT_WITH.about(what=piece.what, state=IN_WORDS[piece.state])),
        (kind != MERGE or not piece.others_joined, OTHERS_JOINED.about(what=piece.what)),
        (kind != MERGE or not piece.is_target, TARGET_ITSELF),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def _refusals_to_target(target: Target | None) -> tuple[Refusal, ...]:
    if target is None:
        return (NO_TARGET,)
    if target.state == SHOWN:
        return ()
    return (TARGET_NOT_SHOWN.about(number=target.number, state=IN_WORDS[target.state]),)


def refusals_to_protect(
    *, allowed: bool, is_open: bool, reason: str, until_on: date, today: date, protected_until: date | None
) -> tuple[Refusal, ...]:
    """Every reason why a conversation can't stop taking statements until a day. protected_until: if it is already."""
    last, days = today + LONGEST_PROTECTION, LONGEST_PROTECTION.days
    checks = (
        (allowed, NOT_YOURS),
        (is_open, NOT_OPEN),
        (protected_until is None, PROTECTED_ALREADY.about(day=protected_until)),
        (bool(reason), NO_REASON),
        (until_on >= today, PROTECTION_ENDS),
        (until_on <= last, PROTECTION_TOO_LONG.about(day=last, limit=days)),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_reopen(*, allowed: bool, is_protected: bool, reason: str) -> tuple[Refusal, ...]:
    """Every reason why a protected conversation can't take statements again before its day."""
    checks = ((allowed, NOT_YOURS), (is_protected, NOT_PROTECTED), (bool(reason), NO_REASON))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_report(*, reported_today: int) -> tuple[Refusal, ...]:
    """Every reason why no more reports are taken from a sender today."""
    return () if reported_today < REPORTS_A_DAY else (REPORTED_ENOUGH.about(limit=REPORTS_A_DAY),)


def refusals_to_appeal(
    kind: str, *, is_author: bool, stands: bool, has_appealed: bool, words: str
) -> tuple[Refusal, ...]:
    """Every reason why a move isn't looked at again. stands: whether what it moved is still as it left it."""
    checks = (
        (is_author, NOT_THE_AUTHOR),
        (kind in TAKES_BACK, NO_APPEAL),
        (kind not in TAKES_BACK or stands, STANDS_NO_LONGER),
        (not has_appealed, APPEALED_ALREADY),
        (bool(words), NO_WORDS),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_decide(
    *, allowed: bool, waits: bool, is_own_move: bool, is_own_words: bool, reason: str
) -> tuple[Refusal, ...]:
    """Every reason why an account can't decide on an appeal: nobody judges their own move or their own words."""
    checks = (
        (allowed, NOT_A_DECIDER),
        (waits, DECIDED_ALREADY),
        (not is_own_move, OWN_MOVE),
        (not is_own_words, OWN_WORDS),
        (bool(reason), NO_REASON),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
