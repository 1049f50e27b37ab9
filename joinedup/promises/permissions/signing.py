"""Who may see powers to sign and signatures, who records powers, and who may sign."""

from django.db.models import Q
from django.utils import timezone

from joinedup.partners.models import Account, Standing, live
from joinedup.partners.permissions import Asker, Operator, acts_for, footing
from joinedup.promises.models import Agreement, AgreementVersion, SigningPower
from joinedup.promises.permissions.agreements import versions_open_to


def powers_open_to(asker: Asker) -> Q:
    """Powers to sign that this asker may see: those of its own organisations, and of members of its partnerships."""
    if isinstance(asker, Operator):
        return Q()
    if not isinstance(asker, Account):
        return Q(pk__in=())
    stands = footing(asker)
    members = Standing.objects.filter(live(timezone.localdate()), partnership__in=stands.own).values("organisation")
    return Q(organisation__in=stands.organisations) | Q(organisation__in=members)


def signatures_open_to(asker: Asker) -> Q:
    """Signatures that this asker may see: those on the versions that it may see."""
    return Q(version__in=AgreementVersion.objects.filter(versions_open_to(asker)).values("pk"))


def may_record_power(account: Account | None, organisation_id: int) -> bool:
    """Whether the account may record who signs for an organisation: its own people, and the convenor of a partnership
    in which it stands. One SQL query at most.
    """
    if account is None or acts_for(account, organisation_id):
        return account is not None
    convened = footing(account).convened
    here = Standing.objects.filter(live(timezone.localdate()), organisation=organisation_id)
    return bool(convened) and here.filter(partnership__in=convened).exists()


def may_sign(account: Account | None, agreement: Agreement) -> bool:
    """Whether the account's person may sign an agreement for one of its parties today. One SQL query at most."""
    if account is None:
        return False
    parties = agreement.parties.filter(left_on=None).values("organisation")
    return SigningPower.objects.filter(powers_held_by(account), organisation__in=parties).exists()


def powers_held_by(account: Account) -> Q:
    """The powers to sign that an account's person holds today, in organisations in which that person holds a post."""
    held = Q(person=account.person_id, organisation__in=footing(account).organisations)
    return live(timezone.localdate()) & held
