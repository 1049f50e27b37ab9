"""Attempts of taking part in a conversation, letting people in, and signing in by a letter."""

import uuid

from allauth.account.models import EmailAddress
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.site import by_letter
from joinedup.voice.actions.taking_part import join
from joinedup.voice.models import Admission, Conversation, Participant
from tests.attempts.stage import MAY_HAPPEN_AGAIN, Attempt, Stage, attempt

MAY_HAPPEN_AGAIN["sign-in-by-letter"] = "it sends a letter each time, five a day to one address at most"
MAY_HAPPEN_AGAIN["codes-for-conversation"] = "each time makes codes of its own, and shows them once"


@attempt("join-conversation")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('conversation')}join/", grows=Participant.objects.all())


@attempt("leave-conversation")
def _(stage: Stage) -> Attempt:
    join(_open(stage), at=timezone.now(), account=stage.cast.cara)
    left = Participant.objects.exclude(left_at=None)
    return Attempt(stage.cast.cara, f"{stage.at('conversation')}leave/", grows=left)


@attempt("enter-sheet")
def _(stage: Stage) -> Attempt:
    fields = {"slip": "17", "channel": "paper", "agrees": "0", "once": uuid.uuid4()}
    return Attempt(stage.cast.dan, f"{stage.at('conversation')}enter/", fields, grows=Participant.objects.all())


@attempt("invite-to-conversation")
def _(stage: Stage) -> Attempt:
    fields = {"addresses": "zoe@example.org", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('conversation')}invite/", fields, grows=Letter.objects.all())


@attempt("list-for-conversation")
def _(stage: Stage) -> Attempt:
    Conversation.objects.filter(pk=_open(stage).pk).update(access="listed")
    fields = {"addresses": "zoe@example.org"}
    return Attempt(stage.cast.ada, f"{stage.at('conversation')}list/", fields, grows=Admission.objects.all())


@attempt("signed-in-by-letter")
def _(stage: Stage) -> Attempt:
    Conversation.objects.filter(pk=_open(stage).pk).update(access="guests")
    address = f"/account/by-letter/{by_letter.sealed('yan@example.org', '/')}/"
    return Attempt(None, address, grows=EmailAddress.objects.all())


def _open(stage: Stage) -> Conversation:
    return Conversation.objects.get(reference=stage.world.parts["conversation"])
