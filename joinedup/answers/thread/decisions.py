"""Risks and decisions on the thread: what could stop an outcome, what was decided about it, and who carries it out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.answers.thread import records
from joinedup.answers.thread.gathering import MOST, Gathered, gather
from joinedup.answers.thread.shape import Break, Line, Record, Thread, lines
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import leads_shown
from joinedup.promises.models import Bearing, Commitment, Decision, Enactment, Risk
from joinedup.promises.reads import commitments_open_to, decisions_open_to, enactments_open_to, risks_open_to
from joinedup.promises.reads.risks import judged

WHAT_COULD_STOP_IT = gettext_lazy("What could stop it")
WHAT_WAS_DECIDED = gettext_lazy("What was decided about it")
MADE_AGAINST = gettext_lazy("The risks that it is made against")
CARRIES_OUT = gettext_lazy("The decisions that it carries out")
THREATENS = gettext_lazy("What it threatens")
DONE_ABOUT_IT = gettext_lazy("What is being done about it")
CARRIED_OUT_BY = gettext_lazy("Who carries it out")
BEARS = {
    Bearing.Kind.FIRST: gettext_lazy("What it puts first"),
    Bearing.Kind.OFF: gettext_lazy("What it puts off"),
    Bearing.Kind.CONCERNS: gettext_lazy("What it concerns"),
}

NOTHING_AGAINST = gettext_lazy("Nothing is promised against it.")
NOBODY_AFFECTED = gettext_lazy("No member is named that carries this out.")
NOTHING_OF_ITS_OWN = gettext_lazy("Nothing of its own carries this out yet.")


def risk_record(risk: Risk, *more: Line) -> Record:
    """A risk with how it is judged."""
    return Record("risk", risk.name, risk.get_absolute_url(), judged(risk.likelihood, risk.impact), lines=lines(*more))


def decision_record(decision: Decision, *more: Line) -> Record:
    """A decision with the day on which it was taken."""
    said = date_format(decision.decided_on) if decision.decided_on else ""
    return Record("decision", decision.name, decision.get_absolute_url(), said, lines=lines(*more))


def beside_outcomes(outcome_ids: Iterable[int], asker: Asker) -> Mapping[int, tuple[Line, ...]]:
    """What could stop each of these outcomes and what was decided about it. Two SQL queries."""
    ids = list(outcome_ids)
    threats = Risk.outcomes.through.objects.filter(outcome__in=ids, risk__in=risks_open_to(asker))
    bearings = Bearing.objects.filter(outcome__in=ids, decision__in=decisions_open_to(asker))
    found: dict[int, list[list[Record]]] = defaultdict(lambda: [[], []])
    for threat in threats.select_related("risk").order_by("risk__review_on", "pk")[:MOST]:
        found[threat.outcome_id][0].append(risk_record(threat.risk))
    for bearing in bearings.select_related("decision").order_by("-decision__decided_on", "pk")[:MOST]:
        found[bearing.outcome_id][1].append(decision_record(bearing.decision))
    return {
        outcome: lines(Line(WHAT_COULD_STOP_IT, tuple(risks)), Line(WHAT_WAS_DECIDED, tuple(decided)))
        for outcome, (risks, decided) in found.items()
    }


def beside_promise(commitment: Commitment, asker: Asker) -> tuple[Line, ...]:
    """The risks against which a promise is made, and the decisions that it carries out. Two SQL queries."""
    risks = risks_open_to(asker).filter(mitigations=commitment).order_by("review_on", "pk")[:MOST]
    decided = decisions_open_to(asker).filter(enactments__promise=commitment).order_by("-decided_on", "pk")[:MOST]
    return lines(
        Line(MADE_AGAINST, tuple(risk_record(risk) for risk in risks)),
        Line(CARRIES_OUT, tuple(decision_record(decision) for decision in decided)),
    )


def of_risk(reference: str, asker: Asker) -> Thread | None:
    """How a risk connects: the outcomes that it threatens, who answers for it, and what is promised against it."""
    risk = risks_open_to(asker).select_related("partnership").filter(reference=reference).first()
    if risk is None:
        return None
    gathered = gather(
        asker,
        outcomes=outcomes_open_to(asker).filter(risks=risk),
        commitments=commitments_open_to(asker).filter(risks=risk),
        also=[reference],
    )
    against = tuple(records.promise_record(promise, gathered) for promise in gathered.commitments)
    missing = () if against else (Break(NOTHING_AGAINST, _mend(risk, gathered, "mitigations/")),)
    here = risk_record(
        risk,
        _owner_line(risk, gathered),
        Line(DONE_ABOUT_IT, against, missing),
        records.questions_line(reference, gathered),
    )
    threatened = tuple(records.outcome_record(outcome) for outcome in gathered.outcomes)
    serves = () if threatened else (Break(records.SERVES_NOTHING, _mend(risk, gathered, "edit/")),)
    return Thread(reference, here, lines(Line(THREATENS, threatened, serves)), gathered.is_cut)


def of_decision(reference: str, asker: Asker) -> Thread | None:
    """How a decision connects: the outcomes on which it bears, and what of each member\'s own carries it out."""
    decision = decisions_open_to(asker).select_related("partnership").filter(reference=reference).first()
    if decision is None:
        return None
    gathered = gather(
        asker,
        outcomes=outcomes_open_to(asker).filter(bearings__decision=decision),
        commitments=commitments_open_to(asker).filter(enactments__decision=decision).distinct(),
        also=[reference],
    )
    carried = _carried_out_line(decision, gathered)
    here = decision_record(decision, carried, records.questions_line(reference, gathered))
    return Thread(reference, here, _bearing_lines(decision, gathered), gathered.is_cut)


def of_enactment(reference: str, asker: Asker) -> Thread | None:
    """An enactment stands on its decision's thread."""
    one = enactments_open_to(asker).select_related("decision").filter(reference=reference).first()
    return of_decision(one.decision.reference, asker) if one else None


def _owner_line(risk: Risk, gathered: Gathered) -> Line:
    owner = leads_shown([risk.owner_id], risk.partnership, gathered.asker).get(risk.owner_id or 0)
    page = _mend(risk, gathered, "edit/")
    if owner is None:
        return Line(records.ANSWERS_FOR_IT, breaks=(Break(records.NOBODY, page),))
    left = (Break(records.HAS_LEFT, page),) if owner.has_left else ()
    return Line(records.ANSWERS_FOR_IT, (records.lead_record(owner),), left)


def _bearing_lines(decision: Decision, gathered: Gathered) -> tuple[Line, ...]:
    kinds: dict[int, Any] = dict(decision.bearings.values_list("outcome", "kind"))
    return lines(
        *(
            Line(words, tuple(records.outcome_record(one) for one in gathered.outcomes if kinds[one.pk] == kind))
            for kind, words in BEARS.items()
        )
    )


def _carried_out_line(decision: Decision, gathered: Gathered) -> Line:
    named = decision.enactments.select_related("organisation").order_by("organisation__name", "pk")
    carried = tuple(_enactment_record(one, decision, gathered) for one in named)
    missing = () if carried else (Break(NOBODY_AFFECTED, _mend(decision, gathered, "affected/")),)
    return Line(CARRIED_OUT_BY, carried, missing)


def _enactment_record(one: Enactment, decision: Decision, gathered: Gathered) -> Record:
    page = f"/{one.reference}/enact/" if decision.partnership_id in gathered.own else ""
    missing = () if one.kind else (Break(NOTHING_OF_ITS_OWN, page),)
    promised = tuple(
        records.promise_record(promise, gathered) for promise in gathered.commitments if promise.pk == one.promise_id
    )
    said = ": ".join(part for part in (one.get_kind_display(), one.what) if part)
    done = _("in effect since {day}").format(day=date_format(one.enacted_on)) if one.enacted_on else ""
    return Record(
        "organisation",
        one.organisation.name,
        one.organisation.get_absolute_url(),
        ", ".join(part for part in (said, done) if part),
        lines=lines(Line("", breaks=missing), Line(records.WHAT_IS_PROMISED, promised)),
    )


def _mend(noun: Risk | Decision, gathered: Gathered, below: str) -> str:
    return f"{noun.get_absolute_url()}{below}" if noun.partnership_id in gathered.own else ""
