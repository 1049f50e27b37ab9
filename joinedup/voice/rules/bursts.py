"""What counts as a burst, and when one is left out of a map of opinion."""

from datetime import timedelta

from joinedup.frame.refusals import Refusal

FEWEST_FROM_ONE_SOURCE, ONE_HOUR = 20, timedelta(hours=1)
FEWEST_ON_ONE_STATEMENT, FIVE_MINUTES = 50, timedelta(minutes=5)
FEWEST_OF_THE_SAME_WORDS, ONE_DAY = 5, timedelta(days=1)
TIME_TO_GO_ON = timedelta(minutes=10)  # whoever has just cast a first vote may be about to cast the next

NOT_YOURS = Refusal("burst_not_yours", "Only whoever moderates this conversation can decide on this.")
NO_REASON = Refusal("burst_no_reason", "Say why, in words that everybody can read.", "reason")
DECIDED_SO = Refusal("burst_decided_so", "This has been decided so already.")


def refusals_to_settle(*, allowed: bool, reason: str, changes: bool) -> tuple[Refusal, ...]:
    """Every reason why a burst can't be left out or kept. changes: whether it was not decided like that before."""
    checks = ((allowed, NOT_YOURS), (changes, DECIDED_SO), (bool(reason), NO_REASON))
    return tuple(refusal for holds, refusal in checks if not holds)
