"""The verbs of what is said: seed, say, vote."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import look, tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Conversation, Participant, Statement, Vote
from joinedup.voice.reads import saying
from joinedup.voice.reads.moderation import refusals_while_protected
from joinedup.voice.rules import conversations
from joinedup.voice.rules import statements as rules


@transaction.atomic
def seed(conversation: Conversation, *, by: Account, at: datetime, words: str) -> Statement:
    """Put a first statement into a conversation, so that nobody faces an empty page. Raises Refused."""
    conversation, words = locked(conversation), tidy(words)
    if not permissions.may_keep(by, conversation.partnership):
        raise Refused((conversations.NOT_YOURS,))
    refuse_if(rules.refusals_to_say(words, saying.facts_of_seed(conversation, words)))
    made = _make(conversation, words, at=at, state=Statement.State.SHOWN, seeded_by=by)
    entered("seeded statement", conversation, by=by, at=at, facts={"statement": made.reference})
    return made


@transaction.atomic
def say(participant: Participant, *, at: datetime, words: str) -> Statement:
    """Say one thing in a conversation. It waits to be read, or is shown at once, as the conversation says.

    Raises Refused with every reason against.
    """
    conversation, words = locked(participant.conversation), tidy(words)
    today = timezone.localdate(at)
    refuse_if(
        (
            *refusals_while_protected(conversation, today),
            *rules.refusals_to_say(words, saying.facts_of(conversation, participant, words, today)),
        )
    )
    first = Conversation.Moderation.BEFORE
    state = Statement.State.WAITING if conversation.moderation == first else Statement.State.SHOWN
    return _make(conversation, words, at=at, state=state, said_by=participant)


@transaction.atomic
def vote(participant: Participant, statement: Statement, *, at: datetime, value: int) -> Vote:
    """Count one participant's view of one statement, or the view that they have changed to. Raises Refused.

    value: 1 agrees, -1 disagrees, 0 passes. No entry each: the closed set enters as one root. Storing the vote holds
    the statement's row; whether the conversation is open is asked after that, so that closing it misses none.
    """
    if value not in rules.VOTES:
        raise Refused((rules.NO_SUCH_VOTE,))
    cast, _is_new = Vote.objects.update_or_create(
        statement=statement, participant=participant, defaults={"value": value, "at": at}
    )
    refuse_if(
        rules.refusals_to_vote(
            value,
            is_open=Conversation.objects.filter(pk=participant.conversation_id, state=Conversation.State.OPEN).exists(),
            has_left=participant.left_at is not None,
            is_shown=statement.state == Statement.State.SHOWN
            and statement.conversation_id == participant.conversation_id,
        )
    )
    return cast


def _make(
    conversation: Conversation,
    words: str,
    *,
    at: datetime,
    state: str,
    said_by: Participant | None = None,
    seeded_by: Account | None = None,
) -> Statement:
    last = conversation.statements.aggregate(last=Max("number"))["last"]
    return Statement.objects.create(
        conversation=conversation,
        number=0 if last is None else last + 1,
        words=words,
        look=look(words)[:64],
        language=said_by.language if said_by else "en",
        said_by=said_by,
        seeded_by=seeded_by,
        said_at=at,
        state=state,
        state_at=at,
    )
