"""Look-ups of early warnings: what they watch over, what they see, and what fired them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from joinedup.frame.references import kind_of
from joinedup.outcomes.judgement import seen_of
from joinedup.outcomes.models import Indicator, Measurement, Outcome
from joinedup.outcomes.periods import after, figure_due_on
from joinedup.partners.permissions import Asker
from joinedup.promises import rules
from joinedup.promises.models import Claim, Commitment, Firing, Freedom, FreedomState, Guarantee, Tripwire
from joinedup.promises.permissions import warnings as may
from joinedup.promises.rules import warnings

LIVE = Q(retired_on=None)
OPEN = Q(acted_at=None)
WORSE = "concern"


@dataclass(frozen=True)
class Watched:
    """What an early warning watches over: whose it is, who leads it, and since when nothing was heard of it.

    owner: the organisation whose rule an agreed exception sets aside. led: whether anybody leads it at all.
    """

    reference: str
    title: str
    partnership: int
    visibility: str
    is_over: bool = False
    organisation: int | None = None
    owner: int | None = None
    lead: int | None = None
    quiet_since: date | None = None

    @property
    def organisations(self) -> tuple[int, ...]:
        """The organisations whose people may answer for it."""
        return tuple(one for one in (self.organisation, self.owner) if one is not None)


def tripwires_open_to(asker: Asker) -> QuerySet[Tripwire]:
    """Early warnings that this asker may see."""
    return Tripwire.objects.filter(may.tripwires_open_to(asker))


def firings_open_to(asker: Asker) -> QuerySet[Firing]:
    """What fired early warnings that this asker may see."""
    return Firing.objects.filter(may.firings_open_to(asker))


def watched(references: Iterable[str], today: date) -> dict[str, Watched]:
    """What early warnings may watch over, of these references. One SQL query a kind that is among them."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for reference in references:
        by_kind[kind_of(reference)].add(reference)
    return {one.reference: one for kind in by_kind.keys() & _READ.keys() for one in _READ[kind](by_kind[kind], today)}


def _outcomes(references: set[str], today: date) -> Iterable[Watched]:
    rows = Outcome.objects.filter(reference__in=references)
    for one in rows:
        yield Watched(one.reference, one.name, one.partnership_id, one.visibility, lead=one.lead_id)


def _promises(references: set[str], today: date) -> Iterable[Watched]:
    for one in Commitment.objects.filter(reference__in=references):
        declined = one.lead_word == Commitment.LeadWord.DECLINED
        yield Watched(
            one.reference,
            one.output,
            one.partnership_id,
            one.visibility,
            is_over=one.state in rules.OVER,
            organisation=one.organisation_id,
            lead=None if declined else one.lead_id,
            quiet_since=one.heard_on or one.starts_on,
        )


def _freedoms(references: set[str], today: date) -> Iterable[Watched]:
    for one in Freedom.objects.filter(reference__in=references).select_related("outcome"):
        yield Watched(
            one.reference,
            one.name,
            one.partnership_id,
            one.visibility,
            is_over=one.state in {FreedomState.ENDED, FreedomState.REFUSED},
            organisation=one.organisation_id,
            owner=one.owner_id,
            lead=one.outcome.lead_id if one.outcome else None,
        )


def _guarantees(references: set[str], today: date) -> Iterable[Watched]:
    for one in Guarantee.objects.filter(reference__in=references):
        yield Watched(
            one.reference,
            one.name,
            one.partnership_id,
            one.visibility,
            is_over=one.until_on is not None and one.until_on <= today,
            organisation=one.organisation_id,
        )


_READ = {"outcome": _outcomes, "promise": _promises, "freedom": _freedoms, "guarantee": _guarantees}


def due_by_figures() -> QuerySet[Tripwire]:
    """Early warnings whose measure has another number of figures than when they last looked. One SQL query."""
    counted = Measurement.objects.filter(indicator=OuterRef("indicator")).order_by().values("indicator")
    number = Subquery(counted.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    looking = Tripwire.objects.filter(LIVE, kind__in=sorted(warnings.BY_FIGURES))
    return looking.annotate(figures=Coalesce(number, 0)).exclude(figures_seen=F("figures"))


def sights_of(tripwires: Iterable[Tripwire]) -> dict[int, list[warnings.Sight]]:
    """The current figures of the measures that early warnings look at, by measure, in order. Four SQL queries at most.

    Whether a figure is a change for the worse is computed from the figures themselves, since a large import stores
    them before it draws the charts anew.
    """
    many = list(tripwires)
    by_chart = [one.indicator_id for one in many if one.indicator_id and one.kind == warnings.SIGNAL]
    charts = seen_of(list(Indicator.objects.filter(pk__in=by_chart))) if by_chart else {}
    worse = {
        (indicator, place.from_on)
        for indicator, seen in charts.items()
        for point, place in zip(seen.chart.points, seen.places, strict=True)
        if place is not None and point.klass == WORSE
    }
    sights: dict[int, list[warnings.Sight]] = defaultdict(list)
    current = Measurement.objects.filter(indicator__in={one.indicator_id for one in many}, is_current=True)
    rows = current.order_by("indicator", "from_on")
    for key, from_on, value, revision, at in rows.values_list(
        "indicator_id", "from_on", "value", "revision", "recorded_at"
    ):
        sights[key].append(warnings.Sight(from_on, value, revision, at, (key, from_on) in worse))
    return sights


def fired_before(tripwires: Iterable[Tripwire]) -> dict[int, list[warnings.Fired]]:
    """What fired early warnings before, by early warning. One SQL query."""
    before: dict[int, list[warnings.Fired]] = defaultdict(list)
    rows = Firing.objects.filter(tripwire__in=list(tripwires)).order_by("pk")
    for key, occasion, acted_at in rows.values_list("tripwire_id", "occasion", "acted_at"):
        before[key].append(warnings.Fired(occasion, acted_at))
    return before


def stopped_on(indicator: Indicator, today: date, days: int) -> bool:
    """Whether a measure counts as given up: three figures after its latest one are overdue. days: its time to publish.

    A measure that never had a figure has not stopped.
    """
    if indicator.latest_on is None:
        return False
    missed = after(indicator.latest_on, warnings.RHYTHMS_UNTIL_STOPPED - 1, indicator.rhythm)
    return figure_due_on(missed, indicator.rhythm, days=days) < today


def claims_of(references: Iterable[str], since: datetime) -> Mapping[str, list[datetime]]:
    """When claims against guarantees were made since a moment, by guarantee, in order. One SQL query."""
    made: dict[str, list[datetime]] = defaultdict(list)
    rows = Claim.objects.filter(guarantee__reference__in=set(references), appeal_of=None, question__asked_at__gte=since)
    for reference, at in rows.order_by("question__asked_at").values_list("guarantee__reference", "question__asked_at"):
        made[reference].append(at)
    return made
