"""When a measure may be told as a result."""

from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal

NOT_BETTER = Refusal("not_better", "Its figures show no change for the better that is larger than chance.")
NOT_LASTING = Refusal("not_lasting", "It got better and went back to its usual range.")
TOO_NEW = Refusal("too_new", "It changed with the latest figure. Whether that lasts is still to be seen.")
PROVISIONAL = Refusal("provisional", "Its chart rests on few figures, so the judgement is provisional.")
NOT_FOR_PEOPLE = Refusal("not_for_people", "It counts what is done, not what changes for people.")
NO_SOURCE = Refusal("no_source", "Nobody says where its figures come from.")


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
