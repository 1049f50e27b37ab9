"""What was said in a conversation, as a list: in which order, and with what the last map tells of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from joinedup.voice.models import Conversation, Statement
from joinedup.voice.reads.taking_part import badges_of
from joinedup.voice.rules.told import Told, most_agreed, most_divided

A_PAGE = 100
SHOWN = Statement.State.SHOWN


@dataclass(frozen=True)
class Row:
    """One statement of the list, what is told of its votes (None where too few voted) and of whoever said it."""

    statement: Statement
    told: Told | None
    badges: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """How many statements there are that can be read, that are hidden, and that say the same as another."""

    shown: int
    hidden: int
    merged: int


def numbers_in_order(conversation: Conversation, order: str, told: Sequence[Told]) -> list[int]:
    """The numbers of all that can be voted on, the newest first, or by what is told of their votes.

    order: "agreed" or "divided" names only those of which something is told. One SQL query.
    """
    shown = conversation.statements.filter(state=SHOWN).order_by("-number").values_list("number", flat=True)
    if not order:
        return list(shown)
    there = set(shown)
    ordered = most_agreed(told) if order == "agreed" else most_divided(told)
    return [one.number for one in ordered if one.number in there]


def rows(conversation: Conversation, numbers: Sequence[int], told: Sequence[Told]) -> list[Row]:
    """The statements of these numbers, in their order. Three SQL queries."""
    found = {one.number: one for one in conversation.statements.filter(number__in=numbers)}
    told_of = {one.number: one for one in told}
    told_of_makers = badges_of((one.said_by_id for one in found.values()), conversation.partnership_id)
    return [
        Row(one, told_of.get(number), told_of_makers.get(one.said_by_id or 0, ()))
        for number in numbers
        if (one := found.get(number))
    ]


def counts_of(conversation: Conversation) -> Counts:
    """How many statements stand how. One SQL query."""
    states = Statement.State
    counted = conversation.statements.aggregate(
        shown=Count("pk", filter=Q(state=states.SHOWN)),
        hidden=Count("pk", filter=Q(state=states.HIDDEN)),
        merged=Count("pk", filter=Q(state=states.MERGED)),
    )
    return Counts(**counted)
