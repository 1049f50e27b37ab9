"""What may be said and voted in a conversation: pure rules over plain facts."""

from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import TOO_LONG, refusals_to_text

LONGEST = 280  # characters as a reader counts them
LONGEST_READ = LONGEST * 8  # code points: what is longer is not even tidied, which could take long
A_NETWORK_A_DAY = 30
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
ENOUGH_NEARBY = Refusal(
    "enough_nearby",
    "Enough has been said from your connection today: {limit} statements. Please come back tomorrow, or vote now.",
)
SAID_ALREADY = Refusal("said_already", "Somebody has said this already, in the same words. Vote on theirs.", "words")
NO_SUCH_VOTE = Refusal("no_such_vote", "Choose agree, disagree or pass.", "value")
IN_LINE = Refusal("statement_in_line", "Line {line}: {what}", "lines")
NOT_SHOWN = Refusal("statement_not_shown", "This statement can't be voted on.")
NOT_YOURS = Refusal("statement_not_yours", "Only whoever said this can take it back.")
NOTHING_TO_TAKE_BACK = Refusal("nothing_to_take_back", "This is not shown any more, so there is nothing to take back.")
VOTED_ON = Refusal(
    "statement_voted_on",
    "Others have voted on this already, so it can't be taken back. You can report it and ask for it to be hidden.",
)


@dataclass(frozen=True)
class Saying:
    """What is known when somebody says something. each, a_day: how many statements a participant and all may make.

    made_nearby: how many were made today by whoever joined from the same network.
    """

    is_open: bool
    has_left: bool
    made: int
    made_today: int
    each: int
    a_day: int
    same_words: bool
    made_nearby: int = 0


def one_line(words: str) -> str:
    """The words on one line, as they are kept.

    >>> one_line(" Close it\\n on Fridays. ")
    'Close it on Fridays.'
    """
    return " ".join(words.split())


def refusals_to_read(words: str) -> tuple[Refusal, ...]:
    """Why what somebody sent is not even looked at: it is many times longer than what fits."""
    fits = len(words) <= LONGEST_READ
    return () if fits else (TOO_LONG.about(length=len(words), limit=LONGEST).at("words"),)


def in_line(number: int, refusal: Refusal) -> Refusal:
    """The same reason, saying in which of several lines."""
    return IN_LINE.about(line=number, what=str(refusal))


def refusals_to_say(words: str, saying: Saying) -> tuple[Refusal, ...]:
    """Every reason why a statement is not taken; empty means that it is."""
    checks = (
        (saying.is_open, NOT_OPEN),
        (not saying.has_left, GONE_BY_NOW),
        (bool(words), EMPTY),
        (saying.made < saying.each, SAID_ENOUGH.about(limit=saying.each)),
        (saying.made_today < saying.a_day, ENOUGH_TODAY.about(limit=saying.a_day)),
        (saying.made_nearby < A_NETWORK_A_DAY, ENOUGH_NEARBY.about(limit=A_NETWORK_A_DAY)),
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


def refusals_to_take_back(*, is_open: bool, is_yours: bool, is_there: bool, others: int) -> tuple[Refusal, ...]:
    """Every reason why a statement can't be taken back. others: how many others have voted on it."""
    checks = (
        (is_open, NOT_OPEN),
        (is_yours, NOT_YOURS),
        (is_there, NOTHING_TO_TAKE_BACK),
        (others == 0, VOTED_ON),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
