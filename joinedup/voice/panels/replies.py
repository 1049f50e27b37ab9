"""What was decided about what people said: on the conversation, on a statement, and on whatever follows from it."""

from typing import Any

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker
from joinedup.voice import permissions
from joinedup.voice.models import Conversation, Statement
from joinedup.voice.reads import replies as reads
from joinedup.voice.reads.tallies import tally_of

SHOWN = 20


@panel("conversation", order=30)
def decided_in_a_conversation(conversation: Conversation, asker: Asker) -> Panel | None:
    """How much of what people said has been answered, and what changed. One SQL query."""
    if conversation.state == Conversation.State.DRAFT:
        return None
    context = {
        "tally": tally_of(conversation),
        "conversation": conversation,
        "is_overdue": reads.is_overdue(conversation),
    }
    return Panel(_("You said, we decided, because"), "voice/_decided_panel.html", context)


@panel("statement", order=30)
def decided_about_a_statement(statement: Statement, asker: Asker) -> Panel:
    """What was decided about a statement, or about the one that it was put together with."""
    root = reads.counts_for(statement)
    may_answer = isinstance(asker, Account) and permissions.may_answer_for(asker, statement.conversation)
    context = {
        "reply": reads.answering(root),
        "counts_for": root if root.pk != statement.pk else None,
        "may_answer": may_answer,
        "statement": statement,
    }
    return Panel(_("What was decided"), "voice/_statement_panel.html", context)


@panel("promise", order=28)
@panel("outcome", order=28)
@panel("decision", order=28)
@panel("agreement", order=28)
def followed_from_what_people_said(noun: Any, asker: Asker) -> Panel | None:
    """What people said from which this follows, with what was decided of it. One SQL query."""
    replies = list(reads.following(noun.reference, asker)[:SHOWN])
    context = {"replies": replies}
    return Panel(_("Follows from what people said"), "voice/_followed_panel.html", context) if replies else None
