"""Pages of partnerships: the list, one with its members, its settings, its convenor."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.partners import actions, forms, lists, permissions, reads
from joinedup.partners.models import Account, Exemption, Partnership
from joinedup.partners.requests import Request, partnership_at, tell_of_pause
from joinedup.partners.rules import PUBLISHED
from joinedup.partners.views.pages import Crumbs, acting, form_page, page, page_and_form


@page
def partnerships(request: Request) -> HttpResponseBase:
    """Partnerships that the reader may know of, by place and stage if asked."""
    for pause in reads.site_pause_in_force(timezone.localdate()):
        tell_of_pause(request, pause)
    every = reads.with_members(reads.partnerships_open_to(request.asker))
    listed = lists.partnerships_list(request.asker, with_stages=request.account is not None).read(request.GET, every)
    if listed.as_csv:
        return listed.csv("partnerships")
    said = {
        "listed": listed,
        "rows": [_row(one) for one in listed.page],
        "may_start": request.account is not None and request.account.is_administrator,
    }
    return render(request, "partners/partnerships.html", said)


def _row(one: dict[str, Any]) -> dict[str, str]:
    """A partnership as a row of the list, in words."""
    members = ngettext("%(members)d member", "%(members)d members", one["members"]) % one
    stage = "" if one["stage"] == PUBLISHED else str(Partnership.Stage(one["stage"]).label)
    return {
        "address": f"/{one['reference']}/",
        "name": one["name"],
        "purpose": Truncator(one["purpose"]).chars(240),
        "about": " · ".join(part for part in (one["place__name"], members, stage) if part),
    }


@login_required
@page_and_form
def start_partnership(request: Request) -> HttpResponse:
    """Start a partnership: administrators may."""
    by = acting(request, allowed=request.account is not None and request.account.is_administrator)
    form = forms.PartnershipForm(by, request.POST or None)
    if form.attempt(actions.start_partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = [(_("Partnerships"), "/partnerships/")]
    return form_page(request, form, title=_("Start a partnership"), verb=_("Start"), crumbs=crumbs)


@page
def partnership(request: Request, reference: str) -> HttpResponse:
    """A partnership: its purpose, who convenes, who takes part, and what other rooms know of it."""
    one = known(request, reference)
    standings = list(reads.members_of(one, request.asker))
    exemptions = list(reads.exemptions_of(one))
    people = reads.leads_shown(
        [one.convenor_id, one.relations_kept_by_id, *(each.decided_by_id for each in exemptions)], one, request.asker
    )
    account = request.account if request.asker == request.account else None
    is_member = permissions.takes_part(account, one)
    is_convenor = is_member and permissions.convenes(account, one)
    said = {
        "partnership": one,
        "crumbs": [(above.name, f"/{above.reference}/") for above in reads.lineage_of(one.place)],
        "convenor": people.get(one.convenor_id or 0),
        "keeper": people.get(one.relations_kept_by_id or 0),
        "standings": standings,
        "exemptions": [_exemption(each, people.get(each.decided_by_id)) for each in exemptions],
        "is_member": is_member,
        "is_convenor": is_convenor,
        "may_invite": permissions.may_invite_to(account, one),
        "may_hand_over": is_convenor or permissions.may_hand_over(account, one),
    }
    return render(request, "partners/partnership.html", said)


def _exemption(each: Exemption, decider: reads.Lead | None) -> dict[str, Any]:
    """What a page says of an item that is not published: never what it is."""
    number = each.subject.partition("/")[2]
    return {"kind": each.subject, "number": number, "exemption": each, "decider": decider}


@login_required
@page_and_form
def edit_partnership(request: Request, reference: str) -> HttpResponse:
    """A partnership's name, purpose and settings."""
    one, by = convened(request, reference)
    initial = {name: getattr(one, name) for name in forms.PartnershipEditForm.base_fields}
    initial["place"] = one.place.reference
    initial["relations_kept_by"] = one.relations_kept_by and one.relations_kept_by.reference
    form = forms.PartnershipEditForm(one, request.POST or None, initial=initial)
    if form.attempt(actions.edit_partnership, one, by=by, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Settings"), verb=_("Save"), crumbs=crumbs_to(one))


@login_required
@page_and_form
def hand_over(request: Request, reference: str) -> HttpResponse:
    """Let another person convene."""
    one = known(request, reference)
    account = request.account
    by = acting(request, allowed=permissions.may_hand_over(account, one))
    form = forms.HandOverForm(one, request.POST or None)
    if form.attempt(actions.hand_over, one, by=by, at=now()):
        return redirect(one)
    hint = _("You stop convening as soon as somebody else does.")
    return form_page(request, form, title=_("Hand over"), verb=_("Hand over"), crumbs=crumbs_to(one), hint=hint)


def known(request: Request, reference: str) -> Partnership:
    """A partnership that the reader may know of, else 404."""
    return partnership_at(request, reference)


def convened(request: Request, reference: str) -> tuple[Partnership, Account]:
    """A partnership and whoever acts as its convenor."""
    one = known(request, reference)
    return one, acting(request, allowed=permissions.convenes(request.account, one))


def crumbs_to(one: Partnership) -> Crumbs:
    """The way to a partnership."""
    return [(_("Partnerships"), "/partnerships/"), (one.name, one.get_absolute_url())]
