"""What the pages of this room have in common."""

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_http_methods

from joinedup.frame.pages import Crumbs as Crumbs  # the pages of this room ask it here
from joinedup.frame.pages import form_page as form_page
from joinedup.partners.models import Account
from joinedup.partners.requests import Request

ROWS = 100
page_and_form = require_http_methods(["GET", "HEAD", "POST"])
page = require_http_methods(["GET", "HEAD"])


def acting(request: Request, *, allowed: bool) -> Account:
    """Whoever acts; 403 for those who may see but not do."""
    if request.account is None or not allowed:
        raise PermissionDenied
    return request.account


def may_act(request: Request) -> bool:
    """Whether anybody acts on this page: nobody does while it is previewed as the public will see it."""
    return request.account is not None and request.asker is request.account
