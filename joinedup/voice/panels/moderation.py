"""That something waits to be read, that a conversation is protected, and what moderators did, on its page."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker
from joinedup.voice import permissions
from joinedup.voice.models import Conversation, Move
from joinedup.voice.reads import moderation as reads


@panel("conversation", order=8)
def waits_to_be_read(conversation: Conversation, asker: Asker) -> Panel | None:
    """How much waits for whoever moderates. One SQL query for them, none for others."""
    if not isinstance(asker, Account) or not permissions.may_moderate(asker, conversation):
        return None
    waits = reads.to_read(Conversation.objects.filter(pk=conversation.pk)).first()
    said = {"conversation": waits}
    return Panel(_("To be read"), "voice/_to_read_panel.html", said) if waits else None


@panel("conversation", order=9)
def protected_now(conversation: Conversation, asker: Asker) -> Panel | None:
    """That nothing new is taken for a time, until when and why. One SQL query."""
    protection = reads.protection_of(conversation, localdate())
    said = {"protection": protection}
    return Panel(_("Protected for a time"), "voice/_protected.html", said) if protection else None


@panel("conversation", order=60)
def what_moderators_did(conversation: Conversation, asker: Asker) -> Panel | None:
    """How many moves of each kind there were. One SQL query."""
    if conversation.state == Conversation.State.DRAFT:
        return None
    moved = reads.moved_counts(conversation)
    counts = [(words, moved[kind]) for kind, words in Move.Kind.choices if kind in moved]
    said = {"address": conversation.get_absolute_url(), "counts": counts}
    return Panel(_("What moderators did"), "voice/_moderation_panel.html", said, aside=True)
