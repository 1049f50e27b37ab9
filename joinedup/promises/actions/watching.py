"""How the worker looks whether an early warning fires: after new figures, and by the hour for what only time shows.

Early warnings are looked at some hundred at a time, each batch in one transaction: what fired, its entry in the
record, the letters about it and the mark of what was seen are written together or not at all. Two workers take
different ones on PostgreSQL and take turns on SQLite; whatever both came upon fires once, as the database insists.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.frame import letters
from joinedup.frame.references import allocate
from joinedup.promises.actions.freedoms import suspend_on_firing
from joinedup.promises.models import Firing, Tripwire
from joinedup.promises.reads import warnings as reads
from joinedup.promises.reads import watching
from joinedup.promises.rules import warnings as rules
from joinedup.record.actions import Happened, enter_each

AT_ONCE = 500
_figures = attrgetter("figures")

Found = Sequence[tuple[Tripwire, rules.Occasion]]


def look_at_figures(*, at: datetime, most: int = AT_ONCE) -> int:
    """Look at early warnings whose measures have new figures, so many at most; how many were looked at.

    What is new is told by the number of figures, not by when they came: figures that are stored late, or out of order,
    or revise others, are seen all the same. A fixed number of SQL queries a batch, and one for each number of figures.
    """
    with transaction.atomic():
        due = list(_held(reads.due_by_figures().order_by("indicator", "pk"))[:most])
        if not due:
            return 0
        sights, before = reads.sights_of(due), reads.fired_before(due)
        found = [
            (one, occasion)
            for one in due
            for occasion in rules.fired_by_figures(
                one.kind, one.level, one.set_at, sights[one.indicator_id or 0], before[one.pk]
            )
        ]
        _fire(found, at=at)
        for figures, those in groupby(sorted(due, key=_figures), key=_figures):
            Tripwire.objects.filter(pk__in=[one.pk for one in those]).update(figures_seen=figures)
    return len(due)


def look_at_clock(at: datetime) -> int:
    """Look at every early warning for what only time shows; how many fired or were retired.

    A figure or a report that is missing, a lead's place that is empty, claims that pile up, a measure that has stopped
    so that nothing can be seen by it; and those that have served are retired. A fixed number of SQL queries a batch.
    """
    done, today = 0, timezone.localdate(at)
    for keys in _batches(Tripwire.objects.filter(reads.LIVE).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            due = list(
                _held(Tripwire.objects.filter(reads.LIVE, pk__in=keys).order_by("pk")).select_related("indicator")
            )
            over = reads.watched({one.about for one in due}, today)
            served = [one for one in due if _has_served(one, over, today)]
            done += _retire(served, today, at=at)
            going = [one for one in due if one.retired_on is None]
            done += _fire(_shown_by_time(going, over, at=at), at=at)
    return done


def _held(tripwires: QuerySet[Tripwire]) -> Any:
    """These early warnings for this worker alone: those that another holds are left to it."""
    many = tripwires.select_related("partnership")
    if connection.features.has_select_for_update_skip_locked:
        return many.select_for_update(of=("self",), skip_locked=True)
    return many.select_for_update(of=("self",))


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    every = list(keys)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def _has_served(one: Tripwire, over: Mapping[str, reads.Watched], today: date) -> bool:
    is_over = one.about not in over or over[one.about].is_over
    return is_over or (one.watched_until is not None and one.watched_until <= today)


def _retire(served: Sequence[Tripwire], today: date, *, at: datetime) -> int:
    for one in served:
        is_past = one.watched_until is not None and one.watched_until <= today
        one.retired_on = today
        one.retired_because = _("It was set until this day.") if is_past else _("What it watched over has ended.")
        one.version += 1
    Tripwire.objects.bulk_update(served, ["retired_on", "retired_because", "version"])
    happened = (Happened(one, one.partnership.reference, {"about": one.about}) for one in served)
    return enter_each("retired early warning", happened, by=None, at=at)


def _shown_by_time(
    going: Sequence[Tripwire], over: Mapping[str, reads.Watched], *, at: datetime
) -> list[tuple[Tripwire, rules.Occasion]]:
    """What time has brought about. Six SQL queries at most, besides those for what is watched."""
    before, facts = reads.fired_before(going), watching.facts_of(going, over, at=at)
    found: list[tuple[Tripwire, rules.Occasion]] = []
    for one in going:
        occasion = _SHOWN.get(one.kind, _blind)(one, over[one.about], facts)
        if occasion is not None and _is_new(one, occasion, before[one.pk], facts):
            found.append((one, occasion))
    return found


def _is_new(one: Tripwire, occasion: rules.Occasion, before: Sequence[rules.Fired], facts: watching.Facts) -> bool:
    if one.kind in {rules.VACANT, rules.CLAIMS}:
        return rules.fires_anew(before, facts.news_of(one))
    return all(fired.occasion != occasion.name for fired in before)


def _late(one: Tripwire, over: reads.Watched, facts: watching.Facts) -> rules.Occasion | None:
    due_on = watching.due_on(one)
    return rules.Occasion(f"late {due_on.isoformat()}") if due_on < facts.today else None


def _silent(one: Tripwire, over: reads.Watched, facts: watching.Facts) -> rules.Occasion | None:
    since = facts.quiet_since(over)
    if since is None or (facts.today - since).days <= (one.days or 0):
        return None
    return rules.Occasion(f"silence {since.isoformat()}")


def _vacant(one: Tripwire, over: reads.Watched, facts: watching.Facts) -> rules.Occasion | None:
    return None if facts.is_led(over) else rules.Occasion(f"vacant {facts.today.isoformat()}")


def _claims(one: Tripwire, over: reads.Watched, facts: watching.Facts) -> rules.Occasion | None:
    number = len(facts.claims.get(one.about, ()))
    if one.level is None or number < one.level:
        return None
    return rules.Occasion(f"claims {facts.today.isoformat()}", Decimal(number))


def _blind(one: Tripwire, over: reads.Watched, facts: watching.Facts) -> rules.Occasion | None:
    measure = one.indicator
    if measure is None or not reads.stopped_on(measure, facts.today, one.partnership.days_to_publish):
        return None
    return rules.Occasion(f"no figure after {measure.latest_on}", is_blind=True)


_SHOWN: Mapping[str, Callable[[Tripwire, reads.Watched, watching.Facts], rules.Occasion | None]] = {
    rules.LATE: _late,
    rules.SILENCE: _silent,
    rules.VACANT: _vacant,
    rules.CLAIMS: _claims,
}


def _fire(found: Found, *, at: datetime) -> int:
    """Record what fired, suspend what is to be suspended and write the letters; how many fired."""
    if not found:
        return 0
    fired = _record(found, at=at)
    blind = {(one.pk, occasion.name) for one, occasion in found if occasion.is_blind}
    happened = (Happened(one, one.tripwire.partnership.reference, _facts(one)) for one in fired)
    enter_each("fired", happened, by=None, at=at)
    for one in fired:
        if one.tripwire.then == Tripwire.Then.SUSPEND and (one.tripwire.pk, one.occasion) not in blind:
            suspend_on_firing(one, at=at)
    letters.write_all(_letters(fired, at=at), at=at)
    return len(fired)


def _record(found: Found, *, at: datetime) -> list[Firing]:
    """What fired, stored; without anything that stood already. Four SQL queries and more only by batches."""
    today = timezone.localdate(at)
    wanted = [
        Firing(
            reference=reference,
            tripwire=one,
            occasion=occasion.name,
            value=occasion.value,
            fired_at=at,
            act_by=rules.act_by(today, one.days_to_act),
        )
        for reference, (one, occasion) in zip(allocate("firing", len(found)), found, strict=True)
    ]
    Firing.objects.bulk_create(wanted, ignore_conflicts=True)
    stored = dict(Firing.objects.filter(reference__in=[one.reference for one in wanted]).values_list("reference", "pk"))
    for one in wanted:
        one.pk = stored.get(one.reference)
    return [one for one in wanted if one.pk is not None]


def _facts(one: Firing) -> dict[str, object]:
    return {
        "tripwire": one.tripwire.reference,
        "about": one.tripwire.about,
        "occasion": one.occasion,
        "value": "" if one.value is None else str(one.value),
        "act_by": one.act_by.isoformat(),
    }


def _letters(fired: Sequence[Firing], *, at: datetime) -> Iterator[letters.Draft]:
    """A letter to each person who has to know, with everything that fired at once. Six SQL queries at most."""
    over = reads.watched({one.tripwire.about for one in fired}, timezone.localdate(at))
    told = watching.whom_to_tell(fired, over, timezone.localdate(at))
    by_address: dict[str, list[Firing]] = defaultdict(list)
    for one in fired:
        for address in told[one.tripwire.pk]:
            by_address[address].append(one)
    for address, theirs in sorted(by_address.items()):
        rows = [(one, over[one.tripwire.about].title if one.tripwire.about in over else "") for one in theirs]
        body = render_to_string("promises/letters/warnings.txt", {"rows": rows, "site": settings.SITE_URL})
        subject = ngettext("An early warning has fired: {name}", "{n} early warnings have fired", len(theirs))
        yield letters.Draft(address, subject.format(name=theirs[0].tripwire.name, n=len(theirs)), body.strip() + "\n")
