"""Voting on statements, one at a time, and the page of one statement."""

import random

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from joinedup.frame.panels import panels_on
from joinedup.frame.refusals import Refusal, Refused
from joinedup.partners.requests import Request
from joinedup.voice.models import Statement
from joinedup.voice.reads import statements_open_to, voting
from joinedup.voice.reads.taking_part import badges_of
from joinedup.voice.requests import paced
from joinedup.voice.rules.statements import NO_SUCH_VOTE, NOT_SHOWN
from joinedup.voice.views.taking import Taking
from joinedup.voice.views.where import conversation_at, crumbs_to

VALUES = {"agree": 1, "disagree": -1, "pass": 0}
WORDS: dict[int | None, str] = {value: word for word, value in VALUES.items()}
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
@paced
def vote(request: Request, reference: str) -> HttpResponseBase:
    """One statement with three buttons. The answer to a vote is the next statement. Six SQL queries a guest's vote."""
    if request.method == "POST":
        return _voted(request, reference)
    taking = Taking(request, conversation_at(request, reference))
    return _next(request, taking)


def _voted(request: Request, reference: str) -> HttpResponseBase:
    statement = voting.statement_in(reference, request.POST.get("statement", ""), request.asker)
    if statement is None:
        taking = Taking(request, conversation_at(request, reference))
        return _next(request, taking, (NOT_SHOWN,))
    taking = Taking(request, statement.conversation)
    return _next(request, taking, _cast(taking, statement))


def _cast(taking: Taking, statement: Statement) -> tuple[Refusal, ...]:
    """Every reason why the vote that was sent is not counted; empty once it is stored."""
    value = VALUES.get(taking.request.POST.get("vote", ""))
    if value is None:
        return (NO_SUCH_VOTE,)
    try:
        taking.vote(statement, value=value, at=now())
    except Refused as refused:
        return refused.refusals
    return ()


def _next(request: Request, taking: Taking, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
    conversation = taking.conversation
    is_open = conversation.takes_people_on(localdate()) and not any(one.code == "participant_left" for one in refusals)
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "asked": voting.next_for(conversation, taking.participant, random.random()) if is_open else None,  # noqa: S311
        "is_open": is_open,
        "has_voted": request.method == "POST" and not refusals,
        "refusals": refusals,
    }
    answer = render(request, "voice/vote.html", context, status=422 if refusals else 200)
    return taking.remembered(answer)


@page_and_form
@paced
def statement(request: Request, reference: str) -> HttpResponseBase:
    """One statement for good: what it says, who may vote on it, and one's own vote, which can be changed here."""
    seen = statements_open_to(request.asker).select_related("conversation__partnership", "merged_into")
    one = get_object_or_404(seen, reference=reference)
    taking = Taking(request, one.conversation)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        refusals = _cast(taking, one)
        if not refusals:
            return taking.remembered(redirect(f"{one.get_absolute_url()}?counted=yes"))
    told = voting.told_of_all(one.conversation)
    context = {
        "statement": one,
        "conversation": one.conversation,
        "crumbs": crumbs_to(one.conversation),
        "told": next((each for each in told if each.number == one.number), None),
        "mine": WORDS.get(voting.vote_of(taking.participant, one)),
        "takes_votes": one.state == Statement.State.SHOWN and one.conversation.takes_people_on(localdate()),
        "is_yours": taking.participant is not None and one.said_by_id == taking.participant.pk,
        "badges": badges_of([one.said_by_id], one.conversation.partnership_id).get(one.said_by_id or 0, ()),
        "refusals": refusals,
        "counted": request.GET.get("counted") == "yes",
        "panels": panels_on("statement", one, request.asker),
    }
    return taking.remembered(render(request, "voice/statement.html", context, status=422 if refusals else 200))
