"""Who may be written to: accounts, addresses and invitations."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Case, Q, QuerySet, Value, When

from joinedup.partners.models import (
    Account,
    Invitation,
    Partnership,
    Person,
)
from joinedup.partners.reads.people import known_by_post, people_of_members


def people_to_invite(partnership: Partnership) -> QuerySet[Person]:
    """Who may be invited to a partnership: people of its members and its convenor, who have no account yet."""
    belong = Q(pk__in=people_of_members(partnership).values("pk")) | Q(pk=partnership.convenor_id)
    return known_by_post(Person.objects.filter(belong, account=None)).order_by("name")


def has_verified(account: Account, email: str) -> bool:
    """Whether the account has shown that it receives letters at an address. One SQL query."""
    verified: bool = EmailAddress.objects.filter(user=account, verified=True, email__iexact=email).exists()
    return verified


def addresses_of_members(partnership: Partnership) -> list[str]:
    """Where to write to everybody with an account who belongs to a partnership. One SQL query."""
    people = Q(person__in=people_of_members(partnership).values("pk")) | Q(person=partnership.convenor_id)
    accounts = Account.objects.filter(people, is_active=True)
    return list(accounts.order_by("email").values_list("email", flat=True))


def invitations_of(partnership: Partnership, *, at: datetime) -> QuerySet[Invitation]:
    """Invitations to a partnership, newest first, each with its person and whether it is open. One SQL query."""
    is_open = Q(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    sent = Invitation.objects.filter(partnership=partnership).select_related("person")
    return sent.annotate(is_open=Case(When(is_open, then=Value(True)), default=Value(False))).order_by("-sent_at")


def open_invitation_to(account: Account, *, at: datetime) -> Invitation | None:
    """An invitation that this account could accept: sent to an address that it has verified. One SQL query."""
    verified = EmailAddress.objects.filter(user=account, verified=True).values("email")
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return None if account.person_id else waiting.filter(email__in=verified).order_by("-sent_at").first()
