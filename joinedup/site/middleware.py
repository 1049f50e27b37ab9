"""Who asks, and that what a signed-in reader sees is kept by no cache."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from joinedup.partners.models import Account
from joinedup.partners.permissions import Preview, find_footing
from joinedup.partners.reads import may_preview
from joinedup.partners.requests import PREVIEWING, Request

Answer = Callable[[HttpRequest], HttpResponse]
SAFE = {"GET", "HEAD"}


def who_asks(answer: Answer) -> Answer:
    """Give each request its `account` and `asker`. A convenor who previews reads as the public will.

    A page looks up once where its reader stands. Whoever acts is looked up again under the action's lock: what gave
    the right may have ended while the request waited for it.
    """

    def middleware(plain: HttpRequest) -> HttpResponse:
        request = cast(Request, plain)
        user = get_user(plain)
        request.account = user if isinstance(user, Account) else None
        if request.account and plain.method in SAFE:
            request.account.footing = find_footing(request.account)
        request.asker, request.notices = request.account, []
        previewed = request.session.get(PREVIEWING) if request.account else None
        if previewed is not None and may_preview(request.account, previewed):
            request.asker = Preview(previewed)
        return answer(request)

    return middleware


def private_pages_are_not_kept(answer: Answer) -> Answer:
    """Pages for signed-in readers are never stored by a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware
