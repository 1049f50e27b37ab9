"""When something may be followed, by whom a letter is due, and when a measure may be told as a result."""

from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.confirming import Letters, refusals_to_write
from joinedup.frame.refusals import Refusal

MOST_FOLLOWED = 500
LINK_WORKS_FOR = timedelta(days=3)
DAILY, WEEKLY, NONE = "daily", "weekly", "none"
EVERY = {DAILY: timedelta(days=1), WEEKLY: timedelta(days=7)}

NOT_THERE = Refusal("not_there", "This cannot be read any more, so it cannot be followed.")
TOO_MANY = Refusal("too_many_followed", "You follow {limit} things, and no more fit. Stop following one first.")
NOT_BETTER = Refusal("not_better", "Its figures show no change for the better that is larger than chance.")
NOT_LASTING = Refusal("not_lasting", "It got better and went back to its usual range.")
TOO_NEW = Refusal("too_new", "It changed with the latest figure. Whether that lasts is still to be seen.")
PROVISIONAL = Refusal("provisional", "Its chart rests on few figures, so the judgement is provisional.")
NOT_FOR_PEOPLE = Refusal("not_for_people", "It counts what is done, not what changes for people.")
NO_SOURCE = Refusal("no_source", "Nobody says where its figures come from.")
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


@dataclass(frozen=True)
class Movement:
    """What a measure's control chart says, as far as it decides whether the measure may be told as a result."""

    verdict: str
    lasting: bool
    is_trial: bool
    moved_on: date | None
    latest_on: date | None
    is_for_people: bool
    has_source: bool


def refusals_to_tell(movement: Movement) -> tuple[Refusal, ...]:
    """Every reason why a measure may not be told as a result; empty means that it may.

    A success is told only where a change for the better was measured, is larger than chance and has lasted.
    """
    is_better = movement.verdict == "improved"
    checks = (
        (is_better, NOT_BETTER),
        (movement.lasting or not is_better, NOT_LASTING),
        (movement.moved_on != movement.latest_on or not is_better, TOO_NEW),
        (not movement.is_trial, PROVISIONAL),
        (movement.is_for_people, NOT_FOR_PEOPLE),
        (movement.has_source, NO_SOURCE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
