"""Where a page of this room lies: the conversation that its address names, and the way down to it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from joinedup.frame.pages import Crumbs
from joinedup.partners.models import Partnership
from joinedup.partners.requests import Request
from joinedup.voice.models import Conversation
from joinedup.voice.reads import conversations_open_to


def conversation_at(request: Request, reference: str, *related: str) -> Conversation:
    """The conversation that an address names; 404 to whoever may not know of it. One SQL query.

    related: what else than its partnership the page needs with it.
    """
    seen = conversations_open_to(request.asker).select_related("partnership", *related)
    return get_object_or_404(seen, reference=reference)


def crumbs_below(partnership: Partnership) -> Crumbs:
    """The way down to what lies among a partnership's conversations."""
    address = partnership.get_absolute_url()
    return [(partnership.name, address), (_("Conversations"), f"{address}conversations/")]


def crumbs_to(conversation: Conversation, *further: tuple[str, str]) -> Crumbs:
    """The way down to a conversation, and to what lies further on."""
    return [*crumbs_below(conversation.partnership), (conversation.name, conversation.get_absolute_url()), *further]
