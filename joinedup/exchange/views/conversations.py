"""The files of a conversation, for whoever may read it."""

from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from joinedup.exchange.polis import writing
from joinedup.frame.lists import file_name
from joinedup.partners.requests import Request
from joinedup.voice import reads
from joinedup.voice.models import Conversation
from joinedup.voice.reads.sealing import enough_voted

WITHHELD = 403


@require_safe
def votes(request: Request, reference: str) -> HttpResponseBase:
    """Every vote as a line of a CSV file, once they are sealed and at least ten people voted; until then, why not."""
    one = _seen(request, reference)
    if one.root and enough_voted(one):
        return _file(writing.votes_of(one), one, "votes")
    return withheld(request, one)


@require_safe
def statements(request: Request, reference: str) -> HttpResponseBase:
    """Every statement that was read as a line of a CSV file, with its counts once the votes are given out."""
    one = _seen(request, reference)
    with_counts = bool(one.root) and enough_voted(one)
    return _file(writing.statements_of(one, with_counts=with_counts), one, "comments")


def withheld(request: Request, one: Conversation) -> HttpResponse:
    """Why the votes are not given out."""
    context = {"conversation": one, "crumbs": [(str(one), one.get_absolute_url())]}
    return render(request, "exchange/votes_withheld.html", context, status=WITHHELD)


def _seen(request: Request, reference: str) -> Conversation:
    return get_object_or_404(reads.conversations_open_to(request.asker), reference=reference)


def _file(lines: Iterator[str], one: Conversation, name: str) -> StreamingHttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(name, one)}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
