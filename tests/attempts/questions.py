"""Attempts of What people ask."""

import uuid

from joinedup.questions.models import Question
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("ask")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "question", "words": "Is there porridge?", "once": uuid.uuid4()}
    return Attempt(stage.cast.dan, f"{stage.partnership}ask/", fields)


@attempt("let-question-through")
def _(stage: Stage) -> Attempt:
    waiting = Question.objects.filter(state="received").earliest("pk")
    return Attempt(stage.cast.ada, f"/{waiting.reference}/let-through/", {"of": stage.cast.council.pk})


@attempt("answer-question")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('question')}answer/", {"answer": "All of them."})


@attempt("decline-question")
def _(stage: Stage) -> Attempt:
    waiting = Question.objects.filter(state="received").earliest("pk")
    return Attempt(stage.cast.ada, f"/{waiting.reference}/decline/", {"reason": "It names a child."})
