"""Joining a conversation."""

from datetime import datetime
from typing import Any

from django.db import transaction

from joinedup.frame.refusals import Refused
from joinedup.partners.models import Account
from joinedup.voice.models import Conversation, Participant
from joinedup.voice.rules.statements import NOT_OPEN


@transaction.atomic
def join(
    conversation: Conversation, *, at: datetime, account: Account | None = None, guest_mark: str = "", **said: Any
) -> Participant:
    """Take part in an open conversation, by an account or as a guest; whoever does already, still does.

    No entry: who takes part is nobody's business. Raises Refused if it is not open.
    """
    if conversation.state != Conversation.State.OPEN:
        raise Refused((NOT_OPEN,))
    who: dict[str, Any] = {"account": account} if account else {"guest_mark": guest_mark}
    return Participant.objects.get_or_create(conversation=conversation, **who, defaults={"joined_at": at, **said})[0]
