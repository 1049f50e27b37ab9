"""Pages on which an agenda is made by hand, and on which a meeting is held and minuted."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.frame.forms import ActionForm
from joinedup.partners import actions, permissions, reads
from joinedup.partners.forms import meetings as forms
from joinedup.partners.models import Account, AgendaItem, Body, Meeting, live
from joinedup.partners.requests import Request
from joinedup.partners.views.meetings import called, crumbs_to_meetings, form_of
from joinedup.partners.views.pages import acting, page, page_and_form


@login_required
@page_and_form
def add_item(request: Request, reference: str) -> HttpResponse:
    """Put something on the agenda by hand."""
    one, by = called(request, reference)
    form = forms.ItemForm(request.POST or None)
    if form.attempt(actions.add_item, one, by=by, at=now()):
        return redirect(form.address)
    return form_of(request, one, form, title=_("Put something on the agenda"), verb=_("Put it on"))


@login_required
@page_and_form
def change_item(request: Request, reference: str) -> HttpResponse:
    """Change an item of the agenda."""
    one, by = _called_item(request, reference)
    initial = {name: getattr(one, name) for name in ("title", "purpose", "paper", "version")}
    form = forms.ChangeItemForm(request.POST or None, initial=initial)
    if form.attempt(actions.change_item, one, by=by, at=now()):
        return redirect(one)
    return form_of(request, one.meeting, form, title=_("Change this item"), verb=_("Save"))


@login_required
@require_POST
def move_item(request: Request, reference: str) -> HttpResponse:
    """Move an item one place up or down."""
    one, by = _called_item(request, reference)
    form = forms.MoveItemForm(request.POST)
    if form.attempt(actions.move_item, one, by=by, at=now()):
        return redirect(one)
    return form_of(request, one.meeting, form, title=_("Move this item"), verb=_("Move"))


@login_required
@page_and_form
def take_off(request: Request, reference: str) -> HttpResponse:
    """Take an item off the agenda."""
    one, by = _called_item(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.take_off, one, by=by, at=now()):
        messages.success(request, _("Taken off."))
        return redirect(one.meeting)
    title = _("Take “%s” off the agenda?") % one.title
    return form_of(request, one.meeting, form, title=title, verb=_("Take it off"))


@login_required
@page
def hold(request: Request, reference: str) -> HttpResponse:
    """Hold a meeting: who is here, interests, and each item with its minutes and what was decided."""
    one, by = called(request, reference)
    if one.state not in (Meeting.State.OPEN, Meeting.State.HELD):
        return redirect(one)
    agenda = reads.agenda_of(one, by)
    said = {
        "meeting": one,
        "agenda": agenda,
        "came": reads.attendance_of(one, by),
        "interests": reads.interests_of(one, agenda, by),
        "crumbs": crumbs_to_meetings(one.partnership, one),
    }
    return render(request, "partners/hold.html", said)


@login_required
@page_and_form
def attendance(request: Request, reference: str) -> HttpResponse:
    """Note who came, who sent apologies and who stood in for whom."""
    one, by = called(request, reference)
    known = {each.person_id: each for each in one.attendances.select_related("person", "organisation", "stands_in_for")}
    expected = reads.expected_at(one)
    listed = {each.person.pk for each in expected}
    also = [reads.Expected(each.person, each.organisation) for each in known.values() if each.person_id not in listed]
    others = reads.people_of_members(one.partnership)
    form = forms.AttendanceForm([*expected, *also], others, known, request.POST or None)
    if form.attempt(actions.note_attendance, one, by=by, at=now()):
        return redirect("hold-meeting", reference)
    said = {"meeting": one, "form": form, "crumbs": crumbs_to_meetings(one.partnership, one)}
    return render(request, "partners/attendance.html", said, status=form.status)


@login_required
@page_and_form
def declare_interest(request: Request, reference: str) -> HttpResponse:
    """Record a conflict of interest; `?item=` names the item."""
    one, by = called(request, reference)
    form = forms.InterestForm(request.POST or None, initial={"item": request.GET.get("item")})
    form.offer(person=reads.people_of_members(one.partnership), item=one.items.order_by("place_in_order"))
    if form.attempt(actions.declare_interest, one, by=by, at=now()):
        return redirect(form.address)
    hint = _("A declaration is added and never changed. It stands in the minutes.")
    return form_of(request, one, form, title=_("Declare an interest"), verb=_("Record it"), hint=hint)


@login_required
@page_and_form
def minute(request: Request, reference: str) -> HttpResponse:
    """Take the minutes of an item."""
    one, by = _called_item(request, reference)
    initial = {
        "minutes": one.minutes,
        "settled": one.settled_on is not None,
        "referred_to": one.referred_to.reference if one.referred_to else None,
        "version": one.version,
    }
    form = forms.MinuteForm(request.POST or None, initial=initial)
    form.offer(referred_to=_bodies_to_refer_to(one.meeting))
    if form.attempt(actions.minute, one, by=by, at=now()):
        return redirect(_after(one, by))
    agenda = reads.agenda_of(one.meeting, by)
    said = {
        "meeting": one.meeting,
        "item": next(each for each in agenda if each.key == one.pk),
        "of": len(agenda),
        "form": form,
        "crumbs": crumbs_to_meetings(one.meeting.partnership, one.meeting),
    }
    return render(request, "partners/minute.html", said, status=form.status)


def _after(one: AgendaItem, by: Account) -> str:
    """Where minutes go on: at the next item."""
    later = one.meeting.items.filter(place_in_order__gt=one.place_in_order).order_by("place_in_order").first()
    return f"{one.meeting.get_absolute_url()}hold/#item-{(later or one).pk}"


def _bodies_to_refer_to(meeting: Meeting) -> Any:
    bodies = Body.objects.filter(live(timezone.localdate()), partnership=meeting.partnership).order_by("name")
    return bodies.exclude(pk=meeting.body_id or 0)


def _called_item(request: Request, reference: str) -> tuple[AgendaItem, Account]:
    """An item and whoever may call its meeting: 404 if they may not be told of it, 403 if they may not call it."""
    seen = reads.items_open_to(request.asker).select_related("meeting__partnership", "meeting__body", "referred_to")
    one = get_object_or_404(seen, reference=reference)
    may_call = permissions.may_call(request.account, one.meeting.partnership, one.meeting.body)
    return one, acting(request, allowed=may_call)
