"""A body takes on an outcome, or gives it up. The convenor records it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked
from joinedup.outcomes import rules
from joinedup.outcomes.models import Outcome, Remit
from joinedup.partners.models import Account, Body
from joinedup.partners.permissions import convenes
from joinedup.record.actions import enter


@transaction.atomic
def take_on(body: Body, *, by: Account, at: datetime, outcome: Outcome) -> Remit:
    """Let a body take on an outcome, from today. Raises Refused with every reason against.

    The lock on the body lets one at a time count what it has already.
    """
    body, today = locked(body), timezone.localdate(at)
    held = Remit.objects.filter(body=body, until_on=None)
    facts = rules.RemitFacts(
        allowed=convenes(by, body.partnership),
        body=body.name,
        same_partnership=outcome.partnership_id == body.partnership_id,
        body_ended=body.until_on is not None and body.until_on <= today,
        has_it=held.filter(outcome=outcome).exists(),
        number=held.count(),
        most=body.most_issues,
    )
    refuse_if(rules.refusals_to_take_on(facts))
    remit = Remit.objects.create(body=body, outcome=outcome, from_on=today)
    _enter("took on", remit, by=by, at=at)
    return remit


@transaction.atomic
def give_up(remit: Remit, *, by: Account, at: datetime) -> Remit:
    """Let a body give up an outcome, from today. Raises Refused with every reason against."""
    locked(remit.body)
    remit = locked(remit)
    allowed = convenes(by, remit.body.partnership)
    refuse_if(rules.refusals_to_give_up(allowed=allowed, given_up=remit.until_on is not None))
    remit.until_on = max(timezone.localdate(at), remit.from_on)
    remit.save(update_fields=["until_on"])
    _enter("gave up", remit, by=by, at=at)
    return remit


def _enter(verb: str, remit: Remit, *, by: Account, at: datetime) -> None:
    facts = {"body": remit.body.reference, "outcome": remit.outcome.reference}
    enter(verb, remit, by=by, at=at, partnership=remit.body.partnership.reference, facts=facts)
