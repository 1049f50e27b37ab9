"""What a body may take on, and how much of it at once."""

from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.outcomes.rules.making import NOT_CONVENOR, OTHER_PARTNERSHIP
from joinedup.outcomes.rules.reasons import against

BODY_OVER = Refusal("body_ended", "{body} has ended. Choose a body that goes on.")
TAKEN_ON_ALREADY = Refusal("taken_on_already", "{body} has taken this on already.", "outcome")
OVER_THE_LIMIT = Refusal(
    "over_the_limit",
    "{body} takes on {most} at most, and has {number} already. Give one up first, or let another body take it on.",
    "outcome",
)
GIVEN_UP_ALREADY = Refusal("given_up_already", "This has been given up already.")


@dataclass(frozen=True)
class RemitFacts:
    """What is known when a body takes on an outcome.

    number: how many outcomes it has today. most: how many it may have at once, None for no limit.
    """

    allowed: bool
    body: str
    same_partnership: bool = True
    body_ended: bool = False
    has_it: bool = False
    number: int = 0
    most: int | None = None


def refusals_to_take_on(facts: RemitFacts) -> tuple[Refusal, ...]:
    """Every reason why a body may not take on an outcome."""
    name = {"body": facts.body}
    has_room = facts.has_it or facts.most is None or facts.number < facts.most
    return against(
        (
            (facts.allowed, NOT_CONVENOR),
            (facts.same_partnership, OTHER_PARTNERSHIP.at("outcome")),
            (not facts.body_ended, BODY_OVER.about(**name)),
            (not facts.has_it, TAKEN_ON_ALREADY.about(**name)),
            (has_room, OVER_THE_LIMIT.about(**name, most=facts.most, number=facts.number)),
        )
    )


def refusals_to_give_up(*, allowed: bool, given_up: bool) -> tuple[Refusal, ...]:
    """Every reason why a body may not give up an outcome."""
    return against(((allowed, NOT_CONVENOR), (not given_up, GIVEN_UP_ALREADY)))
