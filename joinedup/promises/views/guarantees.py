"""Pages of guarantees: what is guaranteed, whether it is measured, and the open figures of claims."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import indicator_row, indicators_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.reads import bodies_open_to
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import guarantees as forms
from joinedup.promises.lists import guarantees as lists
from joinedup.promises.models import Guarantee
from joinedup.promises.reads import claims as claim_reads
from joinedup.promises.reads import guarantees as reads
from joinedup.promises.reads import organisations_to_promise
from joinedup.promises.rules import guarantees as rules
from joinedup.promises.views.pages import Crumbs, account_of, crumbs_to, form_page, partnership_at, who_acts


@require_safe
def guarantees(request: Request, reference: str) -> HttpResponseBase:
    """What people can count on from the members of a partnership, and what came of claims."""
    partnership = partnership_at(request, reference)
    every = reads.guarantees_open_to(request.asker).filter(partnership=partnership)
    listed = lists.guarantees_of(partnership, request.asker).read(request.GET, reads.by_name(every))
    listed.rows = listed.rows.select_related("organisation")
    shown_rows = partial(reads.rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("guarantees", partnership), shown_rows)
    acts = who_acts(request)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "listed": listed,
        "rows": shown_rows(listed.page),
        "may_give": acts is not None and organisations_to_promise(partnership, acts).exists(),
    }
    return render(request, "promises/guarantees.html", context)


@require_safe
def guarantee(request: Request, reference: str) -> HttpResponse:
    """A guarantee: the standard, how it is put right, whether it is measured, and the open figures of claims."""
    seen = reads.guarantees_open_to(request.asker).select_related("partnership", "organisation", "appeals_to")
    one = get_object_or_404(seen, reference=reference)
    may_give, today = permissions.may_give(who_acts(request), one), timezone.localdate()
    measure = reads.measure_of(one, request.asker)
    whole, put_right = reads.figures_of([one.pk])[one.pk]
    body = bodies_open_to(request.asker).filter(pk=one.appeals_to_id).first() if one.appeals_to_id else None
    shared = one.visibility != Visibility.DRAFT
    context = {
        "guarantee": one,
        "crumbs": _crumbs(one.partnership),
        "is_over": reads.is_over(one, today),
        "begins": one.from_on > today,
        "measure": measure and indicator_row(measure),
        "is_measured": measure is not None and measure.latest_on is not None,
        "figures": whole if may_give else rules.for_the_public(whole, put_right),
        "fails": reads.fails_again_and_again(one, today),
        "few": rules.FEW,
        "body": body,
        "may_give": may_give,
        "may_claim": shared and one.from_on <= today,
        "waiting": claim_reads.claims_open_to(request.asker).filter(claim_reads.WAITS, guarantee=one).count(),
        "panels": panels_on("guarantee", one, request.asker),
    }
    return render(request, "promises/guarantee.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def give(request: Request, reference: str) -> HttpResponseBase:
    """Give a guarantee, as a draft."""
    partnership = partnership_at(request, reference)
    if not organisations_to_promise(partnership, account_of(request)).exists():
        raise PermissionDenied
    form = forms.GuaranteeForm(request.POST or None, initial={"from_on": timezone.localdate()})
    _offer(form, partnership, request)
    if form.attempt(actions.give_guarantee, partnership, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return form_page(request, form, title=_("Give a guarantee"), verb=_("Save as a draft"), crumbs=crumbs)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change what a guarantee says; once shared, only its measure and who hears appeals."""
    one = guarantee_to_keep(request, reference)
    form = forms.GuaranteeEditForm(one, request.POST or None, initial=forms.terms_of(one))
    _offer(form, one.partnership, request)
    if form.attempt(actions.edit_guarantee, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Change this guarantee"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def end(request: Request, reference: str) -> HttpResponseBase:
    """Let a guarantee end on a day."""
    one = guarantee_to_keep(request, reference)
    form = forms.EndGuaranteeForm(request.POST or None, initial={"until_on": one.until_on})
    if form.attempt(actions.end_guarantee, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("End this guarantee"), verb=_("End it on that day"))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read a guarantee."""
    one = guarantee_to_keep(request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.share_guarantee, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Who may read this guarantee"), verb=_("Save"))


def guarantee_to_keep(request: Request, reference: str) -> Guarantee:
    """The guarantee that an address names: 404 to whoever may not see it, 403 to whoever may not see to it."""
    seen = reads.guarantees_open_to(request.account).select_related("partnership", "organisation")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_give(request.account, one):
        raise PermissionDenied
    return one


def _offer(form: forms.GuaranteeForm | forms.GuaranteeEditForm, partnership: Partnership, request: Request) -> None:
    account = account_of(request)
    form.offer(
        organisations=organisations_to_promise(partnership, account),
        measures=indicators_open_to(account).filter(partnership=partnership).order_by("name"),
        bodies=reads.bodies_for_appeals(partnership, account),
    )


def _form(request: Request, one: Guarantee, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one.partnership), (one.name, one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Guarantees"), "guarantees/")
