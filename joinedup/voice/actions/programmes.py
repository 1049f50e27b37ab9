"""The verbs of a programme: start, edit."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account, Partnership, Place
from joinedup.record.actions import enter
from joinedup.voice import permissions
from joinedup.voice.models import Programme
from joinedup.voice.rules.programmes import refusals_to_programme

TEXTS = ("name", "community", "purpose", "capacity")


@transaction.atomic
def start_programme(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    name: str,
    community: str,
    purpose: str,
    from_on: date,
    until_on: date | None = None,
    place: Place | None = None,
    capacity: str = "",
    budget: int | None = None,
    visibility: str = Visibility.PUBLIC,
) -> Programme:
    """Start a programme in which a community is heard again and again. budget: pence. Raises Refused."""
    keep_pause(partnership, visibility, at=at)
    allowed = permissions.may_keep(by, partnership)
    refuse_if(refusals_to_programme(allowed=allowed, from_on=from_on, until_on=until_on))
    programme = Programme.objects.create(
        partnership=partnership,
        name=name,
        community=community,
        place=place,
        purpose=purpose,
        capacity=capacity,
        budget=budget,
        from_on=from_on,
        until_on=until_on,
        visibility=visibility,
    )
    _enter("started programme", programme, by=by, at=at)
    return programme


@transaction.atomic
def edit_programme(programme: Programme, *, by: Account, at: datetime, version: int, **said: Any) -> Programme:
    """Change what a programme says. said: its fields by name. Raises Refused, or Edited if it was changed meanwhile."""
    visibility = said.get("visibility", programme.visibility)
    if visibility != programme.visibility:
        keep_pause(programme.partnership, visibility, at=at)
    stored = locked(programme)
    check_version(stored, version, said)
    refuse_if(
        refusals_to_programme(
            allowed=permissions.may_keep(by, stored.partnership),
            from_on=said.get("from_on", stored.from_on),
            until_on=said.get("until_on", stored.until_on),
        )
    )
    if save_changes(stored, said):
        _enter("changed programme", stored, by=by, at=at)
    return stored


def _enter(verb: str, programme: Programme, *, by: Account, at: datetime) -> None:
    facts = {
        "from_on": str(programme.from_on),
        "until_on": str(programme.until_on or ""),
        "budget": "" if programme.budget is None else str(programme.budget),
        "place": programme.place.reference if programme.place else "",
    }
    texts = {name: getattr(programme, name) for name in TEXTS}
    enter(verb, programme, by=by, at=at, partnership=programme.partnership.reference, facts=facts, texts=texts)
