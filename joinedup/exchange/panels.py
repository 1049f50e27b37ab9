"""What crosses the border, as pages of lower nouns show it."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation
from joinedup.voice.reads.sealing import enough_voted


@panel("conversation", order=80)
def files_of_a_conversation(conversation: Conversation, asker: Asker) -> Panel | None:
    """The files of a conversation, and the seal on its votes. One short SQL query once it is sealed."""
    said = {"conversation": conversation, "gives_votes": bool(conversation.root) and enough_voted(conversation)}
    return Panel(_("Files and data"), "exchange/_files_panel.html", said, aside=True)
