"""Pages of meetings: the list, one with its agenda, planning, changing, cancelling, opening, agreeing the minutes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.frame.forms import ActionForm
from joinedup.frame.references import named
from joinedup.partners import actions, permissions, reads
from joinedup.partners.forms import meetings as forms
from joinedup.partners.models import Account, Body, Meeting, Partnership, live
from joinedup.partners.permissions import Asker
from joinedup.partners.requests import Request, who_acts
from joinedup.partners.rules import meetings as rules
from joinedup.partners.views.pages import ROWS, Crumbs, acting, form_page, page, page_and_form
from joinedup.partners.views.partnerships import crumbs_to, known

AHEAD = Q(state__in=[rules.PLANNED, rules.OPEN])


@page
def meetings(request: Request, reference: str) -> HttpResponse:
    """A partnership's meetings: those ahead first, the soonest at the top; below them those past, the latest first."""
    one = known(request, reference)
    seen = reads.meetings_open_to(request.asker).filter(partnership=one).select_related("body")
    past = Paginator(seen.exclude(AHEAD).order_by("-begins_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    said = {
        "partnership": one,
        "ahead": [] if past.number > 1 else rows(seen.filter(AHEAD).order_by("begins_at", "pk")[:ROWS], request.asker),
        "page": past,
        "rows": rows(past, request.asker),
        "may_plan": may_plan(who_acts(request), one),
        "crumbs": crumbs_to(one),
    }
    return render(request, "partners/meetings.html", said)


@page
def meeting(request: Request, reference: str) -> HttpResponse:
    """A meeting: when and where, its agenda as this reader may see it, and what may be done."""
    one = known_meeting(request, reference)
    agenda = reads.agenda_of(one, request.asker)
    account = who_acts(request)
    said = {
        "meeting": one,
        "partnership": one.partnership,
        "body": one.body if reads.body_shown(one.body, request.asker) else None,
        "agenda": agenda,
        "about": named({each.about for each in agenda} - {"", one.reference}, request.asker),
        "sees_link": permissions.reads_whole_agenda(request.asker, one.partnership_id),
        "may_call": permissions.may_call(account, one.partnership, one.body),
        "is_today": timezone.localdate(one.begins_at) <= timezone.localdate(),
        "is_over": one.state in reads.CLOSED_STATES,
        "crumbs": crumbs_to_meetings(one.partnership),
    }
    return render(request, "partners/meeting.html", said)


@page
def item(request: Request, reference: str) -> HttpResponse:
    """Lead to the meeting on whose agenda an item stands."""
    one = get_object_or_404(reads.items_open_to(request.asker).select_related("meeting"), reference=reference)
    return redirect(f"{one.meeting.get_absolute_url()}#item-{one.pk}")


@login_required
@page_and_form
def plan_meeting(request: Request, reference: str) -> HttpResponse:
    """Plan a meeting."""
    one = known(request, reference)
    by = acting(request, allowed=may_plan(request.account, one))
    form = forms.MeetingForm(request.POST or None)
    form.offer(body=bodies_to_call(by, one))
    if not permissions.convenes(by, one):
        form.fields["body"].required = True
    if form.attempt(actions.plan_meeting, one, by=by, at=now()):
        messages.success(request, _("Planned. Whoever belongs to it gets a letter. Now make the agenda."))
        return redirect(form.address)
    hint = _(
        "Whoever holds a seat in the body gets a letter with a link for their calendar; of a meeting of the "
        "partnership itself, whoever speaks for a member."
    )
    crumbs = crumbs_to_meetings(one)
    return form_page(request, form, title=_("Plan a meeting"), verb=_("Plan meeting"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def change_meeting(request: Request, reference: str) -> HttpResponse:
    """Change or move a meeting."""
    one, by = called(request, reference)
    fields = ("name", "where", "join_url", "visibility", "version")
    initial = {**actions.when_of(one), **{name: getattr(one, name) for name in fields}}
    form = forms.ChangeMeetingForm(request.POST or None, initial=initial)
    if form.attempt(actions.change_meeting, one, by=by, at=now()):
        return redirect(one)
    hint = _("Whoever belongs to it gets a letter if the day, the times, the place or the link change.")
    return form_of(request, one, form, title=_("Change or move this meeting"), verb=_("Save"), hint=hint)


@login_required
@page_and_form
def cancel_meeting(request: Request, reference: str) -> HttpResponse:
    """Cancel a meeting."""
    one, by = called(request, reference)
    form = forms.CancelForm(request.POST or None)
    if form.attempt(actions.cancel_meeting, one, by=by, at=now()):
        messages.success(request, _("Cancelled. Whoever belongs to it gets a letter."))
        return redirect(one)
    return form_of(request, one, form, title=_("Cancel this meeting"), verb=_("Cancel meeting"))


@login_required
@require_POST
def open_meeting(request: Request, reference: str) -> HttpResponse:
    """Open a meeting."""
    one, by = called(request, reference)
    form = ActionForm(request.POST)
    if form.attempt(actions.open_meeting, one, by=by, at=now()):
        return redirect("hold-meeting", reference)
    return form_of(request, one, form, title=_("Open this meeting"), verb=_("Open meeting"))


@login_required
@page_and_form
def agree_minutes(request: Request, reference: str) -> HttpResponse:
    """Agree the minutes of a meeting at a later one of the same body."""
    one, by = called(request, reference)
    later = reads.meetings_open_to(by).filter(partnership=one.partnership, body=one.body, begins_at__gt=one.begins_at)
    form = forms.AgreeForm(request.POST or None)
    form.offer(agreed_at=later.exclude(state__in=[rules.PLANNED, rules.CANCELLED]).order_by("begins_at"))
    if form.attempt(actions.agree_minutes, one, by=by, at=now()):
        messages.success(request, _("Agreed. Nothing of these minutes changes any more."))
        return redirect(one)
    hint = _("After this nothing of the minutes changes any more.")
    return form_of(request, one, form, title=_("Agree these minutes"), verb=_("Agree minutes"), hint=hint)


def known_meeting(request: Request, reference: str) -> Meeting:
    """A meeting that the reader may see, else 404."""
    seen = reads.meetings_open_to(request.asker).select_related("partnership", "body", "agreed_at")
    return get_object_or_404(seen, reference=reference)


def called(request: Request, reference: str) -> tuple[Meeting, Account]:
    """A meeting and whoever acts as its convenor or chair: 404 if they may not see it, 403 if they may not call it."""
    one = known_meeting(request, reference)
    return one, acting(request, allowed=permissions.may_call(request.account, one.partnership, one.body))


def bodies_to_call(by: Account, partnership: Partnership) -> Any:
    """Bodies of a partnership whose meetings an account may call, by name."""
    bodies = Body.objects.filter(live(timezone.localdate()), partnership=partnership).order_by("name")
    if permissions.convenes(by, partnership):
        return bodies
    return bodies.filter(pk__in=permissions.bodies_led_by(by, timezone.localdate()))


def may_plan(account: Account | None, partnership: Partnership) -> bool:
    """Whether an account may plan a meeting here: the convenor, and whoever leads a body."""
    if account is None or not permissions.takes_part(account, partnership):
        return False
    return permissions.convenes(account, partnership) or bodies_to_call(account, partnership).exists()


def rows(meetings: Any, asker: Asker) -> list[dict[str, Any]]:
    """Meetings as a list shows them."""
    return [{"meeting": one, "body": one.body if reads.body_shown(one.body, asker) else None} for one in meetings]


def crumbs_to_meetings(partnership: Partnership, *above: Meeting) -> Crumbs:
    """The way to a partnership's meetings, or to one of them."""
    listed = (_("Meetings"), f"{partnership.get_absolute_url()}meetings/")
    return [*crumbs_to(partnership), listed, *((str(one), one.get_absolute_url()) for one in above)]


def form_of(request: Request, one: Meeting, form: ActionForm, *, title: str, verb: str, hint: str = "") -> HttpResponse:
    """A page that is one form about a meeting."""
    crumbs = crumbs_to_meetings(one.partnership, one)
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs, hint=hint)
