"""Who may be written to: accounts, addresses and invitations."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from joinedup.frame.text import LINE_LIMIT, refusals_to_text, tidy
from joinedup.partners.models import (
    Account,
    Invitation,
    Partnership,
    Person,
    RoleChange,
)
from joinedup.partners.permissions import Asker, role_changes_seen_by
from joinedup.partners.reads.people import known_by_post, people_of_members


def people_to_invite(partnership: Partnership) -> QuerySet[Person]:
    """Who may be invited to a partnership: people of its members and its convenor, who have no account yet."""
    belong = Q(pk__in=people_of_members(partnership).values("pk")) | Q(pk=partnership.convenor_id)
    return known_by_post(Person.objects.filter(belong, account=None)).order_by("name")


def has_verified(account: Account, email: str) -> bool:
    """Whether the account has shown that it receives letters at an address. One SQL query."""
    verified: bool = EmailAddress.objects.filter(user=account, verified=True, email__iexact=email).exists()
    return verified


def addresses_of(people: Iterable[int]) -> dict[int, str]:
    """Where letters reach people, by key; whoever has no address is left out. One SQL query.

    It is the address of their account while that is active, else the one kept with the person, else the one of their
    last invitation that was not withdrawn. No page shows it.
    """
    accounts = Account.objects.filter(person=OuterRef("pk"), is_active=True).values("email")
    invited = Invitation.objects.filter(person=OuterRef("pk"), withdrawn_at=None).order_by("-sent_at", "-pk")
    found = Person.objects.filter(pk__in=set(people)).annotate(
        of_account=Subquery(accounts[:1]), of_invitation=Subquery(invited.values("email")[:1])
    )
    rows = found.values_list("pk", "of_account", "email", "of_invitation")
    return {pk: address for pk, *addresses in rows if (address := next(filter(None, addresses), ""))}


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


def accounts(words: str = "") -> QuerySet[Account]:
    """Every account by its address, for administrators; words: only those in whose address they stand. One SQL query.

    `role_waits` says whether a change of its role waits for a second administrator.
    """
    waiting = RoleChange.objects.filter(account=OuterRef("pk"), state=RoleChange.State.ASKED)
    words = tidy(words)
    found = Account.objects.filter(email__icontains=words) if words else Account.objects.all()
    if refusals_to_text(words, limit=LINE_LIMIT):  # no address holds what no text may
        found = found.none()
    return found.select_related("person").annotate(role_waits=Exists(waiting)).order_by("email")


def administrators() -> QuerySet[Account]:
    """Open accounts that administer the site, by address."""
    return accounts().filter(is_administrator=True, is_active=True)


def role_changes_open_to(asker: Asker) -> QuerySet[RoleChange]:
    """Changes of roles that this asker may know of, newest first: administrators all, others their own."""
    seen = RoleChange.objects.filter(role_changes_seen_by(asker))
    return seen.select_related("account", "asked_by", "settled_by").order_by("-asked_at", "-pk")


def role_changes_waiting(*, at: datetime) -> QuerySet[RoleChange]:
    """Changes of roles that still wait for a second administrator, the longest first. One SQL query."""
    waiting = RoleChange.objects.filter(state=RoleChange.State.ASKED, expires_at__gt=at)
    return waiting.select_related("account", "asked_by").order_by("asked_at", "pk")
