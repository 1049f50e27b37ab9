"""The verbs of pauses: planned, changed while they have not begun, ended early."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions, reads, rules
from joinedup.partners.models import Account, Partnership, Pause
from joinedup.record.actions import enter


@transaction.atomic
def plan_pause(
    partnership: Partnership | None,
    *,
    by: Account,
    at: datetime,
    name: str,
    from_on: date,
    until_on: date,
    kind: str = Pause.Kind.ELECTION,
    reason: str = "",
) -> Pause:
    """Plan days in which a partnership, or without one the whole site, makes nothing public. Raises Refused."""
    _wait_for_publishing(partnership)
    pause = Pause(
        partnership=partnership, kind=kind, name=tidy(name), reason=tidy(reason), from_on=from_on, until_on=until_on
    )
    refuse_if(rules.refusals_to_pause(_facts_of(pause, by=by, at=at)))
    pause.save()
    _enter("planned pause", pause, by=by, at=at)
    return pause


@transaction.atomic
def edit_pause(
    pause: Pause,
    *,
    by: Account,
    at: datetime,
    version: int,
    kind: str,
    name: str,
    from_on: date,
    until_on: date,
    reason: str,
) -> Pause:
    """Change a pause that has not begun. Raises Refused with every reason against, or Edited."""
    _wait_for_publishing(pause.partnership)
    pause = locked(pause)
    changes = {"kind": kind, "name": tidy(name), "from_on": from_on, "until_on": until_on, "reason": tidy(reason)}
    refuse_if(rules.refusals_unless(permissions.may_pause(by, pause.partnership)))
    check_version(pause, version, changes)
    wanted = Pause(pk=pause.pk, partnership=pause.partnership, **changes)
    refuse_if(rules.refusals_to_change_pause(reads.days_of(pause), _facts_of(wanted, by=by, at=at)))
    if save_changes(pause, changes):
        _enter("edited pause", pause, by=by, at=at)
    return pause


@transaction.atomic
def end_pause(pause: Pause, *, by: Account, at: datetime) -> Pause:
    """End a pause before its last day, or call it off before its first. Raises Refused with every reason against."""
    pause = locked(pause)
    allowed = permissions.may_pause(by, pause.partnership)
    refuse_if(rules.refusals_to_end_pause(reads.days_of(pause), allowed=allowed, today=timezone.localdate(at)))
    save_changes(pause, {"ended_at": at})
    _enter("ended pause", pause, by=by, at=at)
    return pause


def hold_public(partnership: Partnership, visibility: str, *, at: datetime) -> date | None:
    """Until when something may not become public in a partnership; None if it may, or is not meant for everybody.

    Locks the partnership, so that of a pause that is planned and something that is published at the same moment the
    later one sees the earlier. To be called before the noun itself is locked: whoever locks both does so in this order.
    """
    if visibility != Visibility.PUBLIC:
        return None
    stored = Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    return reads.paused_until(stored, at=at)


def keep_pause(partnership: Partnership, visibility: str, *, at: datetime) -> None:
    """Let nothing new be meant for everybody while a pause is in force. Raises Refused. Locks as `hold_public` does."""
    refuse_if(
        rules.refusals_to_show(visibility, exempt=False, paused_until=hold_public(partnership, visibility, at=at))
    )


def _wait_for_publishing(partnership: Partnership | None) -> None:
    """Let whatever is being published finish, and hold what comes next until the pause stands or is refused."""
    held = Partnership.objects.select_for_update(no_key=True).order_by("pk")
    list((held if partnership is None else held.filter(pk=partnership.pk)).values_list("pk"))


def _facts_of(pause: Pause, *, by: Account, at: datetime) -> rules.PauseFacts:
    others = Pause.objects.filter(partnership=pause.partnership, ended_at=None).exclude(pk=pause.pk)
    return rules.PauseFacts(
        allowed=permissions.may_pause(by, pause.partnership),
        name=pause.name,
        reason=pause.reason,
        needs_reason=pause.kind == Pause.Kind.OTHER,
        days=reads.days_of(pause),
        today=timezone.localdate(at),
        others=[(other.name, reads.days_of(other)) for other in others.order_by("from_on", "pk")],
    )


def _enter(verb: str, pause: Pause, *, by: Account, at: datetime) -> None:
    facts = {"kind": pause.kind, "from_on": pause.from_on.isoformat(), "until_on": pause.until_on.isoformat()}
    partnership = pause.partnership.reference if pause.partnership else ""
    texts = {"name": pause.name, "reason": pause.reason}
    enter(verb, pause, by=by, at=at, partnership=partnership, facts=facts, texts=texts)
