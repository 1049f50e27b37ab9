"""Appealing against a move, and deciding on an appeal."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.pages import form_page
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions
from joinedup.voice.actions import appeals as actions
from joinedup.voice.forms import moderation as forms
from joinedup.voice.models import Appeal, Move
from joinedup.voice.reads import appeals_open_to, moves_open_to
from joinedup.voice.reads import moderation as reads
from joinedup.voice.requests import participant_of
from joinedup.voice.rules.moderation import TAKES_BACK
from joinedup.voice.views.moderated import crumbs_to_log


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: Request, reference: str) -> HttpResponseBase:
    """Ask, as whoever made it, for what was hidden or put together to be looked at again."""
    seen = moves_open_to(request.asker).filter(kind__in=TAKES_BACK).select_related("conversation__partnership")
    move: Move = get_object_or_404(seen, reference=reference)
    me = participant_of(request, move.conversation)
    piece = reads.piece_of(move)
    if me is None or piece is None or reads.author_of(piece) != me:
        raise PermissionDenied
    form = forms.AppealForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.appeal, move, by=me, at=now()):
        return redirect(form.address)
    hint = _("Somebody else than whoever did this will look at it, and will say publicly what was decided and why.")
    title, crumbs = _("Ask for this to be looked at again"), crumbs_to_log(move.conversation)
    return form_page(request, form, title=title, verb=_("Ask for it"), crumbs=crumbs, hint=hint)


@require_safe
def one_appeal(request: Request, reference: str) -> HttpResponse:
    """An appeal and what was decided; what was said with it only those read who decide."""
    seen = appeals_open_to(request.asker).select_related("move__conversation__partnership", "said_by")
    one: Appeal = get_object_or_404(seen, reference=reference)
    may_decide = permissions.may_decide_appeals(who_acts(request), one.move.conversation)
    context = {
        "appeal": one,
        "move": one.move,
        "crumbs": crumbs_to_log(one.move.conversation),
        "piece": reads.piece_of(one.move) if may_decide else None,
        "may_decide": may_decide,
    }
    return render(request, "voice/appeal.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, reference: str) -> HttpResponseBase:
    """Decide on an appeal."""
    seen = appeals_open_to(request.asker).select_related("move__conversation__partnership")
    one: Appeal = get_object_or_404(seen, reference=reference)
    account = who_acts(request)
    if account is None or not permissions.may_decide_appeals(account, one.move.conversation):
        raise PermissionDenied
    form = forms.DecideForm(request.POST or None)
    if form.attempt(actions.decide, one, by=account, at=now()):
        return redirect(one)
    crumbs = crumbs_to_log(one.move.conversation, (_("An appeal"), one.get_absolute_url()))
    return form_page(request, form, title=_("Decide on this appeal"), verb=_("Decide"), crumbs=crumbs)
