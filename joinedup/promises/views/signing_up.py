"""Signing up, joining and giving support without an account: the form, the letter's link, and its one button."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from joinedup.frame.confirming import refusals_to_confirm
from joinedup.frame.forms import ActionForm
from joinedup.partners.requests import Request, sender_of
from joinedup.promises import actions
from joinedup.promises.forms import deals as forms
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import ConfirmMark
from joinedup.promises.reads import pledges as pledge_reads
from joinedup.promises.reads import signing_up as reads
from joinedup.promises.reads.deals import deals_open_to
from joinedup.promises.rules.deals import refusals_to_take_sign_ups
from joinedup.promises.rules.pledges import refusals_to_join
from joinedup.promises.views.pages import unseen
from joinedup.questions.models import Question
from joinedup.questions.reads import questions_open_to
from joinedup.questions.rules import refusals_to_support

GONE, UNKNOWN = 410, 404
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
def sign_up(request: Request, reference: str) -> HttpResponse:
    """Sign up to a deal: a group and an address, to which a letter goes."""
    deals = deals_open_to(request.asker).select_related("partnership", "in_force")
    agreement = get_object_or_404(deals, reference=reference)
    form = forms.SignUpForm(request.POST if request.method == "POST" else None)
    form.offer(agreement, agreement_kinds()[agreement.kind].groups)
    if form.attempt(actions.ask_to_sign_up, agreement, asked_from=sender_of(request), at=now()):
        return redirect(form.address)
    against = refusals_to_take_sign_ups(reads.facts_of(agreement, localdate()))
    context = {"about": agreement, "against": against, "page": reads.page_of(agreement), "sort": "deal"}
    return _asking(request, form, context)


@page_and_form
def join(request: Request, reference: str) -> HttpResponse:
    """Join a pledge: an address, to which a letter goes."""
    seen = pledge_reads.pledges_open_to(request.asker).select_related("partnership")
    pledge = get_object_or_404(seen, reference=reference)
    form = forms.JoinForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.ask_to_join, pledge, asked_from=sender_of(request), at=now()):
        return redirect(form.address)
    against = refusals_to_join(
        condition=pledge.condition,
        state=pledge.state,
        is_public=reads.is_public(pledge),
        by_on=pledge.by_on,
        today=localdate(),
    )
    context = {"about": pledge, "against": against, "page": reads.page_of(pledge), "sort": "pledge"}
    return _asking(request, form, context)


@page_and_form
def support(request: Request, reference: str) -> HttpResponse:
    """Support a request for a review: an address, to which a letter goes."""
    seen = questions_open_to(request.asker).select_related("partnership")
    question = get_object_or_404(seen.filter(kind=Question.Kind.REVIEW), reference=reference)
    form = forms.SupportForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.ask_to_support, question, asked_from=sender_of(request), at=now()):
        return redirect(form.address)
    against = refusals_to_support(state=question.state, is_public=reads.is_public(question))
    context = {"about": question, "against": against, "page": reads.page_of(question), "sort": "request"}
    return _asking(request, form, context)


@csrf_exempt  # the secret address is what allows it; the page sends no referrer, so browsers send no origin either
@page_and_form
def confirm(request: Request, secret: str) -> HttpResponse:
    """The link in the letter: a page with a button, so that a program that opens links signs nobody up."""
    asked = reads.asked_with(secret)
    about = reads.what_is_asked(asked) if asked is not None else None
    if asked is None or about is None:
        return unseen(render(request, "promises/confirm_unknown.html", status=UNKNOWN))
    form = ActionForm(request.POST if request.method == "POST" else None)
    deed = actions.take_back if "take_back" in request.POST else actions.confirm
    if form.attempt(deed, asked, at=now()):
        said = {**_said(about), "taken_back": deed is actions.take_back, "is_new": form.result.is_new}
        return unseen(render(request, "promises/confirmed.html", said))
    return _to_confirm(request, asked, about, form)


def _to_confirm(request: Request, asked: ConfirmMark, about: reads.Asked, form: ActionForm) -> HttpResponse:
    closed = refusals_to_confirm(used=asked.used_at is not None, expires_at=asked.expires_at, at=now())
    if closed:
        return unseen(render(request, "promises/confirm_closed.html", {**_said(about), "closed": closed}, status=GONE))
    said = {**_said(about), "form": form, "has_signed": reads.has_signed(asked)}
    return unseen(render(request, "promises/confirm.html", said, status=form.status))


def _said(about: reads.Asked) -> dict[str, object]:
    return {"about": about, "page": reads.page_of(about), "sort": reads.sort_of(about)}


def _asking(request: Request, form: ActionForm, context: dict[str, object]) -> HttpResponse:
    said = {**context, "form": form, "asked": request.GET.get("asked") == "yes"}
    return render(request, "promises/ask_to_sign_up.html", said, status=form.status)
