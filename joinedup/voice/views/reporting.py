"""Saying without an account that a statement breaks the house rules."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from joinedup.partners.requests import Request, sender_of
from joinedup.voice.actions.reports import report as do_report
from joinedup.voice.forms.moderation import ReportForm
from joinedup.voice.reads import statements_open_to
from joinedup.voice.views.where import crumbs_to


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request, reference: str) -> HttpResponse:
    """Report a statement that is shown."""
    seen = statements_open_to(request.asker).select_related("conversation__partnership")
    statement = get_object_or_404(seen, reference=reference)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.attempt(do_report, statement, asked_from=sender_of(request), at=now()):
        return redirect(form.address)
    context = {
        "statement": statement,
        "crumbs": crumbs_to(statement.conversation),
        "form": form,
        "sent": request.GET.get("sent") == "yes",
    }
    return render(request, "voice/report.html", context, status=form.status)
