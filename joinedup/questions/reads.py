"""Look-ups of questions, always filtered by who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.signing import BadSignature
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from joinedup.frame.references import KINDS, Named, kind_of, named, well_formed
from joinedup.partners.models import Account, Membership, Partnership, Place, live
from joinedup.partners.permissions import Asker
from joinedup.questions import permissions, rules
from joinedup.questions.models import RECEIPTS, Question

WAITING_STATES = (rules.RECEIVED, rules.OPEN)
WAITING = Q(state__in=WAITING_STATES)
FROM_PEOPLE = ~Q(kind__in=(Question.Kind.FINDING, *Question.UNPUBLISHED))


def questions_open_to(asker: Asker) -> QuerySet[Question]:
    """Questions that this asker may see."""
    return Question.objects.filter(permissions.questions_open_to(asker))


def about(reference: str, asker: Asker) -> QuerySet[Question]:
    """What people asked about a reference, newest first. Answers to findings stand with the findings."""
    return questions_open_to(asker).filter(FROM_PEOPLE, about=reference).order_by("-asked_at", "-pk")


def of_partnership(partnership: Partnership, asker: Asker) -> QuerySet[Question]:
    """What people asked a partnership: those that wait first, the longest overdue at the top."""
    rank = Case(When(WAITING, then=Value(0)), default=Value(1))
    return questions_open_to(asker).filter(FROM_PEOPLE, partnership=partnership).order_by(rank, "due_on", "pk")


def finding_answers(partnership: Partnership, asker: Asker) -> dict[str, Question]:
    """The public answers to what a partnership still has to settle, by the finding's key. One SQL query."""
    answered = questions_open_to(asker).filter(partnership=partnership, kind=Question.Kind.FINDING)
    return {question.finding_key: question for question in answered}


def owed_by(account: Account) -> QuerySet[Question]:
    """Questions that wait for an answer of an organisation of the account's person, by the date they are due."""
    held = Membership.objects.filter(live(timezone.localdate()), person__account=account)
    owed = questions_open_to(account).filter(state=rules.OPEN, of__in=held.values("organisation"))
    return owed.order_by("due_on", "pk")


def to_check_by(account: Account) -> QuerySet[Question]:
    """Questions that wait for the account's person, as convenor, to let them through or not."""
    received = questions_open_to(account).filter(state=rules.RECEIVED, partnership__convenor__account=account)
    return received.order_by("due_on", "pk")


def by_receipt(signed: str) -> Question | None:
    """The question whose receipt this is, or None if nobody was given that address. One SQL query."""
    try:
        reference = RECEIPTS.unsign(signed)
    except BadSignature:
        return None
    published = Question.objects.exclude(kind__in=Question.UNPUBLISHED)
    return published.select_related("partnership", "of").filter(reference=reference).first()


def askable(partnership: Partnership, reference: str, asker: Asker) -> Any | None:
    """What a question to a partnership may be about: something of it that the asker may see. Two SQL queries."""
    name = kind_of(reference)
    if name not in rules.ASKABLE or name not in KINDS or not well_formed(reference):
        return None
    noun = KINDS[name].open_to(asker).filter(reference=reference).first()
    return noun if noun is not None and _belongs(noun, partnership) else None


def _belongs(noun: Any, partnership: Partnership) -> bool:
    if isinstance(noun, Partnership):
        return noun.pk == partnership.pk
    if isinstance(noun, Place):
        return noun.lineage.startswith(partnership.place.lineage)
    if hasattr(noun, "partnership_id"):
        return bool(noun.partnership_id == partnership.pk)
    return partnership.standings.filter(live(timezone.localdate()), organisation=noun.pk).exists()


def asked_on(partnership: Partnership, day: date) -> QuerySet[Question]:
    """What people asked a partnership on a day, whatever became of it; for the quota."""
    return Question.objects.filter(FROM_PEOPLE, partnership=partnership, asked_at__date=day)


@dataclass(frozen=True)
class Counts:
    """How many questions there are, and how many of them wait."""

    asked: int
    answered: int
    overdue: int


def counts(questions: QuerySet[Question]) -> Counts:
    """Count questions by what became of them. One SQL query."""
    overdue = WAITING & Q(due_on__lt=timezone.localdate())
    counted = questions.order_by().aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(state=rules.ANSWERED)),
        overdue=Count("pk", filter=overdue),
    )
    return Counts(**counted)


@dataclass(frozen=True)
class Row:
    """A question as a list shows it: what it is about only if the reader may see that."""

    question: Question
    about: Named | None
    is_overdue: bool


def rows(questions: Iterable[Question], asker: Asker, besides: str = "") -> list[Row]:
    """Questions as a list shows them. One SQL query a kind of what they are about.

    besides: the reference whose page the list stands on, which need not be named again.
    """
    listed, today = list(questions), timezone.localdate()
    titles = named({question.about for question in listed} - {besides}, asker)
    return [
        Row(
            question=question,
            about=titles.get(question.about),
            is_overdue=question.state in WAITING_STATES and question.due_on < today,
        )
        for question in listed
    ]
