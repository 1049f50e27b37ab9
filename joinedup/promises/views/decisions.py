"""Pages of decisions."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import convenes
from joinedup.partners.reads import mandates_open_to
from joinedup.partners.requests import Request
from joinedup.promises import actions, lists
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import decisions as forms
from joinedup.promises.models import Decision
from joinedup.promises.reads import decisions as reads
from joinedup.promises.reads.meetings import taken_at
from joinedup.promises.rules.decisions import MAY_COME_LATER
from joinedup.promises.views.enactments import enactments_shown
from joinedup.promises.views.pages import Crumbs, crumbs_to, form_page, partnership_at, who_acts

DECISION_FORM = "promises/decision_form.html"


@require_safe
def decisions(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's decisions, the latest first."""
    partnership = partnership_at(request, reference)
    every = reads.decisions_open_to(request.asker).filter(partnership=partnership)
    listed = lists.decisions_of().read(request.GET, reads.counted(reads.by_day(every)))
    if listed.as_csv:
        return listed.csv(file_name("decisions", partnership), reads.rows)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": reads.rows(listed.page),
        "listed": listed,
        "may_decide": convenes(who_acts(request), partnership),
    }
    return render(request, "promises/decisions.html", context)


@require_safe
def decision(request: Request, reference: str) -> HttpResponse:
    """A decision: what was decided, why, who gains and who loses, and who carries it out by when."""
    related = ("partnership", "mandate__organisation", "meeting__partnership")
    one = get_object_or_404(reads.decisions_open_to(request.asker).select_related(*related), reference=reference)
    acts = who_acts(request)
    may_decide = convenes(acts, one.partnership)
    shared = one.visibility != Visibility.DRAFT
    context = {
        "decision": one,
        "crumbs": _crumbs(one.partnership),
        "mandate": mandates_open_to(request.asker).filter(pk=one.mandate_id).first() if one.mandate_id else None,
        "taken_at": taken_at(one, request.asker),
        "bearings": reads.bearings_of(one, request.asker),
        "earlier": reads.decisions_open_to(request.asker).filter(superseded_by=one).first(),
        "later": reads.superseding(one, request.asker),
        "enactments": enactments_shown(one, request.asker, acts),
        "may_decide": may_decide,
        "may_edit": may_decide and not shared,
        "may_add": may_decide and shared and any(not getattr(one, name) for name in MAY_COME_LATER),
        "panels": panels_on("decision", one, request.asker),
    }
    return render(request, "promises/decision.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: Request, reference: str) -> HttpResponseBase:
    """Put a decision on record, as a draft; `?supersedes=` names an earlier one."""
    partnership = partnership_at(request, reference)
    _convenor_of(request, partnership)
    earlier = reads.to_supersede(partnership, request.account)
    named = earlier.filter(reference=request.GET.get("supersedes", "")).first()
    form = forms.DecisionForm(request.POST or None, initial={"supersedes": named and named.pk})
    _offer(form, partnership, request)
    if form.attempt(actions.decide, partnership, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(
        request,
        form,
        title=_("Put a decision on record"),
        verb=_("Save as a draft"),
        crumbs=_crumbs(partnership),
        template=DECISION_FORM,
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change a decision that is still a draft."""
    one = _to_change(request, reference)
    form = forms.DecisionEditForm(request.POST or None, initial=forms.terms_of(one))
    _offer(form, one.partnership, request)
    if form.attempt(actions.edit_decision, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(
        request,
        form,
        title=_("Change this decision"),
        verb=_("Save"),
        crumbs=_crumbs_to(one),
        template=DECISION_FORM,
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_minute(request: Request, reference: str) -> HttpResponseBase:
    """Say afterwards what a decision left unsaid."""
    one = _to_change(request, reference)
    form = forms.MinuteForm(one, request.POST or None)
    if form.attempt(actions.add_minute, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Add what was left unsaid"), verb=_("Add this"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read a decision."""
    one = _to_change(request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.share_decision, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Who may read this decision"), verb=_("Save"), crumbs=_crumbs_to(one))


def _to_change(request: Request, reference: str) -> Decision:
    """The decision that an address names: 404 to whoever may not see it, 403 to whoever does not convene."""
    seen = reads.decisions_open_to(request.account).select_related("partnership")
    one = get_object_or_404(seen, reference=reference)
    _convenor_of(request, one.partnership)
    return one


def _convenor_of(request: Request, partnership: Partnership) -> None:
    if not convenes(request.account, partnership):
        raise PermissionDenied


def _offer(form: forms.DecisionForm | forms.DecisionEditForm, partnership: Partnership, request: Request) -> None:
    form.offer(
        outcomes=outcomes_open_to(request.account).filter(partnership=partnership).order_by("name"),
        earlier=reads.to_supersede(partnership, request.account),
        mandates=mandates_open_to(request.account).filter(partnership=partnership).order_by("pk"),
    )


def _crumbs_to(one: Decision) -> Crumbs:
    return [*_crumbs(one.partnership), (one.name, one.get_absolute_url())]


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Decisions"), "decisions/")
