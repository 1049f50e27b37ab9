"""Pages of stepping in for a while."""

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
from joinedup.frame.panels import panels_on
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import convenes
from joinedup.partners.requests import Request
from joinedup.promises import actions
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import failures as forms
from joinedup.promises.lists.warnings import interventions_list
from joinedup.promises.models import Intervention
from joinedup.promises.permissions import warnings as may
from joinedup.promises.reads import interventions as reads
from joinedup.promises.reads.subjects import subjects
from joinedup.promises.views.pages import (
    Crumbs,
    account_of,
    crumbs_to,
    form_page,
    members_to_choose,
    partnership_at,
    who_acts,
)


@require_safe
def interventions(request: Request, reference: str) -> HttpResponseBase:
    """Where somebody steps in or did so, the latest first: on whose call, how far, and until when."""
    partnership = partnership_at(request, reference)
    every = reads.interventions_open_to(request.asker).filter(partnership=partnership)
    listed = interventions_list().read(request.GET, every.select_related("by").order_by("-from_on", "-pk"))
    shown_rows = partial(reads.rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("stepping-in", partnership), shown_rows)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": shown_rows(listed.page),
        "listed": listed,
        "may_step_in": convenes(who_acts(request), partnership),
    }
    return render(request, "promises/interventions.html", context)


@require_safe
def intervention(request: Request, reference: str) -> HttpResponse:
    """Somebody stepping in: what set it off, how far it goes, when it ends, and what was there before."""
    found = reads.interventions_open_to(request.asker).select_related("partnership", "by")
    one = get_object_or_404(found, reference=reference)
    others = reads.interventions_open_to(request.asker).filter(about=one.about).exclude(pk=one.pk)
    context = {
        "row": reads.rows([one], request.asker)[0],
        "intervention": one,
        "crumbs": _crumbs(one.partnership),
        "others": reads.rows(others.select_related("by").order_by("-from_on", "-pk")[:100], request.asker),
        "may_step_in": may.may_step_in(who_acts(request), one),
        "panels": panels_on("intervention", one, request.asker),
    }
    return render(request, "promises/intervention.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def step_in(request: Request, reference: str) -> HttpResponseBase:
    """Record that somebody steps in; `?about=` names what it is about."""
    partnership = partnership_at(request, reference)
    if not convenes(account_of(request), partnership):
        raise PermissionDenied
    form = forms.StepInForm(request.POST or None, initial={"about": request.GET.get("about")})
    form.choose(subjects(partnership, request.account))
    form.offer(members_to_choose(partnership))
    if form.attempt(actions.step_in, partnership, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return form_page(request, form, title=_("Record that somebody steps in"), verb=_("Record it"), crumbs=crumbs)


@login_required
@require_http_methods(["GET", "POST"])
def hand_back(request: Request, reference: str) -> HttpResponseBase:
    """Hand back, and say whether what had to hold does."""
    one = _to_keep(request, reference)
    form = forms.HandBackForm(request.POST or None)
    if form.attempt(actions.hand_back, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Hand back"), verb=_("Hand back"))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read that somebody steps in."""
    one = _to_keep(request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.show, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Who may read this"), verb=_("Save"))


def _to_keep(request: Request, reference: str) -> Intervention:
    found = reads.interventions_open_to(request.asker).select_related("partnership", "by")
    one = get_object_or_404(found, reference=reference)
    if not may.may_step_in(account_of(request), one):
        raise PermissionDenied
    return one


def _form(request: Request, one: Intervention, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one.partnership), (str(one), one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Stepping in"), "stepping-in/")
