"""Attempts of agreed exceptions, of what is in the way, and of feedback."""

import uuid

from joinedup.promises.models import Barrier, Freedom
from tests.attempts.stage import Attempt, Stage, attempt

TERMS = {
    "name": "Serve from seven",
    "rule": "No cooking before eight",
    "asked": "Cook from seven.",
    "blocks": "Breakfast comes after the bell.",
}


@attempt("ask-for-exception")
def _(stage: Stage) -> Attempt:
    asked = {"organisation": stage.cast.council.pk, "owner": stage.cast.health.pk, "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.partnership}exceptions/new/", {**TERMS, **asked})


@attempt("edit-exception")
def _(stage: Stage) -> Attempt:
    version = Freedom.objects.get(reference=stage.world.parts["freedom"]).version
    fields = {**TERMS, "owner": stage.cast.health.pk, "promised": "Nobody is late.", "version": version}
    return Attempt(stage.cast.ben, f"{stage.at('freedom')}edit/", fields)


@attempt("share-exception")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('freedom')}share/", {"visibility": "partners"})


@attempt("consent-to-exception")
def _(stage: Stage) -> Attempt:
    fields = {"side": "owner", "stance": "agrees", "once": uuid.uuid4()}
    return Attempt(stage.cast.cara, f"{stage.at('freedom')}consents/", fields)


@attempt("decide-on-exception")
def _(stage: Stage) -> Attempt:
    fields = {"verb": "refuse", "reason": "Gas is dear before eight.", "once": uuid.uuid4()}
    return Attempt(stage.cast.cara, f"{stage.at('freedom')}decide/", fields)


@attempt("report-barrier")
def _(stage: Stage) -> Attempt:
    fields = {
        "organisation": stage.cast.charity.pk,
        "rule": "Two copies",
        "words": "We copy each report.",
        "owner": stage.cast.health.pk,
        "visibility": "partners",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.dan, f"{stage.partnership}barriers/new/", fields)


@attempt("join-barriers")
def _(stage: Stage) -> Attempt:
    first = Barrier.objects.get(question__reference=stage.world.parts["settle-barrier question"])
    return Attempt(stage.cast.ada, f"{stage.at('join-barriers question')}same/", {"same_as": first.pk})


@attempt("settle-barrier")
def _(stage: Stage) -> Attempt:
    fields = {"settled": "kept", "because": "Gas is dear before eight."}
    return Attempt(stage.cast.ada, f"{stage.at('settle-barrier question')}became/", fields, by=2)


@attempt("give-feedback")
def _(stage: Stage) -> Attempt:
    fields = {
        "direction": "up",
        "words": "Menus come late.",
        "about": stage.cast.partnership.reference,
        "asking": stage.cast.charity.pk,
        "of": stage.cast.council.pk,
        "visibility": "partners",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.dan, f"{stage.partnership}feedback/", fields)


@attempt("say-effect")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('say-effect question')}effect/", {"effect": "They come in time."})
