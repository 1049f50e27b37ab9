"""Pages of how the landscape changes: organisations merge, split, close and take other names."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.frame.forms import ActionForm
from joinedup.frame.references import named
from joinedup.partners import actions, permissions, reads
from joinedup.partners.forms import successions as forms
from joinedup.partners.models import Account, Succession
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import ROWS, Crumbs, acting, form_page, page, page_and_form

_LINES = {str(number) for number in range(forms.LINES, forms.MOST_LINES + 1)}


@page
def successions(request: Request) -> HttpResponse:
    """How organisations changed and will change, the latest first."""
    found = reads.successions_open_to(request.asker).order_by("-on", "-pk")
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    changes = reads.with_sides(found.filter(pk__in=[one.pk for one in shown]))
    said = {"page": shown, "changes": changes, "may_announce": _may_act(request) and _may_announce(request.account)}
    return render(request, "partners/successions.html", said)


@login_required
@page_and_form
def announce(request: Request) -> HttpResponse:
    """Announce a change: administrators; and an organisation’s own people that it takes another name."""
    by = acting(request, allowed=_may_announce(request.account))
    lines = request.GET.get("lines", "")
    form = forms.SuccessionForm(by, request.POST or None, lines=int(lines) if lines in _LINES else forms.LINES)
    if form.attempt(actions.announce_succession, by=by, at=now()):
        return redirect(form.address)
    said = {"form": form, "most_lines": forms.MOST_LINES, "crumbs": _crumbs()}
    return render(request, "partners/announce.html", said, status=form.status)


@page
def succession(request: Request, reference: str) -> HttpResponse:
    """One change in sentences: what will pass on, or what did and what stayed."""
    change = _known(request, reference)
    one = change.succession
    may_settle = _may_act(request) and permissions.may_settle(request.account, one)
    is_to_come = one.state == Succession.State.ANNOUNCED
    said = {
        "change": change,
        "succession": one,
        "passes": reads.what_passes(change, request.asker) if is_to_come else [],
        "moved": reads.what_moved(one, request.asker) if one.done_at else [],
        "decision": named([one.decision], request.asker).get(one.decision),
        "may_plan": may_settle and is_to_come and len(change.successors) > 1,
        "may_withdraw": may_settle and is_to_come,
        "may_take_effect": may_settle and is_to_come and one.on <= timezone.localdate(),
        "may_undo": may_settle and one.state == Succession.State.DONE,
        "crumbs": _crumbs(),
    }
    return render(request, "partners/succession.html", said)


@login_required
@page_and_form
def plan(request: Request, reference: str) -> HttpResponse:
    """Say which of several successors takes which."""
    change, by = _settled(request, reference)
    form = forms.SuccessionPlanForm(change, by, request.POST or None, initial={"version": change.succession.version})
    if form.attempt(actions.plan_succession, change.succession, by=by, at=now()):
        return redirect(change.succession)
    hint = _("Places in partnerships and followers pass to every one of them.")
    return _form(request, change, form, title=_("Who takes which"), verb=_("Save"), hint=hint)


@login_required
@page_and_form
def take_effect(request: Request, reference: str) -> HttpResponse:
    """Let a change take effect whose day has come, without waiting for the worker."""
    change, by = _settled(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.take_effect, change.succession, by=by, at=now()):
        messages.success(request, _("It has taken effect."))
        return redirect(change.succession)
    hint = _("It does so by itself within an hour. Everything that goes on passes to whoever takes over.")
    return _form(request, change, form, title=_("Let it take effect now"), verb=_("Let it take effect"), hint=hint)


@login_required
@page_and_form
def withdraw(request: Request, reference: str) -> HttpResponse:
    """Withdraw a change that is still to come."""
    change, by = _settled(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.withdraw_succession, change.succession, by=by, at=now()):
        return redirect(change.succession)
    hint = _("It stays readable as withdrawn.")
    return _form(request, change, form, title=_("Withdraw this"), verb=_("Withdraw"), hint=hint)


@login_required
@page_and_form
def undo(request: Request, reference: str) -> HttpResponse:
    """Undo a change that has taken effect, with a reason."""
    change, by = _settled(request, reference)
    form = forms.UndoForm(request.POST or None)
    if form.attempt(actions.undo_succession, change.succession, by=by, at=now()):
        return redirect(change.succession)
    hint = _(
        "What still stands with the successor moves back. What was done or changed hands since stays, and is listed."
    )
    return _form(request, change, form, title=_("Undo this"), verb=_("Undo"), hint=hint)


def _form(
    request: Request, change: reads.Change, form: ActionForm, *, title: str, verb: str, hint: str
) -> HttpResponse:
    crumbs = [*_crumbs(), (str(change.succession), change.succession.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs, hint=f"{change.in_words} {hint}")


def _known(request: Request, reference: str) -> reads.Change:
    found = get_object_or_404(reads.successions_open_to(request.asker), reference=reference)
    return reads.with_sides(Succession.objects.filter(pk=found.pk))[0]


def _settled(request: Request, reference: str) -> tuple[reads.Change, Account]:
    change = _known(request, reference)
    return change, acting(request, allowed=permissions.may_settle(request.account, change.succession))


def _may_announce(account: Account | None) -> bool:
    return account is not None and (account.is_administrator or bool(permissions.footing(account).organisations))


def _may_act(request: Request) -> bool:
    """Whether anybody acts on this page: nobody does while it is previewed as the public will see it."""
    return request.account is not None and request.asker is request.account


def _crumbs() -> Crumbs:
    return [(_("Changes of organisations"), "/organisations/changes/")]
