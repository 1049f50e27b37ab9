"""Attempts of What has to be reported."""

import uuid
from datetime import timedelta

from django.utils import timezone

from joinedup.answers.models import Demand
from joinedup.answers.reads.demands import a_year_on
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("make-demand")
def _(stage: Stage) -> Attempt:
    fields = {
        "name": "Staff by month",
        "of": stage.cast.health.reference,
        "wanted_by_outside": "The ministry",
        "from_on": timezone.localdate().isoformat(),
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.cara, f"{stage.partnership}demands/new/", fields, Demand.objects.all())


@attempt("edit-demand")
def _(stage: Stage) -> Attempt:
    demand = Demand.objects.get(reference=stage.world.parts["demand"])
    fields = {
        "name": "Visits by street",
        "of": stage.cast.health.reference,
        "wanted_by": stage.cast.council.reference,
        "risk_lowered": "A street is forgotten.",
        "from_on": demand.from_on.isoformat(),
        "visibility": "public",
        "version": demand.version,
    }
    return Attempt(stage.cast.cara, f"{stage.at('demand')}edit/", fields)


@attempt("note-use")
def _(stage: Stage) -> Attempt:
    fields = {"used_for": "Where the second baker goes", "used_on": timezone.localdate().isoformat()}
    return Attempt(stage.cast.ben, f"{stage.at('demand')}use/", fields)


@attempt("renew-demand")
def _(stage: Stage) -> Attempt:
    later = a_year_on(timezone.localdate()) + timedelta(days=9000)
    return Attempt(stage.cast.ben, f"{stage.at('demand')}renew/", {"ends_on": later.isoformat()})


@attempt("drop-demand")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('demand')}drop/", {"because": "Nobody reads it."})
