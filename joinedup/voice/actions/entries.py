"""Entering what was done in a conversation into the record."""

from datetime import datetime

from joinedup.partners.models import Account
from joinedup.record.actions import enter
from joinedup.voice.models import Conversation


def entered(
    verb: str,
    conversation: Conversation,
    *,
    by: Account | None,
    at: datetime,
    facts: dict[str, str] | None = None,
    texts: dict[str, str] | None = None,
) -> None:
    """Enter one act into the record, about a conversation of a partnership."""
    partnership = conversation.partnership.reference
    enter(verb, conversation, by=by, at=at, partnership=partnership, facts=facts or {}, texts=texts or {})
