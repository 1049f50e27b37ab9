"""When a review may be started, answered, closed and concluded, and when its answers are withheld."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal
from joinedup.reviews.kits.shape import SCALE, Item, Kit

FEWEST = 10
LONGEST_DAYS = 180
OPEN, CLOSED = "open", "closed"

NOT_CONVENOR = Refusal("not_allowed", "Only the convenor may do this. Ask the convenor.")
NOT_A_MEMBER = Refusal("not_allowed", "Only people of the member organisations may answer. Ask the convenor.")
NOT_YOURS = Refusal(
    "not_yours", "You hold no post in this organisation. Choose the one that you answer for.", "organisation"
)
OPEN_ALREADY = Refusal("open_already", "This review is going on already. Close it before you start it again.")
CLOSES_TOO_SOON = Refusal("closes_too_soon", "Give a day after today, so that people have time to answer.", "closes_on")
CLOSES_TOO_LATE = Refusal("closes_too_late", "Give a day within the next six months.", "closes_on")
FOREIGN = Refusal("foreign", "There is no such record in this partnership. Copy the reference from its page.", "about")
IS_CLOSED = Refusal("is_closed", "This review is closed and takes no more answers.")
IS_OPEN = Refusal("is_open", "Close the review first, so that what you conclude stands on all the answers.")
ANSWERED_ALREADY = Refusal(
    "answered_already", "You have answered this review. Since no name is kept, an answer cannot be changed."
)
NOTHING_ANSWERED = Refusal("nothing_answered", "Answer one question at least.")
OFF_THE_SCALE = Refusal("off_the_scale", "Choose one of the five marks.")
NO_SUCH_OPTION = Refusal("no_such_option", "Choose one of the options.")
CONCLUDED_ALREADY = Refusal("concluded_already", "The conclusion has been written and stays as it is.")
NOTHING_CONCLUDED = Refusal("nothing_concluded", "Say what you make of the answers.", "conclusion")


@dataclass(frozen=True)
class Given:
    """One answer as it was given, before it is stored."""

    mark: int | None = None
    option: str = ""
    words: str = ""
    evidence: str = ""

    @property
    def says_something(self) -> bool:
        return self.mark is not None or bool(self.option) or bool(self.words.strip())


def refusals_to_start(
    *, allowed: bool, is_open: bool, about_known: bool, closes_on: date, today: date
) -> tuple[Refusal, ...]:
    """Every reason why a review may not be started; empty means that it may."""
    checks = (
        (allowed, NOT_CONVENOR),
        (not is_open, OPEN_ALREADY),
        (about_known, FOREIGN),
        (closes_on > today, CLOSES_TOO_SOON),
        (closes_on <= today + timedelta(days=LONGEST_DAYS), CLOSES_TOO_LATE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_answer(
    kit: Kit, given: Mapping[str, Given], *, takes_part: bool, own: bool, state: str, answered: bool
) -> tuple[Refusal, ...]:
    """Every reason why these answers may not be taken; empty means that they may.

    own: whether the account acts for the organisation that answers; true where nobody is named. answered: whether the
    account has answered without its name before.
    """
    checks = (
        (takes_part, NOT_A_MEMBER),
        (own, NOT_YOURS),
        (state == OPEN, IS_CLOSED),
        (not answered, ANSWERED_ALREADY),
        (any(one.says_something for one in given.values()), NOTHING_ANSWERED),
    )
    wrong = (refusal.at(item.key) for item in kit.items for refusal in _wrong(item, given.get(item.key, Given())))
    return (*(refusal for holds, refusal in checks if not holds), *wrong)


def refusals_to_close(*, allowed: bool, state: str) -> tuple[Refusal, ...]:
    """Every reason why a review may not be closed; empty means that it may."""
    checks = ((allowed, NOT_CONVENOR), (state == OPEN, IS_CLOSED))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_conclude(*, allowed: bool, state: str, conclusion: str) -> tuple[Refusal, ...]:
    """Every reason why a conclusion may not be written; empty means that it may."""
    checks = (
        (allowed, NOT_CONVENOR),
        (state != OPEN, IS_OPEN),
        (state in (OPEN, CLOSED), CONCLUDED_ALREADY),
        (bool(conclusion.strip()), NOTHING_CONCLUDED),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def is_withheld(*, is_anonymous: bool, state: str, responses: int) -> bool:
    """Whether answers are kept from everybody: those without names until the review is closed and ten have answered.

    Source: Public bodies' rule of ten for small groups; while it goes on, the difference between two looks would tell
    what the last one said.
    """
    return is_anonymous and (state == OPEN or responses < FEWEST)


def _wrong(item: Item, given: Given) -> tuple[Refusal, ...]:
    checks = (
        (given.mark is None or (item.kind == "scale" and given.mark in SCALE), OFF_THE_SCALE),
        (not given.option or given.option in dict(item.options), NO_SUCH_OPTION),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
