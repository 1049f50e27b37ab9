"""Signing in by a letter, without a password: whoever receives letters at an address has a light account."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.confirming import LETTERS_OF_ONE_SENDER, LETTERS_TO_ONE_ADDRESS, LINK_TOO_OLD, LINK_USED
from joinedup.frame.limits import counted
from joinedup.frame.models import Once
from joinedup.frame.refusals import Refusal, Refused
from joinedup.partners.models import Account

LINK_WORKS_FOR = timedelta(minutes=30)
SALT = "sign in by letter"
DESK = "/desk/"
DAY = timedelta(days=1)

ENOUGH = Refusal("enough_letters", "Enough letters have been asked for today. Please come back tomorrow.", "email")
CLOSED = Refusal("account_closed", "The account with this address has been closed. Ask whoever runs this site.")


@dataclass(frozen=True)
class Asked:
    """What a link in a letter says: for which address, where to go on, and what lets it work once."""

    email: str
    next: str
    key: str


@transaction.atomic
def ask(*, email: str, next: str, asked_from: str, at: datetime) -> None:  # noqa: A002 — the field's own name
    """Send a link that signs in whoever holds an address. Nothing is looked up: known or not, the same is done.

    asked_from: the day's mark of the sender. Raises Refused if enough letters were asked for today.
    """
    email = email.strip().lower()
    limits = (
        (f"letter from {asked_from}", LETTERS_OF_ONE_SENDER),
        (f"letter to {salted_hmac(SALT, email, algorithm='sha256').hexdigest()}", LETTERS_TO_ONE_ADDRESS),
    )
    if not all(counted(what, limit=limit, at=at, until=at + DAY) for what, limit in limits):
        raise Refused((ENOUGH,))
    said = (
        _("Somebody asked to sign in with this address. If it was you, open this page and press the button:"),
        f"{settings.SITE_URL}/account/by-letter/{sealed(email, next)}/",
        _("It works once, and for 30 minutes. There is no password. If it was not you, do nothing."),
    )
    letters.write(email, _("Your link to sign in"), "\n\n".join(said) + "\n", at=at)


def sealed(email: str, page: str) -> str:
    """What a link carries: nobody but this site can make or change it."""
    return signing.dumps([email, safe(page), uuid.uuid4().hex], salt=SALT)


def opened(signed: str) -> Asked | None:
    """What a link carries; None where it is not ours. Raises Refused where it is too old."""
    try:
        return Asked(*signing.loads(signed, salt=SALT, max_age=LINK_WORKS_FOR))
    except signing.SignatureExpired as late:
        raise Refused((LINK_TOO_OLD,)) from late
    except signing.BadSignature:
        return None


def is_used(asked: Asked) -> bool:
    """Whether a link has signed somebody in. One SQL query."""
    return Once.objects.filter(pk=asked.key).exists()


@transaction.atomic
def use(asked: Asked, *, at: datetime) -> Account:
    """The account of whoever has a link, made where there is none. The link works no more. Raises Refused.

    A password that somebody set without showing that the address is theirs is taken away: its holder is here now.
    """
    try:
        with transaction.atomic():
            Once.objects.create(pk=asked.key, request_hash="", address="", at=at)
    except IntegrityError as used:
        raise Refused((LINK_USED,)) from used
    shown = EmailAddress.objects.filter(email__iexact=asked.email, verified=True).select_related("user").first()
    account: Account = shown.user if shown else _account_at(asked.email)
    if not account.is_active:
        raise Refused((CLOSED,))
    return account


def safe(page: str) -> str:
    """A page of this site to go on to; the desk for anything else.

    >>> safe("/conversation/CV-1/"), safe("https://elsewhere.example/"), safe("//elsewhere.example/")
    ('/conversation/CV-1/', '/desk/', '/desk/')
    """
    own = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if own else DESK


def _account_at(email: str) -> Account:
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        account = Account.objects.create_user(email)
    elif not EmailAddress.objects.filter(user=account, verified=True).exists():
        account.set_unusable_password()
        account.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=account, email=email, defaults={"verified": True, "primary": account.email.lower() == email}
    )
    return account
