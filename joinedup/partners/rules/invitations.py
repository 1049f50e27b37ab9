"""When an account may take up a person's place, and what becomes of accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import Refusals, against, refusals_unless
from joinedup.partners.rules.partnerships import NOT_OF_A_MEMBER

INVITATION_LASTS = timedelta(days=14)
LINKED_ALREADY = Refusal("person_has_account", "This person has an account already. No invitation is needed.")
ACCOUNT_TAKEN = Refusal(
    "account_taken", "Your account belongs to another person already. Sign in with the account meant for this one."
)
INVITATION_OVER = Refusal("invitation_over", "This invitation ended on {day}. Ask whoever sent it for a new one.")
INVITATION_WITHDRAWN = Refusal(
    "invitation_withdrawn", "This invitation was withdrawn. Ask whoever sent it for a new one."
)
INVITATION_USED = Refusal("invitation_used", "This invitation has been accepted already.")
OTHER_ADDRESS = Refusal(
    "other_address",
    "This invitation was sent to another e-mail address than your account has verified. Sign in with that address.",
)
WEAK_PASSWORD = Refusal("weak_password", "{why}", "password")
CLOSED_ALREADY = Refusal("closed_already", "This account is closed already.")


def refusals_to_invite(*, allowed: bool, has_account: bool, of_a_member: bool) -> Refusals:
    """Every reason why a person may not be invited."""
    return (
        *refusals_unless(allowed),
        *against((not has_account, LINKED_ALREADY), (of_a_member, NOT_OF_A_MEMBER)),
    )


@dataclass(frozen=True)
class InvitationFacts:
    """An invitation and the account that would accept it, read under the lock."""

    expires_at: datetime
    is_accepted: bool
    is_withdrawn: bool
    address_verified: bool
    person_has_account: bool
    account_has_person: bool


def refusals_to_accept(facts: InvitationFacts, *, at: datetime) -> Refusals:
    """Every reason why an invitation may not be accepted."""
    return against(
        (not facts.is_accepted, INVITATION_USED),
        (not facts.is_withdrawn, INVITATION_WITHDRAWN),
        (at < facts.expires_at, INVITATION_OVER.about(day=f"{facts.expires_at:%-d %B %Y}")),
        (facts.address_verified, OTHER_ADDRESS),
        (facts.is_accepted or not facts.person_has_account, LINKED_ALREADY),
        (facts.is_accepted or not facts.account_has_person, ACCOUNT_TAKEN),
    )
