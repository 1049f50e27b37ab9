"""When something in the way may be told of, said to be the same as another, and settled: removed, or kept for a reason.

A control may be a price worth paying: whoever owns the rule may keep it and say why, and that settles a barrier as
well as removing the rule does.
"""

from dataclasses import dataclass

from joinedup.frame.refusals import Refusal

OPEN, REMOVED, KEPT = "open", "removed", "kept"

NO_RULE = Refusal("no_rule", "Say which rule or practice is in the way.", "rule")
NO_OWNER = Refusal("no_owner", "Say whose rule it is: choose a member, or write who owns it.", "owner")
TWO_OWNERS = Refusal("two_owners", "Say whose rule it is once: a member or somebody else, not both.", "owner_outside")
FOREIGN_OUTCOME = Refusal("foreign_outcome", "Choose an outcome of this partnership.", "outcome")
NOT_OWNER = Refusal(
    "not_allowed", "Only people of the rule’s owner and the convenor may say what became of it. Ask one of them."
)
NOT_TOGETHER = Refusal("not_allowed", "Only the convenor may say that two are the same. Ask the convenor.")
SETTLED = Refusal("settled", "It has been said already what became of this. Open its page to see it.")
NO_REASON = Refusal("no_reason", "Say what was changed, or why the rule stays. It is published.", "because")
ITSELF = Refusal("itself", "Choose another barrier than this one.", "same_as")
FOREIGN = Refusal("foreign", "Choose a barrier of this partnership.", "same_as")
TOLD_AGAIN = Refusal(
    "told_again", "That one is the same as another itself. Choose the one that was told of first.", "same_as"
)
HAS_OTHERS = Refusal(
    "has_others", "Others are said to be the same as this one. Join them to the other one first.", "same_as"
)
JOINED_ALREADY = Refusal("joined_already", "This is said to be the same as another already.", "same_as")


@dataclass(frozen=True)
class Telling:
    """Something in the way that somebody is about to tell of."""

    rule: str
    has_owner: bool
    has_owner_outside: bool
    outcome_belongs: bool


def refusals_to_report(telling: Telling) -> tuple[Refusal, ...]:
    """Every reason why something in the way may not be told of, besides those of the question that carries it."""
    checks = (
        (bool(telling.rule.strip()), NO_RULE),
        (telling.has_owner or telling.has_owner_outside, NO_OWNER),
        (not (telling.has_owner and telling.has_owner_outside), TWO_OWNERS),
        (telling.outcome_belongs, FOREIGN_OUTCOME),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_settle(*, allowed: bool, stands: str, because: str) -> tuple[Refusal, ...]:
    """Every reason why it may not be said what became of something in the way: removed, or kept."""
    checks = ((allowed, NOT_OWNER), (stands == OPEN, SETTLED), (bool(because.strip()), NO_REASON))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_join(
    *, convenes: bool, is_itself: bool, belongs: bool, other_is_joined: bool, has_others: bool, is_joined: bool
) -> tuple[Refusal, ...]:
    """Every reason why one may not be said to be the same as another."""
    checks = (
        (convenes, NOT_TOGETHER),
        (not is_itself, ITSELF),
        (belongs, FOREIGN),
        (not other_is_joined, TOLD_AGAIN),
        (not has_others, HAS_OTHERS),
        (not is_joined, JOINED_ALREADY),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def stands_as(*, is_removed: bool, kept_because: str) -> str:
    """What became of something in the way: removed, kept, or open.

    >>> stands_as(is_removed=False, kept_because="It keeps children safe.")
    'kept'
    """
    if is_removed:
        return REMOVED
    return KEPT if kept_because else OPEN
