"""Pages of pledges on condition."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import acts_for, convenes, takes_part
from joinedup.partners.requests import Request
from joinedup.promises import actions, lists, permissions
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import deals as forms
from joinedup.promises.models import Pledge
from joinedup.promises.reads import pledges as reads
from joinedup.promises.reads.agreements import agreements_open_to
from joinedup.promises.reads.deals import deals_open_to
from joinedup.promises.reads.signing_up import is_public
from joinedup.promises.rules import pledges as rules
from joinedup.promises.views.pages import Crumbs, crumbs_to, form_page, members_to_choose, partnership_at, who_acts


@require_safe
def pledges(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's pledges on condition, those with the nearest day first."""
    partnership = partnership_at(request, reference)
    every = reads.pledges_open_to(request.asker).filter(partnership=partnership)
    listed = lists.pledges_of().read(request.GET, reads.counted(every))
    if listed.as_csv:
        return listed.csv(file_name("pledges", partnership), lambda some: reads.rows(some, request.asker))
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": reads.rows(listed.page, request.asker),
        "listed": listed,
        "may_offer": takes_part(who_acts(request), partnership),
    }
    return render(request, "promises/pledges.html", context)


@require_safe
def pledge(request: Request, reference: str) -> HttpResponse:
    """A pledge: who will do what, on which condition, how far that is met, and what became of it."""
    seen = reads.counted(reads.pledges_open_to(request.asker)).select_related(
        "partnership", "organisation", "other", "agreement"
    )
    one = get_object_or_404(seen, reference=reference)
    row, acts = reads.rows([one], request.asker)[0], who_acts(request)
    may_answer = permissions.may_answer_for(acts, one)
    context = {
        "pledge": one,
        "row": row,
        "crumbs": _crumbs(one.partnership),
        "agreement": agreements_open_to(request.asker).filter(pk=one.agreement_id).first() if one.agreement else None,
        "resting": reads.resting_on(one, request.asker),
        "may_join": not rules.refusals_to_join(
            condition=one.condition,
            state=one.state,
            is_public=is_public(one),
            by_on=one.by_on,
            today=localdate(),
        ),
        "may_edit": may_answer and one.state == rules.OFFERED,
        "may_report": may_answer and one.state == rules.ACTIVE,
        "may_share": may_answer and one.visibility != Visibility.PUBLIC,
        "panels": panels_on("pledge", one, request.asker),
    }
    return render(request, "promises/pledge.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: Request, reference: str) -> HttpResponseBase:
    """Offer to do something if others do, as a draft."""
    partnership = partnership_at(request, reference)
    if not takes_part(request.account, partnership):
        raise PermissionDenied
    form = forms.PledgeForm(request.POST or None)
    _offer(form, partnership, request)
    if form.attempt(actions.offer_pledge, partnership, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return form_page(request, form, title=_("I will if you will"), verb=_("Save as a draft"), crumbs=crumbs)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change a pledge that waits."""
    one = _to_change(request, reference)
    form = forms.PledgeEditForm(request.POST or None, initial=forms.terms_of(one))
    _offer(form, one.partnership, request)
    if form.attempt(actions.edit_pledge, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Change this pledge"), verb=_("Save"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read a pledge."""
    one = _to_change(request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.share_pledge, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Who may read this pledge"), verb=_("Save"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def report(request: Request, reference: str) -> HttpResponseBase:
    """Say whether an active pledge was kept."""
    one = _to_change(request, reference)
    form = forms.PledgeReportForm(request.POST or None)
    if form.attempt(actions.report_pledge, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Was this pledge kept?"), verb=_("Say so"), crumbs=_crumbs_to(one))


def _to_change(request: Request, reference: str) -> Pledge:
    """The pledge that an address names: 404 to whoever may not see it, 403 to whoever may not answer for it."""
    seen = reads.pledges_open_to(request.account).select_related("partnership")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_answer_for(request.account, one):
        raise PermissionDenied
    return one


def _offer(form: forms.PledgeForm | forms.PledgeEditForm, partnership: Partnership, request: Request) -> None:
    members = members_to_choose(partnership)
    if not convenes(request.account, partnership):
        own = [one.pk for one in members if acts_for(request.account, one.pk)]
        members = Organisation.objects.filter(pk__in=own).order_by("name")
    form.offer(
        organisations=members,
        others=reads.to_rest_on(partnership, request.account),
        agreements=deals_open_to(request.account).filter(partnership=partnership).order_by("name"),
    )


def _crumbs_to(one: Pledge) -> Crumbs:
    return [*_crumbs(one.partnership), (str(one), one.get_absolute_url())]


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Pledges on condition"), "pledges/")
