"""Pages of notes on a draft: making one, what became of it, and what its maker says to that."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.pages import form_page
from joinedup.partners.requests import Request, who_acts
from joinedup.promises.rules.comparison import compared
from joinedup.voice import permissions
from joinedup.voice.actions import annotations as actions
from joinedup.voice.forms import drafts as forms
from joinedup.voice.models import Annotation, Participant
from joinedup.voice.reads import annotations_open_to
from joinedup.voice.reads import drafts as reads
from joinedup.voice.requests import joined, paced, participant_of, remember
from joinedup.voice.rules.drafts import paragraphs
from joinedup.voice.views.drafts import crumbs_of, draft_at


@require_http_methods(["GET", "POST"])
@paced
def annotate(request: Request, reference: str) -> HttpResponseBase:
    """Say something of a paragraph of a text, or what should stand in its place; `?paragraph=` names it."""
    one = draft_at(request, reference)
    form = forms.AnnotateForm(request.POST or None, initial={"paragraph": request.GET.get("paragraph", "0")})
    form.offer(len(paragraphs(reads.latest(one).text)))
    secret = ""

    def say(**said: Any) -> Annotation:
        nonlocal secret
        participant, secret = joined(request, one.conversation)
        return actions.annotate(one, participant, **said)

    if form.attempt(say, at=now()):
        response: HttpResponseBase = redirect(form.address)
    else:
        title, crumbs = _("Say what you think"), crumbs_of(one)
        response = form_page(request, form, title=title, verb=_("Send"), crumbs=crumbs, hint=one.house_rule)
    remember(response, secret)
    return response


@require_safe
def annotation(request: Request, reference: str) -> HttpResponse:
    """One note on a text: what it says, what it would change, and what became of it."""
    one = _annotation_at(request, reference)
    participant = participant_of(request, one.draft.conversation)
    own = participant is not None and one.said_by_id == participant.pk
    context = {
        "annotation": one,
        "draft": one.draft,
        "crumbs": crumbs_of(one.draft),
        "pieces": _what_it_changes(one),
        "own": own,
        "may_settle": one.state == Annotation.State.OPEN
        and permissions.may_answer_for(who_acts(request), one.draft.conversation),
        "may_hide": one.state == Annotation.State.OPEN
        and permissions.may_moderate(who_acts(request), one.draft.conversation),
        "may_take_back": own and one.state == Annotation.State.OPEN,
        "may_agree": own and one.state == Annotation.State.PARTLY,
    }
    return render(request, "voice/annotation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def settle(request: Request, reference: str) -> HttpResponseBase:
    """Say what becomes of a note."""
    one = _annotation_at(request, reference)
    if not permissions.may_answer_for(request.account, one.draft.conversation):
        raise PermissionDenied
    form = forms.SettleForm(request.POST or None, initial={"adopted_words": one.instead})
    if form.attempt(actions.settle, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = [*crumbs_of(one.draft), (_("Note"), one.get_absolute_url())]
    hint = one.instead or one.words
    return form_page(request, form, title=_("Settle this note"), verb=_("Settle it"), crumbs=crumbs, hint=hint)


@require_http_methods(["GET", "POST"])
def agree(request: Request, reference: str) -> HttpResponseBase:
    """Say, as its proposer, whether an amendment taken up in other words still says what was meant."""
    one = _annotation_at(request, reference)
    participant = _own(request, one)
    form = forms.AgreeForm(request.POST or None)
    if form.attempt(actions.agree, one, participant):
        return redirect(one)
    crumbs = [*crumbs_of(one.draft), (_("Note"), one.get_absolute_url())]
    hint = one.adopted_words
    return form_page(
        request, form, title=_("Does it still say what you meant?"), verb=_("Say so"), crumbs=crumbs, hint=hint
    )


@require_http_methods(["GET", "POST"])
def take_back(request: Request, reference: str) -> HttpResponseBase:
    """Take back what one said of a text."""
    one = _annotation_at(request, reference)
    participant = _own(request, one)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.take_back, one, participant):
        return redirect(one.draft)
    hint = _("Its words are gone everywhere. This can't be undone.")
    crumbs = crumbs_of(one.draft)
    return form_page(request, form, title=_("Take it back"), verb=_("Take it back"), crumbs=crumbs, hint=hint)


def _annotation_at(request: Request, reference: str) -> Annotation:
    seen = annotations_open_to(request.asker).select_related(
        "draft__conversation__partnership", "wording", "said_by__speaks_for"
    )
    return get_object_or_404(seen, reference=reference)


def _own(request: Request, one: Annotation) -> Participant:
    """Whoever said it. Raises PermissionDenied to everybody else."""
    participant = participant_of(request, one.draft.conversation)
    if participant is None or one.said_by_id != participant.pk:
        raise PermissionDenied
    return participant


def _what_it_changes(one: Annotation) -> object:
    """What the amendment changes in its paragraph, word by word; None where it proposes no words."""
    there = paragraphs(one.wording.text)
    if not one.instead or one.paragraph > len(there):
        return None
    return compared(there[one.paragraph - 1], one.instead)
