"""Pages of pauses: when nothing becomes public, in a partnership or on the whole site, and why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.frame.forms import ActionForm
from joinedup.partners import actions, forms, permissions, reads
from joinedup.partners.models import Account, Partnership, Pause
from joinedup.partners.requests import Request, who_acts
from joinedup.partners.views.pages import Crumbs, acting, form_page, page, page_and_form
from joinedup.partners.views.partnerships import crumbs_to, known


@page
def pauses(request: Request, reference: str) -> HttpResponse:
    """When nothing becomes public in a partnership: its own pauses and the whole site's."""
    return _pauses(request, known(request, reference))


@page
def site_pauses(request: Request) -> HttpResponse:
    """When nothing becomes public on the whole site."""
    return _pauses(request, None)


@login_required
@page_and_form
def plan_pause(request: Request, reference: str) -> HttpResponse:
    """Plan a pause of a partnership."""
    return _plan(request, known(request, reference))


@login_required
@page_and_form
def plan_site_pause(request: Request) -> HttpResponse:
    """Plan a pause of the whole site."""
    return _plan(request, None)


@page
def pause(request: Request, reference: str) -> HttpResponse:
    """One pause: its days, why, and what it stops."""
    one = _known_pause(request, reference)
    days, today = reads.days_of(one), timezone.localdate()
    may_pause = request.asker is request.account and permissions.may_pause(request.account, one.partnership)
    said = {
        "pause": reads.shown_today(one, today),
        "may_change": may_pause and not days.is_over_on(today) and not days.has_begun_on(today),
        "may_end": may_pause and not days.is_over_on(today),
        "has_begun": days.has_begun_on(today),
        "crumbs": _crumbs_to_pauses(one.partnership),
    }
    return render(request, "partners/pause.html", said)


@login_required
@page_and_form
def edit_pause(request: Request, reference: str) -> HttpResponse:
    """Change a pause that has not begun."""
    one, by = _kept_pause(request, reference)
    initial = {name: getattr(one, name) for name in forms.PauseEditForm.base_fields}
    form = forms.PauseEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_pause, one, by=by, at=now()):
        return redirect(one)
    crumbs = _crumbs_to_pauses(one.partnership, one)
    return form_page(request, form, title=_("Change this pause"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def end_pause(request: Request, reference: str) -> HttpResponse:
    """End a pause early, or call it off."""
    one, by = _kept_pause(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.end_pause, one, by=by, at=now()):
        messages.success(request, _("Ended. What is shared with everybody from now on is public at once."))
        return redirect(one)
    crumbs = _crumbs_to_pauses(one.partnership, one)
    hint = _("It ends at once, and the record says so. Nothing that was held back is published by itself.")
    return form_page(request, form, title=_("End this pause"), verb=_("End it now"), crumbs=crumbs, hint=hint)


def _pauses(request: Request, partnership: Partnership | None) -> HttpResponse:
    acts = who_acts(request)
    said = {
        "partnership": partnership,
        "pauses": reads.pauses_here(partnership, timezone.localdate()),
        "may_pause": permissions.may_pause(acts, partnership),
        "crumbs": crumbs_to(partnership) if partnership else [],
    }
    return render(request, "partners/pauses.html", said)


def _plan(request: Request, partnership: Partnership | None) -> HttpResponse:
    by = acting(request, allowed=permissions.may_pause(request.account, partnership))
    form = forms.PauseForm(request.POST or None, initial={"kind": Pause.Kind.ELECTION, "from_on": timezone.localdate()})
    if form.attempt(actions.plan_pause, partnership, by=by, at=now()):
        return redirect(form.address)
    hint = _(
        "What is public stays public, can be corrected and answered, and its figures go on. Nothing else becomes so."
    )
    crumbs = _crumbs_to_pauses(partnership)
    return form_page(request, form, title=_("Plan a pause"), verb=_("Plan it"), crumbs=crumbs, hint=hint)


def _known_pause(request: Request, reference: str) -> Pause:
    return get_object_or_404(reads.pauses_open_to(request.asker).select_related("partnership"), reference=reference)


def _kept_pause(request: Request, reference: str) -> tuple[Pause, Account]:
    one = _known_pause(request, reference)
    return one, acting(request, allowed=permissions.may_pause(request.account, one.partnership))


def _crumbs_to_pauses(partnership: Partnership | None, *above: Pause) -> Crumbs:
    listed = (_("Pauses"), f"{partnership.get_absolute_url()}pauses/" if partnership else "/pauses/")
    upto = crumbs_to(partnership) if partnership else []
    return [*upto, listed, *((str(one), one.get_absolute_url()) for one in above)]
