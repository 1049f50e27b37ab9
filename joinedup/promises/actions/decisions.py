"""The verbs of decisions: decide, edit, add the minute, share. Once shared, a decision stands as it was written."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import Edited, check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Mandate, Partnership
from joinedup.partners.permissions import convenes
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions
from joinedup.promises.actions.entries import raise_version
from joinedup.promises.models import Bearing, Decision
from joinedup.promises.reads import decisions as reads
from joinedup.promises.rules import decisions as rules
from joinedup.record.actions import enter

BEARINGS = {"concerns": Bearing.Kind.CONCERNS, "puts_first": Bearing.Kind.FIRST, "puts_off": Bearing.Kind.OFF}


@transaction.atomic
def decide(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    name: str,
    words: str = "",
    decided_on: date | None = None,
    decided_by: str = "",
    authority: str = "",
    mandate: Mandate | None = None,
    reason: str = "",
    minute: str = "",
    minute_url: str = "",
    dissent: str = "",
    options: str = "",
    gains: str = "",
    loses: str = "",
    evidence: str = "",
    concerns: Sequence[Outcome] = (),
    puts_first: Sequence[Outcome] = (),
    puts_off: Sequence[Outcome] = (),
    supersedes: Decision | None = None,
    visibility: str = Visibility.DRAFT,
) -> Decision:
    """Put on record what a partnership decided. Raises Refused with every reason against."""
    keep_pause(partnership, visibility, at=at)
    decision = Decision(
        partnership=partnership,
        name=name,
        words=words,
        decided_on=decided_on,
        decided_by=decided_by,
        authority=authority,
        mandate=mandate,
        reason=reason,
        minute=minute,
        minute_url=minute_url,
        dissent=dissent,
        options=options,
        gains=gains,
        loses=loses,
        evidence=evidence,
        supersedes=supersedes,
        visibility=visibility,
    )
    bearings = {"concerns": concerns, "puts_first": puts_first, "puts_off": puts_off}
    _refuse_terms(decision, by=by, at=at, bearings=bearings)
    decision.save()
    _bear(decision, bearings)
    enter_decision("decided", decision, by=by, at=at, **_outcomes(bearings))
    return decision


@transaction.atomic
def edit_decision(
    decision: Decision,
    *,
    by: Account,
    at: datetime,
    version: int,
    concerns: Sequence[Outcome],
    puts_first: Sequence[Outcome],
    puts_off: Sequence[Outcome],
    **said: object,
) -> Decision:
    """Change a decision that is still a draft. said: its fields by name.

    Raises Edited if somebody else changed it meanwhile.
    """
    stored = locked(decision)
    bearings = {"concerns": concerns, "puts_first": puts_first, "puts_off": puts_off}
    differs = _bears(stored) != {outcome.pk: kind for outcome, kind in _pairs(bearings)}
    _check_version(stored, version, said, by=by, differs=differs)
    wanted = Decision(pk=stored.pk, partnership=stored.partnership, visibility=stored.visibility, **said)
    shared = stored.visibility != Visibility.DRAFT
    _refuse_terms(wanted, by=by, at=at, bearings=bearings, also=(rules.IS_SHARED,) if shared else ())
    changed = save_changes(stored, said)
    if differs:
        _bear(stored, bearings)
        changed = (*(changed or raise_version(stored)), "outcomes")
    if changed:
        enter_decision("edited", stored, by=by, at=at, **_outcomes(bearings), changed=sorted(changed))
    return stored


@transaction.atomic
def add_minute(decision: Decision, *, by: Account, at: datetime, **said: str) -> Decision:
    """Say afterwards what a decision left unsaid: its reason, its minute, who did not agree. Each is said once.

    said: by field, as `rules.decisions.MAY_COME_LATER` names them.
    """
    stored = locked(decision)
    wanted = {name: text.strip() for name, text in said.items() if text.strip()}
    checks = (
        (convenes(by, stored.partnership), rules.NOT_CONVENOR),
        (bool(wanted), rules.NOTHING_SAID),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    refuse_if((*refused, *rules.refusals_to_rewrite(reads.texts_of(stored), wanted)))
    changed = save_changes(stored, wanted)
    if changed:
        enter_decision("added minute", stored, by=by, at=at, changed=sorted(changed))
    return stored


@transaction.atomic
def share_decision(decision: Decision, *, by: Account, at: datetime, visibility: str) -> Decision:
    """Show a decision to the partners or to everybody. It never becomes a draft again."""
    paused_until = hold_public(decision.partnership, visibility, at=at)
    stored = locked(decision)
    was = stored.visibility
    unshared = was != Visibility.DRAFT and visibility == Visibility.DRAFT
    stored.visibility = visibility
    kept_back = exempt_among([stored.reference, *([stored.item.reference] if stored.item else [])])
    shown = refusals_to_show(visibility, was=was, exempt=bool(kept_back), paused_until=paused_until)
    also = (*((rules.BACK_TO_DRAFT,) if unshared else ()), *shown)
    _refuse_terms(stored, by=by, at=at, bearings={}, also=also)
    if visibility != was:
        stored.save(update_fields=["visibility"])
        enter_decision("shared", stored, by=by, at=at, visibility=visibility)
    return stored


def _refuse_terms(
    decision: Decision,
    *,
    by: Account,
    at: datetime,
    bearings: Mapping[str, Sequence[Outcome]],
    also: tuple[Refusal, ...] = (),
) -> None:
    allowed = permissions.may_write(by, decision)
    terms = reads.terms_of(decision, allowed=allowed, bearings=bearings, on=timezone.localdate(at))
    refuse_if((*rules.refusals_to_decide(terms), *also))


def _pairs(bearings: Mapping[str, Sequence[Outcome]]) -> list[tuple[Outcome, str]]:
    return [(outcome, BEARINGS[name]) for name, outcomes in bearings.items() for outcome in outcomes]


def _bears(decision: Decision) -> dict[int, str]:
    return dict(decision.bearings.values_list("outcome", "kind"))


def _bear(decision: Decision, bearings: Mapping[str, Sequence[Outcome]]) -> None:
    decision.bearings.all().delete()
    Bearing.objects.bulk_create(
        Bearing(decision=decision, outcome=outcome, kind=kind) for outcome, kind in _pairs(bearings)
    )


def _check_version(stored: Decision, version: int, said: Mapping[str, object], *, by: Account, differs: bool) -> None:
    try:
        check_version(stored, version, said)
    except Edited as edited:
        if not differs:
            raise
        kinds = _bears(stored)
        seen = outcomes_open_to(by).filter(pk__in=kinds).order_by("name").values_list("pk", "name")
        texts = {field: "\n".join(name for pk, name in seen if kinds[pk] == kind) for field, kind in BEARINGS.items()}
        raise Edited({**edited.current, **texts}, edited.version) from None


def _outcomes(bearings: Mapping[str, Sequence[Outcome]]) -> dict[str, list[str]]:
    return {name: sorted(outcome.reference for outcome in outcomes) for name, outcomes in bearings.items()}


def enter_decision(verb: str, decision: Decision, *, by: Account, at: datetime, **facts: object) -> None:
    terms = {
        "decided_on": decision.decided_on.isoformat() if decision.decided_on else "",
        "supersedes": decision.supersedes.reference if decision.supersedes else "",
        "mandate": decision.mandate.reference if decision.mandate else "",
        **({"meeting": decision.meeting.reference} if decision.meeting else {}),
        **({"item": decision.item.reference} if decision.item else {}),
    }
    partnership = decision.partnership.reference
    texts = reads.texts_of(decision)
    enter(verb, decision, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
