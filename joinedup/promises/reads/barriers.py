"""Look-ups of what is in the way, always filtered by who asks: as the questions that carry it are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Barrier, Freedom
from joinedup.promises.reads.freedoms import freedoms_open_to
from joinedup.promises.rules import barriers as rules
from joinedup.questions.models import Question
from joinedup.questions.reads import WAITING, questions_open_to
from joinedup.questions.reads import WAITING_STATES as WAITING_STATES  # the pages of barriers ask it here

REMOVED, KEPT = Q(removed_on__isnull=False), Q(removed_on=None) & ~Q(kept_because="")
OPEN = Q(removed_on=None, kept_because="")


def barriers_open_to(asker: Asker) -> QuerySet[Barrier]:
    """What is in the way and this asker may read of."""
    return Barrier.objects.filter(question__in=questions_open_to(asker))


def told_first(barriers: QuerySet[Barrier]) -> QuerySet[Barrier]:
    """Barriers that stand for themselves: what was told of again stands with the first."""
    return barriers.filter(same_as=None)


def in_order(barriers: QuerySet[Barrier]) -> QuerySet[Barrier]:
    """Barriers that wait first, by the day on which an answer was due."""
    is_settled = ~OPEN
    return barriers.alias(is_settled=is_settled).order_by("is_settled", "question__due_on", "pk")


def owner_late(today: date) -> Q:
    """Barriers whose owner has not replied in time."""
    late = Question.objects.filter(WAITING, pk=OuterRef("question"), due_on__lt=today)
    return Q(Exists(late))


@dataclass(frozen=True)
class Counts:
    """How many barriers were told of, by what became of them, and how many hours a year the open ones cost."""

    told: int
    removed: int
    kept: int
    open: int
    hours: int


def counts(barriers: QuerySet[Barrier]) -> Counts:
    """Count barriers, each cluster once; its hours are those of all its tellings. One SQL query."""
    first = Q(same_as=None)
    root_open = (Q(same_as=None) & OPEN) | (
        Q(same_as__isnull=False, same_as__removed_on=None, same_as__kept_because="")
    )
    counted = barriers.order_by().aggregate(
        told=Count("pk", filter=first),
        removed=Count("pk", filter=first & REMOVED),
        kept=Count("pk", filter=first & KEPT),
        open=Count("pk", filter=first & OPEN),
        hours=Sum("hours_a_year", filter=root_open),
    )
    return Counts(**{**counted, "hours": counted["hours"] or 0})


@dataclass(frozen=True)
class Row:
    """Something in the way as a list shows it: once, with how often it was told of and by whom."""

    barrier: Barrier
    question: Question
    owner: str
    outcome: str
    told_by: tuple[str, ...]
    hours: int
    stands: str
    is_overdue: bool
    exceptions: tuple[Freedom, ...]

    @property
    def address(self) -> str:
        return f"/{self.question.reference}/"

    @property
    def told(self) -> int:
        """How many times it was told of."""
        return len(self.told_by)


def rows(barriers: Iterable[Barrier], asker: Asker) -> list[Row]:
    """Barriers that were told of first as a list shows them, with those that are the same. Three SQL queries."""
    listed, today = list(barriers), timezone.localdate()
    again = barriers_open_to(asker).filter(same_as__in=[one.pk for one in listed])
    same: dict[int, list[Barrier]] = defaultdict(list)
    for one in again.select_related("question__asking").order_by("pk"):
        same[one.same_as_id or 0].append(one)
    outcomes = outcomes_open_to(asker).filter(pk__in={one.outcome_id for one in listed if one.outcome_id})
    names = dict(outcomes.values_list("pk", "name"))
    asked: dict[int, list[Freedom]] = defaultdict(list)
    for freedom in freedoms_open_to(asker).filter(barrier__in=[one.pk for one in listed]).order_by("pk"):
        asked[freedom.barrier_id or 0].append(freedom)
    return [_row(one, same[one.pk], names.get(one.outcome_id or 0, ""), asked[one.pk], today) for one in listed]


def with_names(barriers: QuerySet[Barrier]) -> QuerySet[Barrier]:
    """Barriers with what a list says of each."""
    return barriers.select_related("question__asking", "owner")


def _row(barrier: Barrier, same: list[Barrier], outcome: str, asked: list[Freedom], today: date) -> Row:
    every = [barrier, *same]
    question = barrier.question
    return Row(
        barrier=barrier,
        question=question,
        owner=barrier.owner.name if barrier.owner else barrier.owner_outside,
        outcome=outcome,
        told_by=tuple(str(one.question.asking or "") for one in every),
        hours=sum(one.hours_a_year or 0 for one in every),
        stands=rules.stands_as(is_removed=barrier.removed_on is not None, kept_because=barrier.kept_because),
        is_overdue=question.state in WAITING_STATES and question.due_on < today,
        exceptions=tuple(asked),
    )


def to_join(barrier: Barrier, asker: Asker) -> QuerySet[Barrier]:
    """The barriers of the same partnership that another could be the same as."""
    partnership: Partnership = barrier.question.partnership
    others = told_first(barriers_open_to(asker)).filter(question__partnership=partnership).exclude(pk=barrier.pk)
    return others.select_related("question").order_by("rule", "pk")


def by_due(barriers: QuerySet[Barrier]) -> QuerySet[Barrier]:
    """Barriers by the day on which their owner's reply was due."""
    return barriers.order_by(F("question__due_on"), "pk")
