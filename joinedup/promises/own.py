"""One's own promises and claims as rows, each with what can be done on it where it stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account
from joinedup.promises import permissions, reads, rules
from joinedup.promises.forms import ShortReportForm
from joinedup.promises.models import Claim, Commitment, Part
from joinedup.promises.reads import claims as claim_reads


@dataclass(frozen=True)
class OwnRow:
    """A promise with my organisations' parts, and the form to report on it where I may."""

    commitment: Commitment
    state: str
    parts: list[Part]
    form: ShortReportForm | None
    may_take_lead: bool = False


def own_rows(commitments: Sequence[Commitment], account: Account) -> list[OwnRow]:
    """Promises, with partnership and organisation, as their lead's own lists show them. Two SQL queries."""
    own, today = set(permissions.organisations_of(account)), timezone.localdate()
    parts: dict[int, list[Part]] = defaultdict(list)
    taken = Part.objects.filter(commitment__in=commitments, organisation__in=own)
    for part in taken.select_related("organisation").order_by("pk"):
        parts[part.commitment_id].append(part)
    return [
        OwnRow(
            commitment=commitment,
            state=_state(commitment, today),
            parts=parts[commitment.pk],
            form=_form(commitment) if commitment.organisation_id in own else None,
            may_take_lead=reads.waits_for_word(commitment, account),
        )
        for commitment in commitments
    ]


def _state(commitment: Commitment, today: date) -> str:
    if commitment.visibility == Visibility.DRAFT:
        return rules.DRAFT
    days = commitment.partnership.days_without_news
    return rules.shown_state(commitment.state, commitment.heard_on, commitment.starts_on, today, days)


def _form(commitment: Commitment) -> ShortReportForm | None:
    if not reads.takes_reports(commitment):
        return None
    return ShortReportForm(auto_id=f"{commitment.reference.replace('/', '-')}-%s", initial={"state": commitment.state})


def own_claims(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Claims that wait for somebody, with all that is theirs, as that person's desk shows them. No SQL query."""
    today = timezone.localdate()
    return [
        {"claim": one, "due_on": claim_reads.due_on(one), "is_overdue": claim_reads.is_overdue(one, today)}
        for one in claims
    ]
