"""When a conversation may open and close: pure rules over plain facts."""

from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import look

NOT_YOURS = Refusal("conversation_not_yours", "Only the convenor of the partnership runs its conversations.")
NOT_A_DRAFT = Refusal("conversation_not_a_draft", "This conversation has been opened already.")
NOT_OPEN = Refusal("conversation_not_open_now", "Only a conversation that is open can be closed.")
NO_QUESTION = Refusal("opens_without_question", "Say what is asked.", "question")
NO_DECIDER = Refusal(
    "opens_without_decider", "Say which organisation decides, and who decides there; they must hold a post.", "deciding"
)
NO_DECISION_DAY = Refusal("opens_without_decision_day", "Say by when it is decided.", "decides_on")
NOTHING_OPEN = Refusal("opens_without_what_is_open", "Say what can still change.", "what_is_open")
NOTHING_FIXED = Refusal("opens_without_what_is_fixed", "Say what can't change, and why.", "what_is_fixed")
NO_LIMITS = Refusal("opens_without_limits", "Say which limits and trade-offs there are, with a number.", "limits")
NO_DRIVER = Refusal("opens_without_driver", "Say why this is asked now.", "driver")
NO_INFLUENCE = Refusal("opens_without_influence", "Say how far people have a say.", "influence")
NO_EVIDENCE = Refusal("opens_without_evidence", "Show some figures or research that people can read.")
NO_LIVED = Refusal("opens_without_lived", "Show what somebody has lived through, with their consent.")
NOBODY_HEARD = Refusal("opens_without_hearing", "Say which groups should be heard, and how each will be reached.")
NO_CHANNEL = Refusal("opens_without_channel", "Say in which ways people can take part.")
NO_OPTIONS = Refusal("opens_without_options", "Give at least two options in each trade-off: one alone is no choice.")
NO_DATES = Refusal("opens_without_dates", "Say from when until when people can take part.", "closes_on")
NO_ANSWER_DAY = Refusal("opens_without_answer_day", "Say by when people get their answer.", "answer_by")
CLOSES_IN_THE_PAST = Refusal("closes_in_the_past", "It would close before it opens. Choose a later day.", "closes_on")
DECIDED_ALREADY = Refusal(
    "decided_already",
    "The decision is due on or before the day on which this closes. Ask before it is made.",
    "decides_on",
)
ANSWERED_TOO_LATE = Refusal(
    "answered_too_late", "The answer would come before people have finished. Choose a day after it closes.", "answer_by"
)


SAYS_NOTHING = frozenset({"", "na", "nil", "no", "none", look("nothing")})
NOBODY_SEES_IT = Refusal("opens_unseen", "Say whether everybody or only the partners can see it.", "visibility")


@dataclass(frozen=True)
class Prepared:
    """What a conversation says before it opens.

    has_decider: it names an organisation, and somebody who holds a post there today. without_choice: trade-offs with
    fewer than two options.
    """

    question: str
    has_decider: bool
    decides_on: date | None
    what_is_open: str
    what_is_fixed: str
    limits: str
    driver: str
    influence: str
    data: int
    lived: int
    hearings: int
    hearings_reached: int
    channels: int
    without_choice: int
    closes_on: date | None
    answer_by: date | None


def leaves_something_open(words: str) -> bool:
    """Whether what is said to be open is anything at all.

    >>> leaves_something_open("Which streets."), leaves_something_open("Nothing."), leaves_something_open("N/A")
    (True, False, False)
    """
    return look(words) not in SAYS_NOTHING


def has_a_number(words: str) -> bool:
    """Whether limits are said with a number."""
    return any(letter.isdigit() for letter in words)


def missing_before_opening(said: Prepared, today: date) -> tuple[Refusal, ...]:
    """Everything that a conversation has to say before it can open; empty means that it is ready."""
    closes, answers, decides = said.closes_on, said.answer_by, said.decides_on
    checks = (
        (bool(said.question), NO_QUESTION),
        (said.has_decider, NO_DECIDER),
        (decides is not None, NO_DECISION_DAY),
        (leaves_something_open(said.what_is_open), NOTHING_OPEN),
        (bool(said.what_is_fixed), NOTHING_FIXED),
        (has_a_number(said.limits), NO_LIMITS),
        (bool(said.driver), NO_DRIVER),
        (bool(said.influence), NO_INFLUENCE),
        (said.data > 0, NO_EVIDENCE),
        (said.lived > 0, NO_LIVED),
        (said.hearings > 0 and said.hearings == said.hearings_reached, NOBODY_HEARD),
        (said.channels > 0, NO_CHANNEL),
        (said.without_choice == 0, NO_OPTIONS),
        (closes is not None, NO_DATES),
        (answers is not None, NO_ANSWER_DAY),
        (closes is None or closes >= today, CLOSES_IN_THE_PAST),
        (closes is None or decides is None or decides > closes, DECIDED_ALREADY),
        (closes is None or answers is None or answers >= closes, ANSWERED_TOO_LATE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_open(said: Prepared, *, allowed: bool, is_draft: bool, today: date) -> tuple[Refusal, ...]:
    """Every reason why a conversation can't open today."""
    checks = ((allowed, NOT_YOURS), (is_draft, NOT_A_DRAFT))
    return (*(refusal for holds, refusal in checks if not holds), *missing_before_opening(said, today))


def refusals_to_close(*, allowed: bool, is_open: bool) -> tuple[Refusal, ...]:
    """Every reason why a conversation can't be closed."""
    checks = ((allowed, NOT_YOURS), (is_open, NOT_OPEN))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_audience(visibility: str) -> tuple[Refusal, ...]:
    """Every reason why a conversation can't be meant for an audience."""
    return () if visibility in ("partners", "public") else (NOBODY_SEES_IT,)
