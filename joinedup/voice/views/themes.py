"""Pages of themes and of longer submissions."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.pages import form_page
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions, reads
from joinedup.voice.actions.submissions import give
from joinedup.voice.actions.themes import edit_theme
from joinedup.voice.forms.submissions import SubmissionForm
from joinedup.voice.forms.themes import ThemeForm
from joinedup.voice.models import Statement, Submission, Theme
from joinedup.voice.reads import replies as reply_reads
from joinedup.voice.reads.themes import themes_of
from joinedup.voice.requests import joined, remember
from joinedup.voice.views.replies import RELATED, refuse_strangers
from joinedup.voice.views.where import conversation_at, crumbs_to

A_PAGE = 100
WITHIN = [f"conversation__{name}" for name in ("partnership", *RELATED)]


@require_safe
def themes(request: Request, reference: str) -> HttpResponse:
    """What people said, put together into themes, each with what was decided."""
    conversation = conversation_at(request, reference, *RELATED)
    page = Paginator(themes_of(conversation, request.asker), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "page": page,
        "may_answer": permissions.may_answer_for(who_acts(request), conversation),
    }
    return render(request, "voice/themes.html", context)


@require_safe
def theme(request: Request, reference: str) -> HttpResponse:
    """One theme: the statements in it, and what was decided about all of them."""
    one = _theme_at(request, reference)
    shown = one.statements.filter(state=Statement.State.SHOWN).order_by("number")
    standing = reply_reads.reply_of(one)
    may_answer = permissions.may_answer_for(who_acts(request), one.conversation)
    context = {
        "theme": one,
        "crumbs": crumbs_to(one.conversation, (_("Themes"), f"/{one.conversation.reference}/themes/")),
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "reply": standing,
        "may_answer": may_answer,
        "may_edit": may_answer and standing is None,
    }
    return render(request, "voice/theme.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change what a theme is called and what is in it, until it is answered."""
    one = _theme_at(request, reference)
    refuse_strangers(request, one.conversation)
    within = one.statements.filter(state=Statement.State.SHOWN).order_by("number")
    said = {"version": one.version, "name": one.name, "words": one.words, "statements": within}
    form = ThemeForm(request.POST or None, initial=said)
    form.offer(within)
    if form.attempt(edit_theme, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = crumbs_to(one.conversation, (one.name, one.get_absolute_url()))
    return form_page(request, form, title=_("Change this theme"), verb=_("Save"), crumbs=crumbs)


@require_http_methods(["GET", "POST"])
def submit(request: Request, reference: str) -> HttpResponseBase:
    """Give something longer than a statement."""
    conversation = conversation_at(request, reference, *RELATED)
    form, secret = SubmissionForm(request.POST or None), ""

    def joining(**said: object) -> Submission:
        nonlocal secret
        participant, secret = joined(request, conversation)
        return give(participant, **said)  # type: ignore[arg-type]

    if form.attempt(joining, at=now()):
        response = redirect(form.address)
        remember(response, secret)
        return response
    context = {
        "form": form,
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "is_open": conversation.takes_people_on(localdate()),
        "sent": request.GET.get("sent") == "yes",
    }
    return render(request, "voice/submit.html", context, status=form.status)


@require_safe
def submission(request: Request, reference: str) -> HttpResponse:
    """Something longer that somebody gave, and what was decided about it."""
    seen = reads.submissions_open_to(request.asker).select_related(*WITHIN)
    one = get_object_or_404(seen, reference=reference)
    context = {
        "submission": one,
        "crumbs": crumbs_to(one.conversation),
        "reply": reply_reads.reply_of(one),
        "may_answer": permissions.may_answer_for(who_acts(request), one.conversation),
    }
    return render(request, "voice/submission.html", context)


def _theme_at(request: Request, reference: str) -> Theme:
    return get_object_or_404(reads.themes_open_to(request.asker).select_related(*WITHIN), reference=reference)
