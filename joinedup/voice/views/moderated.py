"""What the pages of moderation share: the conversation that an address names, and who may act in it."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from joinedup.frame.pages import Crumbs
from joinedup.partners.models import Account
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions
from joinedup.voice.models import Conversation
from joinedup.voice.views.where import conversation_at, crumbs_to


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


def crumbs_to_log(conversation: Conversation, *further: tuple[str, str]) -> Crumbs:
    """The way down to what moderators did in a conversation, and to what lies further on."""
    log = (_("What moderators did"), f"{conversation.get_absolute_url()}moves/")
    return crumbs_to(conversation, log, *further)
