"""Pages of who steps in last."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.answers import actions, lists, permissions
from joinedup.answers.forms import guarantors as forms
from joinedup.answers.models import Guarantor
from joinedup.answers.reads import about as abouts
from joinedup.answers.reads import guarantors as reads
from joinedup.answers.views.pages import form_page
from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import convenes, takes_part
from joinedup.partners.requests import Request, partnership_at
from joinedup.promises.reads import organisations_to_promise
from joinedup.promises.views.pages import Crumbs, account_of, crumbs_to, who_acts


@require_safe
def guarantors(request: Request, reference: str) -> HttpResponseBase:
    """The services that several or citizens run, and who steps in if one fails."""
    partnership = partnership_at(request, reference)
    every = reads.guarantors_open_to(request.asker).filter(partnership=partnership)
    listed = lists.guarantors_list().read(request.GET, every)
    shown = partial(reads.rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("guarantors", partnership), shown)
    said = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "listed": listed,
        "rows": shown(listed.page),
        "may_name": takes_part(who_acts(request), partnership),
    }
    return render(request, "answers/guarantors.html", said)


@require_safe
def guarantor(request: Request, reference: str) -> HttpResponse:
    """One service: who runs it, who steps in if it fails, and when."""
    seen = reads.guarantors_open_to(request.asker).select_related("partnership")
    one = get_object_or_404(seen, reference=reference)
    (row,) = reads.rows([one], request.asker)
    said = {
        "row": row,
        "guarantor": one,
        "partnership": one.partnership,
        "crumbs": _crumbs(one.partnership),
        "may_keep": permissions.may_keep_guarantor(who_acts(request), one),
        "panels": panels_on("guarantor", one, request.asker),
    }
    return render(request, "answers/guarantor.html", said)


@login_required
@require_http_methods(["GET", "POST"])
def name(request: Request, reference: str) -> HttpResponse:
    """Say who steps in last for a service."""
    partnership = partnership_at(request, reference)
    if not takes_part(request.account, partnership):
        raise PermissionDenied
    form = forms.NameGuarantorForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    _offer(form, partnership, request)
    if form.attempt(actions.name_guarantor, partnership, by=request.account, at=now()):
        return redirect(form.address)
    hint = (
        _("A service that several organisations or residents run needs a public body that steps in if it fails.")
        if convenes(request.account, partnership)
        else _("You may name your own organisation. The convenor names any.")
    )
    return form_page(
        request,
        form,
        title=_("Say who steps in last"),
        verb=_("Put it on the list"),
        crumbs=_crumbs(partnership),
        hint=hint,
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Change what is said of who steps in last."""
    one = _to_keep(request, reference)
    form = forms.EditGuarantorForm(request.POST or None, initial=forms.terms_of(one))
    _offer(form, one.partnership, request, also=one)
    if form.attempt(actions.edit_guarantor, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Change what stands here"), verb=_("Save"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: Request, reference: str) -> HttpResponse:
    """Take a service that has ended off the list."""
    one = _to_keep(request, reference)
    form = forms.RemoveGuarantorForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.remove_guarantor, one, by=request.account, at=now()):
        return redirect("guarantors", one.partnership.reference)
    hint = _("Do this when the service has ended. The record keeps that it stood on the list.")
    return form_page(
        request,
        form,
        title=_("Take this service off the list"),
        verb=_("Take it off"),
        crumbs=_crumbs_to(one),
        hint=hint,
    )


def _to_keep(request: Request, reference: str) -> Guarantor:
    """The service that an address names: 404 to whoever may not see it, 403 to whoever may not change it."""
    seen = reads.guarantors_open_to(request.account).select_related("partnership")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_keep_guarantor(request.account, one):
        raise PermissionDenied
    return one


def _offer(
    form: forms.NameGuarantorForm | forms.EditGuarantorForm,
    partnership: Partnership,
    request: Request,
    also: Guarantor | None = None,
) -> None:
    named = (request.GET.get("about", ""), request.POST.get("about", ""), also.about if also else "")
    form.offer(
        abouts=abouts.choices(partnership, request.account, also=filter(None, named)),
        organisations=organisations_to_promise(partnership, account_of(request)),
    )


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Who steps in last"), "guarantors/")


def _crumbs_to(one: Guarantor) -> Crumbs:
    return [*_crumbs(one.partnership), (one.service, one.get_absolute_url())]
