"""The votes of a conversation that has closed, as they are sealed and given out."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import cast

from django.db.models import Exists, OuterRef, QuerySet

from joinedup.voice.models import Conversation, Participant, Vote
from joinedup.voice.rules.sealing import Cast

AT_ONCE = 2_000  # rows read at a time, so that memory does not grow with their number
FEWEST = 10


def voters_without_number(conversation: Conversation) -> list[int]:
    """The keys of all who voted and to whom no number was given yet. One SQL query."""
    return list(_voters(conversation).filter(number=None).values_list("pk", flat=True))


def cast_in(conversation: Conversation) -> Iterator[Cast]:
    """The votes of a sealed conversation in the order of the seal, streamed. One SQL query.

    The database walks through the statements; only the votes on one of them are held and sorted at a time.
    """
    every = Vote.objects.filter(statement__conversation=conversation).order_by("statement__number")
    lines = every.values_list("statement__number", "participant__number", "value").iterator(chunk_size=AT_ONCE)
    for _statement, votes in groupby(cast("Iterator[Cast]", lines), key=itemgetter(0)):
        yield from sorted(votes)


def enough_voted(conversation: Conversation) -> bool:
    """Whether at least ten people voted; below that nothing of their votes is given out. One short SQL query."""
    return len(_voters(conversation).values_list("pk")[:FEWEST]) >= FEWEST


def _voters(conversation: Conversation) -> "QuerySet[Participant]":
    voted = Vote.objects.filter(participant=OuterRef("pk"))
    return Participant.objects.filter(Exists(voted), conversation=conversation)
