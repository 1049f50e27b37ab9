"""Pages of open drafts: the text as it stands, its versions, and what whoever runs the conversation does to it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.pages import Crumbs, form_page
from joinedup.frame.panels import panels_on
from joinedup.partners.requests import Request, who_acts
from joinedup.promises.rules.comparison import compared
from joinedup.voice import permissions
from joinedup.voice.actions import drafts as actions
from joinedup.voice.forms import drafts as forms
from joinedup.voice.models import Draft, Wording
from joinedup.voice.reads import drafts as reads
from joinedup.voice.reads import drafts_open_to, wordings_open_to
from joinedup.voice.views.where import conversation_at, crumbs_to

A_PAGE = 100


@login_required
@require_http_methods(["GET", "POST"])
def start(request: Request, reference: str) -> HttpResponseBase:
    """Put a text before the people of a conversation."""
    conversation = conversation_at(request, reference)
    if not permissions.may_answer_for(request.account, conversation):
        raise PermissionDenied
    form = forms.StartForm(request.POST or None)
    if form.attempt(actions.start, conversation, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = crumbs_to(conversation)
    return form_page(request, form, title=_("Draft a text in the open"), verb=_("Put it before people"), crumbs=crumbs)


@require_safe
def draft(request: Request, reference: str) -> HttpResponse:
    """A text as it stands, paragraph by paragraph, with what was said of it."""
    one, today = draft_at(request, reference), timezone.localdate()
    wording = reads.latest(one)
    paragraphs = reads.paragraphs_of(wording)
    context = {
        "draft": one,
        "crumbs": crumbs_to(one.conversation),
        "wording": wording,
        "paragraphs": paragraphs,
        "is_disputed": reads.put_back_lately(one, today) or any(each.is_disputed for each in paragraphs),
        "page": Paginator(reads.said_of(one, request.asker), A_PAGE).get_page(request.GET.get("page", "")),
        "takes_notes": one.conversation.takes_people_on(localdate()) and one.state == Draft.State.OPEN,
        "may_write": permissions.may_answer_for(who_acts(request), one.conversation),
        "panels": panels_on("draft", one, request.asker),
    }
    return render(request, "voice/draft.html", context)


@require_safe
def history(request: Request, reference: str) -> HttpResponse:
    """The versions of a text, the latest first; with `?from=` and `?to=` what differs between two of them."""
    one = draft_at(request, reference)
    every = one.wordings.select_related("reverts").order_by("-number")
    before, after = _number(request, "from"), _number(request, "to")
    context = {
        "draft": one,
        "crumbs": crumbs_of(one),
        "page": Paginator(every, A_PAGE).get_page(request.GET.get("page", "")),
        "numbers": list(every.values_list("number", flat=True)),
        "before": before,
        "after": after,
        "pieces": _what_differs(one, before, after) if before and after else None,
    }
    return render(request, "voice/draft_history.html", context)


@require_safe
def wording(request: Request, reference: str) -> HttpResponse:
    """One version of a text as it was."""
    one = _wording_at(request, reference)
    may_write = permissions.may_answer_for(who_acts(request), one.draft.conversation)
    context = {
        "wording": one,
        "draft": one.draft,
        "crumbs": crumbs_of(one.draft),
        "may_put_back": may_write and one.draft.state != Draft.State.ADOPTED,
    }
    return render(request, "voice/wording.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: Request, reference: str) -> HttpResponseBase:
    """Make a new version of a text."""
    one = _to_do(request, reference)
    last = reads.latest(one)
    form = forms.WriteForm(request.POST or None, initial={"text": last.text, "version": last.number})
    if form.attempt(actions.write, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Change the text"), verb=_("Make it a version"), crumbs=crumbs_of(one))


@login_required
@require_http_methods(["GET", "POST"])
def put_back(request: Request, reference: str) -> HttpResponseBase:
    """Make an earlier version the text again."""
    one = _wording_at(request, reference)
    if not permissions.may_answer_for(request.account, one.draft.conversation):
        raise PermissionDenied
    form = forms.PutBackForm(request.POST or None)
    if form.attempt(actions.put_back, one, by=request.account, at=now()):
        return redirect(form.address)
    title = _("Put version %d back") % one.number
    return form_page(request, form, title=title, verb=_("Put it back"), crumbs=crumbs_of(one.draft))


@login_required
@require_http_methods(["GET", "POST"])
def protect(request: Request, reference: str) -> HttpResponseBase:
    """Let nobody say more of a text for a time."""
    one = _to_do(request, reference)
    hint = _("Protect a text only while somebody spoils it. What was said stays, and the reason is public.")
    form = forms.ProtectForm(request.POST or None)
    return _done(request, one, form, actions.protect, title=_("Protect the text"), verb=_("Protect it"), hint=hint)


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: Request, reference: str) -> HttpResponseBase:
    """End the protection of a text."""
    one = _to_do(request, reference)
    form = forms.ReasonForm(request.POST or None)
    return _done(request, one, form, actions.reopen, title=_("Open the text again"), verb=_("Open it"))


@login_required
@require_http_methods(["GET", "POST"])
def finish(request: Request, reference: str) -> HttpResponseBase:
    """Finish a text."""
    one = _to_do(request, reference)
    hint = _("Nothing more is changed in it afterwards. Every note has to be settled first.")
    form = ActionForm(request.POST if request.method == "POST" else None)
    return _done(request, one, form, actions.finish, title=_("Finish the text"), verb=_("Finish it"), hint=hint)


def draft_at(request: Request, reference: str) -> Draft:
    """The draft that an address names; 404 to whoever may not know of it. One SQL query."""
    seen = drafts_open_to(request.asker).select_related("conversation__partnership")
    return get_object_or_404(seen, reference=reference)


def crumbs_of(one: Draft) -> Crumbs:
    """The way to a draft, with itself."""
    return crumbs_to(one.conversation, (one.name, one.get_absolute_url()))


def _wording_at(request: Request, reference: str) -> Wording:
    seen = wordings_open_to(request.asker).select_related("draft__conversation__partnership")
    return get_object_or_404(seen, reference=reference)


def _to_do(request: Request, reference: str) -> Draft:
    """The draft that somebody wants to change. Raises PermissionDenied if they may not."""
    one = draft_at(request, reference)
    if not permissions.may_answer_for(request.account, one.conversation):
        raise PermissionDenied
    return one


def _done(request: Request, one: Draft, form: ActionForm, action: Callable[..., Any], **page: Any) -> HttpResponseBase:
    if form.attempt(action, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, crumbs=crumbs_of(one), **page)


def _number(request: Request, name: str) -> int:
    """The number of a version that an address names, 0 for none. Raises Http404 for what is no number."""
    said = request.GET.get(name, "")
    if said and not (said.isascii() and said.isdecimal() and len(said) < 7):
        raise Http404
    return int(said or 0)


def _what_differs(one: Draft, before: int, after: int) -> tuple[Any, ...]:
    earlier = get_object_or_404(one.wordings, number=before)
    later = get_object_or_404(one.wordings, number=after)
    return compared(earlier.text, later.text)
