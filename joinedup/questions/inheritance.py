"""What of this room's a successor takes over."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from joinedup.frame.inheritance import Declared, Things, inherits
from joinedup.questions import reads
from joinedup.questions.models import Question


@inherits("questions", title=_("questions that wait for an answer"), order=60)
def open_questions(day: date) -> Declared:
    waiting = Question.objects.filter(state__in=(Question.State.RECEIVED, Question.State.OPEN))
    return Things(waiting, seen=reads.questions_open_to, field="of")


@inherits("feedback", title=_("feedback and barriers that it told of and that wait"), order=61)
def told_and_waiting(day: date) -> Declared:
    waiting = Question.objects.filter(state=Question.State.OPEN)
    return Things(waiting, seen=reads.questions_open_to, field="asking")
