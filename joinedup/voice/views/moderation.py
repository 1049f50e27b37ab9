"""The queue of whoever moderates, the public log, protecting a conversation, and the page of one move."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.pages import form_page
from joinedup.frame.references import named
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions
from joinedup.voice.actions import moderation as actions
from joinedup.voice.forms import moderation as forms
from joinedup.voice.models import Move
from joinedup.voice.reads import annotations_open_to, moves_open_to
from joinedup.voice.reads import moderation as reads
from joinedup.voice.requests import participant_of
from joinedup.voice.rules.moderation import LONGEST_PROTECTION, TAKES_BACK
from joinedup.voice.views.moderated import crumbs_to_log, moderated_at, moderator_of
from joinedup.voice.views.where import conversation_at, crumbs_to

ROWS = 100
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page_and_form
def moderate(request: Request, reference: str) -> HttpResponseBase:
    """What waits to be read or was reported: show, hide or put together one, or everything that is ticked."""
    conversation, account = moderated_at(request, reference)
    form = forms.ModerateForm(request.POST if request.method == "POST" else None)
    form.offer(conversation, request.POST.getlist("about"))
    if form.attempt(actions.moderate, conversation, by=account, at=now()):
        done = len(form.result)
        messages.success(request, ngettext("%d is dealt with.", "%d are dealt with.", done) % done)
        return redirect("moderate", conversation.reference)
    page = Paginator(reads.queue(conversation), ROWS).get_page(request.GET.get("page"))
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "page": page,
        "rows": reads.queue_rows(conversation, page),
        "ticked": request.POST.getlist("about"),
        "form": form,
        "protection": reads.protection_of(conversation, localdate()),
    }
    return render(request, "voice/moderate.html", context, status=form.status)


@require_safe
def moves(request: Request, reference: str) -> HttpResponse:
    """What moderators did in a conversation: when, by which post and why; and what became of one's own words."""
    conversation = conversation_at(request, reference)
    every = moves_open_to(request.asker).filter(conversation=conversation).select_related("appeal").order_by("-pk")
    page = Paginator(every, ROWS).get_page(request.GET.get("page"))
    me = participant_of(request, conversation)
    acts = who_acts(request)
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "page": page,
        "rows": reads.called_in(conversation, page),
        "standing": reads.standing_counts(conversation),
        "appeals": reads.appeal_counts(conversation),
        "protection": reads.protection_of(conversation, localdate()),
        "own": reads.called_in(conversation, reads.moves_to(me)) if me else [],
        "may_moderate": permissions.may_moderate(acts, conversation),
        "may_decide": permissions.may_decide_appeals(acts, conversation),
    }
    return render(request, "voice/moves.html", context)


@require_safe
def move(request: Request, reference: str) -> HttpResponse:
    """One move: what was done, why, and what became of an appeal against it."""
    one = get_object_or_404(
        moves_open_to(request.asker).select_related("conversation__partnership", "appeal"), reference=reference
    )
    piece = reads.piece_of(one)
    me = participant_of(request, one.conversation)
    stands = one.kind in TAKES_BACK and reads.stands(one, piece)
    is_author = me is not None and piece is not None and reads.author_of(piece) == me
    acts = who_acts(request)
    appeal = getattr(one, "appeal", None)
    context = {
        "move": one,
        "crumbs": crumbs_to_log(one.conversation),
        "about": named([one.about], request.asker).get(one.about),
        "called": reads.called(piece) if piece else one.about_in_words,
        "own_words": str(piece) if is_author else "",
        "appeal": appeal,
        "may_appeal": is_author and stands and appeal is None,
        "may_take_back": stands and permissions.may_moderate(acts, one.conversation),
        "may_decide": permissions.may_decide_appeals(acts, one.conversation),
    }
    return render(request, "voice/move.html", context)


@login_required
@page_and_form
def take_back(request: Request, reference: str) -> HttpResponseBase:
    """Take a move back: show what was hidden, or take apart what was put together."""
    seen = moves_open_to(request.asker).filter(kind__in=TAKES_BACK).select_related("conversation__partnership")
    one: Move = get_object_or_404(seen, reference=reference)
    account = moderator_of(request, one.conversation)
    form = forms.ReasonForm(request.POST or None)
    doing = {"by": account, "at": now(), "kind": TAKES_BACK[one.kind], "about": [one.about]}
    if form.attempt(actions.moderate, one.conversation, **doing):
        return redirect(form.result[0])
    crumbs = crumbs_to_log(one.conversation)
    title = _("Take this back") if one.kind == Move.Kind.MERGE else _("Show it again")
    return form_page(request, form, title=title, verb=title, crumbs=crumbs)


@login_required
@page_and_form
def hide_note(request: Request, reference: str) -> HttpResponseBase:
    """Hide what somebody says of a text that is drafted in the open."""
    seen = annotations_open_to(request.asker).select_related("draft__conversation__partnership")
    note = get_object_or_404(seen, reference=reference)
    conversation = note.draft.conversation
    account = moderator_of(request, conversation)
    form = forms.ReasonForm(request.POST or None)
    doing = {"by": account, "at": now(), "kind": Move.Kind.HIDE, "about": [note.reference]}
    if form.attempt(actions.moderate, conversation, **doing):
        return redirect(form.result[0])
    crumbs = crumbs_to(conversation, (note.draft.name, note.draft.get_absolute_url()))
    title, hint = _("Hide this note"), _("Whoever made it is told, and may ask for somebody else to look at it again.")
    return form_page(request, form, title=title, verb=_("Hide it"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def protect(request: Request, reference: str) -> HttpResponseBase:
    """Take nothing new in a conversation for a time."""
    conversation, account = moderated_at(request, reference)
    form = forms.ProtectForm(request.POST or None)
    if form.attempt(actions.protect, conversation, by=account, at=now()):
        return redirect(form.result)
    hint = (
        _(
            "For moments when a conversation is flooded or abused. Nothing new is taken meanwhile; people can go on "
            "voting. Everybody reads the reason and the day. It ends by itself, after %d days at the latest."
        )
        % LONGEST_PROTECTION.days
    )
    title, crumbs = _("Protect this conversation for a time"), crumbs_to(conversation)
    return form_page(request, form, title=title, verb=_("Protect it"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def reopen(request: Request, reference: str) -> HttpResponseBase:
    """Take statements again before the day."""
    conversation, account = moderated_at(request, reference)
    form = forms.ReasonForm(request.POST or None)
    if form.attempt(actions.reopen, conversation, by=account, at=now()):
        return redirect(form.result)
    title, crumbs = _("Open this conversation again"), crumbs_to(conversation)
    return form_page(request, form, title=title, verb=_("Open it again"), crumbs=crumbs)
