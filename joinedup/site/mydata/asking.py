"""My data without an account: a letter with a link shows that an address is somebody's own."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.refusals import Refusal, Refused

LINK_WORKS_FOR = timedelta(hours=24)
LETTERS_OF_ONE_SENDER, LETTERS_TO_ONE_ADDRESS = 10, 3
SALT = "my data"

ENOUGH = Refusal("enough_letters", "Enough letters have been asked for today. Please come back tomorrow.", "email")


@transaction.atomic
def ask_for_my_data(*, email: str, asked_from: str, at: datetime) -> None:
    """Send to an address, whoever's it is, the link under which its holder reads what the site holds about it.

    asked_from: the day's mark of the sender (`frame.senders.sender`). Raises Refused if enough were asked for today.
    """
    email, day = email.strip().lower(), at.date().isoformat()
    counted = (
        (f"{day}-{asked_from}", LETTERS_OF_ONE_SENDER),
        (f"{day}-{salted_hmac(SALT, email).hexdigest()}", LETTERS_TO_ONE_ADDRESS),
    )
    if any(_count(key) > limit for key, limit in counted):
        raise Refused((ENOUGH,))
    until = date_format(localtime(at + LINK_WORKS_FOR), "j F Y, H:i")
    said = (
        _("Somebody asked what this site holds about this address. If it was you, open this page until {until}:"),
        f"{settings.SITE_URL}{link_for(email)}",
        _("It shows everything, lets you download it, and lets you have it erased. If it was not you, do nothing."),
    )
    body = "\n\n".join(said).format(until=until) + "\n"
    letters.write(email, _("What we hold about you"), body, at=at)


def link_for(email: str) -> str:
    """The address that only whoever receives the letter is given."""
    return f"/my-data/{signing.dumps(email, salt=SALT)}/"


def address_of(signed: str) -> str | None:
    """The e-mail address that a link of ours was sent to; None if it is not ours, or too old."""
    try:
        return str(signing.loads(signed, salt=SALT, max_age=LINK_WORKS_FOR))
    except signing.BadSignature:
        return None


def _count(key: str) -> int:
    """How often this has been counted today, this time included."""
    name = f"my-data-{key}"
    cache.add(name, 0, timeout=24 * 3600)
    return int(cache.incr(name))
