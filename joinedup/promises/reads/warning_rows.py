"""Early warnings and what fired them as pages show them: each in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.frame.references import Named, named
from joinedup.frame.visibility import Visibility
from joinedup.outcomes import wording
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.outcomes.periods import said_by_rhythm
from joinedup.outcomes.reads import indicators_open_to
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker, convened
from joinedup.promises.models import Commitment, Firing, Freedom, Tripwire
from joinedup.promises.reads.warnings import OPEN, firings_open_to
from joinedup.promises.rules import warnings as rules

OPEN_FIRST = Case(When(acted_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class FiringRow:
    """An early warning that fired, as lists show it. about: None where the reader may not see it."""

    firing: Firing
    about: Named | None
    sentence: str
    state: str
    is_overdue: bool

    @property
    def reference(self) -> str:
        return self.firing.reference


@dataclass(frozen=True)
class TripwireRow:
    """An early warning as lists show it. open: how many of its firings wait for what was done."""

    tripwire: Tripwire
    about: Named | None
    sentence: str
    open: int


def log(firings: QuerySet[Firing]) -> QuerySet[Firing]:
    """What fired, with its early warning: first what waits for what was done, by the day it is due; then the rest."""
    with_warning = firings.select_related("tripwire__partnership", "tripwire__indicator")
    return with_warning.alias(is_over=OPEN_FIRST).order_by(
        "is_over", Case(When(acted_at=None, then=F("act_by"))), "-fired_at", "-pk"
    )


def firing_rows(firings: Iterable[Firing], asker: Asker) -> list[FiringRow]:
    """Firings, with early warning and measure, as lists show them. One SQL query, and one a kind of what is watched."""
    many, today = list(firings), timezone.localdate()
    names = named({one.tripwire.about for one in many}, asker)
    seen = _measures({one.tripwire.indicator_id for one in many}, asker)
    return [
        FiringRow(
            one,
            names.get(one.tripwire.about),
            what_fired(one, seen.get(one.tripwire.indicator_id or 0)),
            state_of(one),
            one.acted_at is None and one.act_by < today,
        )
        for one in many
    ]


def tripwire_rows(tripwires: QuerySet[Tripwire], asker: Asker) -> list[TripwireRow]:
    """Early warnings as lists show them. Two SQL queries, and one a kind of what they watch over."""
    counted = tripwires.annotate(open_firings=Count("firings", filter=Q(firings__acted_at=None)))
    many = list(counted.select_related("partnership"))
    names = named({one.about for one in many}, asker)
    seen = _measures({one.indicator_id for one in many}, asker)
    return [
        TripwireRow(one, names.get(one.about), when_it_fires(one, seen.get(one.indicator_id or 0)), one.open_firings)
        for one in many
    ]


def _measures(keys: Iterable[int | None], asker: Asker) -> dict[int, Indicator]:
    wanted = [key for key in keys if key is not None]
    return {one.pk: one for one in indicators_open_to(asker).filter(pk__in=wanted)} if wanted else {}


def when_it_fires(one: Tripwire, measure: Indicator | None) -> str:
    """In a sentence when an early warning fires. measure: None where the reader may not see it."""
    name = measure.name if measure else _("a measure that you may not read")
    level = _level(one, measure)
    days = ngettext("{n} day", "{n} days", one.days or 0).format(n=one.days)
    sentences = {
        rules.ABOVE: _("Fires when “{name}” is above {level}."),
        rules.BELOW: _("Fires when “{name}” is below {level}."),
        rules.SIGNAL: _("Fires when the chart of “{name}” shows a change for the worse."),
        rules.LATE: _("Fires when a figure of “{name}” is missing {days} after it could be there."),
        rules.SILENCE: _("Fires when nothing has been reported for {days}."),
        rules.VACANT: _("Fires when nobody leads who still holds a post."),
        rules.CLAIMS: _("Fires when there are {level} claims within ninety days."),
    }
    return sentences[one.kind].format(name=name, level=level, days=days)


def what_fired(one: Firing, measure: Indicator | None) -> str:
    """In a sentence what fired an early warning. measure: None where the reader may not see it."""
    warning, name = one.tripwire, measure.name if measure else _("A measure")
    first, _space, rest = one.occasion.partition(" ")
    if one.occasion.startswith("no figure after "):
        last = date_format(date.fromisoformat(one.occasion.rpartition(" ")[2]))
        return _("“{name}” has had no figure since {day}: nothing can be seen by it any more.").format(
            name=name, day=last
        )
    if warning.kind in rules.BY_FIGURES:
        period = said_by_rhythm(date.fromisoformat(first), measure.rhythm) if measure else ""
        if measure is None or one.value is None:
            return _("A figure fired it that you may not read.")
        value = wording.amount(one.value, measure.unit)
        return _("“{name}” was {value} in {period}.").format(name=name, value=value, period=period)
    day = date_format(date.fromisoformat(rest))
    sentences = {
        rules.LATE: _("A figure of “{name}” was due by {day} and is missing."),
        rules.SILENCE: _("Nothing has been reported since {day}."),
        rules.VACANT: _("On {day} nobody led who held a post."),
        rules.CLAIMS: _("By {day} there were {value} claims within ninety days."),
    }
    return sentences[warning.kind].format(name=name, day=day, value=int(one.value or 0))


def state_of(one: Firing) -> str:
    """How a firing stands: "false", "done", "seen" or "open"."""
    if one.acted_at is not None:
        return "false" if one.is_false_alarm else "done"
    return "open" if one.acknowledged_at is None else "seen"


def _level(one: Tripwire, measure: Indicator | None) -> str:
    if one.level is None:
        return ""
    return wording.amount(one.level, measure.unit) if measure else format(one.level.normalize(), "f")


@dataclass(frozen=True)
class Counts:
    """How early warnings are answered. days: from the first signal to what was done; None if nothing was done yet."""

    open: int
    late: int
    acted: int
    false_alarms: int
    days: int | None


def counts(firings: QuerySet[Firing]) -> Counts:
    """How early warnings of the last year are answered. Two SQL queries."""
    now = timezone.now()
    lately = firings.filter(Q(acted_at=None) | Q(fired_at__gte=now - A_YEAR))
    numbers = lately.aggregate(
        open=Count("pk", filter=OPEN),
        late=Count("pk", filter=OPEN & Q(act_by__lt=timezone.localdate(now))),
        acted=Count("pk", filter=~OPEN & Q(is_false_alarm=False)),
        false_alarms=Count("pk", filter=Q(is_false_alarm=True)),
    )
    acted = lately.filter(~OPEN, is_false_alarm=False).values_list("fired_at", "acted_at")
    took = [(acted_at - fired_at).days for fired_at, acted_at in acted if acted_at]
    return Counts(**numbers, days=round(median(took)) if took else None)


def to_answer_by(account: Account) -> QuerySet[Firing]:
    """What fired and waits for what was done, where the account's person leads what it watches over, by its day.

    An agreed exception is led by whoever leads its outcome. What nobody leads is the convenor's.
    """
    own = _about_led(account) | (_convened_by(account) & ~_about_led(None))
    shared = firings_open_to(account).filter(OPEN, own).exclude(tripwire__visibility=Visibility.DRAFT)
    return shared.order_by("act_by", "pk")


def _about_led(account: Account | None) -> Q:
    """Firings about something that the account's person leads; without an account, that anybody leads."""
    nouns: list[tuple[QuerySet[Any], str]] = [
        (Outcome.objects.all(), "lead"),
        (Commitment.objects.all(), "lead"),
        (Freedom.objects.all(), "outcome__lead"),
    ]
    led = Q(pk__in=())
    for every, lead in nouns:
        by = every.filter(**({f"{lead}__account": account} if account else {f"{lead}__isnull": False}))
        led |= Q(tripwire__about__in=by.values("reference"))
    return led


def _convened_by(account: Account) -> Q:
    return Q(tripwire__partnership__in=Partnership.objects.filter(convened(account)).values("pk"))
