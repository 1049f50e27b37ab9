"""Pages that say what was decided about what people said."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.lists import file_name
from joinedup.frame.pages import form_page
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions, reads
from joinedup.voice.actions import replies as actions
from joinedup.voice.forms.replies import CameOfForm, ReplyForm
from joinedup.voice.lists.replies import replies_list
from joinedup.voice.models import Conversation, Reply
from joinedup.voice.reads import replies as reply_reads
from joinedup.voice.reads.replies import Thing
from joinedup.voice.reads.standing import decision_of, may_follow
from joinedup.voice.reads.tallies import tally_of
from joinedup.voice.reads.themes import statements_of
from joinedup.voice.views.where import conversation_at, crumbs_to

RELATED = ("deciding", "decider")


def to_decided(conversation: Conversation) -> tuple[str, str]:
    """The way to the list of what was decided."""
    return _("You said, we decided, because"), f"{conversation.get_absolute_url()}decided/"


@require_safe
def decided(request: Request, reference: str) -> HttpResponseBase:
    """You said, we decided, because: everything that was decided in a conversation, and how what follows stands."""
    conversation = conversation_at(request, reference, *RELATED)
    listed = replies_list().read(request.GET, reply_reads.current(conversation, request.asker))
    shown = partial(reply_reads.rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("decided", conversation), shown)
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "tally": tally_of(conversation),
        "listed": listed,
        "rows": shown(listed.page),
        "decision": decision_of(conversation, request.asker),
        "is_overdue": reply_reads.is_overdue(conversation),
    }
    return render(request, "voice/decided.html", context)


@require_safe
def reply(request: Request, reference: str) -> HttpResponse:
    """One reply: what was said, what was decided and why, what follows and how that stands, what came of it."""
    one = _reply_at(request, reference)
    (row,) = reply_reads.rows([one], request.asker)
    history = reply_reads.history_of(one)
    stands = history[-1].pk == one.pk
    may_answer = permissions.may_answer_for(who_acts(request), one.conversation)
    context = {
        "reply": one,
        "row": row,
        "thing": reply_reads.thing_of(one),
        "within": one.theme.shown if one.theme else (),  # type: ignore[attr-defined]
        "crumbs": crumbs_to(one.conversation, to_decided(one.conversation)),
        "others": [each for each in history if each.pk != one.pk],
        "latest": None if stands else history[-1],
        "may_answer": may_answer and stands,
        "may_say_what_came": may_answer and stands and not one.came_of,
    }
    return render(request, "voice/reply.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def say_what_came(request: Request, reference: str) -> HttpResponseBase:
    """Say what became of what was decided."""
    one = _reply_at(request, reference)
    refuse_strangers(request, one.conversation)
    form = CameOfForm(request.POST or None)
    if form.attempt(actions.say_what_came, one, by=request.account, at=now()):
        return redirect(one)
    words = str(reply_reads.thing_of(one))
    crumbs = crumbs_to(one.conversation, (words, one.get_absolute_url()))
    return form_page(request, form, title=_("What came of this?"), verb=_("Publish"), crumbs=crumbs, hint=words)


@login_required
@require_http_methods(["GET", "POST"])
def answer_statement(request: Request, reference: str) -> HttpResponseBase:
    """Say what was decided about one statement."""
    return _answer(request, reads.statements_open_to(request.asker), reference)


@login_required
@require_http_methods(["GET", "POST"])
def answer_theme(request: Request, reference: str) -> HttpResponseBase:
    """Say what was decided about a theme, and so about all statements in it."""
    return _answer(request, reads.themes_open_to(request.asker), reference)


@login_required
@require_http_methods(["GET", "POST"])
def answer_submission(request: Request, reference: str) -> HttpResponseBase:
    """Say what was decided about something longer that somebody gave."""
    return _answer(request, reads.submissions_open_to(request.asker), reference)


def refuse_strangers(request: Request, conversation: Conversation) -> None:
    """403 to whoever may see a conversation but does not answer for it."""
    if not permissions.may_answer_for(request.account, conversation):
        raise PermissionDenied


def _reply_at(request: Request, reference: str) -> Reply:
    seen = reply_reads.with_what_rows_need(reads.replies_open_to(request.asker))
    return get_object_or_404(seen, reference=reference)


def _answer(request: Request, seen: QuerySet[Any], reference: str) -> HttpResponseBase:
    related = [f"conversation__{name}" for name in ("partnership", *RELATED)]
    thing: Thing = get_object_or_404(seen.select_related(*related), reference=reference)
    conversation = thing.conversation
    refuse_strangers(request, conversation)
    standing = reply_reads.reply_of(thing)
    form = ReplyForm(request.POST or None, initial={"seen": standing.reference if standing else ""})
    form.offer(may_follow(conversation.partnership, request.account))
    if form.attempt(actions.reply, thing, by=request.account, at=now()):
        messages.success(request, _("Published. Whoever said this and has an account gets a letter."))
        return redirect(form.address)
    context = {
        "form": form,
        "thing": thing,
        "conversation": conversation,
        "standing": standing,
        "statements": statements_of(thing),
        "crumbs": crumbs_to(conversation, (_("What is still to be answered"), f"/{conversation.reference}/answers/")),
    }
    return render(request, "voice/answer.html", context, status=form.status)
