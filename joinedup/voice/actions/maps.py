"""Drawing maps of opinion: by the worker, from the votes that it keeps counted and those that were cast since."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from joinedup.frame.versions import locked
from joinedup.reckon.opinion import OpinionMap as Found
from joinedup.reckon.opinion import opinion_map
from joinedup.reckon.opinion.cast import Cast
from joinedup.voice.actions.statements import set_priorities
from joinedup.voice.drawing import result_of
from joinedup.voice.models import Conversation, OpinionMap
from joinedup.voice.reads import maps as reads
from joinedup.voice.rules import maps as rules

STORED_LATE = timedelta(minutes=2)
CONVERSATIONS_KEPT = 20


class Tables:
    """The votes of conversations as a worker has counted them, so that the next map needs only what came since."""

    def __init__(self) -> None:
        self._kept: dict[int, Cast] = {}

    def votes_of(self, conversation: Conversation) -> Cast:
        """Every vote of a conversation as it was last cast. Two SQL queries, three where votes were taken away.

        What was cast shortly before the last look is read again: a vote may be stored later than it was cast.
        """
        known = self._kept.pop(conversation.pk, None)
        last = reads.latest_at(known) if known is not None else None
        cast = reads.cast_since(conversation, last - STORED_LATE if last else None)
        if known is not None and last is not None:
            cast = known.with_more(cast)
            if len(cast) != reads.votes_of(conversation).count():
                cast = reads.cast_since(conversation, None)
        self._kept[conversation.pk] = cast
        while len(self._kept) > CONVERSATIONS_KEPT:
            self._kept.pop(next(iter(self._kept)))
        return cast


def draw_due(*, at: datetime, tables: Tables) -> int:
    """Draw every map that is due; how many. One SQL query, and one or two for each conversation under way."""
    drawn = 0
    for conversation, since in reads.under_way():
        if rules.is_due(since, at):
            drawn += draw(conversation, at=at, tables=tables)
        elif reads.bursts_are_due(conversation, since.drawn_at):
            drawn += draw_without_bursts(conversation, at=at, tables=tables)
    return drawn


def draw(conversation: Conversation, *, at: datetime, tables: Tables) -> int:
    """Draw the map of a conversation, and the one without bursts where some are left out; how many were drawn."""
    cast = tables.votes_of(conversation)
    under, out = reads.counts_under(conversation)
    found = opinion_map(cast.counted(under, reads.taken_back(conversation)), out)
    if not _store(conversation, found, out, cast, at=at):
        return 0
    worth = zip(found.votes.statements.tolist(), found.priority.tolist(), strict=True)
    set_priorities(conversation, dict(worth))
    return 1 + draw_without_bursts(conversation, at=at, tables=tables)


def draw_without_bursts(conversation: Conversation, *, at: datetime, tables: Tables) -> int:
    """Draw the map without bursts, from the votes of the last map; where none is left out, there is no such map."""
    left_out, last = reads.in_bursts(conversation), reads.maps_of(conversation).first()
    if not left_out or last is None or last.votes_until is None:
        reads.maps_of(conversation, without_bursts=True).delete()
        return 0
    cast = tables.votes_of(conversation).until((last.votes_until - reads.BEGINNING) // reads.A_MICROSECOND)
    under, out = reads.counts_under(conversation)
    left = {*left_out, *reads.taken_back(conversation)}
    return _store(conversation, opinion_map(cast.counted(under, left), out), out, cast, at=at, without_bursts=True)


@transaction.atomic
def _store(
    conversation: Conversation,
    found: Found,
    out: Collection[int],
    cast: Cast,
    *,
    at: datetime,
    without_bursts: bool = False,
) -> int:
    """Keep a map in place of the one before, unless another worker has drawn a later one; how many were kept."""
    locked(conversation)
    before = reads.maps_of(conversation, without_bursts=without_bursts)
    if before.filter(drawn_at__gte=at).exists():
        return 0
    before.delete()
    result = result_of(found, out)
    OpinionMap.objects.create(
        conversation=conversation,
        without_bursts=without_bursts,
        drawn_at=at,
        votes_until=reads.latest_at(cast),
        votes=len(found.votes),
        participants=len(found.votes.participants),
        result=result,
        result_hash=hash_of(result["published"]),
    )
    return 1


def hash_of(published: Mapping[str, Any]) -> str:
    """The SHA-256 of what a map publishes, as JSON with sorted names and no spaces."""
    written = json.dumps(published, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(written.encode()).hexdigest()
