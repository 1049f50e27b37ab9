"""Pages of early warnings: the log of what fired, and each with its measure's chart."""

from functools import partial
from typing import Any

from django.contrib import messages
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
from joinedup.frame.references import named
from joinedup.outcomes.reads import indicators_open_to
from joinedup.outcomes.views.pages import shown
from joinedup.partners.models import Partnership
from joinedup.partners.reads import leads_shown
from joinedup.partners.requests import Request
from joinedup.promises import actions
from joinedup.promises.actions.warnings import may_answer
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import warnings as forms
from joinedup.promises.lists.warnings import warnings_list
from joinedup.promises.models import Firing, Tripwire
from joinedup.promises.permissions import warnings as may
from joinedup.promises.reads import warning_rows as rows
from joinedup.promises.reads import warnings as reads
from joinedup.promises.reads.subjects import subjects
from joinedup.promises.rules import warnings as rules
from joinedup.promises.views.pages import Crumbs, account_of, crumbs_to, form_page, partnership_at, who_acts


@require_safe
def log(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's early warnings: what fired, first what waits for what was done, and what is watched."""
    partnership = partnership_at(request, reference)
    every = reads.firings_open_to(request.asker).filter(tripwire__partnership=partnership)
    listed = warnings_list().read(request.GET, rows.log(every))
    shown_rows = partial(rows.firing_rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("early-warnings", partnership), shown_rows)
    watching = reads.tripwires_open_to(request.asker).filter(reads.LIVE, partnership=partnership)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": shown_rows(listed.page),
        "listed": listed,
        "counts": rows.counts(every.exclude(tripwire__visibility="draft")),
        "watching": rows.tripwire_rows(watching.order_by("name", "pk")[:100], request.asker),
        "number": watching.count(),
        "may_set": may.may_set(who_acts(request), partnership),
    }
    return render(request, "promises/early_warnings.html", context)


@require_safe
def tripwire(request: Request, reference: str) -> HttpResponse:
    """An early warning: what it watches over, when it fires, its measure's chart, and what it fired for."""
    one = _seen(request, reference)
    measure = indicators_open_to(request.asker).filter(pk=one.indicator_id).first() if one.indicator_id else None
    fired = rows.log(one.firings.all())[:100]
    context: dict[str, Any] = {
        "tripwire": one,
        "crumbs": _crumbs(one.partnership),
        "about": named([one.about], request.asker).get(one.about),
        "measure": measure,
        "sentence": rows.when_it_fires(one, measure),
        "has_stopped": measure is not None
        and one.kind in rules.BY_FIGURES
        and reads.stopped_on(measure, timezone.localdate(), one.partnership.days_to_publish),
        "firings": rows.firing_rows(fired, request.asker),
        "may_set": may.may_set(who_acts(request), one.partnership),
        "panels": panels_on("tripwire", one, request.asker),
        **(shown(measure) if measure else {}),
    }
    return render(request, "promises/early_warning.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def set_tripwire(request: Request, reference: str) -> HttpResponseBase:
    """Set an early warning; `?about=` names what it watches over."""
    partnership = partnership_at(request, reference)
    if not may.may_set(account_of(request), partnership):
        raise PermissionDenied
    form = forms.TripwireForm(request.POST or None, initial={"about": request.GET.get("about")})
    form.choose(subjects(partnership, request.account))
    form.offer(_measures(request, partnership))
    if form.attempt(actions.set_tripwire, partnership, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return form_page(request, form, title=_("Set an early warning"), verb=_("Set it"), crumbs=crumbs)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change an early warning."""
    one = _to_keep(request, reference)
    form = forms.TripwireEditForm(request.POST or None, initial=forms.terms_of(one))
    form.offer(_measures(request, one.partnership))
    if form.attempt(actions.edit_tripwire, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Change this early warning"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read an early warning, and what it fires for."""
    one = _to_keep(request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.show, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Who may read this early warning"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def retire(request: Request, reference: str) -> HttpResponseBase:
    """Retire an early warning for a reason."""
    one = _to_keep(request, reference)
    form = forms.RetireForm(request.POST or None)
    if form.attempt(actions.retire_tripwire, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Retire this early warning"), verb=_("Retire it"))


@require_safe
def firing(request: Request, reference: str) -> HttpResponse:
    """That an early warning fired: what for, who has seen it, and what was done."""
    one = _fired(request, reference)
    row = rows.firing_rows([one], request.asker)[0]
    people = leads_shown([one.acknowledged_by_id, one.acted_by_id], one.tripwire.partnership, request.asker)
    answers = may_answer(who_acts(request), one, on=timezone.localdate())
    context = {
        "row": row,
        "firing": one,
        "crumbs": [*_crumbs(one.tripwire.partnership), (one.tripwire.name, one.tripwire.get_absolute_url())],
        "seen_by": people.get(one.acknowledged_by_id or 0),
        "acted_by": people.get(one.acted_by_id or 0),
        "may_answer": answers and one.acted_at is None,
        "panels": panels_on("firing", one, request.asker),
    }
    return render(request, "promises/firing.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def acknowledge(request: Request, reference: str) -> HttpResponseBase:
    """Say that one has seen what fired."""
    one = _to_answer(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.acknowledge, one, by=request.account, at=now()):
        messages.success(request, _("Thank you. Everybody can see that you have seen it."))
        return redirect(one)
    return _answer(request, one, form, title=_("I have seen this"), verb=_("Yes, I have seen it"))


@login_required
@require_http_methods(["GET", "POST"])
def act_on(request: Request, reference: str) -> HttpResponseBase:
    """Say what was done about what fired, or that it was a false alarm."""
    one = _to_answer(request, reference)
    form = forms.ActForm(request.POST or None)
    if form.attempt(actions.act_on, one, by=request.account, at=now()):
        return redirect(one)
    return _answer(request, one, form, title=_("Say what was done"), verb=_("Keep this"))


def _seen(request: Request, reference: str) -> Tripwire:
    found = reads.tripwires_open_to(request.asker).select_related("partnership")
    return get_object_or_404(found, reference=reference)


def _fired(request: Request, reference: str) -> Firing:
    found = reads.firings_open_to(request.asker).select_related("tripwire__partnership")
    return get_object_or_404(found, reference=reference)


def _to_keep(request: Request, reference: str) -> Tripwire:
    one = _seen(request, reference)
    if not may.may_set(account_of(request), one.partnership):
        raise PermissionDenied
    return one


def _to_answer(request: Request, reference: str) -> Firing:
    one = _fired(request, reference)
    if not may_answer(account_of(request), one, on=timezone.localdate()):
        raise PermissionDenied
    return one


def _measures(request: Request, partnership: Partnership) -> Any:
    return indicators_open_to(request.account).filter(partnership=partnership).order_by("name")


def _form(request: Request, one: Tripwire, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one.partnership), (one.name, one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _answer(request: Request, one: Firing, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one.tripwire.partnership), (one.tripwire.name, one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Early warnings"), "early-warnings/")
