"""When something may be followed, and by whom a letter is due."""

from datetime import date, timedelta

from joinedup.frame.confirming import Letters, refusals_to_write
from joinedup.frame.refusals import Refusal

MOST_FOLLOWED = 500
LINK_WORKS_FOR = timedelta(days=3)
DAILY, WEEKLY, NONE = "daily", "weekly", "none"
EVERY = {DAILY: timedelta(days=1), WEEKLY: timedelta(days=7)}

NOT_THERE = Refusal("not_there", "This cannot be read any more, so it cannot be followed.")
TOO_MANY = Refusal("too_many_followed", "You follow {limit} things, and no more fit. Stop following one first.")
NOT_A_MEMBER = Refusal("not_allowed", "Checkpoints are sent to people who take part in a partnership.", "is_witness")


def refusals_to_follow(*, is_there: bool, follows: int) -> tuple[Refusal, ...]:
    """Every reason why one more thing may not be followed."""
    checks = ((is_there, NOT_THERE), (follows < MOST_FOLLOWED, TOO_MANY.about(limit=MOST_FOLLOWED)))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_ask(*, is_there: bool, letters: Letters) -> tuple[Refusal, ...]:
    """Every reason why no letter is sent to ask an address whether it wants to follow something."""
    return (*(() if is_there else (NOT_THERE,)), *refusals_to_write(letters))


def refusals_to_choose(*, is_witness: bool, takes_part: bool) -> tuple[Refusal, ...]:
    """Every reason why letters may not be chosen like this."""
    return () if takes_part or not is_witness else (NOT_A_MEMBER,)


def due_before(rhythm: str, today: date) -> date:
    """Whoever was last told on this day or earlier is due a letter today.

    >>> due_before("daily", date(2031, 5, 6)), due_before("weekly", date(2031, 5, 6))
    (datetime.date(2031, 5, 5), datetime.date(2031, 4, 29))
    """
    return today - EVERY[rhythm]
