"""Attempts of open drafts: text, notes and what becomes of them, protection, and an end."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from joinedup.record.models import Entry
from joinedup.voice.actions import annotations, drafts, taking_part
from joinedup.voice.models import Annotation, Conversation, Draft, Move, Wording
from tests.attempts.stage import Attempt, Stage, attempt

RULE = "Write so that others accept it."


def _conversation() -> Conversation:
    return Conversation.objects.get(name="Streets to play in")


def _a_draft(stage: Stage, name: str) -> Draft:
    return drafts.start(_conversation(), name=name, house_rule=RULE, text="Close at three.", **stage.doing)


def _a_note(stage: Stage, name: str) -> Annotation:
    """What Dan says of a text of its own, so that others leave it alone."""
    participant = taking_part.join(_conversation(), at=timezone.now(), account=stage.cast.dan)
    said: dict[str, Any] = {"paragraph": 1, "instead": "Close at two."}
    return annotations.annotate(_a_draft(stage, name), participant, at=timezone.now(), **said)


def _page(noun: Draft | Annotation | Wording, verb: str) -> str:
    return f"{noun.get_absolute_url()}{verb}/"


@attempt("start-draft")
def _(stage: Stage) -> Attempt:
    fields = {"name": "A plan", "house_rule": RULE, "text": "Close.", "once": uuid.uuid4()}
    return Attempt(
        stage.cast.ada, f"{stage.at('conversation')}drafts/new/", fields, Draft.objects.filter(name="A plan")
    )


@attempt("write-draft")
def _(stage: Stage) -> Attempt:
    draft = _a_draft(stage, "Written at once")
    fields = {"text": "Close at four.", "version": "1", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, _page(draft, "write"), fields, Wording.objects.filter(draft=draft))


@attempt("annotate-draft")
def _(stage: Stage) -> Attempt:
    draft = _a_draft(stage, "Annotated at once")
    fields = {"paragraph": "1", "words": "Why three?", "once": uuid.uuid4()}
    return Attempt(stage.cast.dan, _page(draft, "annotate"), fields, Annotation.objects.filter(draft=draft))


@attempt("protect-draft")
def _(stage: Stage) -> Attempt:
    draft = _a_draft(stage, "Protected at once")
    fields = {"reason": "Somebody spoils it.", "until_on": timezone.localdate() + timedelta(days=3)}
    moves = Move.objects.filter(about=draft.reference)
    return Attempt(stage.cast.ada, _page(draft, "protect"), fields, moves)


@attempt("reopen-draft")
def _(stage: Stage) -> Attempt:
    draft = _a_draft(stage, "Opened again at once")
    drafts.protect(draft, until_on=timezone.localdate() + timedelta(days=3), reason="Spoiled.", **stage.doing)
    moves = Move.objects.filter(about=draft.reference)
    return Attempt(stage.cast.ada, _page(draft, "reopen"), {"reason": "It is quiet."}, moves)


@attempt("finish-draft")
def _(stage: Stage) -> Attempt:
    draft = _a_draft(stage, "Finished at once")
    return Attempt(stage.cast.ada, _page(draft, "finish"), grows=Entry.objects.filter(verb="finished draft"))


@attempt("put-back-wording")
def _(stage: Stage) -> Attempt:
    draft = _a_draft(stage, "Put back at once")
    drafts.write(draft, text="Rubbish.", version=1, **stage.doing)
    fields = {"reason": "Somebody spoiled it.", "once": uuid.uuid4()}
    first = draft.wordings.get(number=1)
    return Attempt(stage.cast.ada, _page(first, "put-back"), fields, Wording.objects.filter(draft=draft))


@attempt("settle-annotation")
def _(stage: Stage) -> Attempt:
    note = _a_note(stage, "Settled at once")
    settled = Entry.objects.filter(verb="settled a note on a draft")
    return Attempt(stage.cast.ada, _page(note, "settle"), {"verdict": "adopted"}, settled)


@attempt("agree-annotation")
def _(stage: Stage) -> Attempt:
    note = _a_note(stage, "Agreed at once")
    said: dict[str, Any] = {"verdict": "partly", "adopted_words": "Close after lunch.", "reason": "School ends later."}
    annotations.settle(note, **said, **stage.doing)
    agreed = Annotation.objects.filter(pk=note.pk, proposer_agreed=True)
    return Attempt(stage.cast.dan, _page(note, "agree"), {"agrees": "yes"}, agreed)


@attempt("hide-annotation")
def _(stage: Stage) -> Attempt:
    note = _a_note(stage, "Hidden at once")
    moves = Move.objects.filter(about=note.reference, kind="hide")
    return Attempt(stage.cast.ada, _page(note, "hide"), {"reason": "It sells something."}, grows=moves)


@attempt("take-back-annotation")
def _(stage: Stage) -> Attempt:
    note = _a_note(stage, "Taken back at once")
    gone = Annotation.objects.filter(pk=note.pk, state="withdrawn")
    return Attempt(stage.cast.dan, _page(note, "take-back"), grows=gone)
