"""The ladder: steps and what they lead to."""

from datetime import datetime
from typing import Any

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.outcomes import rules
from joinedup.outcomes.actions.entries import enter_noun, making_facts, reference_of
from joinedup.outcomes.models import Link, Outcome, Step
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account, Organisation, Partnership


@transaction.atomic
def add_step(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    kind: str,
    name: str,
    organisation: Organisation | None = None,
    visibility: str = "draft",
) -> Step:
    """Add a rung to the ladder: an input, an activity or an output."""
    keep_pause(partnership, visibility, at=at)
    refuse_if(rules.refusals_to_make(making_facts(partnership, by, name=name, organisation=organisation)))
    step = Step.objects.create(
        partnership=partnership, kind=kind, name=name, organisation=organisation, visibility=visibility
    )
    facts = {"kind": kind, "organisation": reference_of(organisation), "visibility": visibility}
    enter_noun("added", step, by, at, facts=facts, texts={"name": name})
    return step


@transaction.atomic
def edit_step(
    step: Step, *, by: Account, at: datetime, version: int, name: str, organisation: Organisation | None
) -> Step:
    """Change a step's words or who takes it."""
    step = locked(step)
    changes = {"name": name, "organisation": organisation}
    check_version(step, version, changes)
    refuse_if(rules.refusals_to_make(making_facts(step.partnership, by, name=name, organisation=organisation)))
    if save_changes(step, changes):
        enter_noun("edited", step, by, at, facts={"organisation": reference_of(organisation)}, texts={"name": name})
    return step


@transaction.atomic
def link(
    lower: Step, *, by: Account, at: datetime, to: Step | Outcome, assumption: str = "", evidence: str = ""
) -> Link:
    """Say that a step leads to a higher one or to an outcome, and on what assumption. Said again, it is changed."""
    lower = locked(lower)
    refuse_if(
        (
            *rules.refusals_to_make(making_facts(lower.partnership, by, to=to)),
            *rules.refusals_to_link(lower=lower.kind, upper=to.kind if isinstance(to, Step) else "outcome"),
        )
    )
    ends: dict[str, Any] = {"lower": lower, "step": to if isinstance(to, Step) else None, "outcome": _outcome(to)}
    texts = {"assumption": assumption, "evidence": evidence}
    standing = Link.objects.filter(**ends, **texts).first()
    if standing is not None:
        return standing
    made, _created = Link.objects.update_or_create(**ends, defaults=texts)
    enter_noun("linked", lower, by, at, facts={"to": to.reference}, texts=texts)
    return made


def _outcome(noun: Step | Outcome) -> Outcome | None:
    return noun if isinstance(noun, Outcome) else None
