"""Attempts of moderating a conversation."""

import uuid
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from joinedup.voice.actions import appeals, moderation, statements, taking_part
from joinedup.voice.models import Appeal, Burst, Conversation, Move, Report, Statement
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("moderate")
def _(stage: Stage) -> Attempt:
    said = _said(stage, "Open the ford.")
    fields = {
        "kind": "hide",
        "about": said.reference,
        "rule": "",
        "reason": "It is about water.",
        "into": "",
        "one": "",
    }
    return Attempt(stage.cast.ada, f"{_conversation(stage).get_absolute_url()}moderate/", fields, _moves("hide"))


@attempt("settle-burst")
def _(stage: Stage) -> Attempt:
    burst = Burst.objects.get(pk=stage.world.parts["settle-burst burst"])
    address = f"{burst.conversation.get_absolute_url()}bursts/{burst.pk}/"
    return Attempt(stage.cast.ada, address, {"left_out": "yes", "reason": "One machine."})


def _report(stage: Stage, kind: str) -> Attempt:
    fields = {"kind": "abuse", "words": "It is rude.", "once": uuid.uuid4()}
    made = Report.objects.filter(about=stage.world.parts[kind])
    return Attempt(stage.cast.dan, f"{stage.at(kind)}report/", fields, grows=made)


for _kind in ("statement", "submission", "annotation"):
    attempt(f"report-{_kind}")(partial(_report, kind=_kind))


@attempt("take-back-move")
def _(stage: Stage) -> Attempt:
    move = _hidden(stage, "Open the ferry.")
    return Attempt(stage.cast.ada, f"{move.get_absolute_url()}take-back/", {"reason": "It is fine."}, _moves("revert"))


@attempt("appeal-against-move")
def _(stage: Stage) -> Attempt:
    fields = {"words": "Ferries matter.", "once": uuid.uuid4()}
    move = _hidden(stage, "Open the second ferry.")
    return Attempt(stage.cast.dan, f"{move.get_absolute_url()}appeal/", fields, grows=Appeal.objects.all())


@attempt("decide-appeal")
def _(stage: Stage) -> Attempt:
    move = _hidden(stage, "Open the third ferry.")
    dan = taking_part.join(move.conversation, at=timezone.now(), account=stage.cast.dan)
    made = appeals.appeal(move, by=dan, at=timezone.now(), words="Ferries matter.")
    fields = {"state": "rejected", "reason": "There is no river."}
    return Attempt(stage.cast.ben, f"{made.get_absolute_url()}decide/", fields)


@attempt("protect-conversation")
def _(stage: Stage) -> Attempt:
    fields = {"until_on": timezone.localdate() + timedelta(days=2), "reason": "It is flooded."}
    return Attempt(stage.cast.ada, f"{_conversation(stage).get_absolute_url()}protect/", fields, _moves("protect"))


@attempt("reopen-conversation")
def _(stage: Stage) -> Attempt:
    conversation = _conversation(stage)
    if conversation.moves.filter(kind="protect").count() <= conversation.moves.filter(kind="reopen").count():
        until_on = timezone.localdate() + timedelta(days=2)
        moderation.protect(conversation, reason="It is flooded.", until_on=until_on, **stage.doing)
    fields = {"reason": "It is over."}
    return Attempt(stage.cast.ada, f"{conversation.get_absolute_url()}reopen/", fields, _moves("reopen"))


def _conversation(stage: Stage) -> Conversation:
    return Conversation.objects.get(reference=stage.world.parts["conversation"])


def _said(stage: Stage, words: str) -> Statement:
    dan = taking_part.join(_conversation(stage), at=timezone.now(), account=stage.cast.dan)
    return statements.say(dan, at=timezone.now(), words=words)


def _hidden(stage: Stage, words: str) -> Move:
    said = _said(stage, words)
    why = "It is about water."
    return moderation.moderate(said.conversation, kind="hide", about=[said.reference], reason=why, **stage.doing)[0]


def _moves(kind: str) -> Any:
    return Move.objects.filter(kind=kind)
