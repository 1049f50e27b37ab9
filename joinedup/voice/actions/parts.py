"""The verbs of a conversation's parts: its stages, its channels, the groups to hear and what is known."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from joinedup.frame.refusals import Refusal, Refused, refuse_if
from joinedup.frame.versions import Edited, locked
from joinedup.partners.models import Account
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Channel, Conversation, Hearing, Known, Mending, Stage
from joinedup.voice.reads import mending, preparing
from joinedup.voice.rules import editing

Part = Stage | Channel | Hearing | Known
ALONE: dict[type[models.Model], tuple[str, ...]] = {
    Stage: ("name",),
    Channel: ("kind", "where", "when", "language"),
    Hearing: ("dimension", "group"),
    Known: ("kind", "words"),
}


@transaction.atomic
def add(conversation: Conversation, *, by: Account, at: datetime, what: type[Part], **said: Any) -> Conversation:
    """Add a stage, a channel, a group or something known to a conversation. Raises Refused with every reason."""
    stored = locked(conversation)
    row = what(conversation=stored, **said)
    refuse_if(_refusals(stored, row, by=by))
    row.save()
    _bump(stored)
    _enter("added to conversation", stored, row, by=by, at=at)
    return stored


@transaction.atomic
def change(part: Part, *, by: Account, at: datetime, version: int, because: str = "", **said: Any) -> Conversation:
    """Change a part of a conversation; once people take part, with a reason, which stands in its log.

    version: the conversation's. Raises Refused with every reason against, Edited if it was changed meanwhile.
    """
    stored = locked(part.conversation)
    row = _still_there(part)
    if stored.version != version:
        raise Edited({name: getattr(row, name) for name in said}, stored.version)
    was, changed = mending.row_in_words(row), [name for name, value in said.items() if getattr(row, name) != value]
    for name, value in said.items():
        setattr(row, name, value)
    refuse_if(_refusals(stored, row, by=by, because=because.strip()))
    if changed:
        row.save()
        _bump(stored)
        _log(stored, was, f"{mending.row_in_words(row)}\n{because}", by=by, at=at)
        _enter("changed part of conversation", stored, row, by=by, at=at)
    return stored


@transaction.atomic
def take_out(part: Part, *, by: Account, at: datetime, because: str = "") -> Conversation:
    """Take a part out of a conversation; once people take part, with a reason, which stands in its log.

    A group stays if somebody has said that they belong to it. Raises Refused with every reason against.
    """
    stored = locked(part.conversation)
    part = _still_there(part)
    chosen = isinstance(part, Hearing) and preparing.is_chosen(part)
    refuse_if(
        (
            *editing.refusals_to_row(
                allowed=permissions.may_keep(by, stored.partnership), state=stored.state, because=because.strip()
            ),
            *((editing.CHOSEN_BY_PEOPLE,) if chosen else ()),
            *_refusals_to_be_without(stored, part),
        )
    )
    _log(stored, mending.row_in_words(part), because, by=by, at=at)
    _enter("took out of conversation", stored, part, by=by, at=at)
    part.delete()
    _bump(stored)
    return stored


def _still_there(part: Part) -> Part:
    """A part as it is stored now, once its conversation is locked. Raises Refused if it was taken out meanwhile."""
    row = type(part)._default_manager.filter(pk=part.pk).first()
    if row is None:
        raise Refused((editing.GONE,))
    return row


def _refusals(stored: Conversation, row: Part, *, by: Account, because: str = "new") -> tuple[Refusal, ...]:
    same = {name: getattr(row, name) for name in ALONE[type(row)]}
    others = type(row)._default_manager.filter(conversation=stored, **same).exclude(pk=row.pk)
    rule = CHECKS.get(type(row))
    return editing.refusals_to_row(
        allowed=permissions.may_keep(by, stored.partnership),
        state=stored.state,
        because=because,
        is_there=others.exists(),
        also=rule(row) if rule else (),
    )


def _refusals_to_be_without(stored: Conversation, part: Part) -> tuple[Refusal, ...]:
    """Once people take part, something of each sort stays: the last one does not go. One SQL query at most."""
    if stored.state == Conversation.State.DRAFT or isinstance(part, Stage):
        return ()
    same = {"kind": part.kind} if isinstance(part, Known) else {}
    others = type(part)._default_manager.filter(conversation=stored, **same).exclude(pk=part.pk)
    return () if others.exists() else (editing.LAST_OF_ITS_SORT,)


def _of_known(row: Any) -> tuple[Refusal, ...]:
    itself = row.pk is not None and row.conflicts_with_id == row.pk
    return editing.refusals_to_known(row.kind, consented=row.consented, conflicts_with_itself=itself)


def _of_stage(row: Any) -> tuple[Refusal, ...]:
    return editing.refusals_to_stage(row.from_on, row.until_on)


CHECKS: dict[type[models.Model], Callable[[Any], tuple[Refusal, ...]]] = {Known: _of_known, Stage: _of_stage}


def _bump(stored: Conversation) -> None:
    stored.version += 1
    stored.save(update_fields=["version"])


def _log(stored: Conversation, was: str, is_now: str, *, by: Account, at: datetime) -> None:
    if stored.state != Conversation.State.DRAFT:
        Mending.objects.create(conversation=stored, was=was, is_now=is_now, said_at=at, said_by=by)


def _enter(verb: str, stored: Conversation, row: Part, *, by: Account, at: datetime) -> None:
    texts = {"words": mending.row_in_words(row)}
    entered(verb, stored, by=by, at=at, facts={"part": type(row).__name__.lower()}, texts=texts)
