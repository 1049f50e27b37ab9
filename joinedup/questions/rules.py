"""When a question may be asked, let through, declined and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from joinedup.frame.personal import looks_like
from joinedup.frame.refusals import Refusal

RECEIVED, GATHERS, OPEN, ANSWERED, DECLINED = "received", "gathers", "open", "answered", "declined"
ASKABLE = ("place", "outcome", "promise", "partnership", "organisation", "freedom")
QUESTIONS_OF_ONE_SENDER = 5
FEEDBACK, REVIEW = "feedback", "review"
SUPPORTERS_FOR_A_REVIEW = 50

TAKES_NONE = Refusal(
    "takes_no_questions", "This partnership does not take questions here. Write to the person who convenes it."
)
NOT_IN_SCOPE = Refusal("not_in_scope", "This is not about the partnership. Open the page that you ask about again.")
TOO_MANY_HERE = Refusal(
    "too_many_here",
    "This partnership takes {limit} questions a day, and today's have all come in. Please ask on {on}.",
)
TOO_MANY_YOURS = Refusal(
    "too_many_yours",
    "{limit} questions have come from your connection today, and no more are taken. Please ask again on {on}.",
)
NO_WORDS = Refusal("no_words", "Write what you want to ask or report.", "words")
PERSONAL_DETAILS = Refusal(
    "personal_details",
    "This seems to hold {found}, and it may be published as you wrote it. "
    "Take it out, or tick the box to send it as it is.",
    "as_it_is",
)
NOT_CONVENOR = Refusal("not_allowed", "Only the convenor may do this. Ask the person who convenes the partnership.")
NOT_ANSWERER = Refusal(
    "not_allowed", "Only people of the organisation that is asked and the convenor may answer. Ask one of them."
)
NOT_A_MEMBER = Refusal(
    "not_allowed", "Only people who take part in this partnership may answer what it still has to settle."
)
ORGANISATION_NOT_IN = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "of",
)
NOT_FOR_THEM = Refusal(
    "not_allowed", "Only people of the organisation that asks and the convenor may ask in its name. Ask one of them."
)
ASKER_NOT_IN = ORGANISATION_NOT_IN.at("asking")
ASKS_ITSELF = Refusal("asks_itself", "An organisation cannot ask itself. Choose another one.", "of")
NOBODY_ASKED = Refusal("nobody_asked", "Say who is to answer.", "of")
NO_DIRECTION = Refusal("no_direction", "Say which way it goes: up, down or sideways.", "direction")
DUE_BEFORE = Refusal("due_before", "This day has passed. Leave time for an answer.", "due_on")
NOT_ANSWERED = Refusal("not_answered", "There is no answer yet that anything could come of.")
NO_EFFECT = Refusal("no_effect", "Say what came of it, even if it is nothing yet.", "effect")
EFFECT_SAID = Refusal("effect_said", "What came of it has been said and stands.", "effect")
DECIDED = Refusal("decided", "Somebody has decided on this question already. Open its page to see what was decided.")
NOT_OPEN = Refusal("not_open", "This question does not wait for an answer now. Open its page to see where it stands.")
GATHERS_NO_MORE = Refusal(
    "gathers_no_more", "This request does not gather support now. Open its page to see where it stands."
)
NO_REASON = Refusal("no_reason", "Say why this will not be published. Whoever asked reads it.", "reason")
NO_ANSWER = Refusal("no_answer", "Write the answer.", "answer")
MENDED_BEFORE = Refusal("mended_before", "The day by which it is mended has passed. Choose a later one.", "mend_by")


@dataclass(frozen=True)
class Asking:
    """A question that is about to be asked."""

    takes_questions: bool
    in_scope: bool
    here_today: int
    limit_here: int
    yours_today: int
    words: str
    as_it_is: bool
    next_on: str


def refusals_to_ask(asking: Asking) -> tuple[Refusal, ...]:
    """Every reason why a question is not taken; empty means that it is."""
    found = looks_like(asking.words)
    here = TOO_MANY_HERE.about(limit=asking.limit_here, on=asking.next_on)
    yours = TOO_MANY_YOURS.about(limit=QUESTIONS_OF_ONE_SENDER, on=asking.next_on)
    checks = (
        (asking.takes_questions, TAKES_NONE),
        (asking.in_scope, NOT_IN_SCOPE),
        (asking.here_today < asking.limit_here, here),
        (asking.yours_today < QUESTIONS_OF_ONE_SENDER, yours),
        (bool(asking.words.strip()), NO_WORDS),
        (asking.as_it_is or not found, PERSONAL_DETAILS.about(found=" and ".join(found))),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Putting:
    """A question that a member is about to put to another. is_outside: who is to answer stands outside them all."""

    allowed: bool
    asker_stands: bool
    in_scope: bool
    kind: str
    direction: str
    asks_itself: bool
    has_asked: bool
    is_outside: bool
    asked_stands: bool
    words: str
    as_it_is: bool
    due_on: date
    today: date


def refusals_to_put(putting: Putting) -> tuple[Refusal, ...]:
    """Every reason why a member may not put a question to another; empty means that it may."""
    found = looks_like(putting.words)
    checks = (
        (putting.allowed, NOT_FOR_THEM),
        (putting.asker_stands, ASKER_NOT_IN),
        (putting.in_scope, NOT_IN_SCOPE),
        (putting.has_asked or putting.is_outside, NOBODY_ASKED),
        (not putting.asks_itself, ASKS_ITSELF),
        (putting.asked_stands, ORGANISATION_NOT_IN),
        (bool(putting.direction) or putting.kind != FEEDBACK, NO_DIRECTION),
        (bool(putting.words.strip()), NO_WORDS),
        (putting.as_it_is or not found, PERSONAL_DETAILS.about(found=" and ".join(found))),
        (putting.due_on >= putting.today, DUE_BEFORE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_say_effect(*, may_answer: bool, state: str, effect: str, said: str) -> tuple[Refusal, ...]:
    """Every reason why it may not be said what came of an answer."""
    checks = (
        (may_answer, NOT_ANSWERER),
        (state == ANSWERED, NOT_ANSWERED),
        (bool(effect.strip()), NO_EFFECT),
        (not said, EFFECT_SAID),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_let_through(*, convenes: bool, state: str, organisation_stands: bool) -> tuple[Refusal, ...]:
    """Every reason why a question may not be let through to an organisation."""
    checks = ((convenes, NOT_CONVENOR), (state == RECEIVED, DECIDED), (organisation_stands, ORGANISATION_NOT_IN))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_support(*, state: str, is_public: bool) -> tuple[Refusal, ...]:
    """Every reason why nobody may support a request now, or take their support back; empty means that they may."""
    return () if state == GATHERS and is_public else (GATHERS_NO_MORE,)


def refusals_to_decline(*, convenes: bool, state: str, reason: str) -> tuple[Refusal, ...]:
    """Every reason why a question may not be declined."""
    checks = ((convenes, NOT_CONVENOR), (state == RECEIVED, DECIDED), (bool(reason.strip()), NO_REASON))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_answer(*, may_answer: bool, state: str, answer: str) -> tuple[Refusal, ...]:
    """Every reason why a question may not be answered."""
    checks = ((may_answer, NOT_ANSWERER), (state == OPEN, NOT_OPEN), (bool(answer.strip()), NO_ANSWER))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_answer_finding(
    *, takes_part: bool, answer: str, mend_by: date | None, today: date
) -> tuple[Refusal, ...]:
    """Every reason why something to settle may not be answered in public."""
    in_time = mend_by is None or mend_by >= today
    checks = ((takes_part, NOT_A_MEMBER), (bool(answer.strip()), NO_ANSWER), (in_time, MENDED_BEFORE))
    return tuple(refusal for holds, refusal in checks if not holds)


def median_days(days: Sequence[int]) -> int | None:
    """The middle of some numbers of days: half took no longer. Of two in the middle the longer; None without any.

    >>> median_days([1, 30, 3]), median_days([2, 4]), median_days([])
    (3, 4, None)
    """
    return sorted(days)[len(days) // 2] if days else None


def finding_about(causes: tuple[str, ...], partnership: str) -> str:
    """What the answer to a finding is about: the one record that causes it, else the partnership."""
    return causes[0] if len(causes) == 1 else partnership
