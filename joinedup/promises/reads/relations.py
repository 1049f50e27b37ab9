"""How the members of a partnership work together, as figures of what is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Attendance, Endorsement, Meeting, Partnership, Seat, live
from joinedup.partners.permissions import Asker, open_to
from joinedup.partners.reads import bodies_open_to, members_of
from joinedup.promises.reads.leading import CAME, HELD, YEAR
from joinedup.promises.reads.promises import commitments_open_to
from joinedup.promises.reads.risks import risks_open_to
from joinedup.promises.rules import KEPT
from joinedup.promises.rules import risks as risk_rules
from joinedup.questions import reads as questions
from joinedup.questions import rules as question_rules

SHARED = ~Q(visibility=Visibility.DRAFT)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises were due by today, and how many of them were kept."""

    kept: int
    due: int


def promises_kept(partnership: Partnership, asker: Asker, today: date) -> Kept:
    """What became of the promises whose day has come. One SQL query."""
    due = commitments_open_to(asker).filter(SHARED, partnership=partnership, due_on__lte=today)
    return Kept(**due.aggregate(due=Count("pk"), kept=Count("pk", filter=Q(state=KEPT))))


@dataclass(frozen=True, slots=True)
class Answering:
    """How many questions were answered in a year, within how many days half of them were, and how many are overdue."""

    answered: int
    days: int | None
    overdue: int


def answering(partnership: Partnership, asker: Asker, at: datetime) -> Answering:
    """How long people wait for an answer, of the questions that this asker may see. Two SQL queries."""
    asked = questions.of_partnership(partnership, asker)
    answered = asked.filter(state=question_rules.ANSWERED, answered_at__gte=at - YEAR).order_by()
    waited = _days(answered.values_list("asked_at", "answered_at"))
    return Answering(len(waited), round(median(waited)) if waited else None, questions.counts(asked).overdue)


def _days(times: Iterable[tuple[datetime, datetime | None]]) -> list[float]:
    return [(answered - asked) / timedelta(days=1) for asked, answered in times if answered is not None]


@dataclass(frozen=True, slots=True)
class Risks:
    """How many risks are not closed, and how many of them have happened."""

    left: int
    happened: int


def risks_left(partnership: Partnership, asker: Asker) -> Risks:
    """What could stop the work and is not settled. One SQL query."""
    left = risks_open_to(asker).filter(SHARED, partnership=partnership).exclude(state=risk_rules.CLOSED)
    return Risks(**left.aggregate(left=Count("pk"), happened=Count("pk", filter=Q(state=risk_rules.HAPPENED))))


@dataclass(frozen=True, slots=True)
class Meetings:
    """How many meetings of a year there are notes of, how many people were expected at them, and how many came."""

    held: int
    expected: int
    came: int


def meetings_attended(partnership: Partnership, asker: Asker, at: datetime) -> Meetings:
    """Who came, of the meetings that this asker may see. One SQL query."""
    meetings = Meeting.objects.filter(open_to(asker), partnership=partnership, state__in=HELD, begins_at__gte=at - YEAR)
    noted = Attendance.objects.filter(meeting__in=meetings.values("pk"))
    counted = noted.aggregate(
        held=Count("meeting", distinct=True), expected=Count("pk"), came=Count("pk", filter=Q(manner__in=CAME))
    )
    return Meetings(**counted)


@dataclass(frozen=True, slots=True)
class Seconds:
    """How many seats somebody has taken, and those of them for which nobody steps in."""

    taken: int
    alone: tuple[str, ...]


def seats_alone(partnership: Partnership, asker: Asker) -> Seconds:
    """Seats that hang on one person, each as an organisation and its body. One SQL query."""
    today = timezone.localdate()
    bodies = bodies_open_to(asker).filter(live(today), partnership=partnership)
    taken = Seat.objects.filter(live(today), body__in=bodies.values("pk"), person__isnull=False)
    rows = list(
        taken.order_by("organisation__name", "body__name", "pk").values_list(
            "organisation__name", "body__name", "second"
        )
    )
    return Seconds(len(rows), tuple(f"{name}, {body}" for name, body, second in rows if second is None))


@dataclass(frozen=True, slots=True)
class Endorsed:
    """How many members there are, and those whose governing body has not endorsed the partnership lately."""

    members: int
    missing: tuple[str, ...]


def endorsed_since(partnership: Partnership, asker: Asker, since: date) -> Endorsed:
    """Whose governing body stood behind the partnership since a day. One SQL query."""
    seen = Endorsement.objects.filter(
        partnership=partnership, organisation=OuterRef("organisation"), endorsed_on__gte=since
    )
    rows = list(members_of(partnership, asker).annotate(seen=Exists(seen)).values_list("organisation__name", "seen"))
    return Endorsed(len(rows), tuple(name for name, seen_lately in rows if not seen_lately))
