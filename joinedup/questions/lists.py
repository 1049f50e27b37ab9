"""The list of what people asked: what it is narrowed and ordered by, and what its file says."""

from typing import Any

from django.utils.translation import gettext_lazy

from joinedup.frame.lists import Column, Filter, List
from joinedup.frame.references import named
from joinedup.partners.permissions import Asker
from joinedup.questions import rules
from joinedup.questions.models import Question

WORDS = {
    rules.RECEIVED: gettext_lazy("To be checked"),
    rules.GATHERS: gettext_lazy("Gathers support"),
    rules.OPEN: gettext_lazy("Waiting for an answer"),
    rules.ANSWERED: gettext_lazy("Answered"),
    rules.DECLINED: gettext_lazy("Not published"),
}
KINDS = {
    Question.Kind.QUESTION: gettext_lazy("Questions"),
    Question.Kind.REPORT: gettext_lazy("Reports"),
    Question.Kind.FEEDBACK: gettext_lazy("Feedback"),
    Question.Kind.BARRIER: gettext_lazy("What is in the way"),
}
QUESTIONS = (
    Column("reference", gettext_lazy("Reference"), lambda row: row.question.reference),
    Column("kind", gettext_lazy("What it is"), lambda row: row.question.get_kind_display()),
    Column("question", gettext_lazy("Question"), lambda row: row.question.words),
    Column("about", gettext_lazy("About"), lambda row: row.about.title if row.about else ""),
    Column("of", gettext_lazy("Who is to answer"), lambda row: row.question.of or ""),
    Column("asked", gettext_lazy("Asked on"), lambda row: row.question.asked_at, order="asked_at"),
    Column("due", gettext_lazy("To be answered by"), lambda row: row.question.due_on, order="due_on"),
    Column("state", gettext_lazy("How it stands"), lambda row: WORDS[row.question.state]),
    Column("answer", gettext_lazy("Answer"), lambda row: row.question.answer),
    Column("answered", gettext_lazy("Answered on"), lambda row: row.question.answered_at, order="answered_at"),
    Column("effect", gettext_lazy("What came of it"), lambda row: row.question.effect),
)


def questions_list(asker: Asker) -> List:
    """The list of what people asked a partnership: those that wait first."""

    def title(reference: str) -> str:
        seen = named([reference], asker)
        return seen[reference].title if reference in seen else ""

    def by(path: str) -> Any:
        return lambda questions, value: questions.filter(**{path: value})

    filters = (
        Filter("state", gettext_lazy("How they stand"), by("state"), choices=tuple(WORDS.items())),
        Filter("kind", gettext_lazy("What they are"), by("kind"), choices=tuple(KINDS.items())),
        Filter("about", "", by("about"), named=title),
    )
    return List(QUESTIONS, filters, sizes=(50,))
