"""Attempts of pauses: when nothing becomes public."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.attempts.stage import Attempt, Stage, attempt


def _said(days: int, **more: Any) -> dict[str, Any]:
    """A pause that begins so many days from today, out of the way of everything else that is tried."""
    first = timezone.localdate() + timedelta(days=days)
    return {"kind": "election", "name": "Mayor", "from_on": first, "until_on": first + timedelta(days=20), **more}


@attempt("plan-pause")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.partnership}pauses/plan/", _said(200, once=uuid.uuid4()))


@attempt("plan-site-pause")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.olu, "/pauses/plan/", _said(300, once=uuid.uuid4()))


@attempt("edit-pause")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('pause')}edit/", _said(100, version=1))


@attempt("end-pause")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('pause')}end/")
