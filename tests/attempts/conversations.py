"""Attempts of preparing conversations, and of programmes."""

import uuid

from django.utils import timezone

from joinedup.voice.models import Channel, Conversation, Programme, Statement
from tests.attempts.stage import Attempt, Stage, attempt


def _draft(stage: Stage) -> Conversation:
    return Conversation.objects.get(reference=stage.world.parts["prepare-conversation conversation"])


def _at(stage: Stage) -> str:
    return _draft(stage).get_absolute_url()


@attempt("start-conversation")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Ponds to swim in", "question": "Which?", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}conversations/new/open/", fields, Conversation.objects.all())


@attempt("start-programme")
def _(stage: Stage) -> Attempt:
    fields = {
        "name": "Talks in Millbrook",
        "community": "Families",
        "purpose": "To listen.",
        "from_on": timezone.localdate().isoformat(),
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}programmes/new/", fields, Programme.objects.all())


@attempt("edit-programme")
def _(stage: Stage) -> Attempt:
    programme = Programme.objects.get(reference=stage.world.parts["programme"])
    fields = {
        "name": "Talks everywhere",
        "community": "Families",
        "purpose": "To listen.",
        "from_on": "2026-01-01",
        "visibility": "public",
        "version": programme.version,
    }
    return Attempt(stage.cast.ada, f"{stage.at('programme')}edit/", fields)


@attempt("edit-conversation")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Parks for all", "question": "Which parks?", "version": _draft(stage).version}
    return Attempt(stage.cast.ada, f"{_at(stage)}edit/question/", fields)


@attempt("add-to-conversation")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "phone", "where": "01632 960000", "language": "en", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{_at(stage)}add/channel/", fields, Channel.objects.all())


@attempt("change-part")
def _(stage: Stage) -> Attempt:
    draft = _draft(stage)
    channel = draft.channels.earliest("pk")
    fields = {"kind": "online", "when": "Always", "language": "en", "version": draft.version}
    return Attempt(stage.cast.ada, f"{_at(stage)}parts/channel/{channel.pk}/", fields)


@attempt("take-out-part")
def _(stage: Stage) -> Attempt:
    first = _draft(stage).stages.earliest("pk")
    return Attempt(stage.cast.ada, f"{_at(stage)}parts/stage/{first.pk}/take-out/")


@attempt("open-conversation")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{_at(stage)}open/", {"visibility": "public"})


@attempt("close-conversation")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{_at(stage)}close/")


@attempt("seed-statements")
def _(stage: Stage) -> Attempt:
    fields = {"lines": "Put out benches.\nPlant trees.", "once": uuid.uuid4()}
    at = f"{stage.at('conversation')}seed/"
    return Attempt(stage.cast.ada, at, fields, grows=Statement.objects.all(), by=2)
