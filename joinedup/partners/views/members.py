"""Pages of members: who takes part, confirms and leaves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.partners import actions, forms, lists, permissions, reads
from joinedup.partners.models import Organisation, Standing
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import acting, form_page, page_and_form
from joinedup.partners.views.partnerships import crumbs_to, known


@login_required
@page_and_form
def members(request: Request, reference: str) -> HttpResponseBase:
    """Who takes part; the convenor takes others in."""
    one = known(request, reference)
    by = acting(request, allowed=permissions.takes_part(request.account, one))
    is_convenor = permissions.convenes(by, one)
    if request.method == "POST" and not is_convenor:
        raise PermissionDenied
    form = forms.MemberForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.attempt(actions.take_in, one, by=by, at=now()):
        messages.success(request, _("Taken in. The organisation can confirm it on this page."))
        return redirect("members", one.reference)
    standings = reads.members_speaking(one, by)
    listed = lists.members_list().read(request.GET, standings)
    if listed.as_csv:
        return listed.csv(file_name("members", one))
    own = Organisation.objects.filter(permissions.own_organisations(by)).values_list("pk", flat=True)
    endorsed = reads.last_endorsed(one)
    for standing in listed.page:
        standing.endorsed = endorsed.get(standing.organisation_id)
    said = {
        "partnership": one,
        "listed": listed,
        "standings": listed.page,
        "duties": _duties(standings),
        "own": set(own),
        "is_convenor": is_convenor,
        "form": form,
        "crumbs": crumbs_to(one),
    }
    return render(request, "partners/members.html", said, status=form.status)


@login_required
@require_POST
def confirm(request: Request, reference: str, member: str) -> HttpResponse:
    """Confirm that one's own organisation takes part."""
    standing = _standing(request, reference, member)
    by = acting(request, allowed=permissions.acts_for(request.account, standing.organisation_id))
    form = ActionForm(request.POST)
    if form.attempt(actions.confirm, standing, by=by, at=now()):
        messages.success(request, _("Confirmed."))
        return redirect("members", reference)
    return form_page(request, form, title=_("Confirm"), verb=_("Confirm"), crumbs=crumbs_to(standing.partnership))


@login_required
@page_and_form
def name_duty(request: Request, reference: str, member: str) -> HttpResponse:
    """Say by which law a member has to take part."""
    standing = _standing(request, reference, member)
    allowed = permissions.may_endorse_for(request.account, standing.partnership, standing.organisation_id)
    by = acting(request, allowed=allowed)
    form = forms.DutyForm(request.POST or None, initial={"duty": standing.duty})
    if form.attempt(actions.name_duty, standing, by=by, at=now()):
        return redirect("members", reference)
    title = _("Why %(organisation)s has to take part") % {"organisation": standing.organisation.name}
    crumbs = crumbs_to(standing.partnership)
    return form_page(request, form, title=title, verb=_("Save"), crumbs=crumbs)


def _duties(standings: list[Standing]) -> list[tuple[str, list[Standing]]]:
    """Each law by which some member has to take part, and which members that are. No SQL query."""
    by_law: dict[str, list[Standing]] = {}
    for standing in standings:
        if standing.duty:
            by_law.setdefault(standing.duty, []).append(standing)
    return sorted(by_law.items())


@login_required
@page_and_form
def leave(request: Request, reference: str, member: str) -> HttpResponse:
    """End an organisation's part in a partnership."""
    standing = _standing(request, reference, member)
    own = permissions.acts_for(request.account, standing.organisation_id)
    by = acting(request, allowed=own or permissions.convenes(request.account, standing.partnership))
    form = forms.EndForm(request.POST or None, initial={"until_on": timezone.localdate()})
    if form.attempt(actions.leave, standing, by=by, at=now()):
        messages.success(request, _("Noted. The organisation takes part until that day."))
        return redirect("partnerships")
    title = _("%(organisation)s leaves") % {"organisation": standing.organisation.name}
    return form_page(request, form, title=title, verb=_("Leave"), crumbs=crumbs_to(standing.partnership))


def _standing(request: Request, reference: str, member: str) -> Standing:
    one = known(request, reference)
    return get_object_or_404(reads.members_of(one, request.asker), organisation__reference=member)
