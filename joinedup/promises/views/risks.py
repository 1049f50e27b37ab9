"""Pages of risks."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import takes_part
from joinedup.partners.reads import leads_shown, people_of_members
from joinedup.partners.requests import Request
from joinedup.promises import actions, lists, permissions
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import risks as forms
from joinedup.promises.models import Commitment, Risk
from joinedup.promises.reads import FIELDS, commitments_open_to, organisations_to_promise
from joinedup.promises.reads import risks as reads
from joinedup.promises.reads import rows as promise_rows
from joinedup.promises.rules import risks as rules
from joinedup.promises.views.pages import Crumbs, account_of, crumbs_to, form_page, partnership_at, who_acts


@require_safe
def risks(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's risks, in the order in which they are to be looked at again."""
    partnership = partnership_at(request, reference)
    every = reads.risks_open_to(request.asker).filter(partnership=partnership)
    listed = lists.risks_of(partnership, request.asker).read(request.GET, reads.by_review(every))
    listed.rows = listed.rows.values(*reads.FIELDS)
    shown_rows = partial(reads.rows, partnership=partnership, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("risks", partnership), shown_rows)
    shared = ~Q(visibility=Visibility.DRAFT)
    late = shared & ~Q(state=rules.CLOSED) & Q(review_on__lt=timezone.localdate())
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": shown_rows(listed.page),
        "listed": listed,
        "counts": every.aggregate(
            open=Count("pk", filter=shared & Q(state=rules.OPEN)),
            happened=Count("pk", filter=shared & Q(state=rules.HAPPENED)),
            late=Count("pk", filter=late),
        ),
        "may_raise": takes_part(who_acts(request), partnership),
    }
    return render(request, "promises/risks.html", context)


@require_safe
def risk(request: Request, reference: str) -> HttpResponse:
    """A risk: its cause and effect, how it is judged, what is being done about it, and what was judged before."""
    seen = reads.risks_open_to(request.asker).select_related("partnership", "organisation")
    one = get_object_or_404(seen, reference=reference)
    may_keep = permissions.may_keep(who_acts(request), one)
    shared = one.visibility != Visibility.DRAFT
    against = commitments_open_to(request.asker).filter(risks=one).order_by("due_on", "pk").values(*FIELDS)
    context = {
        "risk": one,
        "crumbs": _crumbs(one.partnership),
        "owner": leads_shown([one.owner_id], one.partnership, request.asker).get(one.owner_id or 0),
        "is_overdue": shared and rules.is_overdue(one.state, one.review_on, timezone.localdate()),
        "outcomes": outcomes_open_to(request.asker).filter(risks=one).order_by("name"),
        "mitigations": promise_rows(against, partnership=one.partnership, asker=request.asker),
        "reviews": one.reviews.order_by("-reviewed_at", "-pk"),
        "may_keep": may_keep,
        "may_review": may_keep and shared and one.state != rules.CLOSED,
        "panels": panels_on("risk", one, request.asker),
    }
    return render(request, "promises/risk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def foresee(request: Request, reference: str) -> HttpResponseBase:
    """Put a risk on record, as a draft."""
    partnership = partnership_at(request, reference)
    if not organisations_to_promise(partnership, account_of(request)).exists():
        raise PermissionDenied
    form = forms.RiskForm(request.POST or None)
    _offer(form, partnership, request)
    if form.attempt(actions.foresee, partnership, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(
        request, form, title=_("Say what could go wrong"), verb=_("Save as a draft"), crumbs=_crumbs(partnership)
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change what a risk says."""
    one = _to_keep(request, reference)
    form = forms.RiskEditForm(one, request.POST or None, initial=forms.terms_of(one))
    _offer(form, one.partnership, request)
    outcomes = outcomes_open_to(request.account).filter(partnership=one.partnership)
    form.unseen = tuple(one.outcomes.exclude(pk__in=outcomes.values("pk")))
    if form.attempt(actions.edit_risk, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Change this risk"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def review(request: Request, reference: str) -> HttpResponseBase:
    """Look at a risk again."""
    one = _to_keep(request, reference)
    kept = {"state": one.state, "likelihood": one.likelihood, "impact": one.impact}
    form = forms.ReviewForm(one, request.POST or None, initial=kept)
    if form.attempt(actions.review, one, by=request.account, at=now()):
        messages.success(request, _("Thank you. Your review of “%s” has been kept.") % one)
        return redirect(form.address)
    return _form(request, one, form, title=_("Review this risk"), verb=_("Keep this review"))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read a risk."""
    one = _to_keep(request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.share_risk, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Who may read this risk"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def mitigate(request: Request, reference: str) -> HttpResponseBase:
    """Say which promise is made against a risk."""
    one = _to_keep(request, reference)
    form = forms.MitigationForm(request.POST or None)
    promises = commitments_open_to(request.account).filter(partnership=one.partnership)
    form.offer(promises.exclude(risks=one).order_by("output"))
    if form.attempt(actions.mitigate, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("What is being done about it"), verb=_("Add this promise"))


@login_required
@require_POST
def drop_mitigation(request: Request, reference: str, promise: str) -> HttpResponseBase:
    """Say that a promise is not made against a risk after all."""
    one = _to_keep(request, reference)
    against: Commitment = get_object_or_404(commitments_open_to(request.account), reference=promise)
    form = ActionForm(request.POST)
    if not form.attempt(actions.drop_mitigation, one, by=request.account, at=now(), commitment=against):
        raise PermissionDenied
    return redirect(one)


def _to_keep(request: Request, reference: str) -> Risk:
    """The risk that an address names: 404 to whoever may not see it, 403 to whoever may not change it."""
    seen = reads.risks_open_to(request.account).select_related("partnership", "organisation")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_keep(request.account, one):
        raise PermissionDenied
    return one


def _offer(form: forms.RiskForm | forms.RiskEditForm, partnership: Partnership, request: Request) -> None:
    form.offer(
        organisations=organisations_to_promise(partnership, account_of(request)),
        people=people_of_members(partnership),
        outcomes=outcomes_open_to(request.account).filter(partnership=partnership).order_by("name"),
    )


def _form(request: Request, one: Risk, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one.partnership), (one.name, one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Risks"), "risks/")
