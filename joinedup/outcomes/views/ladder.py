"""Pages of the ladder: steps and what they lead to."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from joinedup.frame.panels import panels_on
from joinedup.outcomes import actions, forms, ladder, reads, rules
from joinedup.outcomes.models import Outcome, Step
from joinedup.outcomes.views.pages import (
    convenor_at,
    crumbs_to,
    form_page,
    members_to_choose,
    page_and_form,
    partnership_at,
    share_page,
    to_make,
    who_acts,
)
from joinedup.partners.permissions import convenes
from joinedup.partners.requests import Request


@require_safe
def step(request: Request, reference: str) -> HttpResponse:
    """A step of the ladder: what it leads to and what it rests on."""
    seen = reads.steps_open_to(request.asker).select_related("partnership", "organisation")
    one = get_object_or_404(seen, reference=reference)
    links = one.leads_to.select_related("step", "outcome").order_by("pk")
    higher = set(reads.steps_open_to(request.asker).filter(rests_on__lower=one).values_list("pk", flat=True))
    goals = set(reads.outcomes_open_to(request.asker).filter(rests_on__lower=one).values_list("pk", flat=True))
    context = {
        "step": one,
        "crumbs": crumbs_to(one.partnership),
        "panels": panels_on("step", one, request.asker),
        "leads_to": [link for link in links if link.step_id in higher or link.outcome_id in goals],
        "ladder": ladder.below(one, request.asker),
        "may_edit": convenes(who_acts(request), one.partnership),
    }
    return render(request, "outcomes/step.html", context)


@login_required
@page_and_form
def add_step(request: Request, reference: str) -> HttpResponseBase:
    """Add a step to the ladder; its page then says what it leads to."""
    partnership = partnership_at(request, reference)
    by = convenor_at(request, partnership)
    form = forms.StepForm(request.POST or None, initial={"kind": Step.Kind.OUTPUT})
    form.choose(organisation=members_to_choose(partnership))
    if form.attempt(actions.add_step, partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = crumbs_to(partnership)
    return form_page(request, form, title=_("Add a step"), verb=_("Add step"), crumbs=crumbs)


@login_required
@page_and_form
def edit_step(request: Request, reference: str) -> HttpResponseBase:
    """Change a step's words and who takes it."""
    one = to_make(request, reads.steps_open_to, reference)
    initial = {
        "name": one.name,
        "organisation": one.organisation and one.organisation.reference,
        "version": one.version,
    }
    form = forms.StepEditForm(request.POST or None, initial=initial)
    form.choose(organisation=members_to_choose(one.partnership))
    if form.attempt(actions.edit_step, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = crumbs_to(one.partnership, one)
    return form_page(request, form, title=_("Change this step"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def link(request: Request, reference: str) -> HttpResponseBase:
    """Say what a step leads to, and on what assumption."""
    one = to_make(request, reads.steps_open_to, reference)
    form = forms.LinkForm(request.POST or None, higher=_higher(request, one))
    if form.attempt(actions.link, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = crumbs_to(one.partnership, one)
    return form_page(request, form, title=_("What this leads to"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def share_step(request: Request, reference: str) -> HttpResponseBase:
    """Say who may see a step."""
    return share_page(request, to_make(request, reads.steps_open_to, reference))


def _higher(request: Request, lower: Step) -> dict[str, Step | Outcome]:
    """What a step could lead to: the higher steps and the outcomes of its partnership."""
    kinds = [kind for kind, rank in rules.RANK.items() if rank > rules.RANK[lower.kind]]
    steps = reads.steps_open_to(request.asker).filter(partnership=lower.partnership, kind__in=kinds).order_by("name")
    goals = reads.outcomes_open_to(request.asker).filter(partnership=lower.partnership).order_by("name")
    higher: list[Step | Outcome] = [*goals, *steps]
    return {noun.reference: noun for noun in higher}
