"""On the page of a conversation: how to take part, until when, and how many did."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation
from joinedup.voice.reads.voting import took_part


@panel("conversation", order=10)
def take_part(conversation: Conversation, asker: Asker) -> Panel | None:
    """The way to the statements, the day on which it closes, and how many took part. One SQL query."""
    if conversation.state == Conversation.State.DRAFT:
        return None
    is_open = conversation.takes_people_on(localdate())
    said = {"conversation": conversation, "is_open": is_open, "took": took_part(conversation)}
    return Panel(_("Take part") if is_open else _("What was said"), "voice/_take_part_panel.html", said)
