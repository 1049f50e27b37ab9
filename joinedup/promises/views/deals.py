"""The page of a deal with the people of a place, its paper, and saying how its pledges stand."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.papers import pdf_response
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import deals as forms
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, Clause
from joinedup.promises.papers.deal import deal_paper
from joinedup.promises.reads import deals as reads
from joinedup.promises.reads import pledges as pledge_reads
from joinedup.promises.reads.agreements import agreements_open_to
from joinedup.promises.reads.signing_up import facts_of, is_in_force, sign_ups_of
from joinedup.promises.rules.deals import refusals_to_take_sign_ups
from joinedup.promises.views.pages import Crumbs, form_page, who_acts


@require_safe
def deal(request: Request, reference: str) -> HttpResponse:
    """A deal: what each side says it will do, how that stands, and how many signed up."""
    one = _deal_at(request, reference)
    parts, acts = reads.parts_of(one, request.asker), who_acts(request)
    against = refusals_to_take_sign_ups(facts_of(one, localdate()))
    pledges = pledge_reads.counted(pledge_reads.pledges_of_agreement(one, request.asker))
    context = {
        "agreement": one,
        "crumbs": [(one.partnership.name, one.partnership.get_absolute_url())],
        "parts": parts,
        "missing": reads.missing_side(parts),
        "in_force": is_in_force(one, localdate()),
        "takes_sign_ups": not against,
        "counts": _counts(one),
        "may_state": reads.may_state_in(parts, acts),
        "pledges": pledge_reads.rows(pledges, request.asker),
    }
    return render(request, "promises/deal.html", context)


@require_safe
def deal_on_paper(request: Request, reference: str) -> HttpResponse:
    """The deal as a PDF that people sign by hand."""
    one = _deal_at(request, reference)
    parts = reads.parts_of(one, request.asker)
    name = f"deal-{one.reference.rpartition('/')[2]}"
    return pdf_response(lambda: deal_paper(one, parts, today=localdate()), name=name)


@login_required
@require_http_methods(["GET", "POST"])
def state_pledge(request: Request, reference: str) -> HttpResponseBase:
    """Say how one pledge of a deal stands."""
    clauses = Clause.objects.filter(agreement__in=agreements_open_to(request.account).values("pk"))
    related = ("agreement__partnership", "agreement__in_force", "organisation")
    clause = get_object_or_404(clauses.select_related(*related), reference=reference)
    if not permissions.may_state(request.account, clause, reads.side_of(clause, clause.agreement)):
        raise PermissionDenied
    form = forms.StatusForm(request.POST or None)
    if form.attempt(actions.state_pledge, clause, by=request.account, at=now()):
        return redirect(form.address)
    crumbs: Crumbs = [
        (clause.agreement.partnership.name, clause.agreement.partnership.get_absolute_url()),
        (clause.agreement.name, f"{clause.agreement.get_absolute_url()}deal/"),
    ]
    title = _("How does this stand? %s") % clause
    return form_page(request, form, title=title, verb=_("Say so"), crumbs=crumbs)


def _deal_at(request: Request, reference: str) -> Agreement:
    seen = reads.deals_open_to(request.asker).select_related("partnership", "in_force")
    return get_object_or_404(seen, reference=reference)


def _counts(one: Agreement) -> dict[str, Any] | None:
    """Who signed up, in words; None for a kind to which nobody does."""
    kind = agreement_kinds()[one.kind]
    if not kind.takes_sign_ups:
        return None
    counts = sign_ups_of(one)
    return {"total": counts.total, "groups": [(words, counts.groups[key]) for key, words in kind.groups]}
