"""The verbs of accounts."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import locked
from joinedup.partners import rules
from joinedup.partners.actions.entries import reference_of
from joinedup.partners.actions.roles import lock_administrators, role_facts
from joinedup.partners.models import Account
from joinedup.record.actions import enter


@transaction.atomic
def make_administrator(*, email: str, password: str, at: datetime) -> Account:
    """Let an address sign in and administer the site. For the command line only: it asks nobody. Raises Refused."""
    email = email.strip().lower()
    account = Account.objects.filter(email=email).first() or Account(email=email)
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused(rules.WEAK_PASSWORD.about(why=why) for why in weak.messages) from weak
    account.set_password(password)
    account.is_active = account.is_administrator = True
    account.save()
    EmailAddress.objects.update_or_create(user=account, email=email, defaults={"verified": True, "primary": True})
    enter("made administrator", account, by=None, at=at)
    return account


@transaction.atomic
def close_account(account: Account, *, by: Account | None, at: datetime) -> Account:
    """Close an account; every session of it ends at once, and its person may be invited again. by: None for the
    command line. Another administrator's account is closed once two have taken that role from it, and the last one's
    by the command line alone. Raises Refused with every reason against.
    """
    administrators, account = lock_administrators(account), locked(account)
    own = by is not None and by.pk == account.pk
    allowed = by is None or own or by.pk in administrators
    refuse_if(
        (
            *rules.refusals_unless(allowed),
            *(() if account.is_active else (rules.CLOSED_ALREADY,)),
            *rules.refusals_to_close(role_facts(account, administrators), by_operator=by is None, own=own),
        )
    )
    person = account.person
    account.is_active = account.is_administrator = False
    account.person = None
    account.set_unusable_password()  # sessions carry a hash of the password, so none survives
    account.save()
    enter("closed account", account, by=by, at=at, facts={"person": reference_of(person)})
    return account
