"""Pages of what has to be reported: what it costs, what it was used for, and what could be dropped."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.answers import actions, lists, permissions
from joinedup.answers.forms import demands as forms
from joinedup.answers.lists.demands import LACKS
from joinedup.answers.models import Demand
from joinedup.answers.reads import demands as reads
from joinedup.answers.rules import demands as rules
from joinedup.answers.views.pages import form_page
from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.partners.permissions import takes_part
from joinedup.partners.requests import Request, partnership_at
from joinedup.promises.views.pages import Crumbs, crumbs_to, members_to_choose, who_acts


@require_safe
def demands(request: Request, reference: str) -> HttpResponseBase:
    """What the members of a partnership have to report, what costs most first, and what each spends on it."""
    partnership, today = partnership_at(request, reference), timezone.localdate()
    every = reads.demands_open_to(request.asker).filter(partnership=partnership)
    listed = lists.demands_of(partnership).read(request.GET, reads.by_hours(every))
    listed.rows = listed.rows.select_related("of", "wanted_by")
    shown_rows = partial(reads.rows, today=today)
    if listed.as_csv:
        return listed.csv(file_name("demands", partnership), shown_rows)
    loads = reads.loads_in(partnership, request.asker, today)
    said = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "listed": listed,
        "rows": shown_rows(listed.page),
        "loads": loads,
        "hours": sum(load.hours for load in loads),
        "asked": sum(load.demands for load in loads),
        "to_prune": every.filter(reads.to_prune(today)).count(),
        "budget": rules.HOURS_A_YEAR_OF_ONE,
        "may_ask": takes_part(who_acts(request), partnership),
    }
    return render(request, "answers/demands.html", said)


@require_safe
def demand(request: Request, reference: str) -> HttpResponse:
    """Something that has to be reported: why, which risk it lowers, what it costs and what it was used for."""
    seen = reads.demands_open_to(request.asker).select_related("partnership", "of", "wanted_by")
    one = get_object_or_404(seen, reference=reference)
    acts, (row,) = who_acts(request), reads.rows([one], timezone.localdate())
    said = {
        "demand": one,
        "row": row,
        "lacks": [LACKS[lack] for lack in row.lacks],
        "crumbs": _crumbs(one),
        "may_keep": permissions.may_keep_demand(acts, one) and row.state != "dropped",
        "may_settle": permissions.may_settle_demand(acts, one) and row.state != "dropped",
        "panels": panels_on("demand", one, request.asker),
    }
    return render(request, "answers/demand.html", said)


@login_required
@require_http_methods(["GET", "POST"])
def ask_for(request: Request, reference: str) -> HttpResponse:
    """Put on record that something has to be reported."""
    partnership = partnership_at(request, reference)
    if not takes_part(request.account, partnership):
        raise PermissionDenied
    form = forms.DemandForm(request.POST or None, initial={"from_on": timezone.localdate()})
    form.offer(members_to_choose(partnership))
    if form.attempt(actions.demand, partnership, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(
        request,
        form,
        title=_("Say what has to be reported"),
        verb=_("Put it on the list"),
        crumbs=crumbs_to(partnership, _("What has to be reported"), "demands/"),
        hint=_("What you do not know you can leave empty. It then stands on the list of what is to settle."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Change what is said of something that has to be reported."""
    one = _seen(request, reference)
    if not permissions.may_keep_demand(request.account, one):
        raise PermissionDenied
    form = forms.DemandEditForm(request.POST or None, initial=forms.terms_of(one))
    form.offer(members_to_choose(one.partnership))
    if form.attempt(actions.edit_demand, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Change what stands here"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def note_use(request: Request, reference: str) -> HttpResponse:
    """Say for which decision what was reported has been used."""
    one = _to_settle(request, reference)
    form = forms.NoteUseForm(request.POST or None, initial={"used_on": timezone.localdate()})
    if form.attempt(actions.note_use, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Say what it was used for"), verb=_("Note this use"))


@login_required
@require_http_methods(["GET", "POST"])
def renew(request: Request, reference: str) -> HttpResponse:
    """Let something be asked for until a later day."""
    one = _to_settle(request, reference)
    form = forms.RenewDemandForm(request.POST or None, initial={"ends_on": reads.a_year_on(timezone.localdate())})
    if form.attempt(actions.renew_demand, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Renew it"), verb=_("Ask for it until then"))


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: Request, reference: str) -> HttpResponse:
    """Ask for something no more, and say why."""
    one = _to_settle(request, reference)
    form = forms.DropDemandForm(request.POST or None)
    if form.attempt(actions.drop_demand, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Drop it"), verb=_("Ask for it no more"))


def _seen(request: Request, reference: str) -> Demand:
    seen = reads.demands_open_to(request.account).select_related("partnership", "of", "wanted_by")
    return get_object_or_404(seen, reference=reference)


def _to_settle(request: Request, reference: str) -> Demand:
    """What an address names: 404 to whoever may not see it, 403 to whoever may not use, renew or drop it."""
    one = _seen(request, reference)
    if not permissions.may_settle_demand(request.account, one):
        raise PermissionDenied
    return one


def _form(request: Request, one: Demand, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one), (one.name, one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(one: Demand) -> Crumbs:
    return crumbs_to(one.partnership, _("What has to be reported"), "demands/")
