"""When somebody may be erased, and by whom."""

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import Refusals, against
from joinedup.partners.rules.roles import LAST_ADMINISTRATOR, NOT_ADMINISTRATOR, RoleFacts

FORMER_HOLDER = "A former post holder"

NOT_YOURSELF = Refusal("not_yourself", "You may erase only yourself.")
HAS_ACCOUNT = Refusal(
    "has_account", "This person has an account, and erases it themselves: My account, Erase me. You may close it."
)
ADDRESS_OF_ACCOUNT = Refusal("address_of_account", "This address belongs to an account. Sign in to erase it.")
ERASED_ALREADY = Refusal("erased_already", "This has been erased already.")
NOT_SURE = Refusal("not_sure", "Tick this to say that you are sure: nothing brings it back.", "is_sure")


def refusals_to_erase_oneself(facts: RoleFacts, *, own: bool, is_sure: bool) -> Refusals:
    """Every reason why an account may not erase itself."""
    one_remains = not facts.holds_role or facts.administrators > 1
    return against(
        (own, NOT_YOURSELF), (facts.is_open, ERASED_ALREADY), (one_remains, LAST_ADMINISTRATOR), (is_sure, NOT_SURE)
    )


def refusals_to_erase_person(*, administers: bool, has_account: bool, name: str, is_sure: bool) -> Refusals:
    """Every reason why a person who asked for it may not be erased by an administrator."""
    return against(
        (administers, NOT_ADMINISTRATOR),
        (not has_account, HAS_ACCOUNT),
        (name != FORMER_HOLDER, ERASED_ALREADY),
        (is_sure, NOT_SURE),
    )


def refusals_to_erase_address(*, has_account: bool, is_sure: bool) -> Refusals:
    """Every reason why what is held about an address may not be erased through a letter."""
    return against((not has_account, ADDRESS_OF_ACCOUNT), (is_sure, NOT_SURE))
