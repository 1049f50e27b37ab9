"""How a paper's file is handed out: one at a time a process, so that many who ask at once do not eat the machine."""

import threading

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from joinedup.frame.papers.model import Paper
from joinedup.frame.papers.printing import pdf_of

AT_ONCE = 1
WAITS, COME_AGAIN = 20, 10  # seconds: how long somebody waits for their turn, and when to come again after that

_turn = threading.BoundedSemaphore(AT_ONCE)


def pdf_response(paper: Paper, *, name: str) -> HttpResponse:
    """The paper as a PDF file to look at, named in plain letters; 503 with a time to come again if too many ask."""
    if not _turn.acquire(timeout=WAITS):
        words = _("Too many papers are being printed. Try again in {seconds} seconds.").format(seconds=COME_AGAIN)
        return HttpResponse(
            words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": str(COME_AGAIN)}
        )
    try:
        content = pdf_of(paper)
    finally:
        _turn.release()
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(name) or "paper"}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
