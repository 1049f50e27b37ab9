"""Attempts of deals with people and of pledges on condition."""

import uuid
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from joinedup.promises import actions as promises
from joinedup.promises.models import Pledge, PledgeStatus
from joinedup.record.models import Entry
from tests.attempts.stage import Attempt, Stage, attempt

SOON = timezone.localdate() + timedelta(days=90)


@attempt("state-pledge")
def _(stage: Stage) -> Attempt:
    fields = {"standing": "kept", "words": "All are open.", "once": uuid.uuid4()}
    at = f"/{stage.world.parts['state-pledge clause']}/standing/"
    return Attempt(stage.cast.ada, at, fields, grows=PledgeStatus.objects.all())


@attempt("offer-pledge")
def _(stage: Stage) -> Attempt:
    fields = {
        "words": "Bring spoons",
        "organisation": stage.cast.council.pk,
        "condition": "joined",
        "threshold": 3,
        "by_on": SOON,
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}pledges/new/", fields, grows=Pledge.objects.all())


@attempt("edit-pledge")
def _(stage: Stage) -> Attempt:
    pledge = fresh(stage, "Bring plates")
    fields = {
        "words": "Bring blue plates",
        "organisation": stage.cast.council.pk,
        "condition": "joined",
        "threshold": 3,
        "by_on": SOON,
        "version": pledge.version,
    }
    return Attempt(stage.cast.ada, f"{pledge.get_absolute_url()}edit/", fields, grows=entries("edited", pledge))


@attempt("share-pledge")
def _(stage: Stage) -> Attempt:
    pledge = fresh(stage, "Bring forks", visibility="draft")
    fields = {"visibility": "public"}
    return Attempt(stage.cast.ada, f"{pledge.get_absolute_url()}share/", fields, grows=entries("shared", pledge))


def fresh(stage: Stage, words: str, **terms: Any) -> Pledge:
    """A pledge of the council that nobody has joined."""
    said: dict[str, Any] = {"condition": "joined", "threshold": 3, "by_on": SOON, "visibility": "public", **terms}
    partnership, council = stage.cast.partnership, stage.cast.council
    return promises.offer_pledge(partnership, organisation=council, words=words, **said, **stage.doing)


def entries(verb: str, pledge: Pledge) -> "QuerySet[Entry]":
    """What the record says was done to a pledge."""
    return Entry.objects.filter(verb=verb, subject=pledge.reference)
