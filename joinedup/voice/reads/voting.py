"""What a participant is asked next, what they voted, and what the stored map tells of votes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation, OpinionMap, Participant, Statement, Vote
from joinedup.voice.reads.conversations import statements_open_to
from joinedup.voice.rules.choosing import chosen
from joinedup.voice.rules.told import Told, told_of

CHOSEN_AMONG = 30
OF_CONVERSATION = (
    "reference",
    "name",
    "state",
    "access",
    "opens_on",
    "closes_on",
    "partnership__reference",
    "partnership__name",
)
SHOWN = Statement.State.SHOWN


@dataclass(frozen=True)
class Asked:
    """A statement to vote on. voted, of: on how many a participant has voted, and how many there are."""

    number: int
    reference: str
    words: str
    language: str
    voted: int
    of: int

    @property
    def address(self) -> str:
        """The page of the statement."""
        return f"/{self.reference}/"


@dataclass(frozen=True)
class Took:
    """How many took part, in whole tens, as the last map counted."""

    people: int
    votes: int
    drawn_at: datetime


def statement_in(reference: str, number: str, asker: Asker) -> Statement | None:
    """A statement by its number in a conversation, if this asker may read it, with what a page of votes needs of both.

    One SQL query.
    """
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return None
    needed = ("number", "state", *(f"conversation__{name}" for name in OF_CONVERSATION))
    seen = statements_open_to(asker).select_related("conversation__partnership").only(*needed)
    return seen.filter(conversation__reference=reference, number=int(number)).first()


def next_for(conversation: Conversation, participant: Participant | None, draw: float) -> Asked | None:
    """What to ask next: one of the thirty that would teach most and that this participant has not voted on.

    draw: a random number from 0 up to 1; the same one gives the same statement. None if there is none left. One SQL
    query, whatever the number of statements and votes.
    """
    shown = Statement.objects.filter(conversation=conversation, state=SHOWN)
    mine = Vote.objects.filter(participant=participant)
    waiting = shown.exclude(pk__in=mine.values("statement")) if participant else shown
    rows = list(
        waiting.annotate(voted=_number(mine.filter(statement__state=SHOWN), "participant"))
        .annotate(all=_number(shown, "conversation"))
        .order_by("-priority", "pk")
        .values_list("priority", "number", "reference", "words", "language", "voted", "all")[:CHOSEN_AMONG]
    )
    return Asked(*rows[chosen([row[0] for row in rows], draw)][1:]) if rows else None


def _number(rows: "QuerySet[Vote] | QuerySet[Statement]", of_one: str) -> Coalesce:
    """How many rows there are, as a column; all of them belong to one `of_one`."""
    counted = rows.order_by().values(of_one).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def vote_of(participant: Participant | None, statement: Statement) -> int | None:
    """What a participant voted on a statement; None if they have not. One SQL query at most."""
    if participant is None:
        return None
    return Vote.objects.filter(participant=participant, statement=statement).values_list("value", flat=True).first()


def took_part(conversation: Conversation) -> Took | None:
    """How many took part and voted when the last map was drawn; None before the first. One SQL query."""
    row = _maps_of(conversation).values_list("participants", "votes", "drawn_at").first()
    return Took(row[0] // 10 * 10, row[1] // 10 * 10, row[2]) if row else None


def told_of_all(conversation: Conversation) -> list[Told]:
    """What the last map tells of each statement of which it may tell anything. One SQL query."""
    published = _maps_of(conversation).values_list("result__published__statements", flat=True).first()
    return [told for one in published or () if (told := told_of(one)) is not None]


def _maps_of(conversation: Conversation) -> QuerySet[OpinionMap]:
    return OpinionMap.objects.filter(conversation=conversation, without_bursts=False).order_by("-drawn_at")
