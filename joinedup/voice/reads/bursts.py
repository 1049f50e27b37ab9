"""Who came when and from where, and how they voted: rows for `reckon.bursts`; and the bursts that were found."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, QuerySet

from joinedup.reckon.bursts import Came, Cast
from joinedup.reckon.likeness import words_of
from joinedup.voice.models import Burst, Conversation, Participant, Statement, Vote

ROWS_AT_ONCE = 2_000


def came_by(conversation: Conversation, source: str) -> Iterator[Came]:
    """Who joined with a mark of their network or mail host, in order of time. One SQL query, streamed.

    source: "network" or "mail_host". Marks are kept for a month, so this reads a month at most.
    """
    rows = Participant.objects.filter(conversation=conversation).exclude(**{source: ""}).order_by("joined_at", "pk")
    for who, mark, at in rows.values_list("pk", source, "joined_at").iterator(ROWS_AT_ONCE):
        yield Came(who, mark, at.timestamp())


def votes_in_time(conversation: Conversation, since: datetime, until: datetime) -> Iterator[tuple[int, int, float]]:
    """Voter, statement and moment of the votes of a time, in order. One SQL query, streamed."""
    rows = Vote.objects.filter(statement__conversation=conversation, at__gte=since, at__lt=until).order_by("at", "pk")
    for who, statement, at in rows.values_list("participant", "statement", "at").iterator(ROWS_AT_ONCE):
        yield who, statement, at.timestamp()


def who_votes_more(who: frozenset[int]) -> set[int]:
    """Which of these have votes on more than one statement. One SQL query for some thousand."""
    more: set[int] = set()
    for some in _some(who):
        counted = Vote.objects.filter(participant__in=some).order_by().values("participant").annotate(votes=Count("pk"))
        more |= set(counted.filter(votes__gt=1).values_list("participant", flat=True))
    return more


def said_in_time(conversation: Conversation, since: datetime) -> Iterator[Came]:
    """Who said what since a moment, in order; the same words in any order are one source. One SQL query, streamed."""
    rows = Statement.objects.filter(conversation=conversation, said_at__gte=since).exclude(said_by=None)
    said = rows.exclude(words="").order_by("said_at", "pk").values_list("said_by", "words", "said_at", "pk")
    for who, words, at, key in said.iterator(ROWS_AT_ONCE):
        yield Came(who, " ".join(sorted(words_of(words))) or str(key), at.timestamp())


def votes_of(who: frozenset[int]) -> Iterator[Cast]:
    """Every vote of some participants. One SQL query for some thousand of them, streamed."""
    for some in _some(who):
        rows = Vote.objects.filter(participant__in=some).values_list("participant", "statement", "value")
        for row in rows.iterator(ROWS_AT_ONCE):
            yield Cast(*row)


def votes_of_all(conversation: Conversation) -> dict[tuple[int, int], int]:
    """How many votes of each value each statement has, by statement and value. One SQL query."""
    rows = Vote.objects.filter(statement__conversation=conversation).order_by().values_list("statement", "value")
    return {(statement, value): number for statement, value, number in rows.annotate(Count("pk"))}


def _some(who: frozenset[int]) -> Iterator[list[int]]:
    """Keys in portions that fit into one query of every database."""
    keys = sorted(who)
    return (keys[start : start + ROWS_AT_ONCE] for start in range(0, len(keys), ROWS_AT_ONCE))


def bursts_of(conversation: Conversation) -> QuerySet[Burst]:
    """The bursts of a conversation with how many took part, undecided ones first, the latest first. One SQL query."""
    found = conversation.bursts.annotate(people=Count("participants")).select_related("statement")
    return found.order_by("decided_at", "-from_at", "-pk")
