"""Look-ups of problems, outcomes, steps, measures and figures, always filtered by who asks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.utils.safestring import SafeString

from joinedup.frame.charts import sparkline
from joinedup.outcomes import permissions, wording
from joinedup.outcomes.judgement import Judged, seen_of
from joinedup.outcomes.models import Indicator, Measurement, Outcome, Problem, Step
from joinedup.outcomes.periods import said_by_rhythm
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import Lead, leads_shown


def problems_open_to(asker: Asker) -> QuerySet[Problem]:
    """Problems that this asker may see."""
    return Problem.objects.filter(permissions.seen_by(asker))


def outcomes_open_to(asker: Asker) -> QuerySet[Outcome]:
    """Outcomes that this asker may see."""
    return Outcome.objects.filter(permissions.seen_by(asker))


def steps_open_to(asker: Asker) -> QuerySet[Step]:
    """Steps of the ladder that this asker may see."""
    return Step.objects.filter(permissions.steps_seen_by(asker))


def indicators_open_to(asker: Asker) -> QuerySet[Indicator]:
    """Measures that this asker may see."""
    return Indicator.objects.filter(permissions.indicators_seen_by(asker))


def series_of(indicator_ids: Iterable[int]) -> dict[int, list[Measurement]]:
    """The current figures of many measures in the order of their periods. One SQL query."""
    series: dict[int, list[Measurement]] = defaultdict(list)
    current = Measurement.objects.filter(indicator__in=list(indicator_ids), is_current=True)
    for measurement in current.order_by("indicator", "from_on"):
        series[measurement.indicator_id].append(measurement)
    return series


# The measure by which an outcome is first shown: of what changes for people, measured rather than asked, the oldest.
HEADLINE_FIRST = (
    Case(When(level=Indicator.Level.OUTCOME, then=0), default=1),
    "is_experience",
    "pk",
)


def headline(indicators: Iterable[Indicator]) -> Indicator | None:
    """The measure by which an outcome is first shown; the same choice as `with_headline` makes. No SQL query."""
    return min(indicators, key=lambda one: (one.level != "outcome", one.is_experience, one.pk), default=None)


def with_headline(outcomes: QuerySet[Outcome], asker: Asker) -> QuerySet[Any]:
    """Outcomes, each with the key of its first measure that this asker may see as `headline`."""
    seen = indicators_open_to(asker).filter(outcome=OuterRef("pk")).order_by(*HEADLINE_FIRST)
    return outcomes.annotate(headline=Subquery(seen.values("pk")[:1]))


@dataclass(frozen=True)
class OutcomeRow:
    """An outcome as a list shows it: its sentence, its small chart and who leads."""

    pk: int
    reference: str
    name: str
    priority: str
    place: str
    lead: Lead | None
    sentence: str
    sparkline: SafeString

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


@dataclass(frozen=True)
class IndicatorRow:
    """A measure as a list shows it: its sentence, its latest figure and its small chart."""

    reference: str
    name: str
    outcome: str
    is_experience: bool
    level: str
    sentence: str
    latest: str
    period: str
    sparkline: SafeString

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


def outcome_rows(partnership: Partnership, asker: Asker) -> list[OutcomeRow]:
    """Every outcome of a partnership that this asker may see, top priorities first. At most seven SQL queries."""
    outcomes = outcomes_open_to(asker).filter(partnership=partnership).select_related("place")
    return rows_of(with_headline(outcomes, asker).order_by(*PRIORITIES_FIRST), partnership, asker)


PRIORITIES_FIRST = (
    Case(When(priority=Outcome.Priority.TOP, then=0), When(priority=Outcome.Priority.NORMAL, then=1), default=2),
    "name",
    "pk",
)


def rows_of(outcomes: Iterable[Any], partnership: Partnership | None, asker: Asker) -> list[OutcomeRow]:
    """Outcomes with a headline as a list shows them; leads if all are of one partnership. At most six SQL queries."""
    listed = list(outcomes)
    lead_ids = {outcome.lead_id for outcome in listed}
    leads = {} if partnership is None else leads_shown(lead_ids, partnership, asker)
    measures = Indicator.objects.in_bulk({outcome.headline for outcome in listed if outcome.headline})
    charts = seen_of(list(measures.values()))
    return [_outcome_row(one, measures.get(one.headline), charts, leads.get(one.lead_id)) for one in listed]


def indicator_rows(indicators: Iterable[Indicator]) -> list[IndicatorRow]:
    """Measures as a list shows them. Two SQL queries beside that of the measures."""
    listed = list(indicators)
    charts = seen_of(listed)
    return [_indicator_row(one, charts[one.pk]) for one in listed]


def _outcome_row(outcome: Any, measure: Indicator | None, charts: dict[int, Judged], lead: Lead | None) -> OutcomeRow:
    return OutcomeRow(
        pk=outcome.pk,
        reference=outcome.reference,
        name=outcome.name,
        priority=outcome.get_priority_display(),
        place=outcome.place.name if outcome.place else "",
        lead=lead,
        sentence=wording.sentence_of_outcome(measure),
        sparkline=_spark(measure, charts[measure.pk], f"spark-{outcome.reference}") if measure else SafeString(),
    )


def _indicator_row(indicator: Indicator, seen: Judged) -> IndicatorRow:
    return IndicatorRow(
        reference=indicator.reference,
        name=indicator.name,
        outcome=indicator.outcome.name if indicator.outcome else "",
        is_experience=indicator.is_experience,
        level=indicator.get_level_display(),
        sentence=wording.sentence(indicator),
        latest=wording.latest(indicator),
        period=said_by_rhythm(indicator.latest_on, indicator.rhythm) if indicator.latest_on else "",
        sparkline=_spark(indicator, seen, f"spark-{indicator.reference}"),
    )


def _spark(indicator: Indicator, seen: Judged, ident: str) -> SafeString:
    if indicator.latest_on is None:
        return SafeString()
    return sparkline(seen.chart, title=wording.movement(indicator), ident=ident.replace("/", "-"))
