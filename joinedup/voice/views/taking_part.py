"""Pages of whoever takes part: join, my part, leave."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.partners.requests import Request, who_acts
from joinedup.voice.actions import taking_part as actions
from joinedup.voice.forms import taking_part as forms
from joinedup.voice.models import Conversation, Participant
from joinedup.voice.reads import replies
from joinedup.voice.reads import taking_part as parts
from joinedup.voice.requests import may_try_code, paced, participant_of, remember, taking_part
from joinedup.voice.rules import taking_part as rules
from joinedup.voice.rules.statements import NOT_OPEN
from joinedup.voice.views.where import conversation_at, crumbs_to

SHOWN = 100
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
@paced
def join(request: Request, reference: str) -> HttpResponse:
    """Join a conversation, or change what one says of oneself in it."""
    one = conversation_at(request, reference)
    part, account = participant_of(request, one), who_acts(request)
    form = forms.JoinForm(request.POST if request.method == "POST" else None)
    form.offer(needs_code=one.access == rules.CODE and part is None, organisations=parts.may_speak_for(account))
    chosen = list(part.groups.values_list("pk", flat=True)) if part else []
    form.offer_groups(parts.groups_asked(one), chosen)
    form.initial["speaks_for"] = part.speaks_for_id if part else None
    if form.is_valid() and form.cleaned_data.get("code") and not may_try_code(request):
        form.add_error("code", _(rules.ENOUGH_CODES.sentence))
    if form.attempt(_let_in, request, one):
        response = redirect(one)
        remember(response, form.result)
        messages.success(request, _("You take part now.") if part is None else _("Kept."))
        return response
    said = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "form": form,
        "part": part,
        "against": _against(request, one, part),
        "next": urlencode({"next": request.path}),
    }
    return unkept(render(request, "voice/join.html", said, status=form.status))


@require_safe
def mine(request: Request, reference: str) -> HttpResponse:
    """What somebody said and voted here, for their own eyes."""
    one = conversation_at(request, reference)
    part = participant_of(request, one)
    if part is None:
        said = {"conversation": one, "crumbs": crumbs_to(one)}
        return unkept(render(request, "voice/not_mine.html", said))
    said = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "part": part,
        "groups": list(part.groups.order_by("pk")),
        "own": replies.of_participant(part),
        "is_open": one.takes_people_on(localdate()),
        "took_back": request.GET.get("taken") == "back",
        "page": Paginator(parts.votes_of(part), SHOWN).get_page(request.GET.get("page")),
    }
    return unkept(render(request, "voice/mine.html", said))


@page_and_form
@paced
def leave(request: Request, reference: str) -> HttpResponse:
    """Leave a conversation, after reading what becomes of what one did."""
    one = conversation_at(request, reference)
    part = participant_of(request, one)
    if part is None:
        raise Http404
    form = forms.LeaveForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.leave, part, at=now()):
        messages.success(request, _("You have left this conversation."))
        return redirect(one)
    said = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "form": form,
        "takes_out": rules.takes_votes_out(withdrawal=one.withdrawal, state=one.state),
    }
    return unkept(render(request, "voice/leave.html", said, status=form.status))


def unkept(response: HttpResponse) -> HttpResponse:
    """A page for one pair of eyes: kept by no cache."""
    add_never_cache_headers(response)
    return response


def _let_in(request: Request, one: Conversation, **said: object) -> str:
    _participant, secret = taking_part(request, one, actions.take_part, **said)
    return secret


def _against(request: Request, one: Conversation, part: Participant | None) -> tuple[str, ...]:
    """What keeps whoever opens the page from joining, before they send anything."""
    if not one.takes_people_on(localdate()):
        return (str(NOT_OPEN),)
    needs = one.access not in (rules.GUESTS, rules.CODE)
    if part is None and needs and who_acts(request) is None:
        return (str(rules.NEEDS_PROVIDER if one.access == rules.PROVIDER else rules.NEEDS_ACCOUNT),)
    return ()
