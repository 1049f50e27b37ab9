"""The way from a conversation to its map of opinion."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation


@panel("conversation", order=20)
def map_of_a_conversation(conversation: Conversation, asker: Asker) -> Panel | None:
    """Where the map of opinion is, once people take part. No SQL query."""
    if conversation.state == Conversation.State.DRAFT:
        return None
    return Panel(_("Who thinks alike"), "voice/_map_panel.html", {"conversation": conversation})
