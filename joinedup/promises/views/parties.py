"""Pages of the parties to an agreement: what it asks of each beside what of its own each aligns."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.partners.reads import organisations_open_to
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import agreements as forms
from joinedup.promises.models import Party
from joinedup.promises.reads import agreement_pages as pages
from joinedup.promises.reads import agreements as reads
from joinedup.promises.rules import agreements as rules
from joinedup.promises.views.agreements import agreement_at, crumbs_of
from joinedup.promises.views.pages import Crumbs, account_of, form_page, who_acts


@require_safe
def parties(request: Request, reference: str) -> HttpResponse:
    """Each party: what the agreement asks of it, and which line of its own plan and which resources it aligns."""
    agreement = agreement_at(request, reference)
    found = pages.parties_of(agreement, request.asker, who_acts(request))
    is_open = agreement.state in {rules.DRAFT, rules.IN_FORCE}
    context = {
        "agreement": agreement,
        "crumbs": crumbs_of(agreement),
        "rows": pages.side_by_side(found, pages.clauses_about_parties(agreement, request.asker)),
        "left": found.left,
        "may_add": found.convenes and is_open,
        "is_open": is_open,
    }
    return render(request, "promises/parties.html", context)


@require_safe
def party(request: Request, reference: str) -> HttpResponseBase:
    """A party has no page of its own: it stands with the others."""
    one = get_object_or_404(reads.parties_open_to(request.asker).select_related("agreement"), reference=reference)
    return redirect(f"{one.agreement.get_absolute_url()}parties/#{one.reference}")


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request, reference: str) -> HttpResponseBase:
    """Add a party to an agreement."""
    agreement = agreement_at(request, reference)
    if not permissions.may_keep_agreement(request.account, agreement):
        raise PermissionDenied
    form = forms.PartyForm(request.POST or None, initial={"must_sign": True})
    form.offer(organisations_open_to(request.account).order_by("name"))
    if form.attempt(actions.add_party, agreement, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("Add a party"), verb=_("Add it"), crumbs=crumbs_of(agreement))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Say what a party aligns."""
    one = _to_speak(request, reference)
    keeps = permissions.may_keep_agreement(request.account, one.agreement)
    form = forms.PartyEditForm(request.POST or None, initial=forms.party_of(one), keeps=keeps)
    if form.attempt(actions.edit_party, one, by=request.account, at=now()):
        return redirect(f"{one.agreement.get_absolute_url()}parties/")
    title = _("What {party} aligns").format(party=one)
    return form_page(request, form, title=title, verb=_("Save"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: Request, reference: str) -> HttpResponseBase:
    """Let a party leave an agreement."""
    one = _to_speak(request, reference)
    form = forms.BareForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.leave_party, one, by=request.account, at=now()):
        return redirect(f"{one.agreement.get_absolute_url()}parties/")
    title = _("{party} leaves this agreement").format(party=one)
    return form_page(request, form, title=title, verb=_("Leave it"), crumbs=_crumbs_to(one))


def _to_speak(request: Request, reference: str) -> Party:
    """The party to speak for: 404 to whoever may not see it, 403 to whoever is neither of it nor the convenor."""
    seen = reads.parties_open_to(account_of(request)).select_related("agreement__partnership", "organisation")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_speak_for_party(request.account, one):
        raise PermissionDenied
    return one


def _crumbs_to(one: Party) -> Crumbs:
    return [*crumbs_of(one.agreement), (_("Parties"), f"{one.agreement.get_absolute_url()}parties/")]
