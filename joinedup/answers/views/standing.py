"""Pages of what stands: what is still to settle, how a record connects, and the brief."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joinedup.answers import brief as briefs
from joinedup.answers import lists
from joinedup.answers import rulebook as rulebooks
from joinedup.answers import thread as threads
from joinedup.answers.ninefold import nine_tests
from joinedup.answers.permissions import mendable
from joinedup.answers.results import results_of
from joinedup.answers.rulebook import Rulebook, Told, ToSettle
from joinedup.answers.views.pages import since_of
from joinedup.frame.findings import tests
from joinedup.frame.lists import file_name
from joinedup.frame.references import named
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import takes_part
from joinedup.partners.requests import Request, partnership_at
from joinedup.questions.actions import answer_finding
from joinedup.questions.forms import AnswerFindingForm

MOST_LAPSED = 50

page = require_http_methods(["GET", "HEAD"])
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page
def rulebook(request: Request) -> HttpResponse:
    """What the house looks for, for everybody to read. No SQL query."""
    return render(request, "answers/rulebook.html", {"tests": tests()})


@page
def findings(request: Request, reference: str) -> HttpResponseBase:
    """What a partnership still has to settle, with the nine tests above it."""
    partnership = partnership_at(request, reference)
    book = rulebooks.rulebook(partnership, request.asker)
    listed = lists.findings_list().read(request.GET, book.to_settle)
    if listed.as_csv:
        return listed.csv(file_name("to-settle", partnership), lambda ones: rulebooks.told(ones, request.asker))
    said = {
        "partnership": partnership,
        "book": book,
        "nine": nine_tests(partnership, request.asker),
        "listed": listed,
        "groups": _groups(list(listed.page), partnership, request),
        "lapsed": _lapsed(book, request),
        "may_answer": takes_part(request.account, partnership),
    }
    return render(request, "answers/findings.html", said)


@login_required
@page_and_form
def answer(request: Request, reference: str, key: str) -> HttpResponse:
    """Answer in public something that a partnership still has to settle."""
    partnership = partnership_at(request, reference)
    if request.account is None or not takes_part(request.account, partnership):
        raise PermissionDenied
    one = rulebooks.to_settle_at(key, partnership, request.account)
    if one is None:
        return render(request, "answers/settled.html", {"partnership": partnership}, status=404)
    form = AnswerFindingForm(request.POST or None, initial=_answered_before(one))
    found = {"number": one.number, "key": key, "causes": one.found.finding.causes}
    if form.attempt(answer_finding, partnership, by=request.account, at=now(), **found):
        messages.success(request, _("Your answer stands beside it now."))
        return redirect("findings", reference)
    said = {"partnership": partnership, "told": rulebooks.told([one], request.account)[0], "form": form}
    return render(request, "answers/answer.html", said, status=form.status)


@page
def thread(request: Request, reference: str) -> HttpResponse:
    """How one record connects, from the problem down to the people, and where it breaks off."""
    walked = threads.of(reference, request.asker)
    if walked is None:
        raise Http404
    return render(request, "answers/thread.html", {"thread": walked, "is_member": request.account is not None})


@page
def results(request: Request, reference: str) -> HttpResponse:
    """What a partnership may tell as a result, from its measures alone, and what it may not tell yet."""
    partnership = partnership_at(request, reference)
    said = {"partnership": partnership, "results": results_of(partnership, request.asker)}
    return render(request, "answers/results.html", said)


@page
def brief(request: Request, reference: str) -> HttpResponse:
    """One page for a meeting, to be printed."""
    partnership = partnership_at(request, reference)
    today = localdate()
    made = briefs.brief_of(partnership, request.asker, since=since_of(request, today), today=today)
    return render(request, "answers/brief.html", {"brief": made, "partnership": partnership})


def _groups(ones: list[ToSettle], partnership: Partnership, request: Request) -> list[dict[str, Any]]:
    """Findings under their tests, each with the records that cause it and the pages that mend and answer it."""
    may_mend = mendable(request.account, partnership, ones)
    told = rulebooks.told(ones, request.asker)
    return [
        {"test": test, "rows": [_row(one, partnership, may_mend) for one in those]}
        for test, those in groupby(told, key=lambda one: one.test)
    ]


def _row(told: Told, partnership: Partnership, may_mend: frozenset[str]) -> dict[str, Any]:
    one = told.to_settle
    return {
        "records": told.records,
        "words": told.words,
        "mend": one.found.finding.mend if one.found.key in may_mend else "",
        "answer": one.answer,
        "answer_at": reverse("answer-finding", args=[partnership.reference, one.found.key]),
    }


def _lapsed(book: Rulebook, request: Request) -> list[dict[str, Any]]:
    about = named({one.answer.about for one in book.lapsed}, request.asker)
    shown = book.lapsed[:MOST_LAPSED]
    return [{"answer": one.answer, "test": one.test, "about": about.get(one.answer.about)} for one in shown]


def _answered_before(one: ToSettle) -> dict[str, Any]:
    return {"answer": one.answer.answer, "mend_by": one.answer.mend_by} if one.answer else {}
