"""Pages of who took part in writing an outcome or a target, and of the pitfalls that they saw."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from joinedup.outcomes import actions, forms, permissions, reads
from joinedup.outcomes.models import Contribution, Indicator, Outcome
from joinedup.outcomes.views.pages import (
    acting_account,
    convenor_at,
    crumbs_to,
    form_page,
    members_to_choose,
    page_and_form,
    seen_by,
    who_acts,
)
from joinedup.partners.models import Account, Organisation
from joinedup.partners.permissions import convenes, own_organisations, takes_part
from joinedup.partners.requests import Request


@require_safe
def contribution(request: Request, reference: str) -> HttpResponse:
    """How somebody took part in the writing, and each pitfall that they raised with its reply."""
    one = get_object_or_404(reads.contributions_open_to(request.asker), reference=reference)
    by = who_acts(request)
    context = {
        "contribution": one,
        "text": one.text,
        "crumbs": crumbs_to(one.text.partnership, one.text),
        "pitfalls": one.pitfalls.order_by("raised_on", "pk"),
        "may_contribute": permissions.may_contribute(by, one),
        "may_reply": convenes(by, one.text.partnership),
    }
    return render(request, "outcomes/contribution.html", context)


@login_required
@page_and_form
def record_outcome_contribution(request: Request, reference: str) -> HttpResponseBase:
    """Record who took part in writing an outcome."""
    return _record_page(request, get_object_or_404(seen_by(reads.outcomes_open_to, request), reference=reference))


@login_required
@page_and_form
def record_target_contribution(request: Request, reference: str) -> HttpResponseBase:
    """Record who took part in setting a measure's target."""
    return _record_page(request, get_object_or_404(seen_by(reads.indicators_open_to, request), reference=reference))


@login_required
@page_and_form
def edit_contribution(request: Request, reference: str) -> HttpResponseBase:
    """Correct how and when somebody took part."""
    one, by = _own_contribution(request, reference)
    initial = {name: getattr(one, name) for name in forms.ContributionEditForm.base_fields}
    form = forms.ContributionEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_contribution, one, by=by, at=now()):
        return redirect(one)
    crumbs = crumbs_to(one.text.partnership, one.text, one)
    return form_page(request, form, title=_("Correct how they took part"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def raise_pitfall(request: Request, reference: str) -> HttpResponseBase:
    """Write down what somebody who took part saw coming."""
    one, by = _own_contribution(request, reference)
    form = forms.PitfallForm(request.POST or None)
    if form.attempt(actions.raise_pitfall, one, by=by, at=now()):
        return redirect(form.address)
    hint = _("Whoever carries something out sees what those who wrote it cannot. Each pitfall gets a reply.")
    crumbs = crumbs_to(one.text.partnership, one.text, one)
    title = _("Raise a pitfall")
    return form_page(request, form, title=title, verb=_("Raise pitfall"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def reply(request: Request, reference: str) -> HttpResponseBase:
    """Reply to a pitfall."""
    one = get_object_or_404(reads.pitfalls_open_to(request.asker).select_related("contribution"), reference=reference)
    text = one.contribution.text
    by = convenor_at(request, text.partnership)
    form = forms.ReplyForm(request.POST or None)
    if form.attempt(actions.reply, one, by=by, at=now()):
        return redirect(one.contribution)
    crumbs = crumbs_to(text.partnership, text, one.contribution)
    return form_page(request, form, title=_("Reply"), verb=_("Reply"), crumbs=crumbs, hint=f"“{one.words}”")


def _record_page(request: Request, text: Outcome | Indicator) -> HttpResponseBase:
    account, partnership = request.account, text.partnership
    among = _organisations_to_choose(account, text)
    by = acting_account(request, allowed=takes_part(account, partnership) and among.exists())
    form = forms.ContributionForm(request.POST or None, initial={"took_part_on": timezone.localdate()})
    form.choose(organisation=among)
    if form.attempt(actions.record_contribution, text, by=by, at=now()):
        return redirect(form.address)
    hint = _("Whoever will carry it out belongs at the table before it is adopted.")
    title = _("Who took part in writing this")
    return form_page(request, form, title=title, verb=_("Record"), crumbs=crumbs_to(partnership, text), hint=hint)


def _organisations_to_choose(account: Account | None, text: Outcome | Indicator) -> QuerySet[Organisation]:
    """All members for the convenor, else one's own."""
    members = members_to_choose(text.partnership)
    if account is None or convenes(account, text.partnership):
        return members
    return members.filter(own_organisations(account))


def _own_contribution(request: Request, reference: str) -> tuple[Contribution, Account]:
    one = get_object_or_404(reads.contributions_open_to(request.asker), reference=reference)
    return one, acting_account(request, allowed=permissions.may_contribute(request.account, one))
