"""Trade-offs as their pages show them, and what people chose."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import BigIntegerField, Case, Prefetch, QuerySet, Sum, Value, When

from joinedup.outcomes.reads import indicators_open_to
from joinedup.outcomes.wording import amount
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Choice, Effect, Option, Participant, TradeOff
from joinedup.voice.reads.conversations import trade_offs_open_to
from joinedup.voice.rules.pounds import in_pounds
from joinedup.voice.rules.trading import Aim, Reckoned, Told, Turned, told_of, turned_of


@dataclass(frozen=True)
class Change:
    """By how much an option is thought to change a measure, in words, and who says so."""

    indicator: str
    address: str
    words: str
    source: str


@dataclass(frozen=True)
class Shown:
    """An option as a page shows it."""

    option: Option
    pounds: str
    changes: Sequence[Change]
    is_chosen: bool


def trade_off_at(reference: str, asker: Asker) -> QuerySet[TradeOff]:
    """The trade-off that an address names, if this asker may see it, with its conversation and partnership."""
    return trade_offs_open_to(asker).filter(reference=reference).select_related("conversation__partnership")


def options_of(trade_off: TradeOff, asker: Asker, chosen: Collection[int] = ()) -> list[Shown]:
    """The options in their order, with the effects on measures that this asker may see. Two SQL queries.

    chosen: the places of those that are chosen.
    """
    seen = Effect.objects.filter(indicator__in=indicators_open_to(asker)).select_related("indicator").order_by("pk")
    every = trade_off.options.order_by("place_in_order").prefetch_related(Prefetch("effects", seen, "seen_effects"))
    return [
        Shown(one, in_pounds(one.pence), [_change(each) for each in one.seen_effects], one.place_in_order in chosen)
        for one in every
    ]


def reckoned(trade_off: TradeOff, options: Sequence[Shown]) -> Reckoned:
    """What the chosen ones of these options come to."""
    return Reckoned(aim_of(trade_off), sum(one.option.pence for one in options if one.is_chosen), trade_off.total)


def aim_of(trade_off: TradeOff) -> Aim:
    return cast(Aim, str(trade_off.aim))


def chosen_by(participant: Participant | None, trade_off: TradeOff) -> list[int]:
    """The places of the options that a participant chose; empty if none. One SQL query at most."""
    if participant is None:
        return []
    made = Choice.objects.filter(participant=participant, trade_off=trade_off, options__isnull=False)
    return sorted(made.values_list("options__place_in_order", flat=True))


def told(trade_off: TradeOff, options: Sequence[Shown]) -> tuple[Told, Turned] | None:
    """What may be told of what all chose in the end, and of how that changed, by the options' places.

    None where too few chose. Two SQL queries; time and memory grow with the choices.
    """
    places = [one.option.place_in_order for one in options]
    first, last = _chosen(trade_off, "at_first", places), _chosen(trade_off, "options", places)
    in_the_end = told_of(Counter(last.values()), places)
    if in_the_end is None:
        return None
    return in_the_end, turned_of(Counter((first[one], some) for one, some in last.items()), places)


def _chosen(trade_off: TradeOff, when: str, places: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The places that each choice holds: "at_first", or as "options" in the end."""
    # Each option is a digit of a number in base two, so that the database gives one number a choice.
    digits = [When(**{f"{when}__place_in_order": place}, then=Value(2**digit)) for digit, place in enumerate(places)]
    chosen = Choice.objects.filter(trade_off=trade_off).annotate(
        digits=Sum(Case(*digits, default=Value(0), output_field=BigIntegerField()))
    )
    return {
        pk: tuple(place for digit, place in enumerate(places) if number >> digit & 1)
        for pk, number in chosen.values_list("pk", "digits")
    }


def _change(effect: Effect) -> Change:
    indicator = effect.indicator
    words = amount(effect.change, indicator.unit)
    signed = f"+{words}" if effect.change > 0 else words
    return Change(str(indicator), indicator.get_absolute_url(), signed, effect.source)
