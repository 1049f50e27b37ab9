"""Pages of powers to sign. A power has no page of its own: it stands on its organisation's."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.partners.models import Organisation
from joinedup.partners.reads import organisations_open_to
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import signing as forms
from joinedup.promises.reads import signing as reads
from joinedup.promises.views.pages import Crumbs, form_page


@login_required
@require_http_methods(["GET", "POST"])
def record(request: Request, reference: str) -> HttpResponseBase:
    """Record who may sign for an organisation, and by what decision."""
    organisation = get_object_or_404(organisations_open_to(request.account), reference=reference)
    if not permissions.may_record_power(request.account, organisation.pk):
        raise PermissionDenied
    form = forms.PowerForm(request.POST or None, initial={"from_on": timezone.localdate()})
    form.offer(reads.people_to_empower(organisation))
    if form.attempt(actions.record_power, organisation, by=request.account, at=now()):
        return redirect(form.address)
    title = _("Who may sign for %s?") % organisation
    return form_page(request, form, title=title, verb=_("Record this power"), crumbs=_crumbs(organisation))


@require_safe
def power(request: Request, reference: str) -> HttpResponseBase:
    """Lead to the organisation for which it is, where who may sign stands."""
    seen = reads.powers_open_to(request.asker).select_related("organisation")
    one = get_object_or_404(seen, reference=reference)
    return redirect(f"{one.organisation.get_absolute_url()}#who-may-sign-for-it")


@login_required
@require_http_methods(["GET", "POST"])
def end(request: Request, reference: str) -> HttpResponseBase:
    """Let a power to sign hold no more."""
    seen = reads.powers_open_to(request.account).select_related("organisation", "person")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_record_power(request.account, one.organisation_id):
        raise PermissionDenied
    form = forms.EndPowerForm(request.POST or None, initial={"until_on": timezone.localdate() + timedelta(days=1)})
    if form.attempt(actions.end_power, one, by=request.account, at=now()):
        return redirect(one.organisation)
    title = _("From when on does this power hold no more?")
    return form_page(request, form, title=title, verb=_("End this power"), crumbs=_crumbs(one.organisation))


def _crumbs(organisation: Organisation) -> Crumbs:
    return [(organisation.name, organisation.get_absolute_url())]
