"""Writing a trade-off, its options and their effects, before the conversation opens."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joinedup.frame.forms import ActionForm
from joinedup.frame.pages import Crumbs, form_page
from joinedup.outcomes.reads import indicators_open_to
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions
from joinedup.voice.actions import trading as actions
from joinedup.voice.forms import trading as forms
from joinedup.voice.models import Option, TradeOff
from joinedup.voice.reads.trading import trade_off_at
from joinedup.voice.views.where import conversation_at, crumbs_to

form_only = require_http_methods(["GET", "POST"])


@login_required
@form_only
def write(request: Request, reference: str) -> HttpResponseBase:
    """Write a trade-off for a conversation."""
    conversation = conversation_at(request, reference)
    if not permissions.may_keep(who_acts(request), conversation.partnership):
        raise PermissionDenied
    form = forms.TradeOffForm(request.POST or None)
    if form.attempt(actions.write_trade_off, conversation, by=request.account, at=now()):
        return redirect(form.address)
    crumbs = crumbs_to(conversation)
    return form_page(request, form, title=_("A trade-off"), verb=_("Go on to the options"), crumbs=crumbs)


@login_required
@form_only
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change a trade-off."""
    one = _to_change(request, reference)
    form = forms.TradeOffEditForm(request.POST or None, initial=forms.terms_of(one))
    if form.attempt(actions.edit_trade_off, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Change this trade-off"), verb=_("Save"), crumbs=_crumbs(one))


@login_required
@form_only
def add_option(request: Request, reference: str) -> HttpResponseBase:
    """Add an option."""
    one = _to_change(request, reference)
    form = forms.OptionForm(request.POST or None)
    if form.attempt(actions.add_option, one, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("Add an option"), verb=_("Add"), crumbs=_crumbs(one))


@login_required
@form_only
def edit_option(request: Request, reference: str, place: int) -> HttpResponseBase:
    """Change an option."""
    option = _option(request, reference, place)
    form = forms.OptionEditForm(request.POST or None, initial=forms.terms_of_option(option))
    if form.attempt(actions.edit_option, option, by=request.account, at=now()):
        return redirect(option.trade_off)
    return form_page(request, form, title=_("Change this option"), verb=_("Save"), crumbs=_crumbs(option.trade_off))


@login_required
@form_only
def remove_option(request: Request, reference: str, place: int) -> HttpResponseBase:
    """Take an option out, after asking."""
    option = _option(request, reference, place)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.remove_option, option, by=request.account, at=now()):
        return redirect(option.trade_off)
    title = _("Take out “%(name)s”?") % {"name": option.name}
    return form_page(request, form, title=title, verb=_("Take it out"), crumbs=_crumbs(option.trade_off))


@login_required
@form_only
def effect(request: Request, reference: str, place: int) -> HttpResponseBase:
    """Say by how much an option changes a measure."""
    option = _option(request, reference, place)
    partnership = option.trade_off.conversation.partnership_id
    form = forms.EffectForm(request.POST or None)
    form.offer(indicators_open_to(request.account).filter(partnership=partnership).order_by("name"))
    if form.attempt(actions.say_effect, option, by=request.account, at=now()):
        return redirect(option.trade_off)
    title = _("What “%(name)s” changes") % {"name": option.name}
    return form_page(request, form, title=title, verb=_("Save"), crumbs=_crumbs(option.trade_off))


def _to_change(request: Request, reference: str) -> TradeOff:
    """The trade-off that an address names: 404 to whoever may not see it, 403 to whoever does not run it."""
    one = get_object_or_404(trade_off_at(reference, request.asker))
    if not permissions.may_keep(who_acts(request), one.conversation.partnership):
        raise PermissionDenied
    return one


def _option(request: Request, reference: str, place: int) -> Option:
    one = _to_change(request, reference)
    option = one.options.filter(place_in_order=place).first() if place < 10_000 else None
    if option is None:
        raise Http404
    option.trade_off = one
    return option


def _crumbs(one: TradeOff) -> Crumbs:
    return crumbs_to(one.conversation, (one.name, one.get_absolute_url()))
