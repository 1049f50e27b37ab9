"""The pages that belong to no room: home, the finder, what a machine asks, and what stands at the foot of a page."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from joinedup import __version__
from joinedup.frame.labels import QUESTIONS
from joinedup.frame.papers import pdf_response
from joinedup.partners.reads import site_pause_in_force
from joinedup.partners.requests import Request, tell_of_pause
from joinedup.partners.rules import postcode
from joinedup.site import reads
from joinedup.site.governance import pack

PARTNERSHIPS_AT_HOME = 8
LONGEST_SEARCH = 100
ANSWERED_BY = {
    "partners": _("The organisations that take part, who convenes them, and the people who answer for each thing."),
    "outcomes": _("The problems they agreed on, what is to be different, and whether the figures show it."),
    "promises": _("What each organisation will do, by when, for which outcome, and how it is going."),
    "answers": _("What does not join up yet, what they say about it, and every question with its answer."),
}

log = logging.getLogger(__name__)


@require_safe
def home(request: Request) -> HttpResponse:
    """What this is, a way to one's own place, and what changed lately."""
    for pause in site_pause_in_force(timezone.localdate()):
        tell_of_pause(request, pause)
    return render(
        request,
        "site/home.html",
        {
            "lately": reads.lately(request.asker),
            "partnerships": reads.partnerships_listed(request.asker, PARTNERSHIPS_AT_HOME + 1),
            "shown": PARTNERSHIPS_AT_HOME,
            "answered": [(question, ANSWERED_BY[room]) for room, question in QUESTIONS if room in ANSWERED_BY],
            "to_come": [question for room, question in QUESTIONS if room not in ANSWERED_BY],
        },
    )


@require_safe
def find(request: Request) -> HttpResponse:
    """The place that somebody typed: straight to the one that fits, else the ones that might."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    places = reads.places_found(text, request.asker) if text else []
    if len(places) == 1:
        return redirect(places[0])
    found = {"text": text, "places": places, "is_postcode": postcode(text) is not None}
    return render(request, "site/find.html", found)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this software is, under which licence, and where its source is."""
    return render(request, "site/about.html", {"version": __version__})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages are meant to work for everybody, and what to do where they do not."""
    return render(request, "site/accessibility.html")


@require_safe
def governance(request: HttpRequest) -> HttpResponse:
    """How this site is run: who is answerable, what is kept why and how long, what is published by when."""
    return render(request, "site/governance.html", {"paper": pack(timezone.localdate())})


@require_safe
def governance_pdf(request: HttpRequest) -> HttpResponse:
    """The same in print."""
    return pdf_response(lambda: pack(timezone.localdate()), name="governance")


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site can read its database, for machines that watch it."""
    try:
        waiting = reads.waiting()
    except DatabaseError as fault:
        log.warning("The database cannot be read: %s", fault)
        return JsonResponse({"database": "unreachable", "version": __version__}, status=503)
    return JsonResponse({"database": "reachable", "waiting_for_the_log": waiting, "version": __version__})


@require_safe
def favicon(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """The site's mark, for browsers that ask for it at the old address."""
    return HttpResponsePermanentRedirect(static("frame/mark.svg"))
