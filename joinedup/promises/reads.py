"""Look-ups of promises, always filtered by who asks."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Membership, Partnership, live
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions, rules
from joinedup.promises.models import Commitment, Part

LIVE = ~Q(state__in=sorted(rules.OVER))


def commitments_open_to(asker: Asker) -> QuerySet[Commitment]:
    """Promises that this asker may see."""
    return Commitment.objects.filter(permissions.commitments_open_to(asker))


def parts_open_to(asker: Asker) -> QuerySet[Part]:
    """Parts of the promises that this asker may see."""
    return Part.objects.filter(commitment__in=commitments_open_to(asker))


def live_commitments(partnership: Partnership, asker: Asker) -> QuerySet[Commitment]:
    """A partnership's promises that are neither kept nor given up, as this asker may see them."""
    return commitments_open_to(asker).filter(LIVE, partnership=partnership)


def led_by(account: Account) -> QuerySet[Commitment]:
    """Promises that the account's person leads."""
    return commitments_open_to(account).filter(lead__account=account)


def mine(account: Account) -> QuerySet[Commitment]:
    """Promises that the account's person leads, or of which its organisations take a part, by date."""
    parts = Part.objects.filter(organisation__in=permissions.organisations_of(account))
    own = Q(lead__account=account) | Q(pk__in=parts.values("commitment"))
    return commitments_open_to(account).filter(own).order_by("due_on", "pk")


def parts_to_accept(account: Account) -> QuerySet[Part]:
    """Parts that wait for one of the account's organisations to accept them, by the promise's date."""
    waiting = Part.objects.filter(
        commitment__in=commitments_open_to(account).filter(LIVE),
        organisation__in=permissions.organisations_of(account),
        accepted_at=None,
    )
    return waiting.select_related("commitment", "organisation").order_by("commitment__due_on", "pk")


def kept_of_promised(outcome_ids: Iterable[int], asker: Asker) -> dict[int, tuple[int, int]]:
    """How many promises towards each outcome are kept, and how many were made; drafts do not count. One SQL query."""
    made = commitments_open_to(asker).exclude(visibility=Visibility.DRAFT).filter(outcomes__in=list(outcome_ids))
    counted = made.values("outcomes").annotate(kept=Count("pk", filter=Q(state=rules.KEPT)), made=Count("pk"))
    return {row["outcomes"]: (row["kept"], row["made"]) for row in counted.order_by()}


def holds_post(on: date) -> Exists:
    """Whether the lead of a promise holds a post in the promising organisation on a day; for `filter`."""
    here = Q(organisation=OuterRef("organisation")) | Q(person__leads=OuterRef("pk"), person__leads__organisation=None)
    return Exists(Membership.objects.filter(live(on), here, person=OuterRef("lead")))


def terms_of(
    commitment: Commitment, *, allowed: bool, towards: Iterable[Outcome], lead_id: int | None, on: date
) -> rules.Terms:
    """What the rules ask of a promise, stored or about to be. Three SQL queries at most."""
    organisation = commitment.organisation
    return rules.Terms(
        allowed=allowed,
        shared=commitment.visibility != Visibility.DRAFT,
        has_organisation=organisation is not None,
        organisation_stands=organisation is not None and stands(commitment.partnership, organisation.pk, on),
        lead_holds_post=lead_id is None or has_post(lead_id, commitment.organisation_id, on),
        outcomes_belong=all(outcome.partnership_id == commitment.partnership_id for outcome in towards),
        starts_on=commitment.starts_on,
        due_on=commitment.due_on,
    )


def stands(partnership: Partnership, organisation_id: int, on: date) -> bool:
    """Whether an organisation stands in a partnership on a day. One SQL query."""
    return partnership.standings.filter(live(on), organisation=organisation_id).exists()


def has_post(person_id: int, organisation_id: int | None, on: date) -> bool:
    """Whether a person holds a post on a day, in this organisation or, without one, in any. One SQL query."""
    held = Membership.objects.filter(live(on), person=person_id)
    return (held if organisation_id is None else held.filter(organisation=organisation_id)).exists()
