"""Pages of erasure: of oneself, and of a person who asked an administrator."""

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.partners import actions, forms, permissions, reads
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import acting, page_and_form

MYSELF, PERSON = "myself", "person"


@login_required
@page_and_form
def erase_myself(request: Request) -> HttpResponse:
    """Erase one's own account: says what goes, what stays and why, and does it.

    Whoever has not shown in the last minutes that it is them is asked first, and then reads the page anew: an answer
    that was given before is not acted on.
    """
    by = acting(request, allowed=True)
    if not did_recently_reauthenticate(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    form = forms.EraseForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.erase_myself, by, by=by, at=now()):
        logout(request)
        messages.success(request, _("You are erased, and signed out everywhere."))
        return redirect("/")
    crumbs = [(_("My account"), "/account/")]
    return erase_page(
        request, form, {"whose": MYSELF, "post": by.person and reads.post_of(by.person), "crumbs": crumbs}
    )


@login_required
@page_and_form
def erase_person(request: Request, reference: str) -> HttpResponse:
    """Erase a person who has no account, and asked for it."""
    one = get_object_or_404(reads.people_open_to(request.account), reference=reference)
    by = acting(request, allowed=permissions.may_administer(request.account))
    form = forms.EraseForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.erase_person, one, by=by, at=now()):
        messages.success(request, _("Erased. The post stays, without a name."))
        return redirect(one)
    crumbs = [(str(one), one.get_absolute_url())]
    return erase_page(request, form, {"whose": PERSON, "post": reads.post_of(one), "crumbs": crumbs})


def erase_page(request: Request, form: forms.EraseForm, said: dict[str, Any]) -> HttpResponse:
    """What goes, what stays and why, with the button that does it."""
    return render(request, "partners/erase.html", {**said, "form": form}, status=form.status)
