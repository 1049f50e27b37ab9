"""Results that may be told: made from measures alone, never from what anybody says of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from joinedup.answers import rules
from joinedup.frame.refusals import Refusal
from joinedup.frame.visibility import Visibility
from joinedup.outcomes import wording
from joinedup.outcomes.models import Indicator, Outcome, SignOff
from joinedup.outcomes.periods import said_by_rhythm
from joinedup.outcomes.reads import indicators_open_to, outcomes_open_to
from joinedup.partners.models import Endorsement, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Commitment
from joinedup.promises.reads import commitments_open_to
from joinedup.promises.rules import KEPT

SHARED = ~Q(visibility=Visibility.DRAFT)


@dataclass(frozen=True)
class Result:
    """A measure that may be told as a result: what was promised and kept towards it, who agreed, whom else it helps."""

    measure: Indicator
    outcome: Outcome
    sentence: str
    latest: str
    kept: tuple[Commitment, ...]
    agreed: tuple[str, ...]
    helps: tuple[Outcome, ...]

    @property
    def sparkline(self) -> SafeString:
        """The measure's small chart, which this house drew."""
        return SafeString(self.measure.picture)

    @property
    def to_copy(self) -> str:
        """The result in words that anybody may copy: what moved, by how much it is, and where the figures are from."""
        movement = f"{self.sentence[:1].lower()}{self.sentence[1:]}"
        return _("{measure}: {movement} The latest figure is {latest}, from {source}.").format(
            measure=self.measure.name, movement=movement, latest=self.latest, source=_source(self.measure)
        )


@dataclass(frozen=True)
class Withheld:
    """A measure that got better and may not be told as a result, with every reason why."""

    measure: Indicator
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True)
class Results:
    """What a partnership may tell, what it may not yet, how many measures got worse, and who stands behind it."""

    told: tuple[Result, ...]
    withheld: tuple[Withheld, ...]
    worse: int
    measures: int
    endorsed: tuple[Endorsement, ...]


def results_of(partnership: Partnership, asker: Asker) -> Results:
    """The results of a partnership as this asker may see the records. Six SQL queries at most."""
    seen = indicators_open_to(asker).filter(SHARED, partnership=partnership)
    better = list(
        seen.filter(verdict="improved", outcome__in=outcomes_open_to(asker).filter(SHARED).values("pk"))
        .select_related("outcome", "steward")
        .order_by(F("moved_on").desc(nulls_last=True), "pk")
    )
    counted = seen.aggregate(all=Count("pk"), worse=Count("pk", filter=Q(verdict="worsened", lasting=True)))
    refused = {one.pk: rules.refusals_to_tell(_movement(one)) for one in better}
    told = [one for one in better if not refused[one.pk]]
    return Results(
        told=_results(told, asker),
        withheld=tuple(Withheld(one, refused[one.pk]) for one in better if refused[one.pk]),
        worse=counted["worse"],
        measures=counted["all"],
        endorsed=tuple(_endorsements(partnership)),
    )


def _movement(one: Indicator) -> rules.Movement:
    return rules.Movement(
        verdict=one.verdict,
        lasting=one.lasting,
        is_trial=one.is_trial,
        moved_on=one.moved_on,
        latest_on=one.latest_on,
        is_for_people=one.level == Indicator.Level.OUTCOME,
        has_source=bool(_source(one)),
    )


def _source(one: Indicator) -> str:
    return one.source or (one.steward.name if one.steward else "") or one.source_url


def _results(told: Iterable[Indicator], asker: Asker) -> tuple[Result, ...]:
    listed = [(one, one.outcome) for one in told if one.outcome]
    keys = {outcome.pk for _one, outcome in listed}
    kept = _kept(keys, asker)
    towards = _towards({promise.pk for promises in kept.values() for promise in promises}, asker)
    agreed = _agreed(outcome for _one, outcome in listed)
    return tuple(
        Result(
            measure=one,
            outcome=outcome,
            sentence=wording.movement(one),
            latest=_latest(one),
            kept=tuple(kept[outcome.pk]),
            agreed=tuple(agreed[outcome.pk]),
            helps=_others(outcome, kept[outcome.pk], towards),
        )
        for one, outcome in listed
    )


def _latest(one: Indicator) -> str:
    figure = wording.latest(one)
    if not figure or one.latest_on is None:
        return _("not given")
    period = said_by_rhythm(one.latest_on, one.rhythm)
    return _("{figure} in {period}").format(figure=figure, period=period)


def _kept(outcomes: Collection[int], asker: Asker) -> dict[int, list[Commitment]]:
    """The promises towards each outcome that were kept."""
    made = commitments_open_to(asker).filter(SHARED, state=KEPT, outcomes__in=outcomes)
    by_outcome: dict[int, list[Commitment]] = defaultdict(list)
    for one in made.annotate(towards=F("outcomes")).select_related("organisation").order_by("due_on", "pk"):
        by_outcome[one.towards].append(one)
    return by_outcome


def _towards(promises: Collection[int], asker: Asker) -> dict[int, list[Outcome]]:
    """The outcomes that each of these promises serves."""
    served: dict[int, list[Outcome]] = defaultdict(list)
    outcomes: Any = outcomes_open_to(asker).filter(SHARED, commitments__in=promises).annotate(by=F("commitments"))
    for one in outcomes.order_by("name", "pk"):
        served[one.by].append(one)
    return served


def _others(outcome: Outcome, kept: Iterable[Commitment], towards: Mapping[int, list[Outcome]]) -> tuple[Outcome, ...]:
    served = {one.pk: one for promise in kept for one in towards.get(promise.pk, ()) if one.pk != outcome.pk}
    return tuple(sorted(served.values(), key=lambda one: (one.name, one.pk)))


def _agreed(outcomes: Iterable[Outcome]) -> dict[int, list[str]]:
    """The organisations that agreed to each outcome's present wording, by name."""
    wordings = {one.pk: one.wording for one in outcomes}
    words = SignOff.objects.filter(outcome__in=wordings).exclude(stance=SignOff.Stance.DISAGREES)
    agreed: dict[int, list[str]] = defaultdict(list)
    for one in words.select_related("organisation").order_by("organisation__name"):
        if one.outcome_id is not None and one.wording == wordings[one.outcome_id]:
            agreed[one.outcome_id].append(one.organisation.name)
    return agreed


def _endorsements(partnership: Partnership) -> Iterable[Endorsement]:
    """The latest word of each member's governing body that stands behind the partnership."""
    latest: dict[tuple[int, str], Endorsement] = {}
    given = Endorsement.objects.filter(partnership=partnership).select_related("organisation")
    for one in given.order_by("-endorsed_on", "-pk"):
        latest.setdefault((one.organisation_id, one.governing_body), one)
    return sorted(latest.values(), key=lambda one: (one.organisation.name, capfirst(one.governing_body)))
