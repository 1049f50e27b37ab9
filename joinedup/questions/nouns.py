"""The references that this room gives."""

from django.db.models import Q

from joinedup.frame.references import kind
from joinedup.frame.search import searchable
from joinedup.questions import reads
from joinedup.questions.models import Question

kind("question", reads.questions_open_to)

searchable("question", Question, rank=2, title="words", body=("answer",), never=Q(kind__in=Question.UNPUBLISHED))
