"""Who may see conversations and what is said in them, who runs them, and who answers."""

from django.db.models import Q, QuerySet

from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker, Operator, acts_for, convenes, footing, open_to
from joinedup.voice.models import Conversation


def conversations_open_to(asker: Asker) -> Q:
    """Conversations and programmes that this asker may see: nobody but the convenor prepares one."""
    return open_to(asker)


def within(asker: Asker, also: Q | None = None, *, prefix: str = "conversation__") -> Q:
    """What is in a conversation that this asker may see. also: what has to hold of it besides, but for the convenor."""
    seen = Q(**{f"{prefix}in": _conversations(conversations_open_to(asker))})
    if also is None:
        return seen
    return seen & (also | Q(**{f"{prefix}in": _conversations(kept_by(asker))}))


def kept_by(asker: Asker) -> Q:
    """Conversations that this asker runs."""
    if isinstance(asker, Operator):
        return Q()
    return Q(partnership__in=footing(asker).convened) if isinstance(asker, Account) else Q(pk__in=())


def may_keep(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account may prepare, open and close conversations of a partnership: its convenor."""
    return convenes(account, partnership)


def may_moderate(account: Account | None, conversation: Conversation) -> bool:
    """Whether the account may show, hide and put together what is said in a conversation."""
    return convenes(account, conversation.partnership)


def may_answer_for(account: Account | None, conversation: Conversation) -> bool:
    """Whether the account may say what was decided: the convenor, and the people of whoever decides."""
    decides = conversation.deciding_id is not None and acts_for(account, conversation.deciding_id)
    return decides or convenes(account, conversation.partnership)


def _conversations(which: Q) -> QuerySet[Conversation]:
    return Conversation.objects.filter(which)
