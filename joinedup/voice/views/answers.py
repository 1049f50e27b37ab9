"""The pages on which a conversation is answered to its end."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joinedup.partners.requests import Request, who_acts
from joinedup.promises.reads.decisions import decisions_open_to
from joinedup.voice import permissions
from joinedup.voice.actions import replies as actions
from joinedup.voice.actions.themes import gather
from joinedup.voice.forms.replies import ConcludeForm
from joinedup.voice.forms.themes import GatherForm
from joinedup.voice.models import Conversation
from joinedup.voice.reads import replies as reads
from joinedup.voice.reads.agreement_of_groups import agreed_by_all_groups
from joinedup.voice.reads.replying import ending_of
from joinedup.voice.reads.votes_of_statements import by_votes
from joinedup.voice.rules.replies import left_to_do
from joinedup.voice.views.replies import RELATED, refuse_strangers, to_decided
from joinedup.voice.views.where import conversation_at, crumbs_to

A_PAGE = 100


@require_http_methods(["GET", "POST"])
def answers(request: Request, reference: str) -> HttpResponseBase:
    """What is still to be answered, what most people voted on first; several statements can be put into one theme."""
    conversation = conversation_at(request, reference, *RELATED)
    form = GatherForm(request.POST or None)
    left = reads.without_answer(conversation, request.asker)
    if request.method == "POST":
        refuse_strangers(request, conversation)
    form.offer(left, reads.themes_without_answer(conversation))
    if form.attempt(gather, conversation, by=request.account, at=now()):
        to_answer = request.POST.get("then") == "answer"
        return redirect(f"{form.result.get_absolute_url()}{'answer/' if to_answer else ''}")
    return render(request, "voice/answers.html", _left(request, conversation, form), status=form.status)


def _left(request: Request, conversation: Conversation, form: GatherForm) -> dict[str, Any]:
    left = reads.without_answer(conversation, request.asker)
    page = Paginator(by_votes(left), A_PAGE).get_page(request.GET.get("page"))
    ticked = set(form.data.getlist("statements")) if form.is_bound else set()  # type: ignore[attr-defined]
    return {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation, to_decided(conversation)),
        "form": form,
        "page": page,
        "ticked": ticked,
        "agreed": agreed_by_all_groups(conversation) if page.object_list else frozenset(),
        "themes": reads.themes_without_answer(conversation),
        "submissions": reads.submissions_without_answer(conversation),
        "may_answer": permissions.may_answer_for(who_acts(request), conversation),
        "is_closed": conversation.state in (Conversation.State.CLOSED, Conversation.State.ANSWERED),
        "is_overdue": reads.is_overdue(conversation),
    }


@login_required
@require_http_methods(["GET", "POST"])
def conclude(request: Request, reference: str) -> HttpResponseBase:
    """End a conversation with what was decided on the whole."""
    conversation = conversation_at(request, reference, *RELATED)
    refuse_strangers(request, conversation)
    form = ConcludeForm(request.POST or None)
    form.offer(decisions_open_to(request.account).filter(partnership=conversation.partnership).order_by("name"))
    if form.attempt(actions.conclude, conversation, by=request.account, at=now()):
        return redirect(to_decided(conversation)[1])
    ending = ending_of(conversation, by=request.account, today=localdate(), decision=None)
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation, to_decided(conversation)),
        "form": form,
        "left": left_to_do(ending),
        "is_closed": ending.is_closed,
        "title": _("End this conversation"),
    }
    return render(request, "voice/conclude.html", context, status=form.status)
