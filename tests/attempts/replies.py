"""Attempts of answering: what people send in, what is put together, decided, followed up and ended."""

from typing import Any

from django.utils import timezone

from joinedup.voice.actions import replies
from joinedup.voice.models import Felt, Participant, Reply, Statement, Submission, Theme
from joinedup.voice.reads.replies import submissions_without_answer, themes_without_answer, without_answer
from tests.attempts.stage import Attempt, Stage, attempt

REASON = "The pavement is wide enough there."
DECIDED: dict[str, Any] = {"verdict": "adopted", "reason": REASON, "changed": "A bench in May."}


@attempt("submit")
def _(stage: Stage) -> Attempt:
    address = f"{stage.at('conversation')}submit/"
    return Attempt(stage.cast.dan, address, {"words": "We played there."}, grows=Submission.objects.all())


@attempt("answers")
def _(stage: Stage) -> Attempt:
    (left,) = without_answer(_reply(stage).conversation, stage.cast.ada).filter(themes=None)
    address = f"{_page(stage)}answers/"
    return Attempt(stage.cast.ben, address, {"statements": left.pk, "name": "Parks"}, grows=Theme.objects.all())


@attempt("edit-theme")
def _(stage: Stage) -> Attempt:
    theme = Theme.objects.get(reference=stage.world.parts["edit-theme theme"])
    fields = {"version": theme.version, "name": "Near the surgery", "statements": theme.statements.get().pk}
    return Attempt(stage.cast.ben, f"{theme.get_absolute_url()}edit/", fields)


@attempt("answer-theme")
def _(stage: Stage) -> Attempt:
    address = f"/{stage.world.parts['answer-theme theme']}/answer/"
    return Attempt(stage.cast.ben, address, DECIDED, grows=Reply.objects.all())


@attempt("answer-statement")
def _(stage: Stage) -> Attempt:
    address = f"/{stage.world.parts['answer-statement statement']}/answer/"
    return Attempt(stage.cast.ben, address, DECIDED, grows=Reply.objects.all())


@attempt("answer-submission")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('submission')}answer/", DECIDED, grows=Reply.objects.all())


@attempt("say-what-came")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('reply')}came-of/", {"came_of": "It stands."})


@attempt("felt")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.rosa, f"{_page(stage)}felt/", {"influence": "heard"}, grows=Felt.objects.all())


@attempt("stop-answers")
def _(stage: Stage) -> Attempt:
    written_to = Participant.objects.filter(account=stage.cast.rosa, takes_letters=True)
    return Attempt(None, written_to.get(statements=None).stop_page, grows=written_to, by=-1)


@attempt("conclude")
def _(stage: Stage) -> Attempt:
    conversation = _reply(stage).conversation
    doing: dict[str, Any] = {"by": stage.cast.ada, "at": timezone.now()}
    left = (themes_without_answer, submissions_without_answer)
    for thing in (one for things in left for one in things(conversation)):
        replies.reply(thing, **DECIDED, **doing)
    for statement in without_answer(conversation, stage.cast.ada):
        replies.reply(statement, **DECIDED, **doing)
    assert not Statement.objects.filter(conversation=conversation, state="waiting").exists()
    fields = {"conclusion": "Two benches.", "cites_data": "on", "cites_lived": "on"}
    return Attempt(stage.cast.ben, f"{_page(stage)}conclude/", fields)


def _reply(stage: Stage) -> Reply:
    return Reply.objects.get(reference=stage.world.parts["reply"])


def _page(stage: Stage) -> str:
    return _reply(stage).conversation.get_absolute_url()
