"""Who takes part on a page: the account, or the guest whose browser holds a secret of this site."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.frame.limits import counted, wait_of
from joinedup.frame.refusals import Refused
from joinedup.partners.requests import Request, sender_of, who_acts
from joinedup.voice.actions.taking_part import join
from joinedup.voice.models import Conversation, Participant
from joinedup.voice.reads.marks import neighbourhood
from joinedup.voice.rules import taking_part as rules

COOKIE = "guest"
KEPT_FOR = 60 * 60 * 24 * 180  # seconds
TOO_FAST = 429
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


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

    Raises Refused if the conversation is not open, or asks for something first.
    """
    return taking_part(request, conversation, join)


def taking_part(
    request: Request, conversation: Conversation, deed: Callable[..., Participant], **said: Any
) -> tuple[Participant, str]:
    """Let whoever asks take part by a deed: `join`, or one that says more. Their secret is kept by `remember`.

    Raises Refused with every reason against, and PermissionDenied while the page is only previewed.
    """
    if request.account is not None and who_acts(request) is None:
        raise PermissionDenied
    found = participant_of(request, conversation)
    if found is None:
        _count_joining(request, conversation)
    who = asked_by(request, conversation)
    secret = who.pop("secret")
    return deed(conversation, at=now(), **who, **said), secret


def asked_by(request: Request, conversation: Conversation) -> dict[str, Any]:
    """Who asks, as the deeds of taking part are told: account, guest's mark and network, and the secret to remember."""
    account, secret = who_acts(request), _secret(request)
    if account is None and not secret:
        secret = secrets.token_urlsafe(32)
    return {
        "account": account,
        "guest_mark": _mark(conversation, secret) if secret else "",
        "network": _network(request),
        "secret": secret if account is None else "",
    }


def remember(response: HttpResponseBase, secret: str) -> None:
    """Let a guest's browser keep its secret, which no page can read."""
    if secret:
        response.set_signed_cookie(
            COOKIE,
            secret,
            max_age=KEPT_FOR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def paced(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that takes what one sender posts as fast as people do, and answers 429 with Retry-After to a program."""

    @wraps(view)
    def paced_view(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            wait = wait_of(_secret(request) or sender_of(request), at=now())
            if wait:
                words = _("This was too fast. Try again in {seconds} seconds.").format(seconds=wait)
                answer = HttpResponse(words, status=TOO_FAST, content_type="text/plain; charset=utf-8")
                answer["Retry-After"] = str(wait)
                return answer
        return view(request, *args, **kwargs)

    return paced_view


def may_try_code(request: Request) -> bool:
    """Whether whoever asks may try one more code today; counted whatever comes of it."""
    at = now()
    return counted(f"code {sender_of(request)}", limit=rules.CODES_OF_ONE_SENDER, at=at, until=at + A_DAY)


def _count_joining(request: Request, conversation: Conversation) -> None:
    at, limit = now(), rules.JOINS_OF_ONE_NETWORK
    if not counted(f"join {sender_of(request)}", limit=rules.JOINS_OF_ONE_SENDER, at=at, until=at + A_DAY):
        raise Refused((rules.TOO_MANY_FROM_HERE,))
    if not counted(f"join {conversation.pk} {_network(request)}", limit=limit, at=at, until=at + AN_HOUR):
        raise Refused((rules.JOINED_ENOUGH.about(limit=limit),))


def _network(request: Request) -> str:
    return neighbourhood(str(get_adapter().get_client_ip(request)))


def _secret(request: Request) -> str:
    return request.get_signed_cookie(COOKIE, default="") or ""


def _mark(conversation: Conversation, secret: str) -> str:
    """What is kept of a guest: of no use in another conversation."""
    return salted_hmac("guest", f"{conversation.reference}\n{secret}", algorithm="sha256").hexdigest()
