"""What a scrutiny committee looks into, and which joint outcomes no committee does."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from joinedup.answers import within
from joinedup.answers.brief import LOOKS_BACK
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome, Remit
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Body, Meeting, Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import bodies_open_to, goes_on, meetings_open_to
from joinedup.partners.reads.meetings import CLOSED_STATES
from joinedup.promises.reads import commitments_open_to

SEVERAL = 2  # organisations whose promises serve an outcome make it a joint one
SHARED = ~Q(visibility=Visibility.DRAFT)


def committees(partnership: Partnership, asker: Asker) -> QuerySet[Body]:
    """The scrutiny committees of a partnership that go on, by name."""
    found = bodies_open_to(asker).filter(goes_on(), partnership=partnership, kind=Body.Kind.COMMITTEE)
    return found.order_by("name", "pk")


def joint_outcomes(partnership: Partnership, asker: Asker) -> QuerySet[Outcome]:
    """The outcomes that promises of several organisations serve, each with how many as `organisations`."""
    promises = commitments_open_to(asker).filter(SHARED, partnership=partnership)
    serve = Q(commitments__in=promises.values("pk"))
    counted = outcomes_open_to(asker).filter(SHARED, partnership=partnership)
    counted = counted.annotate(organisations=Count("commitments__organisation", filter=serve, distinct=True))
    return counted.filter(organisations__gte=SEVERAL).order_by("name", "pk")


def uncovered(partnership: Partnership, asker: Asker) -> QuerySet[Outcome]:
    """The joint outcomes that no committee has taken on. One SQL query."""
    bodies = committees(partnership, asker).order_by()
    taken = Remit.objects.filter(until_on=None, body__in=bodies.values("pk"))
    return joint_outcomes(partnership, asker).exclude(pk__in=taken.values("outcome"))


def last_met(body: Body, asker: Asker) -> Meeting | None:
    """The meeting that a body held last, if this asker may see it. One SQL query."""
    held = meetings_open_to(asker).filter(body=body, state__in=CLOSED_STATES)
    return held.order_by("-begins_at", "-pk").first()


def meets_next(body: Body, asker: Asker) -> Meeting | None:
    """The meeting for which a body reads its papers next. One SQL query."""
    ahead = meetings_open_to(asker).filter(body=body, state__in=(Meeting.State.PLANNED, Meeting.State.OPEN))
    return ahead.order_by("begins_at", "pk").first()


def since_when(met: Meeting | None, today: date) -> date:
    """Since when a committee wants to know what changed: its last meeting, else four weeks."""
    return timezone.localtime(met.begins_at).date() if met else today - LOOKS_BACK


def in_remit(references: Iterable[str], outcomes: Iterable[str]) -> frozenset[str]:
    """Of these references, those that are one of some outcomes or lie in one. A bounded number of SQL queries."""
    wanted = frozenset(outcomes)
    climbed = within.above(references)
    return frozenset(one for one, above in climbed.items() if wanted & above)
