"""Attempts of What you can count on, and of claims."""

import uuid
from datetime import timedelta

from django.utils import timezone

from joinedup.promises.models import Claim, Guarantee
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("appeal-claim")
def _(stage: Stage) -> Attempt:
    fields = {"words": "There was none.", "once": uuid.uuid4()}
    receipt = f"/claim/{stage.world.parts['appeal-claim signed']}/"
    return Attempt(None, f"{receipt}appeal/", fields, Claim.objects.all())


@attempt("give-guarantee")
def _(stage: Stage) -> Attempt:
    fields = {
        "name": "Lunch by noon",
        "standard": "Lunch at every school by noon.",
        "organisation": stage.cast.council.pk,
        "days_to_right": 5,
        "from_on": timezone.localdate().isoformat(),
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.ben, f"{stage.partnership}guarantees/new/", fields, Guarantee.objects.all())


@attempt("edit-guarantee")
def _(stage: Stage) -> Attempt:
    guarantee = Guarantee.objects.get(reference=stage.world.parts["guarantee"])
    fields = {"appeals_to_words": "The other ombudsman", "version": guarantee.version}
    return Attempt(stage.cast.ben, f"{stage.at('guarantee')}edit/", fields)


@attempt("decide-claim")
def _(stage: Stage) -> Attempt:
    waits = f"/{stage.world.parts['decide-claim question']}/claim/"
    return Attempt(stage.cast.ben, f"{waits}decide/", {"outcome": "partly", "answer": "There was some."})


@attempt("put-claim-right")
def _(stage: Stage) -> Attempt:
    right = f"/{stage.world.parts['put-claim-right question']}/claim/"
    fields = {"remedy": "Two loaves.", "put_right_on": timezone.localdate().isoformat()}
    return Attempt(stage.cast.ben, f"{right}put-right/", fields)


@attempt("share-guarantee")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('guarantee')}share/", {"visibility": "partners"})


@attempt("end-guarantee")
def _(stage: Stage) -> Attempt:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return Attempt(stage.cast.ben, f"{stage.at('guarantee')}end/", {"until_on": tomorrow.isoformat()})
