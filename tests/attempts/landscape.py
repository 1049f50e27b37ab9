"""Attempts of how the landscape changes, and of where organisations work."""

import uuid
from typing import Any

from django.utils import timezone

from joinedup.partners import actions as partners
from joinedup.partners.models import Patch, Succession
from joinedup.partners.tests.cast import LONG_AGO
from tests.attempts.stage import Attempt, Stage, attempt


def _closing(stage: Stage, name: str) -> Succession:
    """A body of its own that closes today, announced."""
    doing: dict[str, Any] = {"by": stage.cast.olu, "at": timezone.now()}
    body = partners.add_organisation(name=name, sector="community", **doing)
    return partners.announce_succession(
        kind="closed",
        on=timezone.localdate(),
        former=[body],
        decided_by="Its members",
        decided_on=LONG_AGO,
        **doing,
    )


@attempt("announce-succession")
def _(stage: Stage) -> Attempt:
    doing: dict[str, Any] = {"by": stage.cast.olu, "at": timezone.now()}
    body = partners.add_organisation(name="Lantern Club", sector="community", **doing)
    fields = {
        "kind": "renamed",
        "on": timezone.localdate(),
        "former": body.reference,
        "new_name": "Lamp Club",
        "decided_by": "Its members",
        "decided_on": LONG_AGO,
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.olu, "/organisations/changes/announce/", fields)


@attempt("plan-succession")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.olu, f"/{_splitting(stage).reference}/plan/", {"version": 1})


def _splitting(stage: Stage) -> Succession:
    """A body with a member that splits between two."""
    doing: dict[str, Any] = {"by": stage.cast.olu, "at": timezone.now()}
    bodies = [
        partners.add_organisation(name=name, sector="community", **doing)
        for name in ("Old Orchard", "Apple Orchard", "Pear Orchard")
    ]
    return partners.announce_succession(
        kind="split",
        on=timezone.localdate(),
        former=bodies[:1],
        successors=bodies[1:],
        decided_by="Its members",
        decided_on=LONG_AGO,
        **doing,
    )


@attempt("take-effect")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.olu, f"/{_closing(stage, 'Harbour Guild').reference}/take-effect/")


@attempt("withdraw-succession")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.olu, f"/{_closing(stage, 'Meadow Guild').reference}/withdraw/")


@attempt("undo-succession")
def _(stage: Stage) -> Attempt:
    succession = _closing(stage, "Tower Guild")
    partners.take_effect(succession, by=None, at=timezone.now())
    return Attempt(stage.cast.olu, f"/{succession.reference}/undo/", {"because": "It goes on after all."})


@attempt("add-patch")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Southern wards", "from_on": LONG_AGO, "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('organisation')}patches/add/", fields)


@attempt("edit-patch")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Northern ward", "from_on": LONG_AGO, "version": _patch(stage).version}
    return Attempt(stage.cast.ben, f"{stage.at('patch')}edit/", fields)


@attempt("cover")
def _(stage: Stage) -> Attempt:
    fields = {"pasted": "Northtown,50,25", "version": _patch(stage).version}
    return Attempt(stage.cast.ben, f"{stage.at('patch')}cover/", fields)


@attempt("end-patch")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('patch')}end/", {"until_on": timezone.localdate()})


def _patch(stage: Stage) -> Patch:
    return Patch.objects.get(reference=stage.world.parts["patch"])
