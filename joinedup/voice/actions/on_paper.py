"""Entering what came on paper, by telephone, at a meeting or on a visit."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.partners.permissions import takes_part
from joinedup.voice.actions import statements
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Conversation, Hearing, Participant, Statement, Vote
from joinedup.voice.rules import taking_part as rules


@transaction.atomic
def enter_sheet(
    conversation: Conversation,
    *,
    by: Account,
    at: datetime,
    slip: str,
    channel: str,
    votes: Sequence[tuple[int, int]],
    words: str = "",
    groups: Sequence[Hearing] = (),
) -> Participant:
    """Count what one person answered on one sheet, once; what they said waits to be read. Raises Refused.

    votes: the number of each statement, and 1 for agree, -1 for disagree, 0 for pass.
    """
    conversation, slip, words = locked(conversation), tidy(slip), tidy(words)
    shown = _shown(conversation, [number for number, _value in votes])
    sheet = rules.Sheet(
        allowed=takes_part(by, conversation.partnership),
        is_open=conversation.state == Conversation.State.OPEN,
        slip=slip,
        slip_entered=conversation.participants.filter(slip=slip).exists(),
        channel=channel,
        numbers=tuple(number for number, _value in votes),
        shown=frozenset(shown),
        words=words,
    )
    refuse_if(
        (
            *rules.refusals_to_enter(sheet),
            *rules.refusals_to_describe(
                holds_post=True,
                dimensions=tuple(one.dimension for one in groups),
                all_of_this=all(one.conversation_id == conversation.pk for one in groups),
            ),
        )
    )
    participant = Participant.objects.create(
        conversation=conversation, channel=channel, entered_by=by, slip=slip, joined_at=at
    )
    participant.groups.set(groups)
    Vote.objects.bulk_create(
        Vote(statement_id=shown[number], participant=participant, value=value, at=at) for number, value in votes
    )
    if words:
        statements.say(participant, at=at, words=words)
    entered("entered sheet in conversation", conversation, by=by, at=at, facts={"channel": channel})
    return participant


def _shown(conversation: Conversation, numbers: Sequence[int]) -> Mapping[int, int]:
    """The keys of the statements that are shown, by number. One SQL query."""
    found = conversation.statements.filter(number__in=numbers, state=Statement.State.SHOWN)
    return dict(found.values_list("number", "pk"))
