"""The page of what is new for its reader."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from joinedup.answers import actions, forms, news
from joinedup.partners.models import Account
from joinedup.partners.requests import Request


@login_required
@require_safe
def notifications(request: Request) -> HttpResponse:
    """What is new for its reader since they last said that they had read it, and what was new before."""
    found = news.notifications_for(_own(request), before=_number(request))
    said = {
        "found": found,
        "days": news.by_day(found.listed),
        "form": forms.ReadForm(initial={"until": found.until}),
        "is_first": "before" not in request.GET,
    }
    return render(request, "answers/notifications.html", said)


@login_required
@require_POST
def mark_as_read(request: Request) -> HttpResponse:
    """Count everything that the page showed as read."""
    form = forms.ReadForm(request.POST)
    if form.attempt(actions.mark_as_read, _own(request)):
        messages.success(request, _("Everything is marked as read."))
    return redirect("notifications")


def _own(request: Request) -> Account:
    if request.account is None:
        raise PermissionDenied
    return request.account


def _number(request: Request) -> int | None:
    """The position before which a page begins; anything that is none begins at the latest."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
