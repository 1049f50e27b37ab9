"""What the pages of moderation share: the conversation that an address names, and who may act in it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from joinedup.frame.pages import Crumbs
from joinedup.partners.models import Account
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions, reads
from joinedup.voice.models import Conversation


def conversation_at(request: Request, reference: str) -> Conversation:
    """The conversation that an address names; 404 to whoever may not know of it. One SQL query."""
    seen = reads.conversations_open_to(request.asker).select_related("partnership")
    found: Conversation = get_object_or_404(seen, reference=reference)
    return found


def moderated_at(request: Request, reference: str) -> tuple[Conversation, Account]:
    """The same for whoever moderates it, and who acts; 403 to everybody else who may see it."""
    one = conversation_at(request, reference)
    return one, moderator_of(request, one)


def moderator_of(request: Request, conversation: Conversation) -> Account:
    """Who acts, if they moderate a conversation; 403 otherwise."""
    account = who_acts(request)
    if account is None or not permissions.may_moderate(account, conversation):
        raise PermissionDenied
    return account


def crumbs_to(conversation: Conversation, *, log: bool = False) -> Crumbs:
    """The way down to a conversation, or to what moderators did in it."""
    above = conversation.partnership
    address = conversation.get_absolute_url()
    way = [(above.name, above.get_absolute_url()), (conversation.name, address)]
    return [*way, (_("What moderators did"), f"{address}moves/")] if log else way
