"""Saying without an account that something which people said breaks the house rules."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from joinedup.partners.requests import Request, sender_of
from joinedup.voice import reads
from joinedup.voice.actions.reports import report
from joinedup.voice.forms.moderation import ReportForm
from joinedup.voice.reads.moderation import HOMES, ON_SHOW, conversation_of
from joinedup.voice.views.where import crumbs_to

page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
def report_statement(request: Request, reference: str) -> HttpResponse:
    """Report a statement that is shown."""
    return _report(request, reads.statements_open_to(request.asker), reference)


@page_and_form
def report_submission(request: Request, reference: str) -> HttpResponse:
    """Report something longer that is shown."""
    return _report(request, reads.submissions_open_to(request.asker), reference)


@page_and_form
def report_annotation(request: Request, reference: str) -> HttpResponse:
    """Report a note on a text that has not been settled."""
    return _report(request, reads.annotations_open_to(request.asker), reference)


def _report(request: Request, seen: QuerySet[Any], reference: str) -> HttpResponse:
    shown = seen.filter(state__in=ON_SHOW).select_related(f"{HOMES[seen.model]}__partnership")
    piece = get_object_or_404(shown, reference=reference)
    conversation = conversation_of(piece)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.attempt(report, piece, asked_from=sender_of(request), at=now()):
        return redirect(form.address)
    context = {
        "piece": piece,
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "form": form,
        "sent": request.GET.get("sent") == "yes",
    }
    return render(request, "voice/report.html", context, status=form.status)
