"""What the verbs of this room say to the record, and who speaks in it."""

from collections.abc import Sequence
from datetime import date, datetime

from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Membership, Organisation, live
from joinedup.promises.models import Agreement, Commitment, Decision, Risk
from joinedup.record.actions import enter


def reference_of(noun: Organisation | None) -> str:
    return noun.reference if noun else ""


def raise_version(noun: Commitment | Risk | Decision) -> tuple[str, ...]:
    """Raise the version of a noun of which no field of its own has changed; the names of those: none."""
    noun.version += 1
    noun.save(update_fields=["version"])
    return ()


def enter_promise(
    verb: str, commitment: Commitment, *, by: Account, at: datetime, towards: Sequence[Outcome] = (), **facts: object
) -> None:
    terms = {
        "organisation": reference_of(commitment.organisation),
        "due_on": commitment.due_on.isoformat() if commitment.due_on else "",
        "towards": sorted(outcome.reference for outcome in towards),
    }
    texts = {"output": commitment.output, "detail": commitment.detail, "lead_may": commitment.lead_may}
    partnership = commitment.partnership.reference
    enter(verb, commitment, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)


def post_of(account: Account, organisation_id: int | None, on: date) -> str:
    """The post in which somebody speaks: one in this organisation before any other."""
    held = Membership.objects.filter(live(on), person__account=account).select_related("organisation")
    own = sorted(held, key=lambda post: (post.organisation_id != organisation_id, post.pk))
    return f"{own[0].post}, {own[0].organisation.name}"[:200] if own else ""


def enter_agreement(verb: str, agreement: Agreement, *, by: Account, at: datetime, **facts: object) -> None:
    """Enter in the record what was done to an agreement."""
    terms = {
        "state": agreement.state,
        "review_on": agreement.review_on.isoformat() if agreement.review_on else "",
        "expires_on": agreement.expires_on.isoformat() if agreement.expires_on else "",
    }
    texts = {"name": agreement.name, "purpose": agreement.purpose, "ended_because": agreement.ended_because}
    partnership = agreement.partnership.reference
    enter(verb, agreement, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
