"""Reports on many promises at once, as a tracker tells them: the same rule as a single report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from joinedup.frame.loading import Plan, update_each
from joinedup.frame.references import allocate
from joinedup.frame.refusals import refuse_if
from joinedup.partners.models import Membership, live
from joinedup.promises import permissions, rules
from joinedup.promises.models import Commitment, ProgressReport


@dataclass(frozen=True)
class Told:
    """A report on a promise, by reference. new_due_on: only with the state late."""

    reference: str
    state: str
    words: str
    new_due_on: date | None = None


def tell(plan: Plan, told: Sequence[Told]) -> None:
    """Add reports on promises that are shared and not over. Raises Refused. Seven SQL queries and one a report.

    Whoever loads must be linked to a person: a report is always somebody's.
    """
    if not told:
        return
    promises = Commitment.objects.select_for_update().in_bulk([one.reference for one in told], field_name="reference")
    refuse_if(refusal for one in told for refusal in _refusals(plan, promises[one.reference], one))
    own = set(permissions.organisations_of(plan.by))
    posts = _posts(plan)
    ProgressReport.objects.bulk_create(
        ProgressReport(
            reference=reference,
            commitment=promises[one.reference],
            state=one.state,
            words=one.words,
            new_due_on=one.new_due_on,
            reported_at=plan.at,
            reported_by=plan.by,
            person=plan.by.person,
            post=posts.get(promises[one.reference].organisation_id, next(iter(posts.values()), "")),
            on_behalf=promises[one.reference].organisation_id not in own,
        )
        for reference, one in zip(allocate("report", len(told)), told, strict=True)
    )
    heard = [(one.state, plan.today, one.reference) for one in told]
    update_each("UPDATE promises_commitment SET state = %s, heard_on = %s WHERE reference = %s", heard)
    moved = [(one.new_due_on, one.reference) for one in told if one.new_due_on is not None]
    update_each("UPDATE promises_commitment SET due_on = %s, version = version + 1 WHERE reference = %s", moved)


def _refusals(plan: Plan, promise: Commitment, told: Told) -> tuple[Any, ...]:
    stand = rules.Standpoint(
        allowed=True, shared=promise.visibility != rules.DRAFT, state=promise.state, today=plan.today
    )
    return rules.refusals_to_report(stand, rules.Report(told.state, told.words, told.new_due_on, ""))


def _posts(plan: Plan) -> dict[int | None, str]:
    """The posts in which whoever loads speaks, by organisation."""
    held = Membership.objects.filter(live(plan.today), person=plan.by.person).select_related("organisation")
    return {one.organisation_id: f"{one.post}, {one.organisation.name}"[:200] for one in held.order_by("-pk")}
