"""When a programme may be started and changed: pure rules over plain facts."""

from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.voice.rules.conversations import NOT_YOURS

BACKWARDS = Refusal("programme_backwards", "The last day is before the first.", "until_on")


def refusals_to_programme(*, allowed: bool, from_on: date, until_on: date | None) -> tuple[Refusal, ...]:
    """Every reason why a programme can't be stored so."""
    checks = ((allowed, NOT_YOURS), (until_on is None or until_on >= from_on, BACKWARDS))
    return tuple(refusal for holds, refusal in checks if not holds)
