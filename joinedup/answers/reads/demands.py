"""Look-ups of what has to be reported: what it costs whom, and what speaks for dropping it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Sum

from joinedup.answers import permissions
from joinedup.answers.models import Demand
from joinedup.answers.rules import demands as rules
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import Asker

TEXTS = ("name", "wanted_by_outside", "purpose", "risk_lowered", "last_used_for", "dropped_because")
TERMS = (
    "name",
    "wanted_by",
    "wanted_by_outside",
    "of",
    "purpose",
    "risk_lowered",
    "hours_a_year",
    "from_on",
    "ends_on",
    "visibility",
)


DROPPED = Q(dropped_on__isnull=False)
DRAFT = Q(visibility=Visibility.DRAFT)


def demands_open_to(asker: Asker) -> QuerySet[Demand]:
    """What has to be reported, as this asker may see it."""
    return Demand.objects.filter(permissions.demands_seen_by(asker))


def in_force(today: date) -> Q:
    """What is asked for: not dropped, and not past the day on which it ends."""
    return ~DROPPED & ~DRAFT & (Q(ends_on=None) | Q(ends_on__gt=today))


def to_prune(today: date) -> Q:
    """Of what is asked for, that of which `rules.lacks` says something: what could be dropped."""
    long_ago = today - rules.USED_WITHIN
    unused = Q(last_used_on__lte=long_ago) | Q(last_used_on=None, from_on__lte=long_ago)
    return in_force(today) & (Q(risk_lowered="") | unused | Q(ends_on=None))


def by_hours(demands: QuerySet[Demand]) -> QuerySet[Demand]:
    """What costs most hours first; what nobody has counted the hours of stands before all."""
    return demands.order_by(F("hours_a_year").desc(nulls_first=True), "name", "pk")


@dataclass(frozen=True)
class Row:
    """Something to report as a list shows it. lacks: what speaks for dropping it.

    state: draft, asked, over or dropped.
    """

    demand: Demand
    lacks: tuple[str, ...]
    state: str

    @property
    def asker(self) -> str:
        """Who asks for it."""
        return self.demand.wanted_by.name if self.demand.wanted_by else self.demand.wanted_by_outside


def rows(demands: Iterable[Demand], today: date) -> list[Row]:
    """What has to be reported, with `of` and `wanted_by`, as a list shows it. No further SQL query."""
    return [Row(one, lacks_of(one, today), _state(one, today)) for one in demands]


def lacks_of(demand: Demand, today: date) -> tuple[str, ...]:
    """What speaks for dropping something that is asked for; nothing of what is over or a draft."""
    if _state(demand, today) != "asked":
        return ()
    return rules.lacks(
        risk_lowered=demand.risk_lowered,
        last_used_on=demand.last_used_on,
        from_on=demand.from_on,
        ends_on=demand.ends_on,
        today=today,
    )


def _state(demand: Demand, today: date) -> str:
    if demand.dropped_on is not None:
        return "dropped"
    if demand.visibility == Visibility.DRAFT:
        return "draft"
    return "over" if demand.ends_on is not None and demand.ends_on <= today else "asked"


@dataclass(frozen=True)
class Load:
    """What one member spends on reporting in a partnership, in hours a year."""

    organisation: Organisation
    hours: int
    demands: int

    @property
    def is_above(self) -> bool:
        """Whether that is more than the budget of hours."""
        return self.hours > rules.HOURS_A_YEAR_OF_ONE


def loads_in(partnership: Partnership, asker: Asker, today: date) -> list[Load]:
    """What each member spends on what this asker may see, the most first. Two SQL queries."""
    asked = demands_open_to(asker).filter(in_force(today), partnership=partnership)
    hours: dict[int, list[int]] = {}
    for key, many in asked.order_by().values_list("of", "hours_a_year"):
        hours.setdefault(key, []).append(many or 0)
    loads = [Load(one, sum(hours[one.pk]), len(hours[one.pk])) for one in Organisation.objects.filter(pk__in=hours)]
    return sorted(loads, key=lambda load: (-load.hours, load.organisation.name))


def hours_of(demands: QuerySet[Demand]) -> int:
    """How many hours a year these cost together. One SQL query."""
    return demands.aggregate(hours=Sum("hours_a_year"))["hours"] or 0


def a_year_on(today: date) -> date:
    """The day to which something is renewed unless another is said."""
    return today + timedelta(days=365)


def texts_of(demand: Demand) -> dict[str, str]:
    """What is said of it in words, by field."""
    return {name: getattr(demand, name) for name in TEXTS}
