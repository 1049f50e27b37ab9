"""The verbs of a conversation: start, open, close."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import locked
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account, Partnership
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Conversation
from joinedup.voice.reads import preparing
from joinedup.voice.rules import conversations as rules


@transaction.atomic
def start(
    partnership: Partnership, *, by: Account, at: datetime, kind: str, name: str, question: str = "", **terms: Any
) -> Conversation:
    """Start to prepare a conversation; nobody but the convenor sees it until it opens. Raises Refused.

    terms: any of its other fields.
    """
    if not permissions.may_keep(by, partnership):
        raise Refused((rules.NOT_YOURS,))
    conversation = Conversation.objects.create(
        partnership=partnership, kind=kind, name=name, question=question, **terms
    )
    entered("started preparing conversation", conversation, by=by, at=at, facts={"kind": kind}, texts={"name": name})
    return conversation


@transaction.atomic
def open_it(conversation: Conversation, *, by: Account, at: datetime) -> Conversation:
    """Open a conversation to those who may take part. Raises Refused with everything that it does not say yet."""
    conversation, today = locked(conversation), timezone.localdate(at)
    refuse_if(
        rules.refusals_to_open(
            preparing.said_of(conversation),
            allowed=permissions.may_keep(by, conversation.partnership),
            is_draft=conversation.state == Conversation.State.DRAFT,
            today=today,
        )
    )
    conversation.state, conversation.opened_at = Conversation.State.OPEN, at
    conversation.opens_on = conversation.opens_on or today
    if conversation.visibility == Visibility.DRAFT:
        conversation.visibility = Visibility.PUBLIC
    conversation.version += 1
    conversation.save(update_fields=["state", "opened_at", "opens_on", "visibility", "version"])
    entered(
        "opened conversation",
        conversation,
        by=by,
        at=at,
        facts={"closes_on": str(conversation.closes_on), "answer_by": str(conversation.answer_by)},
    )
    return conversation


@transaction.atomic
def close(conversation: Conversation, *, by: Account | None, at: datetime) -> Conversation:
    """End the taking part: nothing more can be said or voted. by: None where its day has come. Raises Refused.

    A vote that is being stored is waited for, and counts; one that comes later finds the conversation closed: every
    vote holds its statement's row, which this takes for itself.
    """
    conversation = locked(conversation)
    refuse_if(
        rules.refusals_to_close(
            allowed=by is None or permissions.may_keep(by, conversation.partnership),
            is_open=conversation.state == Conversation.State.OPEN,
        )
    )
    list(conversation.statements.select_for_update().order_by("pk").values_list("pk"))
    conversation.state, conversation.closed_at = Conversation.State.CLOSED, at
    conversation.version += 1
    conversation.save(update_fields=["state", "closed_at", "version"])
    entered("closed conversation", conversation, by=by, at=at)
    return conversation
