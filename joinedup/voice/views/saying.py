"""Saying something, taking it back, and putting first statements into a conversation."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joinedup.frame.forms import ActionForm
from joinedup.frame.pages import Crumbs, form_page
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions
from joinedup.voice.actions import statements as actions
from joinedup.voice.forms.saying import SayForm, SeedForm
from joinedup.voice.models import Conversation, Statement
from joinedup.voice.reads import conversations_open_to
from joinedup.voice.requests import paced
from joinedup.voice.views.taking import Taking
from joinedup.voice.views.where import conversation_at, crumbs_to

page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
@paced
def say(request: Request, reference: str) -> HttpResponseBase:
    """Say one thing, for others to vote on."""
    conversation = conversation_at(request, reference)
    taking = Taking(request, conversation)
    form = SayForm(request.POST if request.method == "POST" else None)
    if form.attempt(taking.say, at=now()):
        return taking.remembered(redirect(form.address))
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "form": form,
        "is_open": conversation.takes_people_on(localdate()),
        "is_read_first": conversation.moderation == Conversation.Moderation.BEFORE,
    }
    return taking.remembered(render(request, "voice/say.html", context, status=form.status))


@page_and_form
@paced
def take_back(request: Request, reference: str) -> HttpResponseBase:
    """Take back what one has said, before anybody else votes on it. Nobody but its maker finds the page."""
    there = Statement.objects.select_related("conversation__partnership").filter(reference=reference)
    one = get_object_or_404(there, conversation__in=conversations_open_to(request.asker))
    taking = Taking(request, one.conversation)
    if taking.participant is None or one.said_by_id != taking.participant.pk:
        raise Http404
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.take_back, one, by=taking.participant, at=now()):
        return taking.remembered(redirect(f"{one.conversation.get_absolute_url()}mine/?taken=back"))
    context = {"conversation": one.conversation, "crumbs": crumbs_to(one.conversation), "statement": one, "form": form}
    return taking.remembered(render(request, "voice/take_back.html", context, status=form.status))


@login_required
@page_and_form
def seed(request: Request, reference: str) -> HttpResponseBase:
    """Put first statements into a conversation, one a line."""
    conversation = conversation_at(request, reference)
    if not permissions.may_keep(who_acts(request), conversation.partnership):
        raise PermissionDenied
    form = SeedForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.seed_several, conversation, by=request.account, at=now()):
        return redirect(form.address)
    hint = _("People vote on these from the first day, and see that they were put here to begin with.")
    crumbs: Crumbs = [
        (conversation.partnership.name, conversation.partnership.get_absolute_url()),
        (conversation.name, conversation.get_absolute_url()),
    ]
    return form_page(request, form, title=_("First statements"), verb=_("Add these"), crumbs=crumbs, hint=hint)
