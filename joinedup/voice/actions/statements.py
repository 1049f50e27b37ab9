"""The verbs of what is said: seed, say, vote, take back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from joinedup.frame.refusals import Refusal, Refused, refuse_if
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

SHOWN = Statement.State.SHOWN
WEIGHED_AT_ONCE = 500
RUNS = ("conversation__state", "conversation__opens_on", "conversation__closes_on")


@transaction.atomic
def seed(conversation: Conversation, *, by: Account, at: datetime, words: str) -> Statement:
    """Put a first statement into a conversation, so that nobody faces an empty page. Raises Refused."""
    refuse_if(rules.refusals_to_read(words))
    conversation, words = locked(conversation), tidy(rules.one_line(words))
    if not permissions.may_keep(by, conversation.partnership):
        raise Refused((conversations.NOT_YOURS,))
    refuse_if(rules.refusals_to_say(words, saying.facts_of_seed(conversation, words)))
    made = _make(conversation, words, at=at, state=SHOWN, seeded_by=by)
    entered("seeded statement", conversation, by=by, at=at, facts={"statement": made.reference})
    return made


@transaction.atomic
def seed_several(conversation: Conversation, *, by: Account, at: datetime, lines: Sequence[str]) -> list[Statement]:
    """Put several first statements into a conversation, all or none. Raises Refused, naming each line at fault."""
    made: list[Statement] = []
    refusals: list[Refusal] = []
    for number, words in enumerate(lines, start=1):
        try:
            made.append(seed(conversation, by=by, at=at, words=words))
        except Refused as refused:
            refusals += [rules.in_line(number, one) for one in refused.refusals]
    refuse_if(dict.fromkeys(refusals))
    return made


@transaction.atomic
def say(participant: Participant, *, at: datetime, words: str) -> Statement:
    """Say one thing in a conversation. It waits to be read, or is shown at once, as the conversation says.

    What others typed in for somebody always waits: whoever reads it can compare it with the sheet.

    Raises Refused with every reason against.
    """
    refuse_if(rules.refusals_to_read(words))
    conversation, words = locked(participant.conversation), tidy(rules.one_line(words))
    today = timezone.localdate(at)
    against = rules.refusals_to_say(words, saying.facts_of(conversation, participant, words, today))
    refuse_if((*refusals_while_protected(conversation, today), *against))
    waits = conversation.moderation == Conversation.Moderation.BEFORE or participant.entered_by_id is not None
    state = Statement.State.WAITING if waits else SHOWN
    return _make(conversation, words, at=at, state=state, said_by=participant)


@transaction.atomic
def vote(participant: Participant, statement: Statement, *, at: datetime, value: int) -> Vote:
    """Count one participant's view of one statement, or the view that they have changed to. Raises Refused.

    value: 1 agrees, -1 disagrees, 0 passes. No entry each: the closed set enters as one root. Three SQL queries. The
    statement's row is held first, and only then is it asked whether the conversation is open: whoever closes it takes
    those rows, so a vote is either stored before, or refused.
    """
    held = Statement.objects.select_for_update(no_key=True).only("state", "conversation_id").get(pk=statement.pk)
    now = _as_it_is_now(participant)
    refuse_if(
        rules.refusals_to_vote(
            value,
            is_open=now.conversation.takes_people_on(timezone.localdate(at)),
            has_left=now.left_at is not None,
            is_shown=held.state == SHOWN and held.conversation_id == now.conversation_id,
        )
    )
    cast = Vote(statement=held, participant=now, value=value, at=at)
    Vote.objects.bulk_create(
        [cast], update_conflicts=True, unique_fields=["statement", "participant"], update_fields=["value", "at"]
    )
    return cast


@transaction.atomic
def take_back(statement: Statement, *, by: Participant, at: datetime) -> Statement:
    """Take back what one has said, while nobody else has voted on it; its words are gone for good. Raises Refused.

    No entry: who said what is nobody's business.
    """
    statement, now = locked(statement), _as_it_is_now(by)
    refuse_if(
        rules.refusals_to_take_back(
            is_open=now.conversation.takes_people_on(timezone.localdate(at)),
            is_yours=statement.said_by_id == by.pk,
            is_there=statement.state in (SHOWN, Statement.State.WAITING),
            others=statement.votes.exclude(participant=by).count(),
        )
    )
    statement.words = statement.look = ""
    statement.state, statement.state_at = Statement.State.WITHDRAWN, at
    statement.version += 1
    statement.save(update_fields=["words", "look", "state", "state_at", "version"])
    return statement


def set_priorities(conversation: Conversation, priorities: Mapping[int, float]) -> int:
    """Keep how much a next vote on each statement would teach, by its number; how many changed.

    One SQL query, and two for each 500 that changed, each 500 by themselves so that no voter waits for all of them.
    """
    stored = conversation.statements.order_by("pk").values_list("pk", "number", "priority")
    changed = [(pk, priorities[number]) for pk, number, before in stored if priorities.get(number, before) != before]
    for start in range(0, len(changed), WEIGHED_AT_ONCE):
        with transaction.atomic():
            some = dict(changed[start : start + WEIGHED_AT_ONCE])
            held = list(Statement.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").only("pk"))
            for one in held:
                one.priority = some[one.pk]
            Statement.objects.bulk_update(held, ["priority"])
    return len(changed)


def _as_it_is_now(participant: Participant) -> Participant:
    """Whoever votes, held until the transaction ends, with the conversation as it is stored now. One SQL query."""
    held = Participant.objects.select_related("conversation").select_for_update(of=("self",), no_key=True)
    return held.only("left_at", *RUNS).get(pk=participant.pk)


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
