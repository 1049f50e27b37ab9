"""The papers for a meeting: a page to read, and the same in print."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from joinedup.answers.pack import pack_of, pack_without_meeting
from joinedup.answers.views.pages import since_of
from joinedup.frame.papers import pdf_response
from joinedup.partners.models import Meeting
from joinedup.partners.reads import meetings_open_to
from joinedup.partners.requests import Request, partnership_at


@require_safe
def of_meeting(request: Request, reference: str) -> HttpResponse:
    """The papers for a meeting, on a page."""
    meeting = _meeting(request, reference)
    said = {
        "paper": pack_of(meeting, request.asker, today=localdate()),
        "partnership": meeting.partnership,
        "meeting": meeting,
        "in_print": f"/{reference}/pack.pdf",
    }
    return render(request, "answers/pack.html", said)


@require_safe
def of_meeting_in_print(request: Request, reference: str) -> HttpResponse:
    """The papers for a meeting, as a file to print."""
    meeting = _meeting(request, reference)
    name = f"{meeting.partnership.name} {localtime(meeting.begins_at):%Y-%m-%d}"
    return pdf_response(lambda: pack_of(meeting, request.asker, today=localdate()), name=name)


@require_safe
def of_partnership(request: Request, reference: str) -> HttpResponse:
    """The papers of a partnership today, for a meeting that is not on record."""
    partnership, today = partnership_at(request, reference), localdate()
    since = since_of(request, today)
    said = {
        "paper": pack_without_meeting(partnership, request.asker, since=since, today=today),
        "partnership": partnership,
        "brief": {"since": since, "today": today},
        "in_print": f"/{reference}/pack.pdf?since={since:%Y-%m-%d}",
    }
    return render(request, "answers/pack.html", said)


@require_safe
def of_partnership_in_print(request: Request, reference: str) -> HttpResponse:
    """The papers of a partnership today, as a file to print."""
    partnership, today = partnership_at(request, reference), localdate()
    since = since_of(request, today)
    return pdf_response(
        lambda: pack_without_meeting(partnership, request.asker, since=since, today=today),
        name=f"{partnership.name} {today:%Y-%m-%d}",
    )


def _meeting(request: Request, reference: str) -> Meeting:
    meetings = meetings_open_to(request.asker).select_related("partnership__place", "body")
    return get_object_or_404(meetings, reference=reference)
