"""Questions that are never published, such as claims: whoever asked reads them, and those whom a higher room lets.

A higher room judges whether one may be asked and answered, and says which of its own records it belongs to.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from joinedup.partners.models import Account, Organisation, Partnership, Person
from joinedup.questions.models import Question
from joinedup.questions.rules import ANSWERED, OPEN


def receive(
    partnership: Partnership,
    *,
    by: Account | None,
    at: datetime,
    kind: str,
    about: str,
    of: Organisation,
    words: str,
    asker_email: str,
    asked_from: str,
) -> Question:
    """Take in a question that nobody lets through: it goes to the organisation that is asked at once."""
    return Question.objects.create(
        partnership=partnership,
        kind=kind,
        state=OPEN,
        about=about,
        of=of,
        words=words,
        asked_at=at,
        asked_by=by,
        asker_email=asker_email,
        asked_from=asked_from,
        due_on=timezone.localdate(at) + timedelta(days=partnership.days_to_answer),
    )


def settle(question: Question, *, by: Person | None, at: datetime, answer: str, post: str) -> Question:
    """Keep the answer to a question that is not published. The question is locked already."""
    said: dict[str, Any] = {
        "state": ANSWERED,
        "answer": answer,
        "answered_at": at,
        "answered_by": by,
        "answering_post": post,
        "version": question.version + 1,
    }
    for name, value in said.items():
        setattr(question, name, value)
    question.save(update_fields=list(said))
    return question
