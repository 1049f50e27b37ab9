"""Attempts of early warnings, stepping in, failures and experiments."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from joinedup.promises.models import Failure, Tripwire
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("set-early-warning")
def _(stage: Stage) -> Attempt:
    fields: dict[str, Any] = {"about": stage.world.parts["promise"], "name": "Nobody leads", "kind": "vacant"}
    fields |= {"then": "review", "days_to_act": 14, "visibility": "public", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}early-warnings/new/", fields)


@attempt("edit-early-warning")
def _(stage: Stage) -> Attempt:
    one = Tripwire.objects.get(reference=stage.world.parts["tripwire"])
    fields = {"name": "Far too few eat", "kind": "below", "indicator": one.indicator_id, "level": "50"}
    rest = {"then": "review", "days_to_act": 7, "version": one.version}
    return Attempt(stage.cast.ada, f"{stage.at('tripwire')}edit/", {**fields, **rest})


@attempt("share-early-warning")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('tripwire')}share/", {"visibility": "partners"})


@attempt("acknowledge-firing")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('firing')}acknowledge/")


@attempt("act-on-firing")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('firing')}act/", {"done": "Two more ovens were bought."})


@attempt("retire-early-warning")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('tripwire')}retire/", {"because": "Another shows it better."})


@attempt("step-in")
def _(stage: Stage) -> Attempt:
    today = timezone.localdate()
    fields = {
        "about": stage.world.parts["promise"],
        "organisation": stage.cast.health.pk,
        "step": "help",
        "trigger": "Nobody leads.",
        "called_by": "The board",
        "from_on": today,
        "until_on": today + timedelta(days=30),
        "hand_back_test": "Somebody leads.",
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}stepping-in/new/", fields)


@attempt("hand-back")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('intervention')}hand-back/", {"words": "It holds."})


@attempt("share-intervention")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('intervention')}share/", {"visibility": "partners"})


@attempt("tell-failure")
def _(stage: Stage) -> Attempt:
    fields = {
        "about": stage.world.parts["promise"],
        "name": "Milk was late",
        "noticed_on": timezone.localdate(),
        "noticed_by": "A cook",
        "harm": "None is known.",
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.dan, f"{stage.partnership}failures/new/", fields)


@attempt("judge-failure")
def _(stage: Stage) -> Attempt:
    fields = {
        "kind": "system",
        "evidence": "All schools have it.",
        "second_by": stage.cast.health.pk,
        "second_opinion": "So do we.",
    }
    return Attempt(stage.cast.ada, f"{stage.at('failure')}kind/", fields)


@attempt("add-lesson")
def _(stage: Stage) -> Attempt:
    version = Failure.objects.get(reference=stage.world.parts["failure"]).version
    return Attempt(stage.cast.dan, f"{stage.at('failure')}lesson/", {"lesson": "Order twice.", "version": version})


@attempt("share-failure")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('failure')}share/", {"visibility": "partners"})


@attempt("register-experiment")
def _(stage: Stage) -> Attempt:
    today = timezone.localdate()
    fields = {
        "name": "Supper clubs",
        "expects": "Twenty families come.",
        "stops_if": "Nobody comes.",
        "bearable": "£500",
        "begins_on": today,
        "ends_on": today + timedelta(days=30),
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.dan, f"{stage.partnership}experiments/new/", fields)


@attempt("share-experiment")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('experiment')}share/", {"visibility": "partners"})
