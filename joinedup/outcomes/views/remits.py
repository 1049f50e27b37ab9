"""Pages of what bodies have taken on."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from joinedup.frame.forms import ActionForm
from joinedup.outcomes import actions, forms, reads
from joinedup.outcomes.remits import coverage, held_by
from joinedup.outcomes.views.pages import convenor_at, crumbs_to, form_page, page_and_form, partnership_at
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.reads import bodies_open_to
from joinedup.partners.requests import Request

ROWS = 100


@require_safe
def remits(request: Request, reference: str) -> HttpResponse:
    """Which body has taken on which outcome, which outcomes nobody has, and which bodies have none."""
    one = partnership_at(request, reference)
    outcomes = reads.outcomes_open_to(request.asker).filter(partnership=one).order_by(*reads.PRIORITIES_FIRST)
    page = Paginator(outcomes, ROWS).get_page(request.GET.get("page"))
    context = {
        "partnership": one,
        "page": page,
        "coverage": coverage(one, page, request.asker),
        "crumbs": [*crumbs_to(one), (_("Boards and teams"), f"/{one.reference}/bodies/")],
    }
    return render(request, "outcomes/remits.html", context)


@login_required
@page_and_form
def take_on(request: Request, reference: str) -> HttpResponse:
    """Let a body take on an outcome."""
    one = get_object_or_404(bodies_open_to(request.asker).select_related("partnership"), reference=reference)
    by = convenor_at(request, one.partnership)
    form = forms.TakeOnForm(request.POST or None)
    held = held_by(one, OPERATOR).order_by().values("outcome")
    among = reads.outcomes_open_to(by).filter(partnership=one.partnership)
    form.choose(outcome=(among if form.is_bound else among.exclude(pk__in=held)).order_by("name"))
    if form.attempt(actions.take_on, one, by=by, at=now()):
        return redirect(form.address)
    hint = _("A body that takes on two or three at once can finish them.")
    crumbs = crumbs_to(one.partnership, one)
    return form_page(request, form, title=_("Take on an outcome"), verb=_("Take on"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def give_up(request: Request, reference: str) -> HttpResponse:
    """Let a body give up an outcome."""
    seen = reads.remits_open_to(request.asker).select_related("body__partnership", "outcome")
    one = get_object_or_404(seen, reference=reference)
    by = convenor_at(request, one.body.partnership)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.give_up, one, by=by, at=now()):
        return redirect(one.body)
    crumbs = crumbs_to(one.body.partnership, one.body)
    said = {"body": one.body.name, "outcome": one.outcome.name}
    hint = _("%(body)s gives up “%(outcome)s” from today. That it had taken it on stays in the record.") % said
    return form_page(request, form, title=_("Give up an outcome"), verb=_("Give up"), crumbs=crumbs, hint=hint)
