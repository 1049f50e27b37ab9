"""Who may see and who may do. One predicate a noun, used by pages, lists, exports and findings alike.

An `Asker` is whoever reads: an account, nobody signed in (None), a convenor who previews a partnership as the public
will see it, or the operator at the command line.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account, Membership, Partnership, Standing, live


@dataclass(frozen=True)
class Preview:
    """Reads a partnership as the public will see it once it is published."""

    partnership_id: int


@dataclass(frozen=True)
class Operator:
    """Reads everything: the command line, on the machine itself."""


OPERATOR = Operator()
Asker = Account | Preview | Operator | None


def own_organisations(account: Account) -> Q:
    """Organisations in which the account's person holds a post today."""
    held = Membership.objects.filter(live(timezone.localdate()), person__account=account)
    return Q(pk__in=held.values("organisation"))


def own_partnerships(account: Account) -> Q:
    """Partnerships in which an organisation of the account's person stands today, or that the person convenes."""
    today = timezone.localdate()
    posts = Membership.objects.filter(live(today), person__account=account)
    standings = Standing.objects.filter(live(today), organisation__in=posts.values("organisation"))
    return Q(pk__in=standings.values("partnership")) | convened(account)


def convened(account: Account) -> Q:
    """Partnerships that the account's person convenes, while that person holds a post anywhere."""
    posts = Membership.objects.filter(live(timezone.localdate()), person__account=account)
    return Q(convenor__account=account, convenor__in=posts.values("person"))


def published(asker: Asker) -> Q:
    """Partnerships whose public items this asker sees because they are published, or previewed as if they were."""
    out = Q(stage=Partnership.Stage.PUBLISHED)
    return out | Q(pk=asker.partnership_id) if isinstance(asker, Preview) else out


def partnerships_open_to(asker: Asker) -> Q:
    """Partnerships that this asker may know of."""
    if isinstance(asker, Operator):
        return Q()
    if isinstance(asker, Account):
        return Q() if asker.is_administrator else published(asker) | own_partnerships(asker)
    return published(asker)


def open_to(asker: Asker, *, makers: Q | None = None) -> Q:
    """Nouns with a visibility and a partnership that this asker may see.

    makers: which drafts the asker's organisations are writing; the convenor sees every draft of the partnership.
    """
    if isinstance(asker, Operator):
        return Q()
    public = Q(visibility=Visibility.PUBLIC, partnership__in=_ids(published(asker)))
    if not isinstance(asker, Account):
        return public
    shared = Q(visibility__in=[Visibility.PUBLIC, Visibility.PARTNERS], partnership__in=_ids(own_partnerships(asker)))
    seen = public | shared | Q(partnership__in=_ids(convened(asker)))
    return seen if makers is None else seen | makers


def convenes(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account's person convenes this partnership today. One SQL query."""
    return account is not None and Partnership.objects.filter(convened(account), pk=partnership.pk).exists()


def takes_part(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account belongs to the partnership today. One SQL query."""
    return account is not None and Partnership.objects.filter(own_partnerships(account), pk=partnership.pk).exists()


def acts_for(account: Account | None, organisation_id: int) -> bool:
    """Whether the account's person holds a post in the organisation today. One SQL query."""
    if account is None:
        return False
    held = Membership.objects.filter(live(timezone.localdate()), person__account=account)
    return held.filter(organisation=organisation_id).exists()


def may_invite_to(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account may invite people to a partnership: its convenor, and administrators."""
    return account is not None and (account.is_administrator or convenes(account, partnership))


def invitations_kept_by(account: Account | None) -> Q:
    """Invitations that an account may take back: those to its partnership; an administrator's are all."""
    if account is None:
        return Q(pk__in=())
    return Q() if account.is_administrator else Q(partnership__in=_ids(convened(account)))


def may_add(account: Account | None) -> bool:
    """Whether the account may add places, organisations and people: administrators and convenors. One SQL query."""
    if account is None:
        return False
    return account.is_administrator or Partnership.objects.filter(convened(account)).exists()


def may_place_people(account: Account | None, organisation_id: int) -> bool:
    """Whether the account may give and end posts in an organisation. At most four SQL queries.

    A post opens the organisation's drafts, so a convenor may give posts in an organisation that has confirmed its
    standing in the convenor's partnership, or that stands in nobody else's. Administrators may always.
    """
    if account is None or not may_add(account):
        return False
    if account.is_administrator:
        return True
    standings = Standing.objects.filter(live(timezone.localdate()), organisation=organisation_id)
    own = Q(partnership__in=_ids(convened(account)))
    return standings.filter(own, confirmed_at__isnull=False).exists() or not standings.exclude(own).exists()


def _ids(which: Q) -> QuerySet[Partnership, int]:
    return Partnership.objects.filter(which).values_list("pk", flat=True)
