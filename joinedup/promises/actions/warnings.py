"""The verbs of early warnings: set, edit, share, retire; acknowledge what fired one, and say what was done."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from joinedup.frame.references import kind_of
from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account, Partnership
from joinedup.promises.models import Firing, Tripwire
from joinedup.promises.permissions import warnings as may
from joinedup.promises.reads import warnings as reads
from joinedup.promises.rules import warnings as rules
from joinedup.record.actions import enter

LOOKS_AFRESH = ("kind", "indicator", "level")


@transaction.atomic
def set_tripwire(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    about: str,
    name: str,
    kind: str,
    indicator: Indicator | None = None,
    level: Decimal | None = None,
    days: int | None = None,
    then: str = Tripwire.Then.REVIEW,
    days_to_act: int = 14,
    watched_until: date | None = None,
    visibility: str = Visibility.DRAFT,
) -> Tripwire:
    """Set an early warning over an outcome, promise, agreed exception or guarantee. about: its reference.

    level: the value of the measure, or the number of claims, that fires it; days: how long a figure or a report may be
    missing. watched_until: the day on which it is retired by itself. Raises Refused with every reason against.
    """
    keep_pause(partnership, visibility, at=at)
    tripwire = Tripwire(
        partnership=partnership,
        about=about,
        name=name,
        kind=kind,
        indicator=indicator,
        level=level,
        days=days,
        then=then,
        days_to_act=days_to_act,
        watched_until=watched_until,
        set_at=at,
        visibility=visibility,
    )
    _refuse_terms(tripwire, by=by, at=at)
    tripwire.save()
    _enter("set early warning", tripwire, by=by, at=at)
    return tripwire


@transaction.atomic
def edit_tripwire(
    tripwire: Tripwire,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    kind: str,
    indicator: Indicator | None = None,
    level: Decimal | None = None,
    days: int | None = None,
    then: str = Tripwire.Then.REVIEW,
    days_to_act: int = 14,
    watched_until: date | None = None,
) -> Tripwire:
    """Change an early warning. With another level or measure it looks afresh, as if it had been set now.

    Raises Edited if somebody else changed it meanwhile.
    """
    stored = locked(tripwire)
    changes = {
        "name": name,
        "kind": kind,
        "indicator": indicator,
        "level": level,
        "days": days,
        "then": then,
        "days_to_act": days_to_act,
        "watched_until": watched_until,
    }
    check_version(stored, version, changes)
    wanted = Tripwire(partnership=stored.partnership, about=stored.about, **changes)
    _refuse_terms(wanted, by=by, at=at, also=() if stored.retired_on is None else (rules.IS_RETIRED,))
    afresh = any(getattr(stored, field) != changes[field] for field in LOOKS_AFRESH)
    changed = save_changes(stored, {**changes, **({"figures_seen": 0, "set_at": at} if afresh else {})})
    if changed:
        said = sorted(set(changed) & changes.keys())
        _enter("edited", stored, by=by, at=at, changed=said)
    return stored


@transaction.atomic
def retire_tripwire(tripwire: Tripwire, *, by: Account, at: datetime, because: str) -> Tripwire:
    """Retire an early warning for a reason. What fired it stays, and still has to be answered."""
    stored = locked(tripwire)
    allowed, is_retired = may.may_set(by, stored.partnership), stored.retired_on is not None
    refuse_if(rules.refusals_to_retire(allowed=allowed, is_retired=is_retired, because=because))
    save_changes(stored, {"retired_on": timezone.localdate(at), "retired_because": because})
    _enter("retired early warning", stored, by=by, at=at, because=because)
    return stored


@transaction.atomic
def acknowledge(firing: Firing, *, by: Account, at: datetime) -> Firing:
    """Say that one has seen an early warning. Of two who say it at once, the first is kept and the other refused."""
    stored = locked(firing)
    allowed = may_answer(by, stored, on=timezone.localdate(at))
    refuse_if(rules.refusals_to_acknowledge(allowed=allowed, is_acknowledged=stored.acknowledged_at is not None))
    save_changes(stored, {"acknowledged_at": at, "acknowledged_by": by.person})
    enter("acknowledged", stored, by=by, at=at, partnership=stored.tripwire.partnership.reference)
    return stored


@transaction.atomic
def act_on(firing: Firing, *, by: Account, at: datetime, done: str, is_false_alarm: bool = False) -> Firing:
    """Say what was done about an early warning, or that it was a false alarm and why. Said once; acknowledges it too.

    An exception that was suspended for it stays so until those who granted it decide otherwise.
    """
    stored = locked(firing)
    allowed = may_answer(by, stored, on=timezone.localdate(at))
    refuse_if(rules.refusals_to_act_on(allowed=allowed, is_acted_on=stored.acted_at is not None, done=done))
    changes = {"acted_at": at, "acted_by": by.person, "done": done, "is_false_alarm": is_false_alarm}
    if stored.acknowledged_at is None:
        changes |= {"acknowledged_at": at, "acknowledged_by": by.person}
    save_changes(stored, changes)
    facts = {"is_false_alarm": is_false_alarm, "days": (at - stored.fired_at).days}
    partnership = stored.tripwire.partnership.reference
    enter("acted on", stored, by=by, at=at, partnership=partnership, facts=facts, texts={"done": stored.done})
    return stored


def may_answer(by: Account | None, firing: Firing, *, on: date) -> bool:
    """Whether the account may answer what fired an early warning. One SQL query at most."""
    over = reads.watched([firing.tripwire.about], on).get(firing.tripwire.about)
    if over is None:
        return may.may_set(by, firing.tripwire.partnership)
    return may.may_answer(by, firing, lead=over.lead, organisations=over.organisations)


def _refuse_terms(tripwire: Tripwire, *, by: Account, at: datetime, also: tuple[Refusal, ...] = ()) -> None:
    today, indicator = timezone.localdate(at), tripwire.indicator
    over = reads.watched([tripwire.about], today).get(tripwire.about)
    here = over is not None and over.partnership == tripwire.partnership.pk
    stopped = indicator is not None and reads.stopped_on(indicator, today, tripwire.partnership.days_to_publish)
    terms = rules.Terms(
        allowed=may.may_set(by, tripwire.partnership),
        name=tripwire.name,
        about_kind=kind_of(tripwire.about) if here else "",
        is_over=here and over is not None and over.is_over,
        kind=tripwire.kind,
        has_measure=indicator is not None,
        measure_belongs=indicator is None or indicator.partnership_id == tripwire.partnership.pk,
        has_stopped=stopped,
        better=indicator.better if indicator else "",
        level=tripwire.level,
        days=tripwire.days,
        then=tripwire.then,
        days_to_act=tripwire.days_to_act,
        watched_until=tripwire.watched_until,
        today=today,
    )
    refuse_if((*rules.refusals_to_set(terms), *also))


def _enter(verb: str, tripwire: Tripwire, *, by: Account, at: datetime, because: str = "", **facts: object) -> None:
    terms = {
        "about": tripwire.about,
        "kind": tripwire.kind,
        "indicator": tripwire.indicator.reference if tripwire.indicator else "",
        "level": "" if tripwire.level is None else str(tripwire.level),
        "days": tripwire.days,
        "then": tripwire.then,
        "days_to_act": tripwire.days_to_act,
        "watched_until": tripwire.watched_until.isoformat() if tripwire.watched_until else "",
    }
    texts = {"name": tripwire.name, "because": because}
    partnership = tripwire.partnership.reference
    enter(verb, tripwire, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
