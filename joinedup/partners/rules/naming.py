"""What every rule of this room asks: whether it is theirs to do, and what something may be called."""

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import LINE_LIMIT, refusals_to_name, refusals_to_text

NOT_ALLOWED = Refusal("not_allowed", "You may not do this. Ask whoever convenes the partnership.")
NAME_MISSING = Refusal("name_missing", "Give a name.", "name")
NAME_TAKEN = Refusal("name_taken", "Another one here has this name already. Choose a different name.", "name")
Refusals = tuple[Refusal, ...]


def against(*checks: tuple[bool, Refusal]) -> Refusals:
    """The reasons of the checks that do not hold."""
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_unless(allowed: bool) -> Refusals:
    """The reason against an act that is not the account's to do."""
    return () if allowed else (NOT_ALLOWED,)


def refusals_to_call(name: str, *, field: str = "name", missing: Refusal = NAME_MISSING) -> Refusals:
    """Every reason why something may not bear a tidied name."""
    if not name:
        return (missing.at(field),)
    return (*refusals_to_text(name, limit=LINE_LIMIT, field=field), *refusals_to_name(name, field=field))
