"""How many may join from one network in an hour: enough for a library, too few for a crowd of accounts."""

from joinedup.frame.refusals import Refusal

JOINS_OF_ONE_NETWORK_AN_HOUR = 100

JOINED_ENOUGH = Refusal(
    "joined_enough",
    "Many people have joined from your connection in the last hour: {limit}, as many as can. Please try again later. "
    "You can read everything meanwhile.",
)


def refusals_to_join_from(joined_in_an_hour: int) -> tuple[Refusal, ...]:
    """Every reason why nobody more joins from a network now. joined_in_an_hour: how many did in the last hour."""
    limit = JOINS_OF_ONE_NETWORK_AN_HOUR
    return () if joined_in_an_hour < limit else (JOINED_ENOUGH.about(limit=limit),)
