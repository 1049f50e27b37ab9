"""Pages of problems."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from joinedup.frame.panels import panels_on
from joinedup.outcomes import actions, forms, permissions, reads
from joinedup.outcomes.agreement import agreement_on
from joinedup.outcomes.views.pages import (
    convenor_at,
    crumbs_to,
    form_page,
    page_and_form,
    partnership_at,
    seen_by,
    share_page,
    sign_page,
    to_make,
    who_acts,
)
from joinedup.partners.permissions import convenes
from joinedup.partners.requests import Request


@require_safe
def problem(request: Request, reference: str) -> HttpResponse:
    """A problem: its statement, who agreed to it and in what words, and the outcomes that answer it."""
    seen = reads.problems_open_to(request.asker).select_related("partnership")
    one = get_object_or_404(seen, reference=reference)
    context = {
        "problem": one,
        "crumbs": crumbs_to(one.partnership),
        "panels": panels_on("problem", one, request.asker),
        "agreement": (agreement := agreement_on(one, request.asker)),
        "outcomes": reads.outcomes_open_to(request.asker).filter(problem=one).order_by(*reads.PRIORITIES_FIRST),
        "may_edit": convenes(who_acts(request), one.partnership),
        "signs_for": agreement.left_of(permissions.may_sign_for(who_acts(request), one)),
    }
    return render(request, "outcomes/problem.html", context)


@login_required
@page_and_form
def state_problem(request: Request, reference: str) -> HttpResponseBase:
    """State a problem."""
    partnership = partnership_at(request, reference)
    by = convenor_at(request, partnership)
    form = forms.ProblemForm(request.POST or None)
    if form.attempt(actions.state_problem, partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = crumbs_to(partnership)
    return form_page(request, form, title=_("State a problem"), verb=_("State problem"), crumbs=crumbs)


@login_required
@page_and_form
def edit_problem(request: Request, reference: str) -> HttpResponseBase:
    """Change a problem's words."""
    one = to_make(request, reads.problems_open_to, reference)
    initial = {"name": one.name, "statement": one.statement, "version": one.version}
    form = forms.ProblemEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_problem, one, by=request.account, at=now()):
        return redirect(one)
    hint = _("Partners sign a wording. If you change the words, each of them is asked to sign again.")
    crumbs = crumbs_to(one.partnership, one)
    return form_page(request, form, title=_("Change this problem"), verb=_("Save"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def sign_problem(request: Request, reference: str) -> HttpResponseBase:
    """Give an organisation's word on a problem."""
    return sign_page(request, get_object_or_404(seen_by(reads.problems_open_to, request), reference=reference))


@login_required
@page_and_form
def share_problem(request: Request, reference: str) -> HttpResponseBase:
    """Say who may see a problem."""
    return share_page(request, to_make(request, reads.problems_open_to, reference))
