"""Pages of what is in the way. Each one's own page is that of the question that carries it."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.permissions import convenes, takes_part
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import barriers as forms
from joinedup.promises.lists import registers
from joinedup.promises.models import Barrier
from joinedup.promises.reads import barriers as reads
from joinedup.promises.reads import organisations_to_promise
from joinedup.promises.views.pages import account_of, crumbs_to, form_page, members_to_choose, partnership_at, who_acts


@require_safe
def barriers(request: Request, reference: str) -> HttpResponseBase:
    """The register of what is in a partnership's way: what is open first, by the day on which a reply is due."""
    partnership = partnership_at(request, reference)
    every = reads.barriers_open_to(request.asker).filter(question__partnership=partnership)
    listed = registers.barriers_of().read(request.GET, reads.in_order(reads.told_first(every)))
    listed.rows = reads.with_names(listed.rows)
    shown = partial(reads.rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("barriers", partnership), shown)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": shown(listed.page),
        "listed": listed,
        "counts": reads.counts(every),
        "may_report": takes_part(who_acts(request), partnership),
    }
    return render(request, "promises/barriers.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: Request, reference: str) -> HttpResponseBase:
    """Tell of a rule or practice that is in the way."""
    partnership = partnership_at(request, reference)
    askers = organisations_to_promise(partnership, account_of(request))
    if not askers.exists():
        raise PermissionDenied
    form = forms.BarrierForm(request.POST or None)
    outcomes = outcomes_open_to(request.account).filter(partnership=partnership).order_by("name")
    form.offer(askers=askers, members=members_to_choose(partnership), outcomes=outcomes)
    if form.attempt(actions.report_barrier, partnership, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = crumbs_to(partnership, _("What is in the way"), "barriers/")
    return form_page(request, form, title=_("Tell what is in the way"), verb=_("Send"), crumbs=crumbs)


@login_required
@require_http_methods(["GET", "POST"])
def settle(request: Request, reference: str) -> HttpResponseBase:
    """Say that something is no longer in the way, or that the rule stays and why."""
    barrier = _seen(request, reference)
    if not permissions.may_settle_barrier(request.account, barrier):
        raise PermissionDenied
    form = forms.SettleForm(request.POST or None)
    if form.attempt(actions.settle_barrier, barrier, by=request.account, at=now()):
        return redirect(barrier.question)
    return _form(request, barrier, form, title=_("What became of it"), verb=_("Publish this"))


@login_required
@require_http_methods(["GET", "POST"])
def same(request: Request, reference: str) -> HttpResponseBase:
    """Say that one is the same as another that was told of before."""
    barrier = _seen(request, reference)
    if not convenes(request.account, barrier.question.partnership):
        raise PermissionDenied
    form = forms.SameForm(request.POST or None)
    form.offer(reads.to_join(barrier, request.account))
    if form.attempt(actions.join_barriers, barrier, by=request.account, at=now()):
        return redirect(barrier.question)
    return _form(request, barrier, form, title=_("It is the same as another"), verb=_("Join them"))


def _seen(request: Request, reference: str) -> Barrier:
    seen = reads.barriers_open_to(request.account).select_related("question__partnership", "owner", "outcome")
    return get_object_or_404(seen, question__reference=reference)


def _form(request: Request, barrier: Barrier, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [
        *crumbs_to(barrier.question.partnership, _("What is in the way"), "barriers/"),
        (barrier.rule, barrier.question.get_absolute_url()),
    ]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)
