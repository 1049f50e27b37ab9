"""When an account becomes an administrator, or is one no longer: one asks, another agrees, and one always remains."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import refusals_to_text
from joinedup.partners.rules.naming import Refusals, against

ROLE_CHANGE_WAITS = timedelta(days=14)
GIVEN, TAKEN = "given", "taken"

NOT_ADMINISTRATOR = Refusal("not_administrator", "Only administrators of this site may do this.")
ACCOUNT_CLOSED = Refusal("account_closed", "This account is closed. Only open accounts hold roles.")
HOLDS_ROLE = Refusal("holds_role", "This account is an administrator already.")
LACKS_ROLE = Refusal("lacks_role", "This account is no administrator.")
LAST_ADMINISTRATOR = Refusal(
    "last_administrator",
    "This is the last administrator. Make another one first: without one, nobody could let anybody in.",
)
ASKED_ALREADY = Refusal("asked_already", "This has been asked already, and waits for a second administrator.")
REASON_MISSING = Refusal("reason_missing", "Say why: the register shows it.", "reason")
OWN_REQUEST = Refusal("own_request", "You asked for this, so another administrator has to settle it.")
CONCERNS_YOU = Refusal("concerns_you", "This is about your own role. You may agree to it; refusing it is for another.")
SETTLED_ALREADY = Refusal("settled_already", "This has been settled already.")
OUT_OF_TIME = Refusal("out_of_time", "This waited for more than {days} days, so it does not count any more. Ask anew.")
NOT_YOURS_TO_WITHDRAW = Refusal("not_yours", "Only whoever asked for this may withdraw it.")
ROLE_FIRST = Refusal(
    "role_first", "This account administers the site. Two administrators take that role from it before it is closed."
)


@dataclass(frozen=True)
class RoleFacts:
    """An account and its role, read under the lock. administrators: how many open accounts administer the site."""

    is_open: bool
    holds_role: bool
    administrators: int


@dataclass(frozen=True)
class RequestFacts:
    """A request to change a role, and who would settle it."""

    waits: bool
    expires_at: datetime
    is_asker: bool
    concerns_oneself: bool


def refusals_to_change(role: str, facts: RoleFacts) -> Refusals:
    """Every reason why an account may not come to hold the role, or lose it."""
    if role == GIVEN:
        return against((facts.is_open, ACCOUNT_CLOSED), (not facts.holds_role, HOLDS_ROLE))
    return against(
        (facts.holds_role, LACKS_ROLE), (not facts.holds_role or facts.administrators > 1, LAST_ADMINISTRATOR)
    )


def refusals_to_ask_for_role(
    role: str, facts: RoleFacts, *, administers: bool, asked_already: bool, reason: str
) -> Refusals:
    """Every reason why a change of a role may not be asked for. reason: tidied."""
    said = refusals_to_text(reason, limit=2000, field="reason") if reason else (REASON_MISSING,)
    return (
        *against((administers, NOT_ADMINISTRATOR), (not asked_already, ASKED_ALREADY)),
        *refusals_to_change(role, facts),
        *said,
    )


def refusals_to_agree(
    role: str, facts: RoleFacts, request: RequestFacts, *, administers: bool, at: datetime
) -> Refusals:
    """Every reason why somebody may not agree to a change of a role: nobody settles what they asked for themselves."""
    if not request.waits:
        return (SETTLED_ALREADY,)
    return (
        *against(
            (administers, NOT_ADMINISTRATOR),
            (not request.is_asker, OWN_REQUEST),
            (at < request.expires_at, OUT_OF_TIME.about(days=ROLE_CHANGE_WAITS.days)),
        ),
        *refusals_to_change(role, facts),
    )


def refusals_to_refuse(request: RequestFacts, *, administers: bool) -> Refusals:
    """Every reason why somebody may not refuse a change of a role."""
    return against(
        (request.waits, SETTLED_ALREADY),
        (administers, NOT_ADMINISTRATOR),
        (not request.is_asker, OWN_REQUEST),
        (not request.concerns_oneself, CONCERNS_YOU),
    )


def refusals_to_withdraw_request(request: RequestFacts) -> Refusals:
    """Every reason why somebody may not take back a request to change a role."""
    return against((request.waits, SETTLED_ALREADY), (request.is_asker, NOT_YOURS_TO_WITHDRAW))


def refusals_to_close(facts: RoleFacts, *, by_operator: bool, own: bool) -> Refusals:
    """Every reason why the role of an account stands against closing it. The operator at the machine may always."""
    if by_operator or not facts.holds_role:
        return ()
    return against((own, ROLE_FIRST), (not own or facts.administrators > 1, LAST_ADMINISTRATOR))
