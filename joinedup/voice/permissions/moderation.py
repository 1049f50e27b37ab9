"""Who decides on appeals, and who sees the ones that wait."""

from django.db.models import Q

from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, footing
from joinedup.voice.models import Appeal, Conversation
from joinedup.voice.permissions.conversations import may_answer_for, within


def may_decide_appeals(account: Account | None, conversation: Conversation) -> bool:
    """Whether the account may decide on appeals: those who answer for the conversation, and administrators.

    Moderators are few, and none may judge their own move; so there has to be somebody else.
    """
    return account is not None and (account.is_administrator or may_answer_for(account, conversation))


def appeals_seen_by(asker: Asker) -> Q:
    """Appeals that this asker may see: decided ones by everybody, waiting ones by those who run it or may decide."""
    seen = ~Q(state=Appeal.State.WAITING)
    if isinstance(asker, Account):
        seen |= Q(move__conversation__deciding__in=footing(asker).organisations)
        seen |= Q() if not asker.is_administrator else ~Q(pk=None)
    return within(asker, seen, prefix="move__conversation__")
