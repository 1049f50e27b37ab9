"""The verbs of patches: added, edited, laid over places, ended."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, rules
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, Organisation, Overlap, Patch, Place
from joinedup.record.actions import enter


@transaction.atomic
def add_patch(
    organisation: Organisation,
    *,
    by: Account,
    at: datetime,
    name: str,
    purpose: str = "",
    code: str = "",
    from_on: date,
    until_on: date | None = None,
) -> Patch:
    """Say in what area an organisation works: its own people and administrators may. Raises Refused."""
    patch = Patch(
        organisation=locked(organisation),
        name=tidy(name),
        purpose=tidy(purpose),
        code=tidy(code),
        from_on=from_on,
        until_on=until_on,
    )
    refuse_if(_refusals(patch, by=by))
    with once(rules.PATCH_TAKEN):
        patch.save()
    _enter("added patch", patch, by=by, at=at)
    return patch


@transaction.atomic
def edit_patch(
    patch: Patch,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    purpose: str,
    code: str,
    from_on: date,
    until_on: date | None,
) -> Patch:
    """Correct what is said of a patch. Raises Refused, or Edited."""
    patch = locked(patch)
    changes = {
        "name": tidy(name),
        "purpose": tidy(purpose),
        "code": tidy(code),
        "from_on": from_on,
        "until_on": until_on,
    }
    refuse_if(rules.refusals_unless(permissions.may_keep_patches(by, patch.organisation_id)))
    check_version(patch, version, changes)
    refuse_if(_refusals(Patch(pk=patch.pk, organisation=patch.organisation, **changes), by=by))
    with once(rules.PATCH_TAKEN):
        changed = save_changes(patch, changes)
    if changed:
        _enter("edited patch", patch, by=by, at=at)
    return patch


@transaction.atomic
def cover(
    patch: Patch,
    *,
    by: Account,
    at: datetime,
    version: int,
    coverings: Sequence[tuple[Place, rules.Covering]] = (),
    pasted: str = "",
) -> Patch:
    """Say how a patch lies over places; what was said before is replaced. Raises Refused, or Edited.

    pasted: lines of a table that are read as well; a place that stands in both means what the line says.
    """
    patch = locked(patch)
    allowed = permissions.may_keep_patches(by, patch.organisation_id)
    refuse_if(rules.refusals_unless(allowed))
    check_version(patch, version, {})
    read = _pasted(pasted)
    coverings = [*(one for one in coverings if one[0] not in {place for place, _said in read}), *read]
    refuse_if(rules.refusals_to_cover([said for _place, said in coverings], allowed=allowed))
    patch.overlaps.all().delete()
    Overlap.objects.bulk_create(
        [
            Overlap(
                patch=patch,
                place=place,
                of_patch=said.of_patch,
                of_place=said.of_place,
                error=said.error,
                source=said.source,
                as_of=said.as_of,
            )
            for place, said in coverings
        ]
    )
    patch.version += 1
    patch.save(update_fields=["version"])
    places = {place.reference: [str(said.of_patch), str(said.of_place)] for place, said in coverings}
    enter("laid over places", patch, by=by, at=at, facts={"places": places})
    return patch


def _pasted(pasted: str) -> list[tuple[Place, rules.Covering]]:
    """What pasted lines say, each with its place, known by reference, code or exact name. Raises Refused."""
    lines, unread = rules.lines_of(pasted)
    names = {line.place for line in lines}
    known: dict[str, Place] = {}
    for place in Place.objects.filter(Q(name__in=names) | Q(gss_code__in=names) | Q(reference__in=names)).order_by(
        "-pk"
    ):
        known |= {place.name: place, place.reference: place, place.gss_code or place.name: place}
    missing = [
        rules.NO_SUCH_PLACE.about(line=line.number, text=line.place) for line in lines if line.place not in known
    ]
    refuse_if((*unread, *missing))
    return [(known[line.place], _covering(line, known[line.place])) for line in lines]


def _covering(line: rules.Line, place: Place) -> rules.Covering:
    return rules.Covering(place.name, place.lineage, line.of_patch, line.of_place, line.error, line.source, line.as_of)


@transaction.atomic
def end_patch(patch: Patch, *, by: Account, at: datetime, until_on: date) -> Patch:
    """End a patch on a day. Raises Refused with every reason against."""
    patch = locked(patch)
    refuse_if(
        rules.refusals_to_end_patch(
            allowed=permissions.may_keep_patches(by, patch.organisation_id),
            from_on=patch.from_on,
            ended_on=patch.until_on,
            until_on=until_on,
        )
    )
    save_changes(patch, {"until_on": until_on})
    _enter("ended patch", patch, by=by, at=at)
    return patch


def _refusals(patch: Patch, *, by: Account) -> rules.Refusals:
    same = Patch.objects.filter(organisation=patch.organisation, name=patch.name, from_on=patch.from_on)
    return rules.refusals_to_patch(
        allowed=permissions.may_keep_patches(by, patch.organisation_id),
        name=patch.name,
        purpose=patch.purpose,
        code=patch.code,
        from_on=patch.from_on,
        until_on=patch.until_on,
        taken=same.exclude(pk=patch.pk).exists(),
    )


def _enter(verb: str, patch: Patch, *, by: Account, at: datetime) -> None:
    facts = {
        "organisation": patch.organisation.reference,
        "from_on": patch.from_on.isoformat(),
        "until_on": patch.until_on.isoformat() if patch.until_on else "",
    }
    enter(verb, patch, by=by, at=at, facts=facts, texts={"name": patch.name, "purpose": patch.purpose})
