"""The verbs of a trade-off: write it, its options and their effects while a draft; choose while open."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import Edited, locked, save_changes
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Account
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Choice, Conversation, Effect, Option, Participant, TradeOff
from joinedup.voice.rules import trading as rules
from joinedup.voice.rules.conversations import NOT_YOURS
from joinedup.voice.rules.pounds import Pence


@transaction.atomic
def write_trade_off(
    conversation: Conversation,
    *,
    by: Account,
    at: datetime,
    name: str,
    aim: str,
    total: int,
    source: str,
    words: str = "",
) -> TradeOff:
    """Put a trade-off into a conversation that is being prepared. total: pence. Raises Refused."""
    conversation = locked(conversation)
    said = {"name": name, "aim": aim, "total": total, "source": source, "words": words}
    _refuse_to_write(conversation, by, said)
    made = TradeOff.objects.create(conversation=conversation, **said)
    _entered("wrote trade-off", made, by=by, at=at, facts={"total": str(total), "aim": aim}, texts={"name": name})
    return made


@transaction.atomic
def edit_trade_off(trade_off: TradeOff, *, by: Account, at: datetime, version: int, **changes: Any) -> TradeOff:
    """Change what a trade-off says. Raises Refused, or Edited if somebody else changed it meanwhile."""
    conversation, trade_off = _held(trade_off)
    if trade_off.version != version:
        raise Edited(
            {**{name: getattr(trade_off, name) for name in changes}, "total": Pence(trade_off.total)}, trade_off.version
        )
    _refuse_to_write(conversation, by, changes, trade_off)
    changed = save_changes(trade_off, changes)
    if changed:
        _entered("edited trade-off", trade_off, by=by, at=at, facts={"fields": " ".join(changed)})
    return trade_off


@transaction.atomic
def add_option(
    trade_off: TradeOff, *, by: Account, at: datetime, name: str, pence: int, gives_up: str, gains: str = ""
) -> Option:
    """Add an option: what it saves or costs, and what is gained and given up by it. Raises Refused."""
    conversation, trade_off = _held(trade_off)
    _refuse_option(conversation, by, gives_up, others=trade_off.options.count())
    last = trade_off.options.aggregate(last=Max("place_in_order"))["last"] or 0
    said = {"name": name, "pence": pence, "gives_up": gives_up, "gains": gains}
    made = Option.objects.create(trade_off=trade_off, place_in_order=last + 1, **said)
    _touched(trade_off)
    facts = {"place": str(made.place_in_order), "pence": str(pence)}
    _entered("added option", trade_off, by=by, at=at, facts=facts, texts={"name": name})
    return made


@transaction.atomic
def edit_option(option: Option, *, by: Account, at: datetime, version: int, **changes: Any) -> Option:
    """Change an option. version: its trade-off's. Raises Refused, or Edited."""
    conversation, trade_off = _held(option.trade_off)
    option = locked(option)
    if trade_off.version != version:
        raise Edited(
            {**{name: getattr(option, name) for name in changes}, "pence": Pence(option.pence)}, trade_off.version
        )
    _refuse_option(conversation, by, changes["gives_up"])
    for name, value in changes.items():
        setattr(option, name, value)
    option.save(update_fields=list(changes))
    _touched(trade_off)
    facts = {"place": str(option.place_in_order), "pence": str(option.pence)}
    _entered("edited option", trade_off, by=by, at=at, facts=facts)
    return option


@transaction.atomic
def remove_option(option: Option, *, by: Account, at: datetime) -> TradeOff:
    """Take an option out. Raises Refused."""
    conversation, trade_off = _held(option.trade_off)
    _refuse_option(conversation, by, option.gives_up)
    refuse_if(() if trade_off.options.filter(pk=option.pk).exists() else (rules.OPTION_GONE,))
    Option.objects.filter(pk=option.pk).delete()
    _touched(trade_off)
    _entered("removed option", trade_off, by=by, at=at, facts={"place": str(option.place_in_order)})
    return trade_off


@transaction.atomic
def say_effect(
    option: Option, *, by: Account, at: datetime, indicator: Indicator, change: Decimal | None, source: str = ""
) -> TradeOff:
    """Say by how much an option is thought to change a measure, and who says so; no change takes it out again.

    Raises Refused.
    """
    conversation, trade_off = _held(option.trade_off)
    _refuse_option(conversation, by, option.gives_up)
    refuse_if(() if indicator.partnership_id == conversation.partnership_id else (rules.ELSEWHERE,))
    facts = {"place": str(option.place_in_order), "indicator": indicator.reference}
    if change is None:
        Effect.objects.filter(option=option, indicator=indicator).delete()
        _entered("removed effect of option", trade_off, by=by, at=at, facts=facts)
    else:
        refuse_if(() if source else (rules.NO_EFFECT_SOURCE,))
        said = {"change": change, "source": source}
        Effect.objects.update_or_create(option=option, indicator=indicator, defaults=said)
        _entered("said effect of option", trade_off, by=by, at=at, facts={**facts, "change": str(change)})
    _touched(trade_off)
    return trade_off


@transaction.atomic
def choose(participant: Participant, trade_off: TradeOff, *, at: datetime, places: Sequence[int]) -> Choice:
    """Keep what one participant would choose, or chooses now instead. No entry: what somebody chose is theirs.

    places: those of the options. Raises Refused with every reason against.
    """
    conversation = locked(trade_off.conversation)
    options = list(trade_off.options.filter(place_in_order__in=places))
    refuse_if(
        rules.refusals_to_choose(
            "save" if trade_off.aim == TradeOff.Aim.SAVE else "spend",
            trade_off.total,
            [one.pence for one in options],
            is_open=conversation.takes_people_on(localdate(at)) and participant.conversation_id == conversation.pk,
            has_left=participant.left_at is not None,
        )
    )
    choice, is_first = Choice.objects.update_or_create(
        trade_off=trade_off, participant=participant, defaults={"chosen_at": at}
    )
    choice.options.set(options)
    if is_first:
        choice.at_first.set(options)
    return choice


def _held(trade_off: TradeOff) -> tuple[Conversation, TradeOff]:
    """The conversation and the trade-off, locked in this order."""
    return locked(trade_off.conversation), locked(trade_off)


def _not_allowed(conversation: Conversation, by: Account) -> Refusal | None:
    return None if permissions.may_keep(by, conversation.partnership) else NOT_YOURS


def _refuse_to_write(
    conversation: Conversation, by: Account, said: dict[str, Any], but: TradeOff | None = None
) -> None:
    same = conversation.trade_offs.filter(name=tidy(said["name"])).exclude(pk__in=[but.pk] if but else [])
    refuse_if(
        rules.refusals_to_write(
            allowed=_not_allowed(conversation, by),
            is_draft=conversation.state == Conversation.State.DRAFT,
            total=said["total"],
            source=said["source"],
            same_name=same.exists(),
        )
    )


def _refuse_option(conversation: Conversation, by: Account, gives_up: str, *, others: int = 0) -> None:
    refuse_if(
        rules.refusals_to_change_option(
            allowed=_not_allowed(conversation, by),
            is_draft=conversation.state == Conversation.State.DRAFT,
            others=others,
            gives_up=gives_up,
        )
    )


def _touched(trade_off: TradeOff) -> None:
    trade_off.version += 1
    trade_off.save(update_fields=["version"])


def _entered(
    verb: str,
    trade_off: TradeOff,
    *,
    by: Account,
    at: datetime,
    facts: dict[str, str],
    texts: dict[str, str] | None = None,
) -> None:
    said = {"trade_off": trade_off.reference, **facts}
    entered(verb, trade_off.conversation, by=by, at=at, facts=said, texts=texts)
