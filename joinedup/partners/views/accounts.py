"""The page on which people close their own account."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.frame.forms import ActionForm
from joinedup.partners import actions
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import acting, form_page, page_and_form


@login_required
@page_and_form
def close_account(request: Request) -> HttpResponse:
    """Close one's own account; every session of it ends."""
    by = acting(request, allowed=True)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.close_account, by, by=by, at=now()):
        return redirect("/")
    hint = _(
        "You are signed out everywhere, and your posts give no access until somebody invites you again. "
        "What you did stays in the record under your post."
    )
    return form_page(request, form, title=_("Close my account"), verb=_("Close my account"), crumbs=[], hint=hint)
