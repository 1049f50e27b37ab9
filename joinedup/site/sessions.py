"""The sessions of one account: which browsers are signed in with it, and how all but one end."""

from collections.abc import Iterator

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from joinedup.partners.models import Account


def sessions_of(account: Account) -> Iterator[Session]:
    """Sessions of an account that have not ended. What a session holds is sealed, so each is opened in turn."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).order_by("expire_date").iterator():
        if session.get_decoded().get(SESSION_KEY) == str(account.pk):
            yield session


def end_sessions(account: Account, *, but: str = "") -> int:
    """End every session of an account except the one of this key; how many ended."""
    keys = [session.pk for session in sessions_of(account) if session.pk != but]
    return Session.objects.filter(pk__in=keys).delete()[0]
