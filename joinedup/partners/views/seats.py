"""Pages of seats: somebody takes one, what is said of it changes, it ends."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.partners import actions, permissions, reads
from joinedup.partners.forms import bodies as forms
from joinedup.partners.models import Account, Seat
from joinedup.partners.requests import Request
from joinedup.partners.views.bodies import crumbs_to_bodies, kept_body
from joinedup.partners.views.pages import acting, form_page, page_and_form


@login_required
@page_and_form
def take_seat(request: Request, reference: str) -> HttpResponse:
    """Give an organisation a seat in a body."""
    one, by = kept_body(request, reference)
    initial = {"from_on": max(timezone.localdate(), one.from_on), "organisation": request.GET.get("organisation")}
    form = forms.SeatForm(one.partnership, request.POST or None, initial=initial)
    if form.attempt(actions.take_seat, one, by=by, at=now()):
        return redirect(form.address)
    crumbs = crumbs_to_bodies(one.partnership, one)
    hint = _("Name somebody who steps in, so that nothing hangs on one person. Only members read who that is.")
    return form_page(request, form, title=_("Add a seat"), verb=_("Add seat"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def edit_seat(request: Request, reference: str) -> HttpResponse:
    """Change what is said of a seat."""
    one, by = _kept_seat(request, reference)
    initial = {name: getattr(one, name) for name in forms.SeatEditForm.base_fields}
    initial["second"] = one.second and one.second.reference
    form = forms.SeatEditForm(one, request.POST or None, initial=initial)
    if form.attempt(actions.edit_seat, one, by=by, at=now()):
        return redirect(one)
    crumbs = crumbs_to_bodies(one.body.partnership, one.body)
    hint = _("Whose seat it is and who sits there stays. If somebody else sits there now, end it and add another.")
    return form_page(request, form, title=_("Change this seat"), verb=_("Save"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def end_seat(request: Request, reference: str) -> HttpResponse:
    """End a seat on a day."""
    one, by = _kept_seat(request, reference)
    form = forms.EndSeatForm(request.POST or None, initial={"until_on": timezone.localdate()})
    if form.attempt(actions.end_seat, one, by=by, at=now()):
        return redirect(one)
    crumbs = crumbs_to_bodies(one.body.partnership, one.body)
    return form_page(request, form, title=_("End this seat"), verb=_("End seat"), crumbs=crumbs)


def _kept_seat(request: Request, reference: str) -> tuple[Seat, Account]:
    seen = reads.seats_open_to(request.asker).select_related("body__partnership", "organisation", "second")
    one = get_object_or_404(seen, reference=reference)
    return one, acting(request, allowed=permissions.convenes(request.account, one.body.partnership))
