"""Saying how a pledge of a deal stands, on whichever side it was made."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account
from joinedup.promises import permissions
from joinedup.promises.models import Clause, PledgeStatus
from joinedup.promises.reads import deals as reads
from joinedup.promises.rules import deals as rules
from joinedup.record.actions import enter


@transaction.atomic
def state_pledge(
    clause: Clause, *, by: Account, at: datetime, standing: str, words: str = "", evidence_url: str = ""
) -> PledgeStatus:
    """Say how one pledge of a deal stands today, and what shows it. Raises Refused with every reason against."""
    agreement, today = locked(clause.agreement), timezone.localdate(at)
    side = reads.side_of(clause, agreement)
    word = rules.Word(
        allowed=permissions.may_state(by, clause, side),
        side=side,
        shared=agreement.visibility != Visibility.DRAFT,
        standing=standing,
        words=words,
        evidence_url=evidence_url,
        said_today=clause.statuses.filter(said_on=today).exists(),
    )
    refuse_if(rules.refusals_to_state(word))
    status = PledgeStatus.objects.create(
        clause=clause, standing=standing, words=words, evidence_url=evidence_url, said_on=today, said_by=by
    )
    facts = {"clause": clause.reference, "standing": standing}
    texts = {"words": status.words, "evidence_url": evidence_url}
    partnership = agreement.partnership.reference
    enter("said how a pledge stands", agreement, by=by, at=at, partnership=partnership, facts=facts, texts=texts)
    return status
