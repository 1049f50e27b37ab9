"""The verbs of places."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, rules
from joinedup.partners.actions.entries import reference_of
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, Place, PostcodeArea
from joinedup.record.actions import enter


@transaction.atomic
def add_place(
    *, by: Account, at: datetime, name: str, kind: str, within: Place | None = None, gss_code: str | None = None
) -> Place:
    """Add a place, within another or at the top. Raises Refused with every reason against."""
    _lock_the_tree()
    parent = Place.objects.get(pk=within.pk) if within else None
    name, gss_code = tidy(name), gss_code or None
    facts = rules.PlaceFacts(
        allowed=permissions.may_add(by),
        name=name,
        name_taken=Place.objects.filter(within=parent, name=name).exists(),
        code_taken=gss_code is not None and Place.objects.filter(gss_code=gss_code).exists(),
        parent_lineage=parent.lineage if parent else "",
    )
    refuse_if(rules.refusals_to_place(facts))
    with once(rules.NAME_TAKEN):
        place = Place.objects.create(name=name, kind=kind, within=parent, gss_code=gss_code)
    place.lineage = rules.lineage_of(facts.parent_lineage, place.pk)
    place.save(update_fields=["lineage"])
    enter("added", place, by=by, at=at, facts={"within": reference_of(parent)}, texts={"name": name})
    return place


@transaction.atomic
def move_place(place: Place, *, by: Account, at: datetime, within: Place | None, version: int) -> Place:
    """Move a place, with everything in it, under another or to the top. Raises Refused, or Edited."""
    _lock_the_tree()
    place = locked(place)
    check_version(place, version, {"within": within})
    parent = Place.objects.get(pk=within.pk) if within else None
    inside = Place.objects.filter(lineage__startswith=place.lineage)
    longest = inside.aggregate(most=Max(Length("lineage")))["most"]
    facts = rules.PlaceFacts(
        allowed=permissions.may_add(by),
        name=place.name,
        name_taken=Place.objects.filter(within=parent, name=place.name).exclude(pk=place.pk).exists(),
        lineage=place.lineage,
        parent_lineage=parent.lineage if parent else "",
        deepest_below=longest - len(place.lineage),
    )
    refuse_if(rules.refusals_to_place(facts))
    before, after = place.lineage, rules.lineage_of(facts.parent_lineage, place.pk)
    save_changes(place, {"within": parent})
    inside.update(lineage=Concat(Value(after), Substr("lineage", len(before) + 1)))
    enter("moved", place, by=by, at=at, facts={"within": reference_of(parent)})
    place.refresh_from_db()
    return place


@transaction.atomic
def add_postcodes(place: Place, *, by: Account, at: datetime, beginnings: Sequence[str]) -> Place:
    """Let postcodes that begin like this belong to a place. Raises Refused with every reason against."""
    _lock_the_tree()
    written = {known for text in beginnings if (known := rules.beginning(text))}
    others = PostcodeArea.objects.filter(beginning__in=written).exclude(place=place).select_related("place")
    taken = {area.beginning: area.place.name for area in others}
    refuse_if(
        (
            *rules.refusals_unless(permissions.may_add(by)),
            *rules.refusals_to_add_postcodes(beginnings, taken=taken),
        )
    )
    stands = PostcodeArea.objects.filter(place=place, beginning__in=written).values_list("beginning", flat=True)
    fresh = sorted(written - set(stands))
    if fresh:
        PostcodeArea.objects.bulk_create([PostcodeArea(beginning=one, place=place) for one in fresh])
        enter("added postcodes", place, by=by, at=at, facts={"beginnings": fresh})
    return place


def _lock_the_tree() -> None:
    """One change of the tree at a time, so that no lineage is computed from one that is about to change."""
    list(Place.objects.select_for_update().filter(within=None).values_list("pk", flat=True))
