"""A request that knows who asks."""

from django.http import HttpRequest

from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker

PREVIEWING = "previewing"  # in the session: the key of the partnership that is read as the public will


class Request(HttpRequest):
    """`account` is who acts (None when nobody is signed in); `asker` is who reads, which a preview makes differ."""

    account: Account | None
    asker: Asker
