"""When it may be said what was decided, and when a conversation may end: pure rules over plain facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from joinedup.frame.refusals import Refusal

ADOPTED, PARTLY, NOT, LATER = "adopted", "partly", "not", "later"
CHANGING = (ADOPTED, PARTLY)
MAY_FOLLOW = ("promise", "outcome", "decision", "agreement", "question")
FEWEST_WORDS = 5

NOT_FOR_YOU = Refusal(
    "reply_not_for_you", "Only the convenor and the people of the organisation that decides say what was decided."
)
NOT_CLOSED = Refusal(
    "reply_before_closing", "People can still take part. Close the conversation first, then say what was decided."
)
NOT_TO_BE_ANSWERED = Refusal(
    "reply_to_nothing", "This is not shown, or counts for another statement. Decide about the one that is shown."
)
NO_REASON = Refusal("reply_without_reason", "Say why, in plain words. Whoever said this reads it.", "reason")
NO_DECIDER = Refusal("reply_without_decider", "Nobody is named who decides. The convenor names somebody first.")
DECIDER_GONE = Refusal(
    "reply_decider_gone",
    "Whoever is named to decide holds no post in {organisation} on that day. The convenor names somebody else first.",
    "decided_on",
)
DECIDED_AHEAD = Refusal("reply_decided_ahead", "That day has not come yet. Give the day of the decision.", "decided_on")
DECIDED_TOO_SOON = Refusal(
    "reply_decided_too_soon",
    "On that day people could still take part. What was decided before they had finished is no answer to them.",
    "decided_on",
)
LATER_WHEN = Refusal("reply_later_when", "Say by which day it will be decided.", "later_on")
LATER_PAST = Refusal("reply_later_past", "That day has passed. Choose one that is still to come.", "later_on")
NOT_LATER = Refusal("reply_not_later", "A day is for what will be decided later. Leave it empty here.", "later_on")
NOTHING_CHANGES = Refusal(
    "reply_changes_nothing", "Say what changes, or choose the promise or another thing that follows.", "changed"
)
UNKNOWN_FOLLOWS = Refusal(
    "reply_follows_unknown",
    "{what} is no promise, outcome, decision, agreement or question of this partnership that you can read.",
    "also_follows",
)
MEANWHILE = Refusal(
    "reply_meanwhile", "Somebody else has said meanwhile what was decided. Open the page again and read it first."
)
CAME_OF_NOTHING = Refusal("came_of_empty", "Say what came of it.", "came_of")
CAME_ALREADY = Refusal("came_of_said", "What came of this has been said. If it changed, decide anew.")
NOT_STANDING = Refusal("reply_superseded", "This has been decided anew. Say what came of the later decision.")

NOT_TO_CONCLUDE = Refusal("conclude_not_closed", "Only a conversation that is closed and not ended yet can be ended.")
NO_CONCLUSION = Refusal("conclude_without_words", "Say what was decided on the whole, and why.", "conclusion")
STATEMENTS_LEFT = Refusal("conclude_statements", "Statements without an answer: {count}.")
THEMES_LEFT = Refusal("conclude_themes", "Themes without an answer: {count}.")
SUBMISSIONS_LEFT = Refusal("conclude_submissions", "Longer submissions without an answer: {count}.")
UNREAD_LEFT = Refusal(
    "conclude_unread",
    "Statements and submissions that nobody has read yet: {count}. Show each, or hide it and say why.",
)
LATER_LEFT = Refusal(
    "conclude_later",
    "Answers that said “later” with a day that has passed: {count}. Say of each what was decided, or what came of it.",
)
WHY_NOT_BOTH = Refusal(
    "conclude_sources", "Use figures and what people have lived through, or say why not both.", "why_not_both"
)
NOT_ITS_DECISION = Refusal("conclude_decision", "Choose a decision of this partnership.", "decision")


@dataclass(frozen=True)
class Replying:
    """What is known when somebody says what was decided. closed_on: None while the conversation is open."""

    allowed: bool
    is_shown: bool
    closed_on: date | None
    has_decider: bool
    decider_holds_post: bool
    organisation: str
    seen_latest: bool
    unknown: Sequence[str]


def refusals_to_reply(
    known: Replying,
    *,
    verdict: str,
    reason: str,
    changed: str,
    follows: Sequence[str],
    decided_on: date,
    later_on: date | None,
    today: date,
) -> tuple[Refusal, ...]:
    """Every reason why this may not be said to be decided; empty means that it may."""
    says_what = bool(changed.strip() or follows)
    checks = (
        (known.allowed, NOT_FOR_YOU),
        (known.closed_on is not None, NOT_CLOSED),
        (known.is_shown, NOT_TO_BE_ANSWERED),
        (known.seen_latest, MEANWHILE),
        (bool(reason.strip()), NO_REASON),
        (known.has_decider, NO_DECIDER),
        (not known.has_decider or known.decider_holds_post, DECIDER_GONE.about(organisation=known.organisation)),
        (decided_on <= today, DECIDED_AHEAD),
        (known.closed_on is None or decided_on >= known.closed_on, DECIDED_TOO_SOON),
        (verdict != LATER or later_on is not None, LATER_WHEN),
        (verdict != LATER or later_on is None or later_on > today, LATER_PAST),
        (verdict == LATER or later_on is None, NOT_LATER),
        (verdict not in CHANGING or says_what, NOTHING_CHANGES),
        (not known.unknown, UNKNOWN_FOLLOWS.about(what=", ".join(known.unknown))),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_say_what_came(*, allowed: bool, stands: bool, said: str, words: str) -> tuple[Refusal, ...]:
    """Every reason why it may not be said what came of a reply. said: what has been said of that already."""
    checks = (
        (allowed, NOT_FOR_YOU),
        (stands, NOT_STANDING),
        (not said, CAME_ALREADY),
        (bool(words.strip()), CAME_OF_NOTHING),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Ending:
    """How far a conversation is from its end. unread: what waits to be read by a moderator."""

    allowed: bool
    is_closed: bool
    statements: int
    themes: int
    submissions: int
    unread: int
    later_past: int
    decision_belongs: bool


def left_to_do(ending: Ending) -> tuple[Refusal, ...]:
    """What has to be done before a conversation can end, whatever its conclusion says."""
    checks = (
        (not ending.statements, STATEMENTS_LEFT.about(count=ending.statements)),
        (not ending.themes, THEMES_LEFT.about(count=ending.themes)),
        (not ending.submissions, SUBMISSIONS_LEFT.about(count=ending.submissions)),
        (not ending.unread, UNREAD_LEFT.about(count=ending.unread)),
        (not ending.later_past, LATER_LEFT.about(count=ending.later_past)),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_conclude(
    ending: Ending, *, conclusion: str, cites_data: bool, cites_lived: bool, why_not_both: str
) -> tuple[Refusal, ...]:
    """Every reason why a conversation can't end; empty means that it is answered."""
    checks = (
        (ending.allowed, NOT_FOR_YOU),
        (ending.is_closed, NOT_TO_CONCLUDE),
        (bool(conclusion.strip()), NO_CONCLUSION),
        ((cites_data and cites_lived) or bool(why_not_both.strip()), WHY_NOT_BOTH),
        (ending.decision_belongs, NOT_ITS_DECISION),
    )
    return (*(refusal for holds, refusal in checks if not holds), *left_to_do(ending))


def is_thin(reason: str) -> bool:
    """Whether a reason is too short to be one.

    >>> is_thin("No money left."), is_thin("The bus company needs this street until 2032.")
    (True, False)
    """
    return len(reason.split()) < FEWEST_WORDS


def share_changed(changed: int, answered: int) -> Decimal | None:
    """How much of what people said changed something, as a proportion; None where nothing was answered.

    >>> share_changed(3, 8), share_changed(0, 0)
    (Decimal('0.375'), None)
    """
    return Decimal(changed) / Decimal(answered) if answered else None
