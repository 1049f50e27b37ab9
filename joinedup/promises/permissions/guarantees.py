"""Who may see guarantees and the claims against them, who may decide on a claim, and who hears an appeal."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from joinedup.partners.models import Account, Seat, live
from joinedup.partners.permissions import Asker, Operator, acts_for, convenes, footing
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.permissions.commitments import commitments_open_to


def guarantees_open_to(asker: Asker) -> Q:
    """Guarantees that this asker may see: a draft is seen by the convenor and the organisation that gives it."""
    return commitments_open_to(asker)


def may_give(account: Account | None, guarantee: Guarantee) -> bool:
    """Whether the account may write a guarantee and see to its claims: its organisation's people, and the convenor."""
    return acts_for(account, guarantee.organisation_id) or convenes(account, guarantee.partnership)


def claims_open_to(asker: Asker) -> Q:
    """Claims and appeals that this asker may read: the organisation that is asked, the convenor, and once there is an
    appeal those who sit in the body that hears it. Whoever claimed reads theirs at the receipt's address.
    """
    if isinstance(asker, Operator):
        return Q()
    if not isinstance(asker, Account):
        return Q(pk__in=())
    stands = footing(asker)
    own = Q(guarantee__organisation__in=stands.organisations, guarantee__partnership__in=stands.own)
    appeals = Claim.objects.filter(appeal_of__isnull=False, guarantee__appeals_to__in=_bodies_of(asker))
    heard = Q(pk__in=appeals.values("pk")) | Q(pk__in=appeals.values("appeal_of"))
    return Q(guarantee__partnership__in=stands.convened) | own | heard


def sits_where_appeals_go(account: Account | None, guarantee: Guarantee) -> bool:
    """Whether the account's person sits in the body that hears appeals against decisions on claims. One SQL query."""
    body = guarantee.appeals_to_id
    return account is not None and body is not None and _bodies_of(account).filter(body=body).exists()


def heard_by(account: Account) -> Q:
    """Appeals that the account's person may hear: never against its own organisation, nor its own decision."""
    body = Q(appeal_of__isnull=False, guarantee__appeals_to__in=_bodies_of(account))
    own = Q(guarantee__organisation__in=footing(account).organisations) | Q(appeal_of__decided_by=account)
    return body & ~own


def _bodies_of(account: Account) -> QuerySet[Seat, int]:
    """The keys of the bodies in which the account's person sits today, in partnerships that it belongs to."""
    today = timezone.localdate()
    seats = Seat.objects.filter(live(today), live(today, "body__"), person__isnull=False, person=account.person_id)
    return seats.filter(body__partnership__in=footing(account).own).values_list("body", flat=True)
