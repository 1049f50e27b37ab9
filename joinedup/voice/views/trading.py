"""Pages of a trade-off: what could be chosen, what each choice means, and sending one's own."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions
from joinedup.voice.actions import trading as actions
from joinedup.voice.forms import trading as forms
from joinedup.voice.models import Choice, Conversation, TradeOff
from joinedup.voice.reads import trading as reads
from joinedup.voice.requests import joined, participant_of, remember
from joinedup.voice.views.where import crumbs_to
from joinedup.voice.wording import said_of, terms_of

OVER = (Conversation.State.CLOSED, Conversation.State.ANSWERED)
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
def trade_off(request: Request, reference: str) -> HttpResponseBase:
    """A trade-off. “See what this means” shows a choice and stores nothing; “Send my choice” keeps it."""
    one = get_object_or_404(reads.trade_off_at(reference, request.asker))
    form = forms.ChoiceForm(request.POST if request.method == "POST" else None)
    form.offer(one.options.values_list("place_in_order", flat=True))
    secret = ""

    def send(*, places: list[int]) -> Choice:
        nonlocal secret
        participant, secret = joined(request, one.conversation)
        return actions.choose(participant, one, at=now(), places=places)

    if request.method == "POST" and "see" not in request.POST:
        _refuse_preview(request)
        if form.attempt(send):
            response = redirect(f"{one.get_absolute_url()}?sent=yes")
            remember(response, secret)
            return response
    return _shown(request, one, form)


def _shown(request: Request, one: TradeOff, form: forms.ChoiceForm) -> HttpResponse:
    conversation = one.conversation
    kept = reads.chosen_by(participant_of(request, conversation), one)
    sent = _sent(request, kept)
    options = reads.options_of(one, request.asker, sent)
    is_over = conversation.state in OVER
    acts = who_acts(request)
    context: dict[str, Any] = {
        "trade_off": one,
        "conversation": conversation,
        "crumbs": crumbs_to(one.conversation),
        "form": form,
        "options": options,
        "said": said_of(one, options),
        "terms": terms_of(one),
        "has_chosen": bool(kept),
        "was_sent": request.GET.get("sent") == "yes" and bool(kept),
        "is_open": conversation.takes_people_on(localdate()),
        "is_over": is_over,
        "results": _results(one, options) if is_over else None,
        "keeps": conversation.state == Conversation.State.DRAFT
        and permissions.may_keep(acts, conversation.partnership),
        "cannot_be_met": one.aim == TradeOff.Aim.SAVE and sum(each.option.pence for each in options) < one.total,
    }
    return render(request, "voice/trade_off.html", context, status=form.status)


def _sent(request: Request, kept: list[int]) -> list[int]:
    """The places that are ticked: as they were sent, else as they were kept."""
    if request.method != "POST":
        return kept
    return [int(place) for place in request.POST.getlist("options") if place.isdecimal() and len(place) < 6]


def _results(one: TradeOff, options: list[reads.Shown]) -> dict[str, Any] | None:
    """What all chose, for a table with bars; None where too few did."""
    found = reads.told(one, options)
    if found is None:
        return None
    told, turned = found
    names = {each.option.place_in_order: each.option.name for each in options}
    rows = [
        {
            "name": names[place],
            "number": number,
            "share": None if number is None else round(100 * number / told.choices),
            "at_first": turned.at_first[place],
        }
        for place, number in told.of_option.items()
    ]
    together = [
        {"names": [names[place] for place in some], "number": number, "share": round(100 * number / told.choices)}
        for some, number in told.together
    ]
    return {"choices": told.choices, "changed": turned.changed, "rows": rows, "together": together}


def _refuse_preview(request: Request) -> None:
    if request.account is not None and who_acts(request) is None:
        raise PermissionDenied
