"""The look-ups of a thread: everything that hangs on some outcomes and promises, as one asker may see it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from joinedup.outcomes.models import Indicator, Link, Outcome, Problem, Step
from joinedup.outcomes.reads import indicators_open_to, problems_open_to, steps_open_to
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker, own_partnerships
from joinedup.partners.reads import Lead, leads_shown
from joinedup.promises.models import Commitment, Part
from joinedup.questions.models import Question
from joinedup.questions.reads import questions_open_to

MOST = 100
RUNGS = 3
Row = TypeVar("Row")
Key = TypeVar("Key")


@dataclass(frozen=True)
class Gathered:
    """What a walk goes over. Nothing in it is unseen by its asker."""

    asker: Asker
    own: frozenset[int] = frozenset()
    outcomes: Sequence[Outcome] = ()
    problems: Mapping[int, Problem] = field(default_factory=dict)
    indicators: Mapping[int, Sequence[Indicator]] = field(default_factory=dict)
    steps: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    commitments: Sequence[Commitment] = ()
    towards: Mapping[int, frozenset[int]] = field(default_factory=dict)
    parts: Mapping[int, Sequence[Part]] = field(default_factory=dict)
    leads: Mapping[tuple[int, int], Lead] = field(default_factory=dict)
    questions: Mapping[str, Sequence[Question]] = field(default_factory=dict)

    @cached_property
    def is_cut(self) -> bool:
        """Whether more hangs on this than was looked up."""
        return len(self.outcomes) >= MOST or len(self.commitments) >= MOST

    def lead_of(self, noun: Outcome | Commitment) -> Lead | None:
        """Who is named for an outcome or a promise, as this asker may be told."""
        return self.leads.get((noun.partnership_id, noun.lead_id)) if noun.lead_id is not None else None

    def towards_outcome(self, outcome: Outcome) -> tuple[Commitment, ...]:
        """The promises that serve an outcome, as far as they were looked up."""
        return tuple(each for each in self.commitments if outcome.pk in self.towards.get(each.pk, ()))

    def served_by(self, commitment: Commitment) -> tuple[Outcome, ...]:
        """The outcomes that a promise serves, as far as they were looked up."""
        return tuple(each for each in self.outcomes if each.pk in self.towards.get(commitment.pk, ()))


def gather(
    asker: Asker,
    *,
    outcomes: QuerySet[Outcome],
    commitments: QuerySet[Commitment],
    also: Iterable[str] = (),
    ladder: bool = False,
) -> Gathered:
    """What hangs on these outcomes and promises. also: references whose questions are wanted too.

    ladder: with the steps below the outcomes. At most 100 outcomes and promises. The number of SQL queries does not
    depend on how many there are: nine, two more a partnership for those who are named, and three for the ladder.
    """
    promised = list(commitments.select_related("organisation", "partnership").order_by("due_on", "pk")[:MOST])
    wanted = list(outcomes.select_related("partnership").order_by("pk")[:MOST])
    measures = list(indicators_open_to(asker).filter(outcome__in=[one.pk for one in wanted]).order_by("pk"))
    nouns: list[Outcome | Commitment] = [*wanted, *promised]
    return Gathered(
        asker=asker,
        own=own(asker),
        outcomes=wanted,
        problems=_problems(wanted, asker),
        indicators=_by(measures, lambda measure: measure.outcome_id or 0),
        steps=rungs_below([one.pk for one in wanted], [], asker) if ladder else {},
        commitments=promised,
        towards=_towards(promised),
        parts=_parts(promised),
        leads=_leads(nouns, asker),
        questions=questions_about([*(one.reference for one in nouns), *also], asker),
    )


def own(asker: Asker) -> frozenset[int]:
    """The partnerships in which whoever asks takes part. One SQL query, or none for a reader without an account."""
    if not isinstance(asker, Account):
        return frozenset()
    return frozenset(Partnership.objects.filter(own_partnerships(asker)).values_list("pk", flat=True))


def rungs_below(outcome_ids: Sequence[int], step_ids: Sequence[int], asker: Asker) -> dict[str, list[Step]]:
    """The steps that lead to these outcomes and steps, by the reference they lead to. Three SQL queries."""
    seen = steps_open_to(asker)
    found: dict[str, list[Step]] = defaultdict(list)
    met: set[int] = set(step_ids)
    upper = Q(outcome__in=outcome_ids) | Q(step__in=step_ids)
    for _rung in range(RUNGS):
        links = Link.objects.filter(upper, lower__in=seen).select_related("lower__organisation", "outcome", "step")
        below = list(links.order_by("pk")[:MOST])
        for link in below:
            found[(link.outcome or link.step).reference].append(link.lower)  # type: ignore[union-attr]
        upper = Q(step__in={link.lower_id for link in below} - met)
        met |= {link.lower_id for link in below}
    return found


def questions_about(references: Iterable[str], asker: Asker) -> dict[str, list[Question]]:
    """The questions that people asked about these references, by reference. One SQL query."""
    asked = questions_open_to(asker).filter(about__in=list(references)).exclude(kind=Question.Kind.FINDING)
    return _by(asked.order_by("-asked_at", "-pk")[:MOST], lambda question: question.about)


def _problems(outcomes: Sequence[Outcome], asker: Asker) -> dict[int, Problem]:
    ids = {outcome.problem_id for outcome in outcomes if outcome.problem_id}
    return {problem.pk: problem for problem in problems_open_to(asker).filter(pk__in=ids)}


def _towards(commitments: Sequence[Commitment]) -> dict[int, frozenset[int]]:
    rows = Commitment.outcomes.through.objects.filter(commitment__in=[one.pk for one in commitments])
    towards: dict[int, set[int]] = defaultdict(set)
    for commitment_id, outcome_id in rows.values_list("commitment_id", "outcome_id"):
        towards[commitment_id].add(outcome_id)
    return {commitment_id: frozenset(outcomes) for commitment_id, outcomes in towards.items()}


def _parts(commitments: Sequence[Commitment]) -> dict[int, list[Part]]:
    parts = Part.objects.filter(commitment__in=[one.pk for one in commitments]).select_related("organisation")
    return _by(parts.order_by("pk"), lambda part: part.commitment_id)


def _leads(nouns: Sequence[Outcome | Commitment], asker: Asker) -> dict[tuple[int, int], Lead]:
    """Everybody named, by partnership and person. A fixed number of SQL queries a partnership."""
    by_partnership: dict[Partnership, set[int]] = defaultdict(set)
    for noun in nouns:
        if noun.lead_id is not None:
            by_partnership[noun.partnership].add(noun.lead_id)
    return {
        (partnership.pk, person): lead
        for partnership, people in by_partnership.items()
        for person, lead in leads_shown(people, partnership, asker).items()
    }


def _by(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    grouped: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return grouped
