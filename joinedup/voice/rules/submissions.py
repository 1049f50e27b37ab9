"""When something longer is taken from a participant."""

from dataclasses import dataclass

from joinedup.frame.personal import looks_like
from joinedup.frame.refusals import Refusal
from joinedup.voice.rules.statements import EMPTY, GONE_BY_NOW, NOT_OPEN

EACH = 3

GIVEN_ENOUGH = Refusal("given_enough", "You have given {limit} longer texts, as many as each person may give here.")
TOO_MANY_TODAY = Refusal(
    "given_enough_today", "Enough has been sent in here today: {limit} texts. Please come back tomorrow."
)
GIVEN_ALREADY = Refusal("given_already", "You have given this text already.", "words")
PERSONAL = Refusal(
    "submission_personal",
    "This seems to hold {found}. It may be published as you write it. Take that out, or tick “Send it as it is”.",
    "words",
)


@dataclass(frozen=True)
class Giving:
    """What is known when somebody gives something longer. a_day: how many all may give in a day."""

    is_open: bool
    has_left: bool
    given: int
    given_today: int
    a_day: int
    same_words: bool


def refusals_to_give(words: str, giving: Giving, *, as_it_is: bool) -> tuple[Refusal, ...]:
    """Every reason why a longer text is not taken."""
    found = looks_like(words)
    checks = (
        (giving.is_open, NOT_OPEN),
        (not giving.has_left, GONE_BY_NOW),
        (bool(words), EMPTY),
        (giving.given < EACH, GIVEN_ENOUGH.about(limit=EACH)),
        (giving.given_today < giving.a_day, TOO_MANY_TODAY.about(limit=giving.a_day)),
        (not giving.same_words, GIVEN_ALREADY),
        (as_it_is or not found, PERSONAL.about(found=" and ".join(found))),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
