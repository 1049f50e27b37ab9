"""The public pages of the record: checkpoints and keys, never an entry. Checkpoints are handed out as plain notes."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from joinedup.record import reads

ROWS = 50
PLAIN = "text/plain; charset=utf-8"
LARGEST_SIZE = 2**63 - 1


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """What the record is, what was signed last, how to check it, and every checkpoint. Four SQL queries."""
    page = Paginator(reads.checkpoints(), ROWS).get_page(request.GET.get("page"))
    shown = {"latest": reads.latest_checkpoint(), "page": page, "keys": list(reads.signing_keys())}
    return render(request, "record/record.html", shown)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The latest checkpoint as a plain note, for a machine that keeps one a day. One SQL query."""
    found = reads.latest_checkpoint()
    if found is None:
        raise Http404(gettext("Nothing has been signed yet."))
    return HttpResponse(found.note, content_type=PLAIN)


@require_safe
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """The checkpoint of one size as a plain note. One SQL query."""
    found = get_object_or_404(reads.checkpoints(), size=min(size, LARGEST_SIZE))
    return HttpResponse(found.note, content_type=PLAIN)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key's statement as plain notes, in the order of use. One SQL query."""
    return HttpResponse("\n".join(key.statement for key in reads.signing_keys()), content_type=PLAIN)
