"""On the page of a conversation: how many take part, and the way to what they say."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation
from joinedup.voice.reads.voting import took_part


@panel("conversation", order=10)
def what_people_say(conversation: Conversation, asker: Asker) -> Panel | None:
    """How many took part, and the way to the statements. One SQL query."""
    if conversation.state == Conversation.State.DRAFT:
        return None
    is_open = conversation.takes_people_on(localdate())
    said = {"conversation": conversation, "took": took_part(conversation)}
    return Panel(_("What people say") if is_open else _("What was said"), "voice/_what_people_say.html", said)
