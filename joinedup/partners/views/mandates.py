"""Pages of mandates: who speaks for whom in a partnership, by what right, and whether they reported back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.frame.lists import file_name
from joinedup.partners import actions, forms, lists, permissions, reads
from joinedup.partners.models import Account, Mandate, Organisation, Partnership
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import Crumbs, acting, form_page, may_act, page, page_and_form
from joinedup.partners.views.partnerships import crumbs_to, known


@page
def mandates(request: Request, reference: str) -> HttpResponseBase:
    """Who speaks for whom: every seat of a partnership and by what right somebody sits there."""
    one = known(request, reference)
    listed = lists.seats_list().read(request.GET, reads.members_speaking(one, request.asker))
    if listed.as_csv:
        return listed.csv(file_name("mandates", one), lists.seat_rows)
    said = {
        "partnership": one,
        "listed": listed,
        "seats": listed.page,
        "own": _own_seats(request, one),
        "is_convenor": may_act(request) and permissions.convenes(request.account, one),
        "crumbs": crumbs_to(one),
    }
    return render(request, "partners/mandates.html", said)


@page
def mandate(request: Request, reference: str) -> HttpResponse:
    """One mandate, and every report that its holder made to those they speak for."""
    one = _known_mandate(request, reference)
    said = {
        "partnership": one.partnership,
        "spoken": reads.spoken(Mandate.objects.filter(pk=one.pk), one.partnership, request.asker)[0],
        "mandate": one,
        "reports": one.reports.order_by("-reported_on", "-pk"),
        "may_keep": may_act(request) and _may_keep(request, one),
        "has_ended": one.until_on is not None and one.until_on <= timezone.localdate(),
        "crumbs": _crumbs_to_mandates(one.partnership),
    }
    return render(request, "partners/mandate.html", said)


@login_required
@page_and_form
def record_mandate(request: Request, reference: str) -> HttpResponse:
    """Record for whom somebody speaks; `?organisation=` names the seat."""
    one = known(request, reference)
    organisations = _seats_to_choose(request.account, one)
    by = acting(request, allowed=permissions.takes_part(request.account, one) and organisations.exists())
    initial = {"organisation": request.GET.get("organisation"), "from_on": timezone.localdate()}
    form = forms.MandateForm(one, organisations, request.POST or None, initial=initial)
    if form.attempt(actions.record_mandate, one, by=by, at=now()):
        return redirect(form.address)
    crumbs = _crumbs_to_mandates(one)
    hint = _("Everybody who reads a decision sees beside each name for whom it speaks and whom it may bind.")
    return form_page(request, form, title=_("Record a mandate"), verb=_("Record mandate"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def edit_mandate(request: Request, reference: str) -> HttpResponse:
    """Change what is said of a mandate."""
    one, by = _kept_mandate(request, reference)
    initial = {name: getattr(one, name) for name in forms.MandateEditForm.base_fields}
    form = forms.MandateEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_mandate, one, by=by, at=now()):
        return redirect(one)
    hint = _("Whose mandate it is and since when stays. If somebody else sits there now, end it and record another.")
    crumbs = _crumbs_to_mandates(one.partnership, one)
    return form_page(request, form, title=_("Change this mandate"), verb=_("Save"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def report_back(request: Request, reference: str) -> HttpResponse:
    """Record a report to those whom a representative speaks for."""
    one, by = _kept_mandate(request, reference)
    form = forms.ReportBackForm(request.POST or None, initial={"reported_on": timezone.localdate()})
    if form.attempt(actions.report_back, one, by=by, at=now()):
        messages.success(request, _("Recorded. It stays as it is and everybody can read it."))
        return redirect(one)
    hint = _("A report is added and never changed.")
    crumbs = _crumbs_to_mandates(one.partnership, one)
    return form_page(request, form, title=_("Report back"), verb=_("Record report"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def end_mandate(request: Request, reference: str) -> HttpResponse:
    """End a mandate on a day."""
    one, by = _kept_mandate(request, reference)
    form = forms.EndMandateForm(request.POST or None, initial={"until_on": timezone.localdate()})
    if form.attempt(actions.end_mandate, one, by=by, at=now()):
        return redirect(one)
    crumbs = _crumbs_to_mandates(one.partnership, one)
    return form_page(request, form, title=_("End this mandate"), verb=_("End mandate"), crumbs=crumbs)


def _known_mandate(request: Request, reference: str) -> Mandate:
    seen = reads.mandates_open_to(request.asker).select_related("partnership", "organisation")
    return get_object_or_404(seen, reference=reference)


def _kept_mandate(request: Request, reference: str) -> tuple[Mandate, Account]:
    one = _known_mandate(request, reference)
    return one, acting(request, allowed=_may_keep(request, one))


def _may_keep(request: Request, one: Mandate) -> bool:
    return permissions.may_keep_mandate(request.account, one.partnership, one.organisation_id)


def _seats_to_choose(account: Account | None, partnership: Partnership) -> QuerySet[Organisation]:
    """Members whose mandates an account may record: all for the convenor, else its own."""
    seats = reads.members_to_choose(partnership)
    if account is None or permissions.convenes(account, partnership):
        return seats
    return seats.filter(permissions.own_organisations(account))


def _own_seats(request: Request, partnership: Partnership) -> set[int]:
    """The organisations for which this reader may record a mandate, by key."""
    if request.account is None or not may_act(request) or not permissions.takes_part(request.account, partnership):
        return set()
    return set(permissions.footing(request.account).organisations)


def _crumbs_to_mandates(partnership: Partnership, *above: Any) -> Crumbs:
    listed = (_("Who speaks for whom"), f"{partnership.get_absolute_url()}mandates/")
    return [*crumbs_to(partnership), listed, *((str(noun), noun.get_absolute_url()) for noun in above)]
