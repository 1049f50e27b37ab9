"""Texts that are drafted in the open, on a conversation's page."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker
from joinedup.voice import permissions
from joinedup.voice.models import Conversation
from joinedup.voice.reads import drafts as reads


@panel("conversation", order=50)
def drafts_of_a_conversation(conversation: Conversation, asker: Asker) -> Panel | None:
    """The open drafts of a conversation. One SQL query."""
    drafts = list(reads.drafts_of(conversation, asker))
    account = asker if isinstance(asker, Account) else None
    may_start = permissions.may_answer_for(account, conversation) and conversation.state in ("draft", "open")
    if not drafts and not may_start:
        return None
    start_at = f"{conversation.get_absolute_url()}drafts/new/"
    about = {"drafts": drafts, "may_start": may_start, "start_at": start_at}
    return Panel(_("Texts drafted in the open"), "voice/_drafts_panel.html", about)
