"""Who may see agreed exceptions, who may ask for and change them, and in which role somebody decides about one."""

from django.db.models import Q
from django.utils import timezone

from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, acts_for, bodies_led_by, convenes, takes_part
from joinedup.promises.models import Barrier, Freedom
from joinedup.promises.permissions.commitments import commitments_open_to
from joinedup.promises.rules import freedoms as rules


def freedoms_open_to(asker: Asker) -> Q:
    """Exceptions that this asker may see: a draft is seen by the people of whoever asks for it and by the convenor."""
    return commitments_open_to(asker)


def may_ask(account: Account | None, freedom: Freedom) -> bool:
    """Whether the account may ask for an exception and share it: the asking organisation's people and the convenor."""
    return acts_for(account, freedom.organisation_id) or convenes(account, freedom.partnership)


def may_edit_freedom(account: Account | None, freedom: Freedom) -> bool:
    """Whether the account may change its terms: who asks, the rule's owner who negotiates them, and the convenor."""
    return may_ask(account, freedom) or _owns_rule(account, freedom)


def roles_in(account: Account | None, freedom: Freedom) -> frozenset[str]:
    """In which roles the account decides about an exception. One SQL query at most."""
    if account is None:
        return frozenset()
    roles = (
        (acts_for(account, freedom.organisation_id), rules.ASKER),
        (_owns_rule(account, freedom), rules.OWNER),
        (convenes(account, freedom.partnership), rules.CONVENOR),
        (_leads_revoking_body(account, freedom), rules.REVOKER),
    )
    return frozenset(role for holds, role in roles if holds)


def may_speak(account: Account | None, freedom: Freedom) -> bool:
    """Whether the account may record what somebody says of an exception: a member's people and the convenor.

    Whoever stands on the asking side only may not: its own consent does not count.
    """
    only_asks = roles_in(account, freedom) == {rules.ASKER}
    return takes_part(account, freedom.partnership) and not only_asks


def may_settle_barrier(account: Account | None, barrier: Barrier) -> bool:
    """Whether the account may say that a barrier is removed or stays: the rule's owner and the convenor."""
    owns = barrier.owner_id is not None and acts_for(account, barrier.owner_id)
    return owns or convenes(account, barrier.question.partnership)


def _owns_rule(account: Account | None, freedom: Freedom) -> bool:
    return freedom.owner_id is not None and acts_for(account, freedom.owner_id)


def _leads_revoking_body(account: Account, freedom: Freedom) -> bool:
    if freedom.revoking_body_id is None:
        return False
    return bodies_led_by(account, timezone.localdate()).filter(body=freedom.revoking_body_id).exists()
