"""Look-ups of claims against guarantees: private, for those who decide on them and, by receipt, for whoever claimed."""

from datetime import date

from django.core.signing import BadSignature
from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.reads.guarantees import is_heard_here
from joinedup.promises.rules import guarantees as rules
from joinedup.questions.models import RECEIPTS, Question
from joinedup.questions.rules import ANSWERED, OPEN

WAITS = Q(question__state=OPEN)
APPEALED_RIGHTLY = Q(appeals__outcome__in=rules.RIGHT)
TO_PUT_RIGHT = Q(outcome__in=rules.RIGHT, put_right_on=None) & ~APPEALED_RIGHTLY
BESIDE = ("question__of", "question__partnership", "guarantee__organisation", "guarantee__partnership")


def claims_open_to(asker: Asker) -> QuerySet[Claim]:
    """Claims and appeals that this asker may read."""
    return Claim.objects.filter(permissions.claims_open_to(asker))


def with_all(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with what their pages show of them, in the same SQL query."""
    return claims.select_related(*BESIDE, "guarantee__appeals_to", "appeal_of__question")


def claims_of(guarantee: Guarantee, asker: Asker) -> QuerySet[Claim]:
    """The claims and appeals against a guarantee that this asker may read: those that wait first, by date."""
    rank = Case(When(WAITS, then=0), When(TO_PUT_RIGHT, then=1), default=2)
    return with_all(claims_open_to(asker).filter(guarantee=guarantee)).order_by(rank, "question__due_on", "pk")


def owed_by(account: Account) -> QuerySet[Claim]:
    """Claims that wait for the account: to be decided, put right, or heard as an appeal, by the day they are due."""
    own = Q(guarantee__organisation__in=permissions.organisations_of(account))
    to_hear = WAITS & permissions.heard_by(account)
    owed = claims_open_to(account).filter((own & WAITS & Q(appeal_of=None)) | (own & TO_PUT_RIGHT) | to_hear)
    return with_all(owed).order_by("question__due_on", "pk")


def due_on(claim: Claim) -> date:
    """By when the next step on a claim is due: the decision, then putting it right."""
    return claim.put_right_by or claim.question.due_on


def is_overdue(claim: Claim, today: date) -> bool:
    """Whether the next step on a claim should have been taken before today."""
    waits = claim.question.state == OPEN or (claim.put_right_by is not None and claim.put_right_on is None)
    return waits and due_on(claim) < today


def claim_by_receipt(signed: str) -> Claim | None:
    """The claim or appeal whose receipt this is, or None if nobody was given that address. One SQL query."""
    try:
        reference = RECEIPTS.unsign(signed)
    except BadSignature:
        return None
    return with_all(Claim.objects.filter(question__reference=reference)).first()


def receipt_of(claim: Claim) -> str:
    """The address of a claim's receipt, which only whoever claimed is given."""
    return f"/claim/{RECEIPTS.sign(claim.question.reference)}/"


def appeal_of(claim: Claim) -> Claim | None:
    """The appeal against what was decided on a claim, if there is one. One SQL query."""
    return with_all(Claim.objects.filter(appeal_of=claim)).first()


def may_be_appealed(claim: Claim, today: date) -> bool:
    """Whether whoever claimed may still appeal. Two SQL queries at most."""
    decided_on = decided_on_day(claim)
    refused = rules.refusals_to_appeal(
        is_appeal=claim.appeal_of_id is not None,
        decided_on=decided_on,
        is_appealed=Claim.objects.filter(appeal_of=claim).exists(),
        is_heard_here=is_heard_here(claim.guarantee, today),
        words="-",
        today=today,
    )
    return not refused


def decided_on_day(claim: Claim) -> date | None:
    """The day on which a claim was decided, None while it waits."""
    at = claim.question.answered_at
    return timezone.localdate(at) if claim.question.state == ANSWERED and at else None


def claimed_on(partnership: Partnership, day: date) -> QuerySet[Question]:
    """Claims and appeals to a partnership on a day, whatever became of them; for the quota."""
    kinds = (Question.Kind.CLAIM, Question.Kind.APPEAL)
    return Question.objects.filter(partnership=partnership, kind__in=kinds, asked_at__date=day)
