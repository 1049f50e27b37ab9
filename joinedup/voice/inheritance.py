"""What of this room's a successor takes over: conversations that it has still to answer."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from joinedup.frame.inheritance import Declared, Things, inherits
from joinedup.voice import reads
from joinedup.voice.models import Conversation


@inherits("conversations-decided", title=_("conversations that it has still to answer"), order=176)
def conversations_decided(day: date) -> Declared:
    owed = Conversation.objects.exclude(state=Conversation.State.ANSWERED)
    return Things(owed, seen=reads.conversations_open_to, field="deciding")
