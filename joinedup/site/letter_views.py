"""Pages of signing in by a letter."""

from allauth.account.utils import perform_login
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from joinedup.frame.confirming import LINK_USED
from joinedup.frame.forms import ActionForm
from joinedup.frame.refusals import Refusal, Refused
from joinedup.partners.requests import Request, sender_of
from joinedup.site import by_letter
from joinedup.site.forms import LetterForm
from joinedup.site.mydata.views import unseen

GONE = 410
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
def ask(request: Request) -> HttpResponse:
    """Ask for a link by which one signs in. The answer is the same for every address."""
    page = by_letter.safe(request.POST.get("next") or request.GET.get("next") or by_letter.DESK)
    form = LetterForm(request.POST if request.method == "POST" else None, initial={"next": page})
    if form.attempt(by_letter.ask, asked_from=sender_of(request), at=now()):
        return redirect(f"{request.path}?{urlencode({'asked': 'yes', 'next': page})}")
    said = {"form": form, "asked": request.GET.get("asked") == "yes", "next": page}
    return render(request, "site/sign_in_by_letter.html", said, status=form.status)


@page_and_form
def sign_in(request: Request, signed: str) -> HttpResponseBase:
    """The link in the letter: a page with a button, so that a program that opens links signs nobody in."""
    try:
        asked = by_letter.opened(signed)
    except Refused as refused:
        return _over(request, refused.refusals)
    if asked is None:
        raise Http404
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(by_letter.use, asked, at=now()):
        return unseen(perform_login(request, form.result, redirect_url=asked.next, email=asked.email))
    if form.refusals:
        return _over(request, form.refusals)
    if by_letter.is_used(asked):
        return _over(request, (LINK_USED,))
    return unseen(render(request, "site/signed_in_by_letter.html", {"email": asked.email, "form": form}))


def _over(request: Request, refusals: tuple[Refusal, ...]) -> HttpResponse:
    return unseen(render(request, "site/letter_over.html", {"refusals": refusals}, status=GONE))
