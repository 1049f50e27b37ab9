"""Pages of claims: claiming without an account, the receipt, and deciding on claims, putting them right and appeals."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.partners.requests import Request, sender_of
from joinedup.promises import actions, permissions
from joinedup.promises.forms import guarantees as forms
from joinedup.promises.lists import guarantees as lists
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.reads import claims as reads
from joinedup.promises.reads.guarantees import guarantees_open_to, is_heard_here, shared
from joinedup.promises.rules import guarantees as rules
from joinedup.promises.views.guarantees import guarantee_to_keep
from joinedup.promises.views.pages import Crumbs, crumbs_to, who_acts
from joinedup.questions.rules import OPEN

BACK = {"desk": "/desk/"}


@require_http_methods(["GET", "POST"])
def claim(request: Request, reference: str) -> HttpResponseBase:
    """Claim that a guarantee was not kept, with or without an account."""
    seen = shared(guarantees_open_to(request.asker)).select_related("partnership", "organisation", "appeals_to")
    guarantee = get_object_or_404(seen, reference=reference)
    form = forms.ClaimForm(request.POST or None)
    told = {"by": request.account, "at": now(), "asked_from": sender_of(request)}
    if form.attempt(actions.claim, guarantee, **told):
        return redirect(form.address)
    context = {"guarantee": guarantee, "form": form, "crumbs": _crumbs(guarantee)}
    return render(request, "promises/claim.html", context, status=form.status)


@require_safe
def receipt(request: Request, signed: str) -> HttpResponse:
    """What came of a claim, for whoever claimed, with the way to appeal."""
    return _receipt(request, _by_receipt(signed))


@require_http_methods(["GET", "POST"])
def appeal(request: Request, signed: str) -> HttpResponseBase:
    """Appeal against what was decided on a claim, from its receipt."""
    one = _by_receipt(signed)
    form = forms.AppealForm(request.POST or None)
    if form.attempt(actions.appeal, one, by=request.account, at=now()):
        return redirect(form.address)
    return _receipt(request, one, form)


@login_required
@require_safe
def claims(request: Request, reference: str) -> HttpResponseBase:
    """The claims against a guarantee, for those who decide on them: those that wait first."""
    guarantee = guarantee_to_keep(request, reference)
    listed = lists.CLAIMS.read(request.GET, reads.claims_of(guarantee, request.account))
    today = timezone.localdate()
    context = {
        "guarantee": guarantee,
        "crumbs": _crumbs(guarantee),
        "listed": listed,
        "rows": [{"claim": one, "is_overdue": reads.is_overdue(one, today)} for one in listed.page],
    }
    return render(request, "promises/claims.html", context)


@login_required
@require_safe
def one_claim(request: Request, reference: str) -> HttpResponse:
    """A claim or an appeal as those who decide on it read it."""
    return _page(request, _seen(request, reference))


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: Request, reference: str) -> HttpResponseBase:
    """Say whether a claim is right and why; of an appeal, as somebody who hears it."""
    one = _seen(request, reference)
    may = _may_hear(request, one) if one.appeal_of_id else permissions.may_give(request.account, one.guarantee)
    if not may:
        raise PermissionDenied
    form = forms.DecideClaimForm(one, request.POST or None)
    act = actions.decide_appeal if one.appeal_of_id else actions.decide_claim
    if form.attempt(act, one, by=request.account, at=now()):
        messages.success(request, _("Thank you. Whoever claimed can read your decision."))
        return redirect(BACK.get(request.GET.get("from", ""), address_of(one)))
    return _page(request, one, decide=form)


@login_required
@require_http_methods(["GET", "POST"])
def put_right(request: Request, reference: str) -> HttpResponseBase:
    """Say what was done to put a claim right, and on which day."""
    one = _seen(request, reference)
    if not permissions.may_give(request.account, one.guarantee):
        raise PermissionDenied
    form = forms.PutRightForm(request.POST or None)
    if form.attempt(actions.put_right, one, by=request.account, at=now()):
        messages.success(request, _("Thank you. Whoever claimed can read what was done."))
        return redirect(BACK.get(request.GET.get("from", ""), address_of(one)))
    return _page(request, one, put_right=form)


def address_of(one: Claim) -> str:
    """The page of a claim for those who decide on it."""
    return f"/{one.question.reference}/claim/"


def _seen(request: Request, reference: str) -> Claim:
    readable = reads.with_all(reads.claims_open_to(request.account))
    return get_object_or_404(readable, question__reference=reference)


def _may_hear(request: Request, one: Claim) -> bool:
    account = request.account
    return (
        account is not None and reads.claims_open_to(account).filter(permissions.heard_by(account), pk=one.pk).exists()
    )


def _by_receipt(signed: str) -> Claim:
    one = reads.claim_by_receipt(signed)
    if one is None:
        raise Http404
    return one


def _receipt(request: Request, one: Claim, form: ActionForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    may_appeal = reads.may_be_appealed(one, today)
    later = reads.appeal_of(one)
    seen = guarantees_open_to(request.asker).filter(pk=one.guarantee_id).exists()
    context = {
        "claim": one,
        "guarantee": one.guarantee,
        "is_seen": seen,
        "may_claim": seen and shared(Guarantee.objects.filter(pk=one.guarantee_id)).exists(),
        "is_overdue": reads.is_overdue(one, today),
        "appeal": later,
        "appeal_receipt": reads.receipt_of(later) if later else "",
        "own_receipt": reads.receipt_of(one),
        "heard_here": is_heard_here(one.guarantee, today),
        "days_to_appeal": rules.DAYS_TO_APPEAL,
        "form": form or (forms.AppealForm() if may_appeal else None),
    }
    status = form.status if form else 200
    response = render(request, "promises/claim_receipt.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _page(request: Request, one: Claim, **sent: ActionForm) -> HttpResponse:
    """A claim's page with the forms that its reader may use; one of them as it was sent, if one was."""
    guarantee, today = one.guarantee, timezone.localdate()
    context = {
        "claim": one,
        "guarantee": guarantee,
        "crumbs": _crumbs(guarantee, with_claims=permissions.may_give(request.account, guarantee)),
        "is_overdue": reads.is_overdue(one, today),
        "appeal": reads.appeal_of(one),
        "forms": {**_forms(request, one), **sent},
        "form": next(iter(sent.values()), None),
    }
    status = max((form.status for form in sent.values()), default=200)
    return render(request, "promises/one_claim.html", context, status=status)


def _forms(request: Request, one: Claim) -> dict[str, Any]:
    acts = who_acts(request)
    may_give = permissions.may_give(acts, one.guarantee)
    if one.question.state == OPEN:
        may = _may_hear(request, one) if one.appeal_of_id else may_give
        return {"decide": forms.DecideClaimForm(one, auto_id="decide-%s")} if acts and may else {}
    if may_give and reads.claims_open_to(acts).filter(reads.TO_PUT_RIGHT, pk=one.pk).exists():
        return {"put_right": forms.PutRightForm(auto_id="right-%s", initial={"put_right_on": timezone.localdate()})}
    return {}


def _crumbs(guarantee: Guarantee, *, with_claims: bool = False) -> Crumbs:
    address = guarantee.get_absolute_url()
    above = [*crumbs_to(guarantee.partnership, _("Guarantees"), "guarantees/"), (guarantee.name, address)]
    return [*above, (_("Claims"), f"{address}claims/")] if with_claims else above
