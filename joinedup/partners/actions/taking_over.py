"""A change of the landscape takes effect on its day, all or nothing, and may be undone."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from joinedup.frame.inheritance import Estate, estate, estates, key_of
from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked, save_changes
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.inheriting import give_back, pass_on
from joinedup.partners.actions.successions import enter_succession, side_of
from joinedup.partners.models import Account, Heir, Inherited, Organisation, Partnership, Succession
from joinedup.record.actions import enter

PARTICULARS = "particulars"
State = Succession.State

log = logging.getLogger(__name__)


def take_effect_of_due(at: datetime) -> int:
    """Let every change whose day has come take effect; how many did. One that cannot is left for people to see to."""
    due = Succession.objects.filter(state=State.ANNOUNCED, on__lte=timezone.localdate(at)).order_by("on", "pk")
    done = 0
    for succession in due:
        try:
            take_effect(succession, by=None, at=at)
            done += 1
        except Refused as refused:
            log.warning("%s has not taken effect: %s", succession.reference, refused)
    return done


@transaction.atomic
def take_effect(succession: Succession, *, by: Account | None, at: datetime) -> Succession:
    """Let a change take effect whose day has come: everything that goes on passes to the successors.

    by: None for the worker. All or nothing: one transaction. Raises Refused; of two at once one is refused.
    """
    succession = locked(succession)
    former, heirs = side_of(succession, Heir.Side.FORMER), side_of(succession, Heir.Side.SUCCESSOR)
    bearer = former[0] if succession.kind == rules.RENAMED else next(iter(heirs), None)
    new_name = "" if bearer is None or bearer.name == succession.new_name else succession.new_name
    refuse_if(
        rules.refusals_to_take_effect(
            allowed=by is None or permissions.may_settle(by, succession),
            state=succession.state,
            on=succession.on,
            today=timezone.localdate(at),
            looks_like=reads.bears_or_bore(new_name, apart_from=[bearer.pk]) if bearer and new_name else "",
            name=new_name,
        )
    )
    changes: dict[str, Any] = {"state": State.DONE, "done_at": at}
    if bearer is not None:
        changes["former_name"] = bearer.name if new_name else ""
    for heir in [bearer] if succession.kind == rules.RENAMED else heirs:
        if heir is not None:
            _take_names_over(succession, heir, former, new_name if heir == bearer else "")
    save_changes(succession, changes)
    moved = [] if succession.kind == rules.RENAMED else _pass_everything(succession, former, heirs)
    counts: dict[str, int] = defaultdict(int)
    for one in moved:
        counts[one.relation] += one.fate == Inherited.Fate.MOVED
    enter_succession("took effect", succession, by=by, at=at, facts={"moved": dict(counts)})
    _tell_partnerships(succession, moved, by=by, at=at)
    return succession


def _pass_everything(
    succession: Succession, former: Sequence[Organisation], heirs: Sequence[Organisation]
) -> list[Inherited]:
    moved: list[Inherited] = []
    for one in estates():
        for body in former:
            moved += pass_on(succession, one, body, partial(_takers, succession, one, heirs))
    return moved


def _takers(succession: Succession, one: Estate, heirs: Sequence[Organisation], row: Any) -> Sequence[Organisation]:
    """Who takes a row over: as the plan says of it or of its kind, else the first; every successor what is shared."""
    if one.shared or len(heirs) < 2:
        return heirs
    plan = succession.plan
    chosen = plan.get("each", {}).get(key_of(row)) or plan.get("kinds", {}).get(one.kind)
    return [next((heir for heir in heirs if heir.reference == chosen), heirs[0])]


def _take_names_over(succession: Succession, heir: Organisation, former: Sequence[Organisation], new_name: str) -> None:
    """Let search find a body by the names that it took over; give it its new name, and a place if it has none."""
    heir = locked(heir)
    names = [line for one in former if one != heir for line in (one.name, *one.formerly.splitlines())]
    names += [heir.name] if new_name else []
    known = heir.formerly.splitlines()
    places = {one.place_id for one in former if one.place_id}
    changes: dict[str, Any] = {
        "formerly": "\n".join(dict.fromkeys(name for name in (*known, *names) if name != (new_name or heir.name))),
        "place_id": next(iter(places)) if heir.place_id is None and len(places) == 1 else heir.place_id,
    }
    if new_name:
        changes |= {"name": new_name, "look": rules.look_of(new_name, heir.org_id)}
    was = {name: getattr(heir, name) for name in changes}
    save_changes(heir, changes)
    Inherited.objects.create(
        succession=succession,
        reference=heir.reference,
        relation=PARTICULARS,
        former=former[0],
        successor=heir,
        was={"before": was, "since": changes},
    )


@transaction.atomic
def undo_succession(succession: Succession, *, by: Account, at: datetime, because: str) -> Succession:
    """Undo a change: what still stands with the successors moves back, the rest stays. Raises Refused."""
    succession = locked(succession)
    heirs = side_of(succession, Heir.Side.SUCCESSOR)
    sides = [one.pk for one in (*side_of(succession, Heir.Side.FORMER), *heirs)]
    later = Succession.objects.filter(
        heirs__organisation__in=sides, state=State.DONE, done_at__gt=succession.done_at or at
    )
    names = Heir.objects.filter(succession__in=later, organisation__in=sides).values_list(
        "organisation__name", flat=True
    )
    refuse_if(
        rules.refusals_to_undo(
            allowed=permissions.may_settle(by, succession),
            state=succession.state,
            because=tidy(because),
            later=tuple(sorted(set(names))),
        )
    )
    save_changes(succession, {"state": State.UNDONE, "undone_at": at, "undone_because": tidy(because)})
    _return_everything(succession, timezone.localdate(at))
    kept = succession.inherited.filter(fate=Inherited.Fate.KEPT).count()
    texts = {"because": succession.undone_because}
    enter_succession("undid succession", succession, by=by, at=at, facts={"kept": kept}, texts=texts)
    return succession


def _return_everything(succession: Succession, day: date) -> None:
    by_kind: dict[str, list[Inherited]] = defaultdict(list)
    for one in succession.inherited.select_related("former", "successor").order_by("pk"):
        by_kind[one.relation].append(one)
    for kind in [one.kind for one in reversed(estates()) if one.kind in by_kind]:
        give_back(estate(kind), by_kind[kind], day)
    for one in by_kind[PARTICULARS]:
        _return_particulars(one)


def _return_particulars(one: Inherited) -> None:
    """Give a body what it was called and where it was before, unless somebody changed that since."""
    heir = Organisation.objects.select_for_update().get(reference=one.reference)
    since, before = one.was["since"], one.was["before"]
    back = {name: before[name] for name in since if getattr(heir, name) == since[name]}
    if "name" in since and "name" not in back:
        back.pop("look", None)
    save_changes(heir, back)
    one.fate = Inherited.Fate.RETURNED if back.keys() == since.keys() else Inherited.Fate.KEPT
    one.save(update_fields=["fate"])


def _tell_partnerships(succession: Succession, moved: Sequence[Inherited], *, by: Account | None, at: datetime) -> None:
    """Enter in each partnership whose member is another body now that this is so."""
    standings = [one.was["row"] for one in moved if one.relation == "standings"]
    for partnership in Partnership.objects.filter(standings__in=standings).distinct().order_by("pk"):
        facts = {"succession": succession.reference, "on": succession.on.isoformat()}
        enter("passed on", partnership, by=by, at=at, partnership=partnership.reference, facts=facts)
