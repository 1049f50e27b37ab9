"""Look-ups of problems, outcomes, steps, measures and figures, always filtered by who asks."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from joinedup.outcomes import judgement, permissions, wording
from joinedup.outcomes.models import Contribution, Indicator, Outcome, Pitfall, Problem, Remit, Step
from joinedup.outcomes.tallies import MANY, Tally, tallies_of
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


def contributions_open_to(asker: Asker) -> QuerySet[Contribution]:
    """Who took part in writing what this asker may see, with the outcome or measure."""
    seen = Contribution.objects.filter(permissions.contributions_seen_by(asker))
    return seen.select_related("organisation", "outcome__partnership", "indicator__partnership")


def pitfalls_open_to(asker: Asker) -> QuerySet[Pitfall]:
    """Pitfalls that were raised in writing what this asker may see."""
    seen = contributions_open_to(asker).order_by().values("pk")
    return Pitfall.objects.filter(contribution__in=seen).order_by("raised_on", "pk")


def remits_open_to(asker: Asker) -> QuerySet[Remit]:
    """What bodies have taken on, where this asker may see both."""
    return Remit.objects.filter(permissions.remits_seen_by(asker))


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
    """Outcomes, each with the key of its first measure that this asker may see as `headline`, and how many: `seen`."""
    seen = indicators_open_to(asker).filter(outcome=OuterRef("pk"))
    number = seen.order_by().values("outcome").annotate(number=Count("pk")).values("number")
    first = seen.order_by(*HEADLINE_FIRST).values("pk")[:1]
    return outcomes.annotate(headline=Subquery(first), seen=Coalesce(Subquery(number), 0))


class OutcomeRow(NamedTuple):
    """An outcome as a list shows it: its sentence, its small chart and who leads."""

    pk: int
    reference: str
    address: str
    name: str
    priority: str
    place: str
    lead: Lead | None
    sentence: str
    note: str
    sparkline: SafeString


class IndicatorRow(NamedTuple):
    """A measure as a list shows it: its sentence, small chart, and a note of its latest figure and what it shows."""

    address: str
    name: str
    is_experience: bool
    sentence: str
    note: str
    caveat: str
    sparkline: SafeString


PRIORITIES_FIRST = (
    Case(When(priority=Outcome.Priority.TOP, then=0), When(priority=Outcome.Priority.NORMAL, then=1), default=2),
    "name",
    "pk",
)


def outcome_rows(partnership: Partnership, asker: Asker, *, most: int) -> list[OutcomeRow]:
    """The first outcomes of a partnership that this asker may see, top priorities first. At most six SQL queries."""
    outcomes = outcomes_open_to(asker).filter(partnership=partnership).select_related("place")
    return rows_of(with_headline(outcomes, asker).order_by(*PRIORITIES_FIRST)[:most], partnership, asker)


def rows_of(outcomes: Iterable[Any], partnership: Partnership | None, asker: Asker) -> list[OutcomeRow]:
    """Outcomes with a headline as a list shows them; leads if all are of one partnership. At most six SQL queries.

    No measure speaks for an outcome that has many: a count of changes stands in for its sentence and chart.
    """
    listed = list(outcomes)
    tallies = tallies_of([outcome.pk for outcome in listed if outcome.seen > MANY], asker)
    lead_ids = {outcome.lead_id for outcome in listed}
    leads = {} if partnership is None else leads_shown(lead_ids, partnership, asker)
    measures = Indicator.objects.only(*KEPT).in_bulk({outcome.headline for outcome in listed if outcome.headline})
    return [
        _outcome_row(one, tallies.get(one.pk) or measures.get(one.headline), leads.get(one.lead_id)) for one in listed
    ]


def indicator_rows(indicators: QuerySet[Indicator]) -> list[IndicatorRow]:
    """Measures as a list shows them. One SQL query."""
    kept = indicators.select_related("outcome").only(*KEPT, "is_experience", "level", "outcome__name")
    return [indicator_row(indicator) for indicator in kept]


# What a row of a list needs of a measure.
KEPT = ("reference", "name", "caveat", "unit", "rhythm", "target", "judged_by", "run_length", *judgement.KEPT)


def _outcome_row(outcome: Any, shown: Indicator | Tally | None, lead: Lead | None) -> OutcomeRow:
    priority, place = outcome.get_priority_display(), outcome.place.name if outcome.place else ""
    post = f"{lead.post}, {lead.organisation}" if lead else ""
    return OutcomeRow(
        pk=outcome.pk,
        reference=outcome.reference,
        address=outcome.get_absolute_url(),
        name=outcome.name,
        priority=priority,
        place=place,
        lead=lead,
        sentence=shown.sentence if isinstance(shown, Tally) else wording.sentence_of_outcome(shown),
        note=" · ".join(part for part in (capfirst(priority), place, post) if part),
        sparkline=SafeString(shown.picture if isinstance(shown, Indicator) else ""),
    )


def indicator_row(indicator: Indicator) -> IndicatorRow:
    """A measure as a list shows it. No SQL query."""
    return IndicatorRow(
        address=indicator.get_absolute_url(),
        name=indicator.name,
        is_experience=indicator.is_experience,
        sentence=wording.sentence(indicator),
        note=wording.note(indicator),
        caveat=indicator.caveat,
        sparkline=SafeString(indicator.picture),
    )
