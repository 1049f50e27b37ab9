"""Attempts of reviews: started, answered without a name, closed and concluded."""

import uuid
from datetime import timedelta

from django.utils import timezone

from joinedup.record.models import Entry
from joinedup.reviews import actions
from joinedup.reviews.kits import kits
from joinedup.reviews.models import Response, Review
from tests.attempts.stage import Attempt, Stage, attempt


def _started(stage: Stage, kit: str) -> Review:
    closes_on = timezone.localdate() + timedelta(days=14)
    return actions.start(stage.cast.partnership, kit=kits()[kit], closes_on=closes_on, **stage.doing)


@attempt("start-review")
def _(stage: Stage) -> Attempt:
    day = timezone.localdate() + timedelta(days=14)
    fields = {"closes_on": day, "visibility": "partners", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}reviews/fit/", fields, Review.objects.filter(kit="fit"))


@attempt("answer-review")
def _(stage: Stage) -> Attempt:
    review = _started(stage, "agreement")
    return Attempt(stage.cast.dan, f"/{review.reference}/answer/", {"same_outcome": "4"}, Response.objects.all())


@attempt("close-review")
def _(stage: Stage) -> Attempt:
    closed = Entry.objects.filter(verb="closed review")
    return Attempt(stage.cast.ada, f"{stage.at('review')}close/", grows=closed)


@attempt("conclude-review")
def _(stage: Stage) -> Attempt:
    concluded = Entry.objects.filter(verb="concluded review")
    fields = {"conclusion": "We shall name the leads by May."}
    return Attempt(stage.cast.ada, f"{stage.at('review')}conclude/", fields, concluded)
