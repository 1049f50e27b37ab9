"""What is known of a conversation when somebody says something in it."""

from datetime import date

from django.db.models import QuerySet

from joinedup.frame.text import look
from joinedup.voice.models import Conversation, Participant, Statement
from joinedup.voice.rules.statements import Saying


def facts_of(conversation: Conversation, participant: Participant, words: str, today: date) -> Saying:
    """What is known when a participant says something. Four SQL queries, three without a network."""
    said = conversation.statements.exclude(said_by=None)
    return Saying(
        is_open=conversation.takes_people_on(today),
        has_left=participant.left_at is not None,
        made=said.filter(said_by=participant).count(),
        made_today=said.filter(said_at__date=today).count(),
        each=conversation.statements_each,
        a_day=conversation.statements_a_day,
        same_words=_is_said(conversation, words),
        made_nearby=_nearby(said.filter(said_at__date=today), participant.network),
    )


def _nearby(said: QuerySet[Statement], network: str) -> int:
    return said.filter(said_by__network=network).count() if network else 0


def facts_of_seed(conversation: Conversation, words: str) -> Saying:
    """What is known when whoever runs a conversation puts a first statement there. One SQL query."""
    is_open = conversation.state in (Conversation.State.DRAFT, Conversation.State.OPEN)
    return Saying(
        is_open=is_open, has_left=False, made=0, made_today=0, each=1, a_day=1, same_words=_is_said(conversation, words)
    )


def _is_said(conversation: Conversation, words: str) -> bool:
    """Whether a statement that can be voted on, or waits, says the same as it looks at a glance."""
    there = (Statement.State.SHOWN, Statement.State.WAITING)
    same = Statement.objects.filter(conversation=conversation, look=look(words)[:64], state__in=there)
    return any(look(each.words) == look(words) for each in same)
