"""Pages on which a meeting decides, is closed, and is read of afterwards."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.partners import reads as partners
from joinedup.partners.models import Meeting
from joinedup.partners.permissions import may_call, reads_whole_agenda
from joinedup.partners.requests import Request
from joinedup.promises import actions
from joinedup.promises.forms.meetings import TakeDecisionForm
from joinedup.promises.reads.meetings import by_item, decided_at
from joinedup.promises.views.pages import Crumbs, crumbs_to, form_page, members_to_choose


@login_required
@require_http_methods(["GET", "POST"])
def take_decision(request: Request, reference: str) -> HttpResponseBase:
    """Take a decision down while the meeting goes on."""
    items = partners.items_open_to(request.asker).select_related("meeting__partnership", "meeting__body")
    item = get_object_or_404(items, reference=reference)
    _calling(request, item.meeting)
    form = TakeDecisionForm(request.POST or None)
    partnership = item.meeting.partnership
    form.offer(organisations=members_to_choose(partnership), people=partners.people_of_members(partnership))
    if form.attempt(actions.take_decision, item, by=request.account, at=now()):
        return redirect(form.address)
    context = {"form": form, "item": item, "meeting": item.meeting, "crumbs": _crumbs(item.meeting)}
    return render(request, "promises/take_decision.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: Request, reference: str) -> HttpResponseBase:
    """Close a meeting, which shares what it decided."""
    meeting = _meeting(request, reference)
    _calling(request, meeting)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.close_meeting, meeting, by=request.account, at=now()):
        messages.success(request, _("Closed. The minutes can be corrected until a later meeting agrees them."))
        return redirect("meeting-minutes", reference)
    title = _("Close this meeting? What it decided is shared then.")
    return form_page(request, form, title=title, verb=_("Close the meeting"), crumbs=_crumbs(meeting))


@require_safe
def minutes(request: Request, reference: str) -> HttpResponse:
    """The minutes of a meeting: who came, what was said and decided, who carries it out by when."""
    meeting = _meeting(request, reference)
    is_over = meeting.state in partners.CLOSED_STATES
    if not is_over and not (
        meeting.state == Meeting.State.OPEN and reads_whole_agenda(request.asker, meeting.partnership_id)
    ):
        return redirect(meeting)
    agenda = partners.agenda_of(meeting, request.asker)
    decided = by_item(decided_at(meeting, request.asker))
    came = partners.attendance_of(meeting, request.asker)
    context = {
        "meeting": meeting,
        "body": meeting.body if partners.body_shown(meeting.body, request.asker) else None,
        "items": [{"item": one, "taken": [] if one.is_closed else decided.get(one.key, [])} for one in agenda],
        "present": [one for one in came if one.manner in ("present", "remote")],
        "apologies": [one for one in came if one.manner == "apologies"],
        "absent": [one for one in came if one.manner == "absent"],
        "interests": partners.interests_of(meeting, agenda, request.asker),
        "crumbs": _crumbs(meeting),
    }
    return render(request, "promises/minutes.html", context)


def _meeting(request: Request, reference: str) -> Meeting:
    seen = partners.meetings_open_to(request.asker).select_related("partnership", "body", "agreed_at")
    return get_object_or_404(seen, reference=reference)


def _calling(request: Request, meeting: Meeting) -> None:
    if not may_call(request.account, meeting.partnership, meeting.body):
        raise PermissionDenied


def _crumbs(meeting: Meeting) -> Crumbs:
    listed = crumbs_to(meeting.partnership, _("Meetings"), "meetings/")
    return [*listed, (meeting.name, meeting.get_absolute_url())]
