"""How a paper's file is handed out: one at a time a process, so that many who ask at once do not eat the machine."""

import logging
import threading
from collections.abc import Callable

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from joinedup.frame.papers.model import Paper
from joinedup.frame.papers.printing import PaperRefused, pdf_of

PRINT, STAND = 1, 2  # how many papers are printed at once, and how many requests may stand here, printing or waiting
COME_AGAIN = 10  # seconds

_press = threading.BoundedSemaphore(PRINT)
_places = threading.BoundedSemaphore(STAND)

log = logging.getLogger("joinedup.papers")


def pdf_response(make: Callable[[], Paper], *, name: str) -> HttpResponse:
    """A paper as a PDF file to look at, named in plain letters.

    One paper is made and printed at a time in a process and one more waits its turn; whoever comes then gets 503 and a
    time to come again, and costs nothing. A paper that cannot be printed is 500 with a sentence.
    """
    if not _places.acquire(blocking=False):
        words = _("Others are printing papers just now. Try again in {seconds} seconds.").format(seconds=COME_AGAIN)
        return _said(words, status=503, headers={"Retry-After": str(COME_AGAIN)})
    try:
        with _press:
            content = pdf_of(make())
    except PaperRefused as refused:
        log.exception("a paper was refused")
        return _said(str(refused), status=500)
    finally:
        _places.release()
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(name) or "paper"}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _said(words: str, *, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=headers)
