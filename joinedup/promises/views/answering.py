"""The page to which a link in a letter leads: one promise or part, answered once, without signing in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from joinedup.frame.forms import ActionForm
from joinedup.partners.requests import Request
from joinedup.promises import actions
from joinedup.promises.forms.chasing import AnswerForm
from joinedup.promises.models import AnswerLink
from joinedup.promises.reads import links as reads
from joinedup.promises.rules import chasing as rules
from joinedup.promises.views.pages import unseen

GONE, UNKNOWN = 410, 404


@csrf_exempt  # the secret address is what allows it; the page sends no referrer, so browsers send no origin either
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, secret: str) -> HttpResponse:
    """Show what a link is for; sending the form answers. Opening it, however often, uses nothing up."""
    link = reads.link_with(secret)
    if link is None:
        return _closed(request, secret, None)
    of_part = link.part is not None
    form = AnswerForm(request.POST if request.method == "POST" else None)
    word = link.commitment.lead_word
    form.offer(rules.answers_offered(of_part=of_part, stands_in=link.stands_in, word=word), of_part=of_part)
    if form.attempt(actions.answer, link, at=now()):
        return unseen(render(request, "promises/answered.html", _said(form.result)))
    fresh = reads.link_with(secret)
    if fresh is None or _why_closed(fresh):
        return _closed(request, secret, fresh)
    return unseen(render(request, "promises/answer.html", {**_said(fresh), "form": form}, status=form.status))


@csrf_exempt  # for the same reason
@require_POST
def send_anew(request: Request, secret: str) -> HttpResponse:
    """Send whoever a link was for a fresh one, to the same address, which nobody is told."""
    link = reads.link_with(secret)
    if link is None:
        return _closed(request, secret, None)
    form = ActionForm(request.POST)
    if form.attempt(actions.send_anew, link, at=now()):
        return unseen(render(request, "promises/link_sent.html"))
    return _closed(request, secret, reads.link_with(secret), form)


def _closed(request: Request, secret: str, link: AnswerLink | None, form: ActionForm | None = None) -> HttpResponse:
    """Why a link does nothing any more, and what to do instead."""
    if link is None:
        return unseen(render(request, "promises/link_unknown.html", status=UNKNOWN))
    why = _why_closed(link)
    context = {**_said(link), "secret": secret, "why": why, "may_ask": why in rules.RENEWED, "form": form}
    return unseen(render(request, "promises/link_closed.html", context, status=form.status if form else GONE))


def _why_closed(link: AnswerLink) -> str:
    return rules.why_closed(reads.facts_of(link, timezone.localdate()), now())


def _said(link: AnswerLink) -> dict[str, Any]:
    """What every page of a link may show: the one thing, and for which post it is."""
    organisation = reads.organisation_of(link)
    return {
        "link": link,
        "commitment": link.commitment,
        "part": link.part,
        "organisation": link.commitment.organisation if link.part is None else link.part.organisation,
        "post": reads.post_in_words(link.person_id, organisation, timezone.localdate()),
    }
