"""Preparing a conversation: choose what it is like, write its sections, see what is missing, open and close it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.pages import Crumbs, form_page
from joinedup.partners.models import Partnership
from joinedup.partners.requests import Request, partnership_at
from joinedup.voice import permissions, reads
from joinedup.voice.actions import conversations as actions
from joinedup.voice.actions import parts as part_actions
from joinedup.voice.forms import conversations as forms
from joinedup.voice.forms import parts as part_forms
from joinedup.voice.kinds import conversation_kinds
from joinedup.voice.models import Conversation
from joinedup.voice.reads import mending, preparing
from joinedup.voice.rules.conversations import NO_OPTIONS, missing_before_opening
from joinedup.voice.views.where import crumbs_below, crumbs_to

WHERE = {
    "decides_on": "decision",
    "deciding": "decision",
    "answer_by": "decision",
    "closes_on": "dates",
    "question": "question",
}
ADDED_BY = {
    "opens_without_evidence": "known",
    "opens_without_lived": "known",
    "opens_without_hearing": "group",
    "opens_without_channel": "channel",
}


@login_required
@require_safe
def choose(request: Request, reference: str) -> HttpResponse:
    """Choose what a conversation is to be like."""
    partnership = _convened(request, reference)
    about = {"partnership": partnership, "kinds": conversation_kinds().values(), "crumbs": crumbs_below(partnership)}
    return render(request, "voice/choose_kind.html", about)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: Request, reference: str, kind: str) -> HttpResponseBase:
    """Start to prepare a conversation of a kind."""
    partnership, chosen = _convened(request, reference), conversation_kinds().get(kind)
    if chosen is None:
        raise Http404
    form = forms.StartForm(request.POST or None)
    if form.attempt(actions.start_from, partnership, by=request.account, at=now(), kind=chosen):
        return redirect(form.address)
    about = {"kind": chosen, "form": form, "crumbs": crumbs_below(partnership)}
    return render(request, "voice/start.html", about, status=form.status)


@login_required
@require_safe
def prepare(request: Request, reference: str) -> HttpResponse:
    """What a conversation says, section by section, and what is still missing before it can open."""
    one = _kept(request, reference)
    missing = missing_before_opening(preparing.said_of(one), timezone.localdate())
    sorts = [
        (key, sort, [(part.pk, mending.row_in_words(part)) for part in sort.of(one)])
        for key, sort in part_forms.SORTS.items()
    ]
    about = {
        "conversation": one,
        "kind": conversation_kinds().get(one.kind),
        "missing": [(refusal, _mended_at(refusal)) for refusal in missing],
        "sections": forms.SECTION_TITLES.items(),
        "sorts": sorts,
        "crumbs": crumbs_to(one),
    }
    return render(request, "voice/prepare.html", about)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str, section: str) -> HttpResponseBase:
    """Write one section of what a conversation says."""
    one = _kept(request, reference)
    if section not in forms.SECTIONS:
        raise Http404
    form = forms.SECTIONS[section](one, request.POST or None)
    if form.attempt(actions.edit, one, by=request.account, at=now()):
        return redirect(_prepare(one))
    title = str(forms.SECTION_TITLES[section])
    template = "voice/edit_section.html"
    return form_page(request, form, title=title, verb=_("Save"), crumbs=_crumbs_below(one), template=template)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request, reference: str, what: str) -> HttpResponseBase:
    """Add a stage, a channel, a group or something known."""
    one, sort = _kept(request, reference), _sort(what)
    form = sort.adds(request.POST or None, initial=_first(request, what))
    _offer(form, one)
    if form.attempt(part_actions.add, one, by=request.account, at=now(), what=sort.table):
        return redirect(form.address)
    return form_page(request, form, title=str(sort.adding), verb=_("Add"), crumbs=_crumbs_below(one))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Request, reference: str, what: str, number: str) -> HttpResponseBase:
    """Change a part of a conversation."""
    one, sort = _kept(request, reference), _sort(what)
    part = _part(sort, one, number)
    form = sort.changes(request.POST or None, initial={"version": one.version, **sort.said(part)})
    _offer(form, one)
    if form.attempt(part_actions.change, part, by=request.account, at=now()):
        return redirect(_prepare(one))
    return form_page(request, form, title=_("Change this"), verb=_("Save"), crumbs=_crumbs_below(one))


@login_required
@require_http_methods(["GET", "POST"])
def take_out(request: Request, reference: str, what: str, number: str) -> HttpResponseBase:
    """Take a part out of a conversation."""
    one, sort = _kept(request, reference), _sort(what)
    part = _part(sort, one, number)
    form = part_forms.TakeOutForm(request.POST if request.method == "POST" else None)
    _offer(form, one)
    if form.attempt(part_actions.take_out, part, by=request.account, at=now()):
        return redirect(_prepare(one))
    hint = mending.row_in_words(part)
    crumbs = _crumbs_below(one)
    return form_page(request, form, title=_("Take this out"), verb=_("Take it out"), crumbs=crumbs, hint=hint)


@login_required
@require_http_methods(["GET", "POST"])
def open_it(request: Request, reference: str) -> HttpResponseBase:
    """Open a conversation to those who may take part."""
    one = _kept(request, reference)
    form = forms.OpenForm(request.POST or None)
    if form.attempt(actions.open_it, one, by=request.account, at=now()):
        return redirect(one)
    hint = _("From then on nothing changes in silence: people see each change with its reason.")
    crumbs = _crumbs_below(one)
    return form_page(request, form, title=_("Open this conversation"), verb=_("Open it"), crumbs=crumbs, hint=hint)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: Request, reference: str) -> HttpResponseBase:
    """Close a conversation before its last day has passed."""
    one = _kept(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.close, one, by=request.account, at=now()):
        return redirect(one)
    hint = _("Nothing more can be said or voted. It closes by itself after its last day.")
    crumbs = _crumbs_below(one)
    return form_page(request, form, title=_("Close this conversation"), verb=_("Close it"), crumbs=crumbs, hint=hint)


def _convened(request: Request, reference: str) -> Partnership:
    """The partnership that an address names, for whoever convenes it: 404 to whoever may not know of it, else 403."""
    partnership = partnership_at(request, reference)
    if not permissions.may_keep(request.account, partnership):
        raise PermissionDenied
    return partnership


def _kept(request: Request, reference: str) -> Conversation:
    """The conversation that an address names, for whoever runs it: 404 to whoever may not see it, else 403."""
    seen = reads.conversations_open_to(request.asker).select_related("partnership__place")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_keep(request.account, one.partnership):
        raise PermissionDenied
    return one


def _sort(what: str) -> part_forms.Sort:
    if what not in part_forms.SORTS:
        raise Http404
    return part_forms.SORTS[what]


def _part(sort: part_forms.Sort, one: Conversation, number: str) -> Any:
    found = next((part for part in sort.of(one) if str(part.pk) == number), None)
    if found is None:
        raise Http404
    return found


def _first(request: Request, what: str) -> dict[str, Any]:
    """What a form for something new holds when it is opened: of what is known, the sort that was asked for."""
    return {"takes_people": True} if what == "stage" else {"kind": request.GET.get("kind", "")}


def _offer(form: Any, one: Conversation) -> None:
    """Fit a part's form to its conversation: what else is known, and a reason only once people take part."""
    if "conflicts_with" in form.fields:
        form.offer(one)
    if one.state == Conversation.State.DRAFT:
        form.fields.pop("because", None)


def _mended_at(refusal: Any) -> str:
    """Where on the way below a conversation what is missing can be said; on its own page for options of trade-offs."""
    if refusal.code == NO_OPTIONS.code:
        return ""
    if refusal.code in ADDED_BY:
        return f"add/{ADDED_BY[refusal.code]}/"
    return f"edit/{WHERE.get(refusal.field, 'parameters')}/"


def _prepare(one: Conversation) -> str:
    return f"{one.get_absolute_url()}prepare/"


def _crumbs_below(one: Conversation) -> Crumbs:
    return crumbs_to(one, (_("Prepare"), _prepare(one)))
