"""Pages of how members carry a decision out. An enactment has no page of its own: it stands on its decision's."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, acts_for, convenes
from joinedup.partners.reads import leads_shown
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import decisions as forms
from joinedup.promises.models import Decision, Enactment
from joinedup.promises.reads import commitments_open_to
from joinedup.promises.reads import decisions as reads
from joinedup.promises.views.pages import crumbs_to, form_page, members_to_choose


def enactments_shown(decision: Decision, asker: Asker, account: Account | None) -> list[dict[str, Any]]:
    """The members that a decision affects, each with what carries it out and what this account may do.

    Two SQL queries, and two more where it is said who sees to it.
    """
    listed = list(decision.enactments.select_related("organisation").order_by("organisation__name", "pk"))
    wanted = [one.promise_id for one in listed if one.promise_id]
    promises = commitments_open_to(asker).in_bulk(wanted) if wanted else {}
    leads = leads_shown([one.person_id for one in listed], decision.partnership, asker)
    convening, today = convenes(account, decision.partnership), timezone.localdate()
    return [
        {
            "enactment": one,
            "promise": promises.get(one.promise_id or 0),
            "lead": leads.get(one.person_id or 0),
            "is_late": one.enacted_on is None and one.due_on is not None and one.due_on < today,
            "may_enact": one.enacted_on is None and (convening or acts_for(account, one.organisation_id)),
            "may_spare": convening and not one.kind,
        }
        for one in listed
    ]


@require_safe
def enactment(request: Request, reference: str) -> HttpResponseBase:
    """Lead to the decision that it carries out."""
    seen = reads.enactments_open_to(request.asker).select_related("decision")
    one = get_object_or_404(seen, reference=reference)
    return redirect(f"{one.decision.get_absolute_url()}#carried-out")


@login_required
@require_http_methods(["GET", "POST"])
def affect(request: Request, reference: str) -> HttpResponseBase:
    """Name a member that a decision affects."""
    seen = reads.decisions_open_to(request.account).select_related("partnership")
    decision = get_object_or_404(seen, reference=reference)
    if not convenes(request.account, decision.partnership):
        raise PermissionDenied
    form = forms.AffectForm(request.POST or None)
    form.offer(members_to_choose(decision.partnership))
    if form.attempt(actions.affect, decision, by=request.account, at=now()):
        return redirect(form.address)
    return _form(request, decision, form, title=_("Name a member that this affects"), verb=_("Name it"))


@login_required
@require_http_methods(["GET", "POST"])
def enact(request: Request, reference: str) -> HttpResponseBase:
    """Say what of a member's own carries a decision out, and by when."""
    one = _to_enact(request, reference)
    kept = {"version": one.version, "kind": one.kind, "what": one.what, "promise": one.promise_id, "due_on": one.due_on}
    form = forms.EnactForm(request.POST or None, initial=kept)
    promises = commitments_open_to(request.account).filter(partnership=one.decision.partnership)
    form.offer(promises.filter(organisation=one.organisation_id).order_by("output"))
    if form.attempt(actions.enact, one, by=request.account, at=now()):
        return redirect(one.decision)
    title = _("How does %s carry this out?") % one.organisation
    return _form(request, one.decision, form, title=title, verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def report_enacted(request: Request, reference: str) -> HttpResponseBase:
    """Say that a member has carried a decision out, when, and what shows it."""
    one = _to_enact(request, reference)
    form = forms.EnactedForm(request.POST or None)
    if form.attempt(actions.report_enacted, one, by=request.account, at=now()):
        return redirect(form.address)
    title = _("When did it take effect at %s?") % one.organisation
    return _form(request, one.decision, form, title=title, verb=_("Report this"))


@login_required
@require_http_methods(["GET", "POST"])
def spare(request: Request, reference: str) -> HttpResponseBase:
    """Take a member off a decision that does not affect it after all."""
    one = _to_enact(request, reference)
    if not convenes(request.account, one.decision.partnership):
        raise PermissionDenied
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.spare, one, by=request.account, at=now()):
        return redirect(one.decision)
    title = _("Does this not affect %s after all?") % one.organisation
    return _form(request, one.decision, form, title=title, verb=_("Take it off"))


def _to_enact(request: Request, reference: str) -> Enactment:
    """What an address names: 404 to whoever may not see it, 403 to whoever may not say how it is carried out."""
    seen = reads.enactments_open_to(request.account).select_related("decision__partnership", "organisation")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_enact(request.account, one):
        raise PermissionDenied
    return one


def _form(request: Request, decision: Decision, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = crumbs_to(decision.partnership, _("Decisions"), "decisions/")
    return form_page(
        request, form, title=title, verb=verb, crumbs=[*crumbs, (decision.name, decision.get_absolute_url())]
    )
