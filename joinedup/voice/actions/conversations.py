"""The verbs of a conversation: start, change, open, close."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.actions import hold_public
from joinedup.partners.models import Account, Partnership, Place
from joinedup.partners.rules import refusals_to_show
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.kinds.shape import ConversationKind
from joinedup.voice.models import Conversation, Mending, Stage
from joinedup.voice.reads import mending, pages, preparing
from joinedup.voice.rules import conversations as rules
from joinedup.voice.rules import editing
from joinedup.voice.rules.planning import one_after_the_other


@transaction.atomic
def start(
    partnership: Partnership, *, by: Account, at: datetime, kind: str, name: str, question: str = "", **terms: Any
) -> Conversation:
    """Start to prepare a conversation; nobody but the convenor sees it until it opens. Raises Refused.

    terms: any of its other fields; whatever they say of its visibility, it is a draft until it opens.
    """
    if not permissions.may_keep(by, partnership):
        raise Refused((rules.NOT_YOURS,))
    said = {**terms, "visibility": Visibility.DRAFT}
    conversation = Conversation.objects.create(partnership=partnership, kind=kind, name=name, question=question, **said)
    entered("started preparing conversation", conversation, by=by, at=at, facts={"kind": kind}, texts={"name": name})
    return conversation


@transaction.atomic
def start_from(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    kind: ConversationKind,
    name: str,
    question: str = "",
    first_day: date | None = None,
) -> Conversation:
    """Start to prepare a conversation as its kind suggests: with house rules, and with stages from a first day.

    Its last day is that of the last stage in which people take part. Raises Refused.
    """
    said: dict[str, Any] = {"house_rules": kind.house_rules}
    planned = _planned(kind, first_day) if first_day else []
    if planned:
        ends = [stage.until_on for stage in planned if stage.takes_people]
        said |= {"opens_on": first_day, "closes_on": max(ends)}
    conversation = start(partnership, by=by, at=at, kind=kind.key, name=name, question=question, **said)
    for stage in planned:
        stage.conversation = conversation
    Stage.objects.bulk_create(planned)
    return conversation


@transaction.atomic
def edit(
    conversation: Conversation,
    *,
    by: Account,
    at: datetime,
    version: int,
    because: str = "",
    places: Sequence[Place] | None = None,
    outcomes: Sequence[Outcome] | None = None,
    **said: Any,
) -> Conversation:
    """Change what a conversation says. Once people take part, each change stands in its log with the reason.

    said: its fields by name. Raises Refused with every reason against, Edited if somebody else changed it meanwhile.
    """
    stored = locked(conversation)
    check_version(stored, version, said)
    fields = {name for name, value in said.items() if getattr(stored, name) != value}
    fields |= {name for name, chosen in (("places", places), ("outcomes", outcomes)) if chosen is not None}
    wanted = Conversation.objects.get(pk=stored.pk)
    for name, value in said.items():
        setattr(wanted, name, value)
    belongs = all(outcome.partnership_id == stored.partnership_id for outcome in outcomes or ()) and (
        wanted.programme is None or wanted.programme.partnership_id == stored.partnership_id
    )
    allowed = permissions.may_keep(by, stored.partnership)
    change = preparing.change_of(stored, wanted, frozenset(fields), allowed=allowed, because=because, belongs=belongs)
    refuse_if(editing.refusals_to_edit(change, timezone.localdate(at)))
    if stored.state != Conversation.State.DRAFT:
        _log(stored, said, fields - editing.UNLOGGED, because=because, by=by, at=at)
    save_changes(stored, said)
    _serve(stored, places, outcomes)
    if fields:
        facts = {"changed": " ".join(sorted(fields))}
        texts = {name: str(getattr(said[name], "reference", said[name])) for name in sorted(fields & said.keys())}
        entered("changed conversation", stored, by=by, at=at, facts=facts, texts={**texts, "because": because})
    return stored


@transaction.atomic
def open_it(
    conversation: Conversation, *, by: Account, at: datetime, visibility: str = Visibility.PUBLIC
) -> Conversation:
    """Open a conversation to those who may take part. Raises Refused with everything that it does not say yet.

    visibility: whom it is meant for, everybody or the partners. Where its first day is still to come, people see it
    and can take part from that day.
    """
    paused_until = hold_public(conversation.partnership, visibility, at=at)
    conversation, today = locked(conversation), timezone.localdate(at)
    refuse_if(
        (
            *rules.refusals_to_open(
                preparing.said_of(conversation),
                allowed=permissions.may_keep(by, conversation.partnership),
                is_draft=conversation.state == Conversation.State.DRAFT,
                today=today,
            ),
            *rules.refusals_to_audience(visibility),
            *refusals_to_show(visibility, exempt=False, paused_until=paused_until),
        )
    )
    conversation.state, conversation.opened_at = Conversation.State.OPEN, at
    if conversation.opens_on is not None:
        conversation.opens_on = max(conversation.opens_on, today)
    conversation.visibility = visibility
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


def close_due(at: datetime) -> int:
    """Close each conversation whose last day is past; how many. Each in a transaction of its own."""
    return sum(_close_if_due(one, at) for one in pages.due_to_close(timezone.localdate(at)))


@transaction.atomic
def _close_if_due(conversation: Conversation, at: datetime) -> bool:
    stored = locked(conversation)
    if not pages.due_to_close(timezone.localdate(at)).filter(pk=stored.pk).exists():
        return False
    close(stored, by=None, at=at)
    return True


def _planned(kind: ConversationKind, first_day: date) -> list[Stage]:
    days = one_after_the_other([stage.weeks for stage in kind.stages], first_day)
    return [
        Stage(
            kind=stage.kind,
            name=stage.name,
            from_on=from_on,
            until_on=until_on,
            open_then=stage.open_then,
            takes_people=stage.takes_people,
        )
        for stage, (from_on, until_on) in zip(kind.stages, days, strict=True)
    ]


def _log(
    stored: Conversation, said: dict[str, Any], fields: set[str], *, because: str, by: Account, at: datetime
) -> None:
    Mending.objects.bulk_create(
        Mending(
            conversation=stored,
            was=mending.in_words(name, getattr(stored, name)),
            is_now=f"{mending.in_words(name, said[name])}\n{because}",
            said_at=at,
            said_by=by,
        )
        for name in sorted(fields)
    )


def _serve(conversation: Conversation, places: Sequence[Place] | None, outcomes: Sequence[Outcome] | None) -> None:
    if places is not None:
        conversation.places.set(places)
    if outcomes is not None:
        conversation.outcomes.set(outcomes)
