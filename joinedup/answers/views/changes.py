"""What changed in a noun and what lies in it: a page for people, and a feed for programs."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag, urlencode
from django.views.decorators.http import require_safe

from joinedup.answers import atom, reads
from joinedup.answers.changes import by_day, changes_in
from joinedup.partners.requests import Request

KINDS_TO_CHOOSE = ("problem", "outcome", "indicator", "promise", "risk", "decision", "question")
FEEDS_ARE_KEPT = 300  # seconds


@require_safe
def changes(request: Request, reference: str) -> HttpResponse:
    """What changed in a noun and what lies in it, as its reader may see it, latest first."""
    noun = reads.to_follow(reference, request.asker)
    if noun is None:
        raise Http404
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS_TO_CHOOSE else ""
    found = changes_in(reference, request.asker, kind=kind, before=_number(request))
    said = {
        "noun": noun,
        "crumbs": [(noun.title, noun.address)],
        "days": list(by_day(found.listed)),
        "kinds": KINDS_TO_CHOOSE,
        "kind": kind,
        "older": _older(kind, found.before),
        "is_first": "before" not in request.GET,
        "feed": atom.address(reference) if reads.is_public(reference) else "",
    }
    return render(request, "answers/changes.html", said)


@require_safe
def feed(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The same list as an Atom feed: what everybody may see, whoever asks for it, so that caches may keep it."""
    noun = reads.to_follow(reference, None)
    if noun is None:
        raise Http404
    written = atom.feed(noun, changes_in(reference, None, before=_number(request)), before=_number(request))
    response = HttpResponse(written.content, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = quote_etag(written.digest)
    response["Last-Modified"] = http_date(written.updated.timestamp())
    patch_cache_control(response, public=True, max_age=FEEDS_ARE_KEPT)
    return get_conditional_response(request, response["ETag"], int(written.updated.timestamp()), response) or response


def _older(kind: str, before: int | None) -> str:
    """The query of the next page's address; empty on the last."""
    asked = {"kind": kind, "before": str(before or "")}
    return urlencode({name: value for name, value in asked.items() if value}) if before else ""


def _number(request: HttpRequest) -> int | None:
    """Where a page begins, as an address says it; anything that is no number of an entry begins at the start."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
