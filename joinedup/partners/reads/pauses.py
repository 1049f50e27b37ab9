"""Days in which nothing becomes public."""

from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from joinedup.partners import rules
from joinedup.partners.models import Partnership, Pause
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.partnerships import partnerships_open_to


def pauses_open_to(asker: Asker) -> QuerySet[Pause]:
    """The site's pauses, and those of partnerships that this asker may know of."""
    return Pause.objects.filter(Q(partnership=None) | Q(partnership__in=partnerships_open_to(asker).values("pk")))


def pauses_in_force(on: date) -> QuerySet[Pause]:
    """Pauses that hold on a day, the one that lasts longest first."""
    return Pause.objects.filter(ended_at=None, from_on__lte=on, until_on__gt=on).order_by("-until_on", "pk")


def paused_until(partnership: Partnership, *, at: datetime) -> date | None:
    """The first day on which things become public again in a partnership; None if nothing stops them. One SQL query.

    Nothing is public in a partnership that is not published yet, so no pause stops what is meant for everybody there.
    """
    if partnership.stage != Partnership.Stage.PUBLISHED:
        return None
    return publication_paused_until(partnership, at=at)


def publication_paused_until(partnership: Partnership, *, at: datetime) -> date | None:
    """The first day on which a partnership itself may be published; None if nothing stops it. One SQL query."""
    here = Q(partnership=None) | Q(partnership=partnership)
    return pauses_in_force(timezone.localdate(at)).filter(here).values_list("until_on", flat=True).first()


def site_pause_in_force(on: date) -> QuerySet[Pause]:
    """The pause of the whole site that holds on a day, if there is one. One SQL query."""
    return pauses_in_force(on).filter(partnership=None)[:1]


def days_of(pause: Pause) -> rules.Days:
    """The days of a pause, as its rules take them."""
    return rules.Days(pause.from_on, pause.until_on, ended=pause.ended_at is not None)


def pauses_here(partnership: Partnership | None, today: date) -> list[Pause]:
    """The pauses of a partnership and of the whole site, or those of the site alone, the latest first. One SQL query.

    Each has `holds` and `is_over`: whether it is in force today, and whether it is over.
    """
    here = Q(partnership=None) if partnership is None else Q(partnership=None) | Q(partnership=partnership)
    return [shown_today(one, today) for one in Pause.objects.filter(here).order_by("-from_on", "-pk")]


def shown_today(pause: Pause, today: date) -> Pause:
    """The pause with `holds` and `is_over`, as they are today."""
    days = days_of(pause)
    pause.holds, pause.is_over = days.holds_on(today), days.is_over_on(today)  # type: ignore[attr-defined]
    return pause


def with_pause(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """Partnerships, each with `pause_key`: the key of the pause that holds there today. No SQL query more."""
    here = Q(partnership=None) | Q(partnership=OuterRef("pk"))
    return partnerships.annotate(
        pause_key=Subquery(pauses_in_force(timezone.localdate()).filter(here).values("pk")[:1])
    )
