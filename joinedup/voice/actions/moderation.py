"""The verbs of whoever moderates: show, hide, put together, take apart, protect; each with a public reason."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.promises.actions.entries import post_of
from joinedup.voice import permissions
from joinedup.voice.actions.moving import made, moved
from joinedup.voice.models import Conversation, Move
from joinedup.voice.reads import moderation as reads
from joinedup.voice.rules import moderation as rules


@transaction.atomic
def moderate(
    conversation: Conversation,
    *,
    by: Account,
    at: datetime,
    kind: str,
    about: Sequence[str],
    reason: str,
    into: int | None = None,
) -> list[Move]:
    """Do the same to one or more statements, submissions and notes of a conversation, with one public reason.

    about: their references. into: the number of the statement with which others are put together. All of it happens
    or nothing. Votes stay as they were cast. Reports that wait are settled with it, and the authors are told. Raises
    Refused with every reason against.
    """
    conversation, reason = locked(conversation), tidy(reason)
    target = reads.target_of(conversation, into) if kind == rules.MERGE else None
    pieces = reads.locked_pieces(conversation, about)
    refuse_if(
        rules.refusals_to_move(
            kind,
            reads.facts_of(pieces, target),
            asked=len(set(about)),
            allowed=permissions.may_moderate(by, conversation),
            reason=reason,
            target=rules.Target(target.number, target.state) if target else None,
        )
    )
    return moved(conversation, pieces, kind=kind, reason=reason, by=by, at=at, target=target)


@transaction.atomic
def protect(conversation: Conversation, *, by: Account, at: datetime, reason: str, until_on: date) -> Move:
    """Take nothing new in a conversation until a day, that day included; voting goes on. Raises Refused."""
    conversation, reason, today = locked(conversation), tidy(reason), timezone.localdate(at)
    protection = reads.protection_of(conversation, today)
    refuse_if(
        rules.refusals_to_protect(
            allowed=permissions.may_moderate(by, conversation),
            is_open=conversation.state == Conversation.State.OPEN,
            reason=reason,
            until_on=until_on,
            today=today,
            protected_until=protection.until_on if protection else None,
        )
    )
    about, post = conversation.reference, post_of(by, None, today)
    return made(conversation, about, kind=rules.PROTECT, reason=reason, by=by, at=at, post=post, until_on=until_on)


@transaction.atomic
def reopen(conversation: Conversation, *, by: Account, at: datetime, reason: str) -> Move:
    """Take statements again in a protected conversation before its day, and say why. Raises Refused."""
    conversation, reason, today = locked(conversation), tidy(reason), timezone.localdate(at)
    refuse_if(
        rules.refusals_to_reopen(
            allowed=permissions.may_moderate(by, conversation),
            is_protected=reads.protection_of(conversation, today) is not None,
            reason=reason,
        )
    )
    about, post = conversation.reference, post_of(by, None, today)
    return made(conversation, about, kind=rules.REOPEN, reason=reason, by=by, at=at, post=post)
