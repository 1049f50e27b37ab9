"""Sealing the votes of conversations that have closed."""

import random
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Conversation, Participant
from joinedup.voice.reads import sealing as reads
from joinedup.voice.rules import sealing as rules

OVER = (Conversation.State.CLOSED, Conversation.State.ANSWERED)
AT_ONCE = 500


@transaction.atomic
def seal(conversation: Conversation, *, at: datetime) -> Conversation:
    """Draw by lot the numbers that stand for participants, and enter one hash of all votes into the record, once.

    Raises Refused while the conversation is not closed, and if it is sealed already. Time grows with the votes.
    """
    conversation = locked(conversation)
    refuse_if(rules.refusals_to_seal(is_over=conversation.state in OVER, is_sealed=bool(conversation.root)))
    _number(conversation)
    count = 0

    def counted() -> Iterator[rules.Cast]:
        nonlocal count
        for vote in reads.cast_in(conversation):
            count += 1
            yield vote

    conversation.root = rules.root_of(counted())
    conversation.sealed_votes = count
    conversation.save(update_fields=["root", "sealed_votes"])
    entered("sealed votes", conversation, by=None, at=at, facts={"root": conversation.root, "votes": str(count)})
    return conversation


def seal_due(at: datetime) -> int:
    """Seal every closed conversation that is not sealed yet, each by itself; how many. One SQL query if none is."""
    due = Conversation.objects.filter(state__in=OVER, root="").order_by("pk")
    return sum(bool(seal(one, at=at)) for one in due)


def _number(conversation: Conversation) -> None:
    """Give whoever voted and has no number yet one of the next, by lot."""
    keys = reads.voters_without_number(conversation)
    random.SystemRandom().shuffle(keys)
    last = conversation.participants.aggregate(last=Max("number"))["last"]
    first = 0 if last is None else last + 1
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        numbered = (Participant(pk=key, number=first + start + place) for place, key in enumerate(some))
        Participant.objects.bulk_update(numbered, ["number"])
