"""Who takes part on a page: the account, or the guest whose browser holds a secret of this conversation."""

import secrets

from django.http import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from joinedup.partners.requests import Request, who_acts
from joinedup.voice.actions.taking_part import join
from joinedup.voice.models import Conversation, Participant

COOKIE = "guest"
KEPT_FOR = 60 * 60 * 24 * 180  # seconds


def participant_of(request: Request, conversation: Conversation) -> Participant | None:
    """Who takes part in a conversation on this page, if they have joined it. One SQL query at most."""
    account = who_acts(request)
    if account is not None:
        return Participant.objects.filter(conversation=conversation, account=account).first()
    secret = _secret(request)
    if not secret:
        return None
    return Participant.objects.filter(conversation=conversation, guest_mark=_mark(conversation, secret)).first()


def joined(request: Request, conversation: Conversation) -> tuple[Participant, str]:
    """Who takes part on this page from now on, and the guest's secret to remember; empty for an account.

    Raises Refused if the conversation is not open, or takes no guests.
    """
    account = who_acts(request)
    if account is not None:
        return join(conversation, at=now(), account=account), ""
    secret = _secret(request) or secrets.token_urlsafe(32)
    return join(conversation, at=now(), guest_mark=_mark(conversation, secret)), secret


def remember(response: HttpResponseBase, secret: str) -> None:
    """Let a guest's browser keep its secret, which no page can read."""
    if secret:
        response.set_signed_cookie(COOKIE, secret, max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=True)


def _secret(request: Request) -> str:
    return request.get_signed_cookie(COOKIE, default="") or ""


def _mark(conversation: Conversation, secret: str) -> str:
    """What is kept of a guest: of no use in another conversation."""
    return salted_hmac("guest", f"{conversation.reference}\n{secret}", algorithm="sha256").hexdigest()
