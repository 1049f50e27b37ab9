"""The walk from each kind of noun: up to what it is for, down to who carries it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.answers.thread import agreements, decisions, freedoms, records
from joinedup.answers.thread.gathering import MOST, RUNGS, Gathered, gather, own, rungs_below
from joinedup.answers.thread.shape import Break, Line, Record, Thread, lines
from joinedup.frame.references import kind_of, named
from joinedup.outcomes.models import Indicator, Link, Outcome, Step
from joinedup.outcomes.reads import indicators_open_to, outcomes_open_to, problems_open_to, steps_open_to
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import organisations_open_to, people_open_to
from joinedup.promises.models import Commitment
from joinedup.promises.reads import commitments_open_to, parts_open_to
from joinedup.questions.reads import questions_open_to

THE_PROBLEM = _("The problem")
INSTEAD = _("What should be so instead")
WHAT_IT_IS_FOR = _("What it is for")
LEADS_TO = _("What it leads to")
ANSWERS_FOR = _("What it answers for")
IS_ABOUT = _("What it is about")
TAKES = _("Parts that it takes")

Walk = Callable[[str, Asker], Thread | None]


def of(reference: str, asker: Asker) -> Thread | None:
    """How a record connects, as this asker may see it; None for what the asker may not see or no thread runs through.

    The number of SQL queries depends on the kind of noun and the partnerships that it has a part in, not on how many
    records hang on it: 8 to 18 within one partnership.
    """
    walk = WALKS.get(kind_of(reference))
    return walk(reference, asker) if walk else None


def _of_problem(reference: str, asker: Asker) -> Thread | None:
    problem = problems_open_to(asker).select_related("partnership").filter(reference=reference).first()
    if problem is None:
        return None
    outcomes = outcomes_open_to(asker).filter(problem=problem)
    gathered = _with_promises_towards(outcomes, asker, reference)
    missing = () if gathered.outcomes else (records.problem_without_outcome(problem, gathered),)
    beside = _beside([outcome.pk for outcome in gathered.outcomes], asker)
    wanted = tuple(_outcome_with_all_below(one, gathered, *beside.get(one.pk, ())) for one in gathered.outcomes)
    here = records.problem_record(problem, Line(INSTEAD, wanted, missing), records.questions_line(reference, gathered))
    return Thread(reference, here, (), gathered.is_cut)


def _of_outcome(reference: str, asker: Asker) -> Thread | None:
    outcomes = outcomes_open_to(asker).filter(reference=reference)
    gathered = _with_promises_towards(outcomes, asker, reference)
    if not gathered.outcomes:
        return None
    outcome = gathered.outcomes[0]
    beside = _beside([outcome.pk], asker)
    agreed = agreements.beside_outcome(outcome, asker)
    here = _outcome_with_all_below(outcome, gathered, *beside.get(outcome.pk, ()), *agreed)
    return Thread(reference, here, lines(_problem_above(outcome, gathered)), gathered.is_cut)


def _of_indicator(reference: str, asker: Asker) -> Thread | None:
    indicator = indicators_open_to(asker).filter(reference=reference).first()
    if indicator is None:
        return None
    outcomes = outcomes_open_to(asker).filter(indicators=indicator)
    gathered = _with_promises_towards(outcomes, asker, reference, ladder=False)
    moved_by = tuple(records.promises_line(outcome, gathered) for outcome in gathered.outcomes)
    here = records.indicator_record(indicator, gathered, *moved_by, records.questions_line(reference, gathered))
    return Thread(reference, here, _above(indicator, gathered.outcomes, gathered, measures=False), gathered.is_cut)


def _of_step(reference: str, asker: Asker) -> Thread | None:
    step = steps_open_to(asker).select_related("organisation").filter(reference=reference).first()
    if step is None:
        return None
    reached, rungs = _rungs_above(step, asker)
    gathered = gather(
        asker,
        outcomes=outcomes_open_to(asker).filter(pk__in=reached),
        commitments=commitments_open_to(asker).none(),
        also=[reference],
    )
    above = _above(step, gathered.outcomes, gathered)
    between = Line(LEADS_TO, tuple(Record("step", rung.name, rung.get_absolute_url()) for rung in rungs))
    below = Gathered(asker, gathered.own, steps=rungs_below([], [step.pk], asker), questions=gathered.questions)
    here = records.step_record(step, below, records.questions_line(reference, below))
    return Thread(reference, here, (*above, *lines(between)), gathered.is_cut)


def _of_promise(reference: str, asker: Asker) -> Thread | None:
    return _through_promise(reference, commitments_open_to(asker).filter(reference=reference).first(), asker)


def _of_part(reference: str, asker: Asker) -> Thread | None:
    part = parts_open_to(asker).select_related("commitment").filter(reference=reference).first()
    return _through_promise(reference, part.commitment, asker) if part else None


def _through_promise(reference: str, commitment: Commitment | None, asker: Asker) -> Thread | None:
    if commitment is None:
        return None
    gathered = gather(
        asker,
        outcomes=outcomes_open_to(asker).filter(commitments=commitment),
        commitments=commitments_open_to(asker).filter(pk=commitment.pk),
    )
    promised = gathered.commitments[0]
    questions = records.questions_line(promised.reference, gathered)
    above = _above(promised, gathered.served_by(promised), gathered)
    beside = decisions.beside_promise(promised, asker)
    return Thread(reference, records.promise_record(promised, gathered, *beside, questions), above)


def _of_organisation(reference: str, asker: Asker) -> Thread | None:
    organisation = organisations_open_to(asker).filter(reference=reference).first()
    if organisation is None:
        return None
    gathered = _with_outcomes_of(commitments_open_to(asker).filter(organisation=organisation), asker, reference)
    taken = parts_open_to(asker).filter(organisation=organisation).exclude(commitment__organisation=organisation)
    parts = tuple(
        Record("part", part.what, part.commitment.get_absolute_url(), part.commitment.output)
        for part in taken.select_related("commitment").order_by("pk")[:MOST]
    )
    here = records.organisation_record(
        organisation, _promised(gathered), Line(TAKES, parts), records.questions_line(reference, gathered)
    )
    return Thread(reference, here, lines(*_grouped_by_problem(gathered.outcomes, gathered)), gathered.is_cut)


def _of_person(reference: str, asker: Asker) -> Thread | None:
    person = people_open_to(asker).filter(reference=reference).first()
    if person is None:
        return None
    gathered = gather(
        asker,
        outcomes=outcomes_open_to(asker).filter(lead=person),
        commitments=commitments_open_to(asker).filter(lead=person),
    )
    answers_for = tuple(
        records.outcome_record(outcome, records.measures_line(outcome, gathered)) for outcome in gathered.outcomes
    )
    by_post = next((str(lead) for lead in gathered.leads.values()), "") or getattr(person, "known_as", "")
    below = lines(Line(ANSWERS_FOR, answers_for), _promised(gathered))
    here = Record("person", by_post or str(_("A person")), person.get_absolute_url(), lines=below)
    return Thread(reference, here, (), gathered.is_cut)


def _of_question(reference: str, asker: Asker) -> Thread | None:
    question = questions_open_to(asker).filter(reference=reference).first()
    if question is None:
        return None
    here = records.question_record(question, Gathered(asker, own(asker)))
    about = of(question.about, asker) if kind_of(question.about) != "question" else None
    if about is None:
        known = named([question.about], asker).values()
        subjects = tuple(Record(each.kind, each.title, each.address) for each in known)
        return Thread(reference, here, lines(Line(IS_ABOUT, subjects)))
    return Thread(reference, here, (*about.above, Line(IS_ABOUT, (replace(about.here, lines=()),))))


def _with_promises_towards(
    outcomes: QuerySet[Outcome], asker: Asker, reference: str, *, ladder: bool = True
) -> Gathered:
    """Outcomes, and the promises towards them."""
    towards = commitments_open_to(asker).filter(outcomes__in=outcomes.values("pk")).distinct()
    return gather(asker, outcomes=outcomes, commitments=towards, also=[reference], ladder=ladder)


def _with_outcomes_of(commitments: QuerySet[Commitment], asker: Asker, reference: str) -> Gathered:
    """Promises, and the outcomes that they serve."""
    served = outcomes_open_to(asker).filter(commitments__in=commitments.values("pk")).distinct()
    return gather(asker, outcomes=served, commitments=commitments, also=[reference])


def _outcome_with_all_below(outcome: Outcome, gathered: Gathered, *beside: Line) -> Record:
    return records.outcome_record(
        outcome,
        records.lead_line(outcome, gathered),
        records.measures_line(outcome, gathered),
        records.steps_line(outcome, gathered),
        records.promises_line(outcome, gathered),
        *beside,
        records.questions_line(outcome.reference, gathered),
    )


def _beside(outcomes: Sequence[int], asker: Asker) -> Mapping[int, tuple[Line, ...]]:
    """What could stop each of these outcomes, what was decided about it, what is in its way and what is not applied."""
    decided, freed = decisions.beside_outcomes(outcomes, asker), freedoms.beside_outcomes(outcomes, asker)
    return {outcome: (*decided.get(outcome, ()), *freed.get(outcome, ())) for outcome in outcomes}


def _promised(gathered: Gathered) -> Line:
    return Line(
        records.WHAT_IS_PROMISED,
        tuple(records.promise_record(commitment, gathered) for commitment in gathered.commitments),
        () if gathered.commitments else (Break(records.NOTHING_PROMISED),),
    )


def _above(
    noun: Indicator | Step | Commitment, outcomes: Sequence[Outcome], gathered: Gathered, *, measures: bool = True
) -> tuple[Line, ...]:
    """The problems and outcomes that a noun serves, from the top down; serving none is a break."""
    if not outcomes:
        return (
            Line(
                WHAT_IT_IS_FOR,
                breaks=(
                    Break(
                        records.SERVES_NOTHING,
                        records.mend(noun, gathered, "link/" if isinstance(noun, Step) else "edit/"),
                    ),
                ),
            ),
        )
    return lines(*_grouped_by_problem(outcomes, gathered, measures=measures))


def _grouped_by_problem(outcomes: Sequence[Outcome], gathered: Gathered, *, measures: bool = True) -> Iterator[Line]:
    """Problems with the outcomes that deal with them, then the outcomes for which no problem is stated."""
    below = {one.pk: (records.measures_line(one, gathered),) if measures else () for one in outcomes}
    dealt_with = tuple(
        records.problem_record(problem, Line(INSTEAD, _served(outcomes, problem.pk, below)))
        for problem in gathered.problems.values()
        if any(one.problem_id == problem.pk for one in outcomes)
    )
    yield Line(THE_PROBLEM, dealt_with)
    alone = tuple(
        records.outcome_record(one, _problem_above(one, gathered), *below[one.pk])
        for one in outcomes
        if one.problem_id not in gathered.problems
    )
    yield Line(WHAT_IT_IS_FOR, alone)


def _served(outcomes: Sequence[Outcome], problem_id: int, below: Mapping[int, tuple[Line, ...]]) -> tuple[Record, ...]:
    return tuple(records.outcome_record(one, *below[one.pk]) for one in outcomes if one.problem_id == problem_id)


def _problem_above(outcome: Outcome, gathered: Gathered) -> Line:
    """The problem that an outcome deals with; none is a break."""
    problem = gathered.problems.get(outcome.problem_id or 0)
    if problem is None:
        return Line(THE_PROBLEM, breaks=(Break(records.NO_PROBLEM, records.mend(outcome, gathered, "edit/")),))
    return Line(THE_PROBLEM, (records.problem_record(problem),))


def _rungs_above(step: Step, asker: Asker) -> tuple[set[int], list[Step]]:
    """The outcomes that a step leads to, and the rungs between, from the top down. Three SQL queries."""
    shown = Link.objects.filter(Q(step=None) | Q(step__in=steps_open_to(asker))).select_related("step")
    reached: set[int] = set()
    between: dict[int, Step] = {}
    lower = {step.pk}
    for _rung in range(RUNGS):
        links = list(shown.filter(lower__in=lower).order_by("pk")[:MOST])
        reached |= {link.outcome_id for link in links if link.outcome_id}
        upper = {link.step.pk: link.step for link in links if link.step and link.step.pk not in between}
        between |= upper
        lower = set(upper)
    between.pop(step.pk, None)
    return reached, list(reversed(between.values()))


WALKS: dict[str, Walk] = {
    "problem": _of_problem,
    "outcome": _of_outcome,
    "indicator": _of_indicator,
    "step": _of_step,
    "promise": _of_promise,
    "part": _of_part,
    "risk": decisions.of_risk,
    "decision": decisions.of_decision,
    "enactment": decisions.of_enactment,
    "agreement": agreements.of_agreement,
    "clause": agreements.of_clause,
    "version": agreements.of_version,
    "party": agreements.of_party,
    "freedom": freedoms.of_freedom,
    "organisation": _of_organisation,
    "person": _of_person,
    "question": _of_question,
}
