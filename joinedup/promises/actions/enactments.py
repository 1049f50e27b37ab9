"""The verbs that connect a decision to its members: name an affected one, say what carries it out, report it done."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners.models import Account, Organisation
from joinedup.partners.permissions import convenes
from joinedup.promises import permissions
from joinedup.promises.models import Commitment, Decision, Enactment
from joinedup.promises.reads import stands
from joinedup.promises.rules import decisions as rules
from joinedup.record.actions import enter


@transaction.atomic
def affect(
    decision: Decision, *, by: Account, at: datetime, organisation: Organisation, due_on: date | None = None
) -> Enactment:
    """Name a member that a decision affects, and by when it is to carry the decision out."""
    stored = locked(decision)
    checks = (
        (convenes(by, stored.partnership), rules.NOT_CONVENOR),
        (stands(stored.partnership, organisation.pk, timezone.localdate(at)), rules.NOT_A_MEMBER),
        (not stored.enactments.filter(organisation=organisation).exists(), rules.AFFECTED_ALREADY),
    )
    refuse_if(refusal for holds, refusal in checks if not holds)
    made = Enactment.objects.create(decision=stored, organisation=organisation, due_on=due_on)
    enter_enactment("named affected", made, by=by, at=at)
    return made


@transaction.atomic
def spare(enactment: Enactment, *, by: Account, at: datetime) -> Decision:
    """Say that a decision does not affect a member after all, while nothing carries it out. Gone already is gone."""
    decision = locked(enactment.decision)
    stored = Enactment.objects.select_for_update().filter(pk=enactment.pk).first()
    checks = (
        (convenes(by, decision.partnership), rules.NOT_CONVENOR),
        (stored is None or not stored.kind, rules.CARRIED_OUT_BY),
    )
    refuse_if(refusal for holds, refusal in checks if not holds)
    if stored is not None:
        enter_enactment("spared", stored, by=by, at=at)
        stored.delete()
    return decision


@transaction.atomic
def enact(
    enactment: Enactment,
    *,
    by: Account,
    at: datetime,
    version: int,
    kind: str,
    what: str = "",
    promise: Commitment | None = None,
    due_on: date | None = None,
) -> Enactment:
    """Say which decision, budget line, plan or promise of a member's own carries a decision out, and by when."""
    stored = _stored(enactment)
    changes = {"kind": kind, "what": what, "promise": promise, "due_on": due_on}
    check_version(stored, version, changes)
    carrier = rules.Carrier(
        allowed=permissions.may_enact(by, stored),
        is_enacted=stored.enacted_on is not None,
        kind=kind,
        what=what,
        has_promise=promise is not None,
        promise_belongs=promise is None or _is_promised_by(promise, stored),
    )
    refuse_if(rules.refusals_to_enact(carrier))
    if save_changes(stored, changes):
        enter_enactment("enacted", stored, by=by, at=at)
    return stored


@transaction.atomic
def report_enacted(
    enactment: Enactment, *, by: Account, at: datetime, enacted_on: date, evidence: str = "", evidence_url: str = ""
) -> Enactment:
    """Say that a member has carried a decision out, when, and what shows it. Said once."""
    stored = _stored(enactment)
    refuse_if(
        rules.refusals_to_report_enacted(
            allowed=permissions.may_enact(by, stored),
            kind=stored.kind,
            is_enacted=stored.enacted_on is not None,
            enacted_on=enacted_on,
            today=timezone.localdate(at),
            evidence_url=evidence_url,
        )
    )
    save_changes(stored, {"enacted_on": enacted_on, "evidence": evidence, "evidence_url": evidence_url})
    enter_enactment("reported enacted", stored, by=by, at=at)
    return stored


def _stored(enactment: Enactment) -> Enactment:
    stored = Enactment.objects.select_for_update(of=("self",)).filter(pk=enactment.pk).first()
    if stored is None:
        raise Refused((rules.SPARED,))
    return stored


def _is_promised_by(promise: Commitment, enactment: Enactment) -> bool:
    same_plan = promise.partnership_id == enactment.decision.partnership_id
    return same_plan and promise.organisation_id == enactment.organisation_id


def enter_enactment(verb: str, enactment: Enactment, *, by: Account, at: datetime) -> None:
    decision = enactment.decision
    facts = {
        "decision": decision.reference,
        "organisation": enactment.organisation.reference,
        "person": enactment.person.reference if enactment.person else "",
        "kind": enactment.kind,
        "carried_by": enactment.promise.reference if enactment.promise else "",
        "due_on": enactment.due_on.isoformat() if enactment.due_on else "",
        "enacted_on": enactment.enacted_on.isoformat() if enactment.enacted_on else "",
    }
    said = {"in_body": enactment.in_body} if enactment.in_body else {}
    texts = {**said, "what": enactment.what, "evidence": enactment.evidence, "evidence_url": enactment.evidence_url}
    enter(verb, enactment, by=by, at=at, partnership=decision.partnership.reference, facts=facts, texts=texts)
