"""Look-ups of questions, always filtered by who asks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.signing import BadSignature
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from joinedup.frame.references import KINDS, Named, kind_of, named, well_formed
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Place, live
from joinedup.partners.permissions import Asker
from joinedup.questions import permissions, rules
from joinedup.questions.models import RECEIPTS, Question

WAITING_STATES = (rules.RECEIVED, rules.OPEN)
WAITING = Q(state__in=WAITING_STATES)
FROM_PEOPLE = ~Q(kind__in=(Question.Kind.FINDING, *Question.UNPUBLISHED))
FROM_ANYBODY = Q(kind__in=[Question.Kind.QUESTION, Question.Kind.REPORT, Question.Kind.REVIEW])


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


def subjects(partnership: Partnership, account: Account | None) -> list[tuple[str, str]]:
    """What a member can choose to ask about: the partnership as a whole, or one of its outcomes. One SQL query."""
    outcomes = KINDS["outcome"].open_to(account).filter(partnership=partnership).order_by("name")
    whole = (partnership.reference, partnership.name)
    return [whole, *((one.reference, str(one)) for one in outcomes)]


def stands(partnership: Partnership, organisation: Organisation, on: date) -> bool:
    """Whether an organisation stands in a partnership on a day. One SQL query."""
    return partnership.standings.filter(live(on), organisation=organisation).exists()


def _belongs(noun: Any, partnership: Partnership) -> bool:
    if isinstance(noun, Partnership):
        return noun.pk == partnership.pk
    if isinstance(noun, Place):
        return noun.lineage.startswith(partnership.place.lineage)
    if hasattr(noun, "partnership_id"):
        return bool(noun.partnership_id == partnership.pk)
    return partnership.standings.filter(live(timezone.localdate()), organisation=noun.pk).exists()


def asked_on(partnership: Partnership, day: date) -> QuerySet[Question]:
    """What anybody asked a partnership on a day, whatever became of it; for the quota."""
    return Question.objects.filter(FROM_ANYBODY, partnership=partnership, asked_at__date=day)


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
class Answering:
    """How one organisation answers: what it was asked, how long its answers took, and what still waits."""

    organisation: Organisation
    asked: int
    answered: int
    median_days: int | None
    waiting: int
    overdue: int


def answering_by_organisation(questions: QuerySet[Question]) -> list[Answering]:
    """How each organisation that was asked answers, by its name: an order that says nothing of who is slow.

    Two SQL queries.
    """
    today = timezone.localdate()
    asked: dict[int, list[tuple[str, date, int | None]]] = defaultdict(list)
    rows = questions.filter(of__isnull=False).order_by().values_list("of", "state", "due_on", "asked_at", "answered_at")
    for of, state, due_on, asked_at, answered_at in rows:
        took = None
        if answered_at is not None:
            took = (timezone.localdate(answered_at) - timezone.localdate(asked_at)).days
        asked[of].append((state, due_on, took))
    return [_answering(one, asked[one.pk], today) for one in Organisation.objects.filter(pk__in=asked).order_by("name")]


def _answering(organisation: Organisation, asked: list[tuple[str, date, int | None]], today: date) -> Answering:
    waiting = [due_on for state, due_on, _took in asked if state in WAITING_STATES]
    took = [days for state, _due_on, days in asked if state == rules.ANSWERED and days is not None]
    return Answering(
        organisation=organisation,
        asked=len(asked),
        answered=len(took),
        median_days=rules.median_days(took),
        waiting=len(waiting),
        overdue=sum(due_on < today for due_on in waiting),
    )


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
