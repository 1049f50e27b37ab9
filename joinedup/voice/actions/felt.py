"""Saying how far one felt heard."""

from datetime import datetime

from django.db import IntegrityError, transaction

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.voice.models import Conversation, Felt, Participant
from joinedup.voice.rules import felt as rules

OVER = (Conversation.State.CLOSED, Conversation.State.ANSWERED)


@transaction.atomic
def say_felt(
    participant: Participant,
    *,
    at: datetime,
    influence: str,
    sees_it_differently: bool = False,
    commits_to: str = "",
    words: str = "",
) -> Felt:
    """Say how far one had a say, once a participant. No entry: who took part is nobody's business. Raises Refused."""
    refuse_if(
        rules.refusals_to_say_felt(
            is_over=participant.conversation.state in OVER,
            takes_part=participant.left_at is None,
            said_before=Felt.objects.filter(participant=participant).exists(),
        )
    )
    said = {"influence": influence, "sees_it_differently": sees_it_differently}
    try:
        with transaction.atomic():
            return Felt.objects.create(participant=participant, said_at=at, commits_to=commits_to, words=words, **said)
    except IntegrityError:
        raise Refused((rules.SAID_BEFORE,)) from None
