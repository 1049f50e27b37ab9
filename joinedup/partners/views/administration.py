"""Administrators' pages: accounts, their roles, and the changes of roles that two administrators settle."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.frame.forms import ActionForm
from joinedup.partners import actions, forms, permissions, reads
from joinedup.partners.models import Account, RoleChange
from joinedup.partners.requests import Request
from joinedup.partners.rules import GIVEN, TAKEN
from joinedup.partners.views.pages import ROWS, Crumbs, acting, form_page, page, page_and_form


@login_required
@page
def administration(request: Request) -> HttpResponse:
    """Accounts by address, who administers the site, and what waits for a second administrator."""
    acting(request, allowed=permissions.may_administer(request.account))
    sought = request.GET.get("q", "").strip()
    said = {
        "waiting": list(reads.role_changes_waiting(at=now())[:ROWS]),
        "administrators": list(reads.administrators()[:ROWS]),
        "page": Paginator(reads.accounts(sought), ROWS).get_page(request.GET.get("page")),
        "sought": sought,
        "query": urlencode({"q": sought}) if sought else "",
    }
    return render(request, "partners/administration.html", said)


@login_required
@page
def role_changes(request: Request) -> HttpResponse:
    """The register: every change of an administrator that was ever asked for, by whom, why, and what came of it."""
    acting(request, allowed=permissions.may_administer(request.account))
    shown = Paginator(reads.role_changes_open_to(request.account), ROWS).get_page(request.GET.get("page"))
    return render(request, "partners/role_changes.html", {"page": shown, "crumbs": _crumbs()})


@login_required
@page_and_form
def ask_for_role(request: Request, reference: str) -> HttpResponse:
    """Ask that an account becomes an administrator, or is one no longer."""
    by, one = _another(request, reference)
    role = TAKEN if one.is_administrator else GIVEN
    form = forms.RoleForm(request.POST or None, initial={"role": role})
    if form.attempt(actions.ask_for_role, one, by=by, at=now()):
        return redirect(form.address)
    title = _("Take the role of administrator") if role == TAKEN else _("Make an administrator")
    hint = _("{address}: nothing changes until another administrator agrees, within 14 days.").format(address=one.email)
    return form_page(request, form, title=title, verb=_("Ask for it"), crumbs=_crumbs(), hint=hint)


@login_required
@page_and_form
def close_account(request: Request, reference: str) -> HttpResponse:
    """Close somebody's account; every session of it ends."""
    by, one = _another(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.close_account, one, by=by, at=now()):
        messages.success(request, _("Closed. Whoever was signed in with it is signed out."))
        return redirect("administration")
    hint = _("{address} is signed out everywhere and cannot sign in again. What was done with it stays in the record.")
    title, said = _("Close this account"), hint.format(address=one.email)
    return form_page(request, form, title=title, verb=_("Close the account"), crumbs=_crumbs(), hint=said)


@login_required
@page
def role_change(request: Request, reference: str) -> HttpResponse:
    """One change of a role: who asked for it and why, and what may be done about it."""
    return _role_page(request, _known(request, reference), ActionForm())


@login_required
@require_POST
def agree(request: Request, reference: str) -> HttpResponse:
    """Agree, as a second administrator."""
    return _settled(request, reference, actions.agree_to_role, _("Agreed. It counts from now on."))


@login_required
@require_POST
def refuse(request: Request, reference: str) -> HttpResponse:
    """Refuse, as a second administrator."""
    return _settled(request, reference, actions.refuse_role, _("Refused. Nothing has changed."))


@login_required
@require_POST
def withdraw(request: Request, reference: str) -> HttpResponse:
    """Take back what one asked for oneself."""
    return _settled(request, reference, actions.withdraw_role, _("Withdrawn. Nothing has changed."))


def _settled(request: Request, reference: str, action: Callable[..., Any], done: str) -> HttpResponse:
    change = _known(request, reference)
    by = acting(request, allowed=permissions.may_administer(request.account))
    form = ActionForm(request.POST)
    if form.attempt(action, change, by=by, at=now()):
        messages.success(request, done)
        return redirect(change)
    return _role_page(request, change, form)


def _role_page(request: Request, change: RoleChange, form: ActionForm) -> HttpResponse:
    account = request.account
    waits = change.state == RoleChange.State.ASKED and now() < change.expires_at
    administers = permissions.may_administer(account)
    is_asker = account is not None and account.pk == change.asked_by_id
    concerns_oneself = account is not None and account.pk == change.account_id
    said = {
        "change": change,
        "form": form,
        "waits": waits,
        "may_agree": waits and administers and not is_asker,
        "may_refuse": waits and administers and not is_asker and not concerns_oneself,
        "may_withdraw": waits and administers and is_asker,
        "administers": administers,
        "crumbs": _crumbs() if administers else [],
    }
    return render(request, "partners/role_change.html", said, status=form.status)


def _known(request: Request, reference: str) -> RoleChange:
    return get_object_or_404(reads.role_changes_open_to(request.account), reference=reference)


def _another(request: Request, reference: str) -> tuple[Account, Account]:
    """The administrator who acts, and the account that it is about."""
    by = acting(request, allowed=permissions.may_administer(request.account))
    return by, get_object_or_404(Account, reference=reference)


def _crumbs() -> Crumbs:
    return [(_("Administration"), "/administration/")]
