"""What the pages of this room share: who acts, crumbs, a form's page, and the members to choose from."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from joinedup.frame.pages import Crumbs as Crumbs  # the pages of this room ask it here
from joinedup.frame.pages import form_page as form_page
from joinedup.partners.models import Account, Partnership
from joinedup.partners.reads import members_to_choose as members_to_choose
from joinedup.partners.requests import Request
from joinedup.partners.requests import partnership_at as partnership_at  # the pages of this room ask it here
from joinedup.partners.requests import who_acts as who_acts


def crumbs_to(partnership: Partnership, title: str, below: str) -> Crumbs:
    """The way down to one of a partnership's lists."""
    address = partnership.get_absolute_url()
    return [(partnership.name, address), (title, f"{address}{below}")]


def account_of(request: Request) -> Account:
    """Who acts, where a page is for those who signed in."""
    if request.account is None:
        raise PermissionDenied
    return request.account


def unseen(response: HttpResponse) -> HttpResponse:
    """A page whose address is a key: kept by no cache, found by no search engine, told to no other site."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
