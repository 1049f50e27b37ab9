"""What a conversation that was held elsewhere is taken in as, and when it is refused: plain facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from joinedup.frame.refusals import Refusal

TAKEN_OUT, UNREAD, KEPT = -1, 0, 1

NO_NAME = Refusal("brought_in_without_name", "Say what the conversation is called.", "name")
NO_QUESTION = Refusal("brought_in_without_question", "Say what was asked.", "question")
ANSWERED_TOO_EARLY = Refusal(
    "brought_in_answered_early", "Choose a day of answering that is not before the last vote, {last}.", "answer_by"
)
NO_POST = Refusal("brought_in_without_post", "Whoever takes it in has no post in an organisation today.")
BROUGHT_IN_BEFORE = Refusal("brought_in_before", "This partnership has taken in the same file of votes before.")


@dataclass(frozen=True)
class GivenStatement:
    """A statement as a file gives it. said_at: None where the file does not say."""

    number: int
    words: str
    author: int | None
    moderated: int
    is_seed: bool
    said_at: datetime | None


@dataclass(frozen=True)
class GivenVotes:
    """Votes as a file gives them, each participant's last on each statement, by statement and participant.

    changed: how many earlier votes were left out, as they were changed later. Moments are milliseconds, 0 for unknown.
    """

    statements: Sequence[int]
    participants: Sequence[int]
    values: Sequence[int]
    moments: Sequence[int]
    changed: int


def refusals_to_bring_in(
    *, allowed: Refusal | None, name: str, question: str, last_on: date, answer_by: date, is_new: bool
) -> tuple[Refusal, ...]:
    """Every reason why a conversation can't be taken in. allowed: who may not, or None."""
    checks = (
        (bool(name), NO_NAME),
        (bool(question), NO_QUESTION),
        (answer_by >= last_on, ANSWERED_TOO_EARLY.about(last=last_on)),
        (is_new, BROUGHT_IN_BEFORE),
    )
    return (*((allowed,) if allowed else ()), *(refusal for holds, refusal in checks if not holds))


def state_of(statement: GivenStatement, *, has_votes: bool) -> str:
    """How a statement stands here. One that nobody had read there was shown if people could vote on it.

    >>> state_of(GivenStatement(0, "Buses.", None, UNREAD, False, None), has_votes=True)
    'shown'
    """
    if not statement.words:
        return "withdrawn"
    if statement.moderated == TAKEN_OUT:
        return "hidden"
    return "shown" if statement.moderated == KEPT or has_votes else "waiting"


def moment_of(milliseconds: int) -> datetime:
    """The moment of so many milliseconds since 1970.

    >>> moment_of(1658933760180).isoformat(timespec="seconds")
    '2022-07-27T14:56:00+00:00'
    """
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
