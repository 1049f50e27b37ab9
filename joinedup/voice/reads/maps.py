"""Look-ups for maps of opinion: which are due, from which votes they are drawn, and what was drawn."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from joinedup.reckon.opinion.cast import Cast, cast_from, together
from joinedup.voice.models import Conversation, OpinionMap, Participant, Statement, Vote
from joinedup.voice.rules.maps import FEWEST, Since

A_MICROSECOND = timedelta(microseconds=1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 20_000
TAKEN_OUT = (Statement.State.HIDDEN, Statement.State.WITHDRAWN, Statement.State.WAITING)

Row = tuple[int, int, int, datetime]


def under_way() -> list[tuple[Conversation, Since]]:
    """Conversations whose map may be due, whether enough voted since the last. One SQL query, and two for each."""
    last = OpinionMap.objects.filter(conversation=OuterRef("pk"), without_bursts=False).order_by("-drawn_at")
    found = Conversation.objects.filter(state__in=(Conversation.State.OPEN, Conversation.State.CLOSED)).annotate(
        drawn_at=Subquery(last.values("drawn_at")[:1]), votes_until=Subquery(last.values("votes_until")[:1])
    )
    return [(one, _since(one, one.drawn_at, one.votes_until)) for one in found.order_by("pk")]


def _since(conversation: Conversation, drawn_at: datetime | None, votes_until: datetime | None) -> Since:
    cast = votes_of(conversation)
    if votes_until is not None:
        cast = cast.filter(at__gt=votes_until)
    if votes_until is not None and not Vote.objects.filter(at__gt=votes_until).exists():
        return Since(drawn_at, 0)
    people: set[int] = set()
    for one in cast.order_by("at").values_list("participant_id", flat=True).iterator(chunk_size=200):
        people.add(one)
        if len(people) == FEWEST:
            break
    return Since(drawn_at, len(people))


def votes_of(conversation: Conversation) -> QuerySet[Vote]:
    """Every vote that was cast in a conversation."""
    return Vote.objects.filter(statement__conversation=conversation)


def cast_since(conversation: Conversation, since: datetime | None) -> Cast:
    """The votes of a conversation from an instant on, or all. One SQL query, read as it comes."""
    cast = votes_of(conversation).filter(at__gte=since) if since else votes_of(conversation)
    rows = cast.values_list("participant_id", "statement_id", "value", "at").iterator(chunk_size=2_000)
    return together(list(_parts(rows)))


def _parts(rows: Iterator[Row]) -> Iterator[Cast]:
    while part := list(islice(rows, AT_ONCE)):
        who, what, said, when = zip(*part, strict=True)
        yield cast_from(who, what, said, [(one - BEGINNING) // A_MICROSECOND for one in when])


def latest_at(cast: Cast) -> datetime | None:
    """When the last of some votes was cast."""
    return BEGINNING + int(cast.when.max()) * A_MICROSECOND if len(cast) else None


def counts_under(conversation: Conversation) -> tuple[Mapping[int, int], frozenset[int]]:
    """For each statement the number of the one that its votes count for, and the numbers that are taken out.

    Votes on a statement that was put together with another count for that one. One SQL query.
    """
    found = {each.pk: each for each in conversation.statements.only("number", "state", "merged_into")}
    roots = {pk: _root(pk, found) for pk in found}
    out = frozenset(one.number for one in found.values() if one.state in TAKEN_OUT)
    return {pk: root.number for pk, root in roots.items()}, out


def _root(pk: int, found: Mapping[int, Statement]) -> Statement:
    one, seen = found[pk], {pk}
    while (into := one.merged_into_id) is not None and into in found and into not in seen:
        one = found[into]
        seen.add(into)
    return one


def taken_back(conversation: Conversation) -> list[int]:
    """Participants whose votes are out since they left, as the conversation promises. One SQL query at most."""
    if conversation.withdrawal == Conversation.Withdrawal.KEPT:
        return []
    gone = conversation.participants.exclude(left_at=None)
    if conversation.closed_at:
        gone = gone.filter(left_at__lte=conversation.closed_at)
    return list(gone.values_list("pk", flat=True))


def in_bursts(conversation: Conversation) -> list[int]:
    """Participants of bursts that whoever facilitates leaves out of the second map. One SQL query."""
    left_out = Q(bursts__conversation=conversation, bursts__left_out=True)
    return list(Participant.objects.filter(left_out).distinct().values_list("pk", flat=True))


def bursts_decided_at(conversation: Conversation) -> datetime | None:
    """When it was last decided which bursts are left out. One SQL query."""
    decided: datetime | None = conversation.bursts.aggregate(last=Max("decided_at"))["last"]
    return decided


def bursts_are_due(conversation: Conversation, drawn_at: datetime | None) -> bool:
    """Whether it was decided anew which bursts are left out since the map without them was drawn. Two SQL queries."""
    decided = bursts_decided_at(conversation)
    if drawn_at is None or decided is None:
        return False
    without = maps_of(conversation, without_bursts=True).values_list("drawn_at", flat=True).first()
    return decided > (without or drawn_at)


def maps_of(conversation: Conversation, *, without_bursts: bool = False) -> QuerySet[OpinionMap]:
    """The maps of a conversation, the latest first."""
    return OpinionMap.objects.filter(conversation=conversation, without_bursts=without_bursts).order_by("-drawn_at")


def words_shown(conversation: Conversation) -> dict[int, str]:
    """What each statement that counts says now, by its number; none that was hidden since. One SQL query."""
    shown = conversation.statements.filter(state=Statement.State.SHOWN)
    return dict(shown.values_list("number", "words"))


def said_by(participant: Participant) -> dict[int, int]:
    """What one participant voted, by the number of the statement for which it counts. Two SQL queries."""
    under, _out = counts_under(participant.conversation)
    cast = participant.votes.order_by("at").values_list("statement_id", "value")
    return {under[statement]: value for statement, value in cast if statement in under}
