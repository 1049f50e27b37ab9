"""What each member of a partnership puts into leading it, and who has taken nothing on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Attendance, Body, Meeting, Partnership, Seat, Standing, live
from joinedup.partners.permissions import Asker, open_to
from joinedup.partners.reads import LEADING, Seating, members_of, organisation_rows
from joinedup.promises.models import Commitment, Enactment, Part, Risk
from joinedup.promises.reads.promises import LIVE, live_commitments
from joinedup.promises.rules import risks as risk_rules

SHARED = ~Q(visibility=Visibility.DRAFT)
YEAR = timedelta(days=365)
CAME = (Attendance.Manner.PRESENT, Attendance.Manner.REMOTE)
HELD = (Meeting.State.HELD, Meeting.State.AGREED)


@dataclass(frozen=True, slots=True)
class Invested:
    """What one member puts in: promises led and parts taken that go on, bodies led, meetings of a year, hours a month.

    `expected` is at how many meetings it is recorded whether anybody came for it.
    """

    name: str
    address: str
    role: str
    promises: int
    parts: int
    bodies: int
    came: int
    expected: int
    hours: int | None


def invested(partnership: Partnership, asker: Asker, today: Seating) -> list[Invested]:
    """What each member puts in, by name, of what this asker may see. One SQL query.

    today: who sits where in this partnership today.
    """
    rows = {row.organisation.pk: row for row in organisation_rows(today)}
    bodies = bodies_led(today)
    return [
        Invested(
            name=one.organisation.name,
            address=f"/{one.organisation.reference}/",
            role=one.get_role_display(),
            promises=one.promises,
            parts=one.parts,
            bodies=bodies[one.organisation_id],
            came=one.came,
            expected=one.expected,
            hours=rows[one.organisation_id].hours if one.organisation_id in rows else None,
        )
        for one in _counted(partnership, asker)
    ]


def bodies_led(sitting: Seating) -> Mapping[int, int]:
    """How many bodies each organisation, by key, chairs, leads together with others or holds the post of."""
    pairs = {(seat.organisation.pk, seat.where) for seat in sitting.seats if seat.leads}
    return Counter(organisation for organisation, _body in pairs)


def _counted(partnership: Partnership, asker: Asker) -> QuerySet[Any]:
    led = live_commitments(partnership, asker).filter(SHARED)
    parts = Part.objects.filter(commitment__in=led.values("pk"), accepted_at__isnull=False)
    since = timezone.now() - YEAR
    meetings = Meeting.objects.filter(open_to(asker), partnership=partnership, state__in=HELD, begins_at__gte=since)
    noted = Attendance.objects.filter(meeting__in=meetings.values("pk"))
    return members_of(partnership, asker).annotate(
        promises=_count(led),
        parts=_count(parts),
        came=_count(noted.filter(manner__in=CAME), of="meeting"),
        expected=_count(noted, of="meeting"),
    )


def _count(rows: QuerySet[Any], of: str = "pk") -> Coalesce:
    """How many of some rows are the outer row's organisation's."""
    own = rows.filter(organisation=OuterRef("organisation")).order_by().values("organisation")
    counted = own.annotate(count=Count(of, distinct=True)).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def on_watch(partnership: Partnership, since: date) -> QuerySet[Standing]:
    """Members that take part to deliver, and have taken nothing on since a day on which they were members already.

    Something taken on is a promise that goes on or was heard of since, an accepted part of one, what carries a decision
    out, a risk looked after that is not closed, or leading a body. It is judged by all that is shared, whoever asks.
    Nobody is, where nothing has been promised at all: then there is nothing yet of which to take a part.
    """
    own = {"organisation": OuterRef("organisation")}
    goes_on = LIVE | Q(heard_on__gte=since)
    promised = Commitment.objects.filter(SHARED, partnership=partnership)
    taken = Part.objects.filter(accepted_at__isnull=False, commitment__in=promised.filter(goes_on).values("pk"))
    enacted = Enactment.objects.exclude(Q(decision__visibility=Visibility.DRAFT) | Q(kind="")).filter(
        Q(enacted_on=None) | Q(enacted_on__gte=since), decision__partnership=partnership
    )
    risks = Risk.objects.filter(SHARED, partnership=partnership).exclude(state=risk_rules.CLOSED)
    today = timezone.localdate()
    bodies = Body.objects.filter(SHARED, live(today), partnership=partnership)
    leads = Seat.objects.filter(live(today), body__in=bodies.values("pk"), role__in=LEADING)
    something = Q()
    for taken_on in (promised.filter(goes_on), taken, enacted, risks, leads):
        something |= Q(Exists(taken_on.filter(**own)))
    members = Standing.objects.filter(live(today), partnership=partnership, from_on__lte=since)
    delivering = members.filter(Exists(promised), role=Standing.Role.DELIVERS).exclude(something)
    return delivering.select_related("organisation").order_by("organisation__name")


def promises_led(partnership: Partnership, asker: Asker) -> dict[str, int]:
    """How many promises that go on each organisation leads, by its reference. One SQL query."""
    led = live_commitments(partnership, asker).filter(SHARED, organisation__isnull=False).order_by()
    counted = led.values_list("organisation__reference").annotate(Count("pk"))
    return dict(counted)
