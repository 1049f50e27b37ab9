"""Pages of failures that were told, and of experiments registered beforehand."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
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
from joinedup.promises.lists.warnings import failures_list
from joinedup.promises.models import Experiment, Failure
from joinedup.promises.permissions import failures as may
from joinedup.promises.reads import failures as reads
from joinedup.promises.reads.subjects import subjects
from joinedup.promises.reads.warnings import LIVE, tripwires_open_to
from joinedup.promises.views.pages import (
    Crumbs,
    account_of,
    crumbs_to,
    form_page,
    members_to_choose,
    partnership_at,
    who_acts,
)

SHOWN = 100


@require_safe
def failures(request: Request, reference: str) -> HttpResponseBase:
    """Failures that a partnership told, the latest first, how openly that was done, and what is being tried."""
    partnership = partnership_at(request, reference)
    every = reads.failures_open_to(request.asker).filter(partnership=partnership)
    listed = failures_list().read(request.GET, every)
    shown_rows = partial(reads.rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("failures", partnership), shown_rows)
    experiments = reads.experiments_open_to(request.asker).filter(partnership=partnership)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": shown_rows(listed.page),
        "listed": listed,
        "counts": reads.counts(every),
        "experiments": experiments.order_by("-begins_on", "-pk")[:SHOWN],
        "today": timezone.localdate(),
        "may_tell": may.may_tell(who_acts(request), partnership),
    }
    return render(request, "promises/failures.html", context)


@require_safe
def failure(request: Request, reference: str) -> HttpResponse:
    """A failure: what harm it did, how soon it was told, of which kind it is, and what follows from that."""
    one = _seen_failure(request, reference)
    acts = who_acts(request)
    context = {
        "row": reads.rows([one], request.asker)[0],
        "failure": one,
        "crumbs": _crumbs(one.partnership),
        "experiment": reads.experiments_open_to(request.asker).filter(failures=one).first(),
        "sees_details": may.sees_details(request.asker, one),
        "may_judge": may.may_judge(acts, one.partnership) and not one.kind,
        "may_add": may.may_tell(acts, one.partnership) and may.sees_details(request.asker, one),
        "may_share": convenes(acts, one.partnership),
        "panels": panels_on("failure", one, request.asker),
    }
    return render(request, "promises/failure.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def tell(request: Request, reference: str) -> HttpResponseBase:
    """Tell a failure; `?about=` names what failed."""
    partnership = _to_tell(request, reference)
    form = forms.FailureForm(request.POST or None, initial={"about": request.GET.get("about")})
    form.choose(subjects(partnership, request.account, with_experiments=True))
    form.offer(_experiments(request, partnership))
    if form.attempt(actions.tell_failure, partnership, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return form_page(request, form, title=_("Tell a failure"), verb=_("Tell it"), crumbs=crumbs)


@login_required
@require_http_methods(["GET", "POST"])
def judge(request: Request, reference: str) -> HttpResponseBase:
    """Say of which kind a failure is, with a second opinion."""
    one = _to_do(request, reference, allowed=may.may_judge)
    form = forms.JudgeForm(request.POST or None, initial={"experiment": one.experiment_id})
    form.offer(_experiments(request, one.partnership))
    form.ask(members_to_choose(one.partnership))
    if form.attempt(actions.judge_failure_kind, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Which kind of failure is it?"), verb=_("Keep this"))


@login_required
@require_http_methods(["GET", "POST"])
def add_lesson(request: Request, reference: str) -> HttpResponseBase:
    """Say what was done about a failure, and what was learned."""
    one = _to_do(request, reference, allowed=may.may_tell)
    if not may.sees_details(request.account, one):
        raise PermissionDenied
    form = forms.LessonForm(request.POST or None, initial=forms.lesson_of(one))
    if form.attempt(actions.add_lesson, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("What was done and learned"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read of a failure."""
    one = _to_do(request, reference, allowed=convenes)
    return _share(request, one)


@require_safe
def experiment(request: Request, reference: str) -> HttpResponse:
    """An experiment: what is expected, what would stop it, which loss can be borne, and what came of it."""
    one = _seen_experiment(request, reference)
    warnings = tripwires_open_to(request.asker).filter(experiments=one)
    told = reads.failures_open_to(request.asker).filter(experiment=one).order_by("-noticed_on", "-pk")
    context = {
        "experiment": one,
        "crumbs": _crumbs(one.partnership),
        "tripwire": warnings.first(),
        "failures": reads.rows(told[:SHOWN], request.asker),
        "today": timezone.localdate(),
        "may_tell": may.may_tell(who_acts(request), one.partnership),
        "may_share": convenes(who_acts(request), one.partnership),
        "panels": panels_on("experiment", one, request.asker),
    }
    return render(request, "promises/experiment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def register(request: Request, reference: str) -> HttpResponseBase:
    """Register an experiment before it begins."""
    partnership = _to_tell(request, reference)
    form = forms.ExperimentForm(request.POST or None)
    form.offer(tripwires_open_to(request.account).filter(LIVE, partnership=partnership).order_by("name"))
    if form.attempt(actions.register_experiment, partnership, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return form_page(request, form, title=_("Register an experiment"), verb=_("Register it"), crumbs=crumbs)


@login_required
@require_http_methods(["GET", "POST"])
def share_experiment(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read of an experiment."""
    one = _seen_experiment(request, reference)
    if not convenes(account_of(request), one.partnership):
        raise PermissionDenied
    return _share(request, one)


def _share(request: Request, one: Failure | Experiment) -> HttpResponseBase:
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.show, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Who may read this"), verb=_("Save"))


def _seen_failure(request: Request, reference: str) -> Failure:
    found = reads.failures_open_to(request.asker).select_related("partnership")
    return get_object_or_404(found, reference=reference)


def _seen_experiment(request: Request, reference: str) -> Experiment:
    found = reads.experiments_open_to(request.asker).select_related("partnership")
    return get_object_or_404(found, reference=reference)


def _to_tell(request: Request, reference: str) -> Partnership:
    partnership = partnership_at(request, reference)
    if not may.may_tell(account_of(request), partnership):
        raise PermissionDenied
    return partnership


def _to_do(request: Request, reference: str, *, allowed: Callable[[Any, Partnership], bool]) -> Failure:
    one = _seen_failure(request, reference)
    if not allowed(account_of(request), one.partnership):
        raise PermissionDenied
    return one


def _experiments(request: Request, partnership: Partnership) -> QuerySet[Experiment]:
    return reads.experiments_open_to(request.account).filter(partnership=partnership).order_by("name")


def _form(request: Request, one: Failure | Experiment, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one.partnership), (one.name, one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Failures and experiments"), "failures/")
