"""Who may see what a compact rests on and how it was challenged, and who may show, challenge, reply and repair."""

from django.db.models import Q

from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, Operator, footing
from joinedup.promises.models import Agreement, Challenge
from joinedup.promises.permissions.agreements import agreements_open_to, may_keep_agreement, may_write_agreement


def evidence_open_to(asker: Asker) -> Q:
    """Evidence that this asker may see: that of the agreements that it may see."""
    return Q(agreement__in=Agreement.objects.filter(agreements_open_to(asker)).values("pk"))


def challenges_open_to(asker: Asker) -> Q:
    """Challenges whose words this asker may read: once they are replied to, whoever sees the agreement.

    Until then the partnership's own people, who have to reply, and whoever raised it.
    """
    seen = Q(agreement__in=Agreement.objects.filter(agreements_open_to(asker)).values("pk"))
    if isinstance(asker, Operator):
        return seen
    out = ~Q(state=Challenge.State.RAISED)
    if isinstance(asker, Account):
        out |= Q(raised_by=asker) | Q(agreement__partnership__in=footing(asker).own)
    return seen & out


def may_challenge(account: Account | None, agreement: Agreement) -> bool:
    """Whether the account may challenge a compact: anybody who has signed in and may see it. One SQL query at most."""
    return account is not None and Agreement.objects.filter(agreements_open_to(account), pk=agreement.pk).exists()


def may_answer_challenge(account: Account | None, agreement: Agreement) -> bool:
    """Whether the account may show what a compact rests on, reply to challenges and repair: the convenor and people of
    a party. One SQL query at most.
    """
    return may_write_agreement(account, agreement)


def may_settle_compact(account: Account | None, agreement: Agreement) -> bool:
    """Whether the account may say that a challenge is no breach, and renew a term: the convenor. No party judges its
    own breach.
    """
    return may_keep_agreement(account, agreement)
