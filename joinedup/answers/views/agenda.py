"""The page on which an agenda is made from what is due, late, asked and found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joinedup.answers.agenda import by_heading, proposed
from joinedup.answers.forms import AgendaForm
from joinedup.partners.actions import take_up
from joinedup.partners.permissions import may_call
from joinedup.partners.reads import meetings_open_to
from joinedup.partners.requests import Request


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_agenda(request: Request, reference: str) -> HttpResponse:
    """What the agenda could hold; what is ticked is put on."""
    seen = meetings_open_to(request.asker).select_related("partnership", "body")
    meeting = get_object_or_404(seen, reference=reference)
    if request.account is None or not may_call(request.account, meeting.partnership, meeting.body):
        raise PermissionDenied
    proposals = proposed(meeting, request.account)
    form = AgendaForm(proposals, request.POST if request.method == "POST" else None)
    if form.attempt(take_up, meeting, by=request.account, at=now()):
        messages.success(request, _("On the agenda. Change the order, and add what only people know."))
        return redirect(meeting)
    chosen = set(form["chosen"].value() or ())
    partnership = meeting.partnership
    crumbs = [(one.name, one.get_absolute_url()) for one in (partnership, meeting)]
    said = {"meeting": meeting, "form": form, "chosen": chosen, "groups": by_heading(proposals), "crumbs": crumbs}
    return render(request, "answers/make_agenda.html", said, status=form.status)
