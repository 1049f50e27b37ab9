"""A request that knows who asks, and what holds on the page that it asks for."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from joinedup.frame.notices import Notice
from joinedup.frame.senders import network, sender
from joinedup.partners import reads
from joinedup.partners.models import Account, Partnership, Pause
from joinedup.partners.permissions import Asker

MOST_OF_REASON = 160  # characters on every page; the pause's own has all of it
PREVIEWING = "previewing"  # in the session: the key of the partnership that is read as the public will


class Request(HttpRequest):
    """`account` is who acts (None when nobody is signed in); `asker` is who reads, which a preview makes differ."""

    account: Account | None
    asker: Asker
    notices: list[Notice]


def who_acts(request: Request) -> Account | None:
    """Whoever could act on this page: nobody while it is previewed as the public will see it."""
    return request.account if request.asker is request.account else None


def partnership_at(request: Request, reference: str) -> Partnership:
    """The partnership that an address names; 404 to whoever may not know of it. A pause in force is told on its page.

    One SQL query, two in a pause.
    """
    seen = reads.with_pause(reads.partnerships_open_to(request.asker)).select_related("place", "convenor")
    one = get_object_or_404(seen, reference=reference)
    if one.pause_key is not None:  # type: ignore[attr-defined]
        tell_of_pause(request, Pause.objects.get(pk=one.pause_key))  # type: ignore[attr-defined]
    return one


def sender_of(request: Request) -> str:
    """The day's mark of whoever sends: the account, else the network address, of which nothing is stored."""
    address: Any = request.account.reference if request.account else get_adapter().get_client_ip(request)
    return sender(network(str(address)), localdate(), settings.SECRET_KEY)


def tell_of_pause(request: Request, pause: Pause) -> None:
    """Say on the page that nothing becomes public for a time, and why."""
    said = _("%(name)s: nothing new becomes public %(where)s from %(first)s until %(back)s.") % {
        "name": pause.name,
        "where": _("here") if pause.partnership_id else _("on this site"),
        "first": date_format(pause.from_on),
        "back": date_format(pause.until_on),
    }
    words = " ".join(part for part in (said, Truncator(pause.reason).chars(MOST_OF_REASON)) if part)
    request.notices.append(Notice(words, pause.get_absolute_url(), _("What that means")))
