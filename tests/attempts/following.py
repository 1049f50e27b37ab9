"""Attempts of Following."""

from django.utils import timezone

from joinedup.answers import actions as following
from joinedup.answers.models import Follow, Follower, FollowRequest
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("follow")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.dan, f"/follow/{stage.world.parts['outcome']}/", grows=Follow.objects.all())


@attempt("stop-following")
def _(stage: Stage) -> Attempt:
    following.follow(stage.world.parts["step"], by=stage.cast.ada, at=timezone.now())
    return Attempt(stage.cast.ada, f"/stop-following/{stage.world.parts['step']}/", grows=Follow.objects.all(), by=-1)


@attempt("confirm-following")
def _(stage: Stage) -> Attempt:
    link = FollowRequest.objects.get(email="gus@example.org").link
    return Attempt(None, link, grows=Follow.objects.filter(follower__email="gus@example.org"))


@attempt("stop-letters")
def _(stage: Stage) -> Attempt:
    stopping = Follower.objects.get(email="hilda@example.org")
    return Attempt(None, stopping.stop_page, grows=Follower.objects.filter(pk=stopping.pk), by=-1)
