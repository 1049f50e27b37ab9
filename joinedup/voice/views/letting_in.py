"""Pages of those who let people in and enter what came on paper: list, codes, invitations, sheets; and the paper."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.papers import pdf_response
from joinedup.partners.models import Account
from joinedup.partners.permissions import takes_part
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions
from joinedup.voice.actions import admitting, on_paper
from joinedup.voice.forms import taking_part as forms
from joinedup.voice.models import Channel, Conversation
from joinedup.voice.papers.sheet import sheet_paper
from joinedup.voice.reads import equity
from joinedup.voice.reads import taking_part as parts
from joinedup.voice.reads.printing import printed_statements
from joinedup.voice.requests import paced
from joinedup.voice.rules import taking_part as rules
from joinedup.voice.views.taking_part import unkept
from joinedup.voice.views.where import conversation_at, crumbs_to

page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def paper(request: Request, reference: str) -> HttpResponse:
    """The sheet on which somebody takes part by hand, as a PDF."""
    one = conversation_at(request, reference)
    statements, groups = printed_statements(one), parts.groups_asked(one)
    offline = list(one.channels.exclude(kind=Channel.Kind.ONLINE).order_by("pk"))
    name = f"sheet-{one.reference.rpartition('/')[2]}"
    return pdf_response(lambda: sheet_paper(one, statements, groups, offline, today=localdate()), name=name)


@login_required
@page_and_form
@paced
def enter(request: Request, reference: str) -> HttpResponse:
    """Enter one sheet."""
    one = conversation_at(request, reference)
    by = _acting(request, allowed=takes_part(who_acts(request), one.partnership))
    form = forms.SheetForm(request.POST if request.method == "POST" else None)
    form.offer_groups(parts.groups_asked(one))
    if form.attempt(on_paper.enter_sheet, one, by=by, at=now()):
        return redirect(form.address)
    said = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "form": form,
        "entered": request.GET.get("entered", "")[:20],
        "ways": [way for way in equity.by_channel(one) if way[0] != str(Channel.Kind.ONLINE.label)],
        "is_open": one.state == Conversation.State.OPEN,
    }
    return render(request, "voice/enter.html", said, status=form.status)


@login_required
@page_and_form
@paced
def invite(request: Request, reference: str) -> HttpResponse:
    """Invite people by letter."""
    one, by = _kept_at(request, reference)
    form = forms.InviteForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    form.offer(one)
    if form.attempt(admitting.invite, one, by=by, at=now()):
        return redirect(form.address)
    sent = request.GET.get("sent", "")
    said = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "form": form,
        "sent": int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else None,
        "is_open": one.state == Conversation.State.OPEN,
    }
    return render(request, "voice/invite.html", said, status=form.status)


@login_required
@page_and_form
def list_addresses(request: Request, reference: str) -> HttpResponse:
    """Say by a list of addresses who may take part."""
    one, by = _kept_at(request, reference)
    form = forms.ListForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    if form.attempt(admitting.list_addresses, one, by=by, at=now()):
        said = ngettext("%d new address was listed.", "%d new addresses were listed.", form.result) % form.result
        messages.success(request, said)
        return redirect("list-for-conversation", reference)
    counts = parts.admissions_of(one).get("address", {"all": 0, "used": 0})
    about = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "form": form,
        "counts": counts,
        "fits": one.access == rules.LISTED,
    }
    return render(request, "voice/list.html", about, status=form.status)


@login_required
@page_and_form
def codes(request: Request, reference: str) -> HttpResponse:
    """Make codes, which are shown once, to be printed."""
    one, by = _kept_at(request, reference)
    form = forms.CodesForm(request.POST if request.method == "POST" else None)
    made = form.result if form.attempt(admitting.make_codes, one, by=by, at=now()) else ()
    counts = parts.admissions_of(one).get("code", {"all": 0, "used": 0})
    said = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "form": form,
        "codes": made,
        "counts": counts,
        "fits": one.access == rules.CODE,
    }
    return unkept(render(request, "voice/codes.html", said, status=form.status))


def _kept_at(request: Request, reference: str) -> tuple[Conversation, Account]:
    one = conversation_at(request, reference)
    return one, _acting(request, allowed=permissions.may_keep(who_acts(request), one.partnership))


def _acting(request: Request, *, allowed: bool) -> Account:
    account = who_acts(request)
    if account is None or not allowed:
        raise PermissionDenied
    return account
