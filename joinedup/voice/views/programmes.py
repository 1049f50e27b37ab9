"""The pages of programmes: with which community a partnership keeps talking, and what it asked them when."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.pages import Crumbs, form_page
from joinedup.frame.panels import panels_on
from joinedup.partners.models import Partnership
from joinedup.partners.requests import Request, partnership_at, who_acts
from joinedup.voice import permissions, reads
from joinedup.voice.actions import programmes as actions
from joinedup.voice.forms import programmes as forms
from joinedup.voice.lists.conversations import PROGRAMMES
from joinedup.voice.reads import pages
from joinedup.voice.rules.pounds import in_pounds
from joinedup.voice.views.where import crumbs_below


@require_safe
def programmes(request: Request, reference: str) -> HttpResponse:
    """A partnership's programmes."""
    partnership = partnership_at(request, reference)
    listed = PROGRAMMES.read(request.GET, pages.programmes_of(partnership, request.asker))
    about = {
        "partnership": partnership,
        "crumbs": crumbs_below(partnership),
        "listed": listed,
        "rows": list(listed.page),
        "may_keep": permissions.may_keep(who_acts(request), partnership),
    }
    return render(request, "voice/programmes.html", about)


@require_safe
def programme(request: Request, reference: str) -> HttpResponse:
    """A programme: whom it keeps listening to and what for, with its money and its calendar of conversations."""
    seen = reads.programmes_open_to(request.asker).select_related("partnership", "place")
    one = get_object_or_404(seen, reference=reference)
    within = reads.conversations_open_to(request.asker).filter(programme=one)
    listed = PROGRAMMES.read(request.GET, pages.in_turn(within))
    about = {
        "programme": one,
        "budget": "" if one.budget is None else in_pounds(one.budget),
        "crumbs": _crumbs(one.partnership),
        "listed": listed,
        "rows": pages.rows(list(listed.page), timezone.localdate()),
        "may_keep": permissions.may_keep(who_acts(request), one.partnership),
        "panels": panels_on("programme", one, request.asker),
    }
    return render(request, "voice/programme.html", about)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: Request, reference: str) -> HttpResponseBase:
    """Start a programme."""
    partnership = partnership_at(request, reference)
    if not permissions.may_keep(request.account, partnership):
        raise PermissionDenied
    form = forms.ProgrammeForm(request.POST or None, initial={"from_on": timezone.localdate()})
    form.offer(partnership)
    if form.attempt(actions.start_programme, partnership, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("Start a programme"), verb=_("Start it"), crumbs=_crumbs(partnership))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change what a programme says."""
    seen = reads.programmes_open_to(request.asker).select_related("partnership__place")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_keep(request.account, one.partnership):
        raise PermissionDenied
    form = forms.ProgrammeEditForm(request.POST or None, initial=forms.terms_of(one))
    form.offer(one.partnership)
    if form.attempt(actions.edit_programme, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = [*_crumbs(one.partnership), (one.name, one.get_absolute_url())]
    return form_page(request, form, title=_("Change this programme"), verb=_("Save"), crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return [*crumbs_below(partnership), (_("Programmes"), f"{partnership.get_absolute_url()}programmes/")]
