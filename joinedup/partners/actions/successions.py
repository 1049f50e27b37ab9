"""The verbs by which the landscape changes: announced, planned and withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, Heir, Organisation, Place, Succession
from joinedup.record.actions import enter


@transaction.atomic
def announce_succession(
    *,
    by: Account,
    at: datetime,
    kind: str,
    on: date,
    former: Sequence[Organisation],
    successors: Sequence[Organisation] = (),
    new_name: str = "",
    decided_by: str,
    decided_on: date,
    decision: str = "",
    evidence_url: str = "",
    words: str = "",
) -> Succession:
    """Announce that organisations merge, split, close or take another name on a day. Raises Refused.

    Those that merge into a new body without a record yet give its name: it is added, in the place that holds them all.
    """
    named = _lock_organisations([*former, *successors])
    new_name, ends = tidy(new_name), reads.gone_among(list(named))
    facts = rules.SuccessionFacts(
        allowed=permissions.may_announce(by, kind, [one.pk for one in former]),
        kind=kind,
        on=on,
        decided_on=decided_on,
        today=timezone.localdate(at),
        former=tuple(one.name for one in former),
        successors=tuple(one.name for one in successors),
        new_name=new_name,
        decision=tidy(decision),
        evidence_url=evidence_url,
        gone=tuple((named[pk].name, ends[pk]) for pk in sorted(ends)),
        busy=tuple(named[pk].name for pk in sorted(reads.in_open_change(list(named)))),
        looks_like=reads.bears_or_bore(new_name, apart_from=_own_name_of(kind, former, successors)),
    )
    refuse_if(rules.refusals_to_announce(facts))
    succession = Succession.objects.create(
        kind=kind,
        on=on,
        new_name=new_name,
        decided_by=decided_by,
        decided_on=decided_on,
        decision=tidy(decision),
        evidence_url=evidence_url,
        words=words,
        announced_at=at,
        announced_by=by,
    )
    take = list(successors) or ([_new_body(new_name, former)] if kind == rules.MERGED else [])
    staying = {one.pk for one in take}
    sides = [(one, Heir.Side.FORMER) for one in former if one.pk not in staying]
    sides += [(one, Heir.Side.SUCCESSOR) for one in take]
    Heir.objects.bulk_create([Heir(succession=succession, organisation=one, side=side) for one, side in sides])
    enter_succession(
        "announced succession", succession, by=by, at=at, texts={"words": succession.words, "new_name": new_name}
    )
    return succession


def _lock_organisations(organisations: Sequence[Organisation]) -> dict[int, Organisation]:
    """Organisations as they are now, locked in the order of their keys, so that no two changes wait for each other."""
    keys = {one.pk for one in organisations}
    return {one.pk: one for one in Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


def _own_name_of(kind: str, former: Sequence[Organisation], successors: Sequence[Organisation]) -> list[int]:
    """Whose own name the new name may be: of the one that bears it afterwards."""
    return [one.pk for one in (former if kind == rules.RENAMED else successors)]


def _new_body(name: str, former: Sequence[Organisation]) -> Organisation:
    lineages = tuple(one.place.lineage for one in former if one.place)
    place = Place.objects.filter(lineage=rules.common_lineage(lineages)).first() if lineages else None
    with once(rules.LOOKS_LIKE.about(name=name, other=name).at("new_name")):
        return Organisation.objects.create(
            name=name, look=rules.look_of(name, None), sector=former[0].sector, place=place
        )


@transaction.atomic
def plan_succession(
    succession: Succession,
    *,
    by: Account,
    at: datetime,
    version: int,
    kinds: Mapping[str, str],
    each: Mapping[str, str],
) -> Succession:
    """Say which successor takes which: by kind of thing, and one by one. References of successors. Raises Refused."""
    succession = locked(succession)
    refuse_if(
        (*rules.refusals_unless(permissions.may_settle(by, succession)), *rules.refusals_to_settled(succession.state))
    )
    plan = {"kinds": dict(kinds), "each": {key: heir for key, heir in each.items() if heir}}
    check_version(succession, version, {"plan": plan})
    heirs = {one.reference for one in side_of(succession, Heir.Side.SUCCESSOR)}
    refuse_if((rules.NOT_A_SUCCESSOR,) if {*kinds.values(), *plan["each"].values()} - heirs else ())
    if save_changes(succession, {"plan": plan}):
        enter_succession("planned succession", succession, by=by, at=at)
    return succession


@transaction.atomic
def withdraw_succession(succession: Succession, *, by: Account, at: datetime) -> Succession:
    """Take back the announcement of a change that is still to come. Raises Refused."""
    succession = locked(succession)
    refuse_if(
        (*rules.refusals_unless(permissions.may_settle(by, succession)), *rules.refusals_to_settled(succession.state))
    )
    save_changes(succession, {"state": Succession.State.WITHDRAWN})
    enter_succession("withdrew succession", succession, by=by, at=at)
    return succession


def refusals_to_name_again(organisation: Organisation) -> rules.Refusals:
    """The reason against giving anything new to a body that is no more. One SQL query."""
    ended = reads.gone_among([organisation.pk])
    return tuple(rules.HAS_GONE.about(name=organisation.name, day=day).at("organisation") for day in ended.values())


def side_of(succession: Succession, side: str) -> list[Organisation]:
    """Those who go, or those who take over, in the order in which they were named. One SQL query."""
    heirs = succession.heirs.filter(side=side).select_related("organisation__place").order_by("pk")
    return [one.organisation for one in heirs]


def enter_succession(
    verb: str,
    succession: Succession,
    *,
    by: Account | None,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    """Enter what was done to a succession, with whom it is about."""
    said = {
        "kind": succession.kind,
        "on": succession.on.isoformat(),
        "former": [one.reference for one in side_of(succession, Heir.Side.FORMER)],
        "successors": [one.reference for one in side_of(succession, Heir.Side.SUCCESSOR)],
        **(facts or {}),
    }
    enter(verb, succession, by=by, at=at, facts=said, texts=texts)
