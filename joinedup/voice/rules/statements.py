"""What may be said and voted in a conversation: pure rules over plain facts."""

from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import refusals_to_text

LONGEST = 280  # characters as a reader counts them
VOTES = (-1, 0, 1)

NOT_OPEN = Refusal("conversation_not_open", "This conversation is not open. Nothing more can be said or voted in it.")
GONE_BY_NOW = Refusal("participant_left", "You have left this conversation. Nothing more is counted from you.")
EMPTY = Refusal("statement_empty", "Say something first.", "words")
SAID_ENOUGH = Refusal(
    "said_enough", "You have made {limit} statements, as many as each person may make here. You can go on voting."
)
ENOUGH_TODAY = Refusal(
    "enough_today",
    "Enough has been said here today: {limit} statements. Please come back tomorrow. You can still vote.",
)
SAID_ALREADY = Refusal("said_already", "Somebody has said this already, in the same words. Vote on theirs.", "words")
NO_SUCH_VOTE = Refusal("no_such_vote", "Choose agree, disagree or pass.", "value")
NOT_SHOWN = Refusal("statement_not_shown", "This statement can't be voted on.")


@dataclass(frozen=True)
class Saying:
    """What is known when somebody says something. each, a_day: how many statements a participant and all may make."""

    is_open: bool
    has_left: bool
    made: int
    made_today: int
    each: int
    a_day: int
    same_words: bool


def refusals_to_say(words: str, saying: Saying) -> tuple[Refusal, ...]:
    """Every reason why a statement is not taken; empty means that it is."""
    checks = (
        (saying.is_open, NOT_OPEN),
        (not saying.has_left, GONE_BY_NOW),
        (bool(words), EMPTY),
        (saying.made < saying.each, SAID_ENOUGH.about(limit=saying.each)),
        (saying.made_today < saying.a_day, ENOUGH_TODAY.about(limit=saying.a_day)),
        (not saying.same_words, SAID_ALREADY),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    return refused + refusals_to_text(words, limit=LONGEST, field="words")


def refusals_to_vote(value: int, *, is_open: bool, has_left: bool, is_shown: bool) -> tuple[Refusal, ...]:
    """Every reason why a vote is not counted. value: 1 agrees, -1 disagrees, 0 passes."""
    checks = (
        (is_open, NOT_OPEN),
        (not has_left, GONE_BY_NOW),
        (is_shown, NOT_SHOWN),
        (value in VOTES, NO_SUCH_VOTE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
