"""Attempts of saying and voting in a conversation."""

import uuid

from django.utils import timezone

from joinedup.voice.actions import statements as voice
from joinedup.voice.actions.taking_part import join
from joinedup.voice.models import Conversation, Statement, Vote
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("vote")
def _(stage: Stage) -> Attempt:
    statement = Statement.objects.get(reference=stage.world.parts["statement"])
    fields = {"statement": statement.number, "vote": "agree"}
    return Attempt(stage.cast.ben, f"{stage.at('conversation')}vote/", fields, grows=Vote.objects.all())


@attempt("statement")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.dan, stage.at("statement"), {"vote": "pass"}, grows=Vote.objects.all())


@attempt("say")
def _(stage: Stage) -> Attempt:
    fields = {"words": "Close it in the holidays too.", "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('conversation')}say/", fields, grows=Statement.objects.all())


@attempt("take-back-statement")
def _(stage: Stage) -> Attempt:
    conversation = Conversation.objects.get(reference=stage.world.parts["conversation"])
    maker = join(conversation, at=timezone.now(), account=stage.cast.ben)
    said = voice.say(maker, at=timezone.now(), words="Close it at night too.")
    gone = Statement.objects.filter(state=Statement.State.WITHDRAWN)
    return Attempt(stage.cast.ben, f"{said.get_absolute_url()}take-back/", grows=gone)
