"""Whom a noun is meant for."""

from datetime import datetime

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked, save_changes
from joinedup.outcomes import rules
from joinedup.outcomes.actions.entries import enter_noun, making_facts
from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
from joinedup.partners.actions import hold_public
from joinedup.partners.models import Account
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show


@transaction.atomic
def share(noun: Problem | Outcome | Step | Indicator, *, by: Account, at: datetime, visibility: str) -> None:
    """Set whom a problem, an outcome, a step or a measure is meant for."""
    paused_until = hold_public(noun.partnership, visibility, at=at)
    noun = locked(noun)
    exempt = noun.reference in exempt_among([noun.reference])
    making = rules.refusals_to_make(making_facts(noun.partnership, by))
    shown = refusals_to_show(visibility, was=noun.visibility, exempt=exempt, paused_until=paused_until)
    refuse_if((*making, *shown))
    if save_changes(noun, {"visibility": visibility}):
        enter_noun("shared", noun, by, at, facts={"visibility": visibility})
