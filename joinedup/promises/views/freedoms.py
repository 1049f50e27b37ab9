"""Pages of agreed exceptions."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.frame.refusals import Refusal
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import indicators_open_to, outcomes_open_to
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import takes_part
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import freedoms as forms
from joinedup.promises.lists import registers
from joinedup.promises.models import Barrier, Freedom
from joinedup.promises.reads import freedoms as reads
from joinedup.promises.reads import organisations_to_promise
from joinedup.promises.reads.barriers import barriers_open_to
from joinedup.promises.rules import freedoms as rules
from joinedup.promises.views.pages import (
    Crumbs,
    account_of,
    crumbs_to,
    form_page,
    members_to_choose,
    partnership_at,
    who_acts,
)

HEARD_IN = rules.IN_FORCE | {rules.NEGOTIATING}
NEXT = {rules.NEGOTIATING: "grant", rules.SUSPENDED: "lift"}


@require_safe
def exceptions(request: Request, reference: str) -> HttpResponseBase:
    """The register of a partnership's exceptions: those in force first, by the day on which each ends."""
    partnership = partnership_at(request, reference)
    every = reads.freedoms_open_to(request.asker).filter(partnership=partnership)
    listed = registers.exceptions_of().read(request.GET, reads.in_order(every))
    listed.rows = reads.with_names(listed.rows)
    shown = partial(reads.rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("exceptions", partnership), shown)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": shown(listed.page),
        "listed": listed,
        "counts": reads.counts(every),
        "may_ask": takes_part(who_acts(request), partnership),
    }
    return render(request, "promises/exceptions.html", context)


@require_safe
def exception(request: Request, reference: str) -> HttpResponse:
    """An exception: its terms, who agreed, what was decided and why, and what still stands in its way."""
    freedom = _seen(request, reference)
    account = who_acts(request)
    roles = permissions.roles_in(account, freedom)
    outcome = outcomes_open_to(request.asker).filter(pk=freedom.outcome_id or 0).first()
    context = {
        "freedom": freedom,
        "crumbs": _crumbs(freedom.partnership),
        "owner": reads.owner_of(freedom),
        "outcome": outcome,
        "indicator": indicators_open_to(request.asker).filter(pk=freedom.indicator_id or 0).first(),
        "result_is_gone": freedom.state in rules.LIVE and reads.has_result(freedom) and not reads.result_lives(freedom),
        "barrier": barriers_open_to(request.asker)
        .filter(pk=freedom.barrier_id or 0)
        .select_related("question")
        .first(),
        "words": reads.heard_by(freedom, request.asker),
        "moves": reads.story(freedom),
        "missing": _missing(freedom, roles),
        "may_edit": permissions.may_edit_freedom(account, freedom) and freedom.state in rules.OPEN_TO_CHANGE,
        "may_share": permissions.may_ask(account, freedom),
        "may_decide": _decides(freedom, roles),
        "may_speak": _is_heard(account, freedom),
        "panels": panels_on("freedom", freedom, request.asker),
    }
    return render(request, "promises/exception.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: Request, reference: str) -> HttpResponseBase:
    """Ask for an exception from a rule, as a draft; from something that is in the way, if the address names it."""
    partnership = partnership_at(request, reference)
    askers = organisations_to_promise(partnership, account_of(request))
    if not askers.exists():
        raise PermissionDenied
    barrier = _barrier(request, partnership)
    form = forms.FreedomForm(request.POST or None, initial=_from_barrier(barrier))
    _offer(form, partnership, request)
    form.offer_askers(askers)
    if form.attempt(actions.ask_for_freedom, partnership, by=request.account, at=now(), barrier=barrier):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return form_page(request, form, title=_("Ask for an exception"), verb=_("Save as a draft"), crumbs=crumbs)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change the terms of an exception while they are negotiated."""
    freedom = _to(permissions.may_edit_freedom, request, reference)
    form = forms.FreedomEditForm(request.POST or None, initial=forms.terms_of(freedom))
    _offer(form, freedom.partnership, request)
    if form.attempt(actions.edit_freedom, freedom, by=request.account, at=now()):
        return redirect(freedom)
    return _form(request, freedom, form, title=_("Change the terms"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read an exception."""
    freedom = _to(permissions.may_ask, request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": freedom.visibility})
    if form.attempt(actions.share_freedom, freedom, by=request.account, at=now()):
        return redirect(freedom)
    return _form(request, freedom, form, title=_("Who may read this exception"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def consent(request: Request, reference: str) -> HttpResponseBase:
    """Say that the rule's owner or a local stakeholder agrees, does not, or agrees no longer."""
    freedom = _to(permissions.may_speak, request, reference)
    form = forms.ConsentForm(request.POST or None, initial={"side": _side_of(freedom, request)})
    members = members_to_choose(freedom.partnership).exclude(pk__in=[freedom.organisation_id, freedom.owner_id or 0])
    form.offer(reads.owner_of(freedom), members)
    if form.attempt(actions.consent, freedom, by=request.account, at=now()):
        messages.success(request, _("Thank you. This has been recorded."))
        return redirect(form.address)
    return _form(request, freedom, form, title=_("Say whether they agree"), verb=_("Record this"))


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: Request, reference: str) -> HttpResponseBase:
    """Decide about an exception: negotiate, grant, suspend, let it hold again, end or refuse it, with the reason."""
    freedom = _seen(request, reference)
    roles = permissions.roles_in(request.account, freedom)
    if not roles:
        raise PermissionDenied
    form = forms.DecideForm(rules.moves_open(freedom.state, roles), request.POST or None)
    if form.attempt(actions.decide_freedom, freedom, by=request.account, at=now()):
        return redirect(form.address)
    return _form(request, freedom, form, title=_("Decide about this exception"), verb=_("Publish this decision"))


def _seen(request: Request, reference: str) -> Freedom:
    names = ("partnership", "organisation", "owner", "outcome", "indicator", "place", "revoking_body")
    seen = reads.freedoms_open_to(request.asker).select_related(*names)
    return get_object_or_404(seen, reference=reference)


def _to(may: Any, request: Request, reference: str) -> Freedom:
    """The exception that an address names: 404 to whoever may not see it, 403 to whoever may not do this to it."""
    freedom = _seen(request, reference)
    if not may(request.account, freedom):
        raise PermissionDenied
    return freedom


def _missing(freedom: Freedom, roles: frozenset[str]) -> tuple[Refusal, ...]:
    """What still stands in the way of granting it, or of letting it hold again, for whoever has a part in it."""
    verb = NEXT.get(freedom.state)
    if verb is None or not roles:
        return ()
    facts = reads.facts_of(freedom, roles=rules.MOVES[verb].may, reason="-", on=timezone.localdate())
    return rules.refusals_to_move(verb, facts)


def _decides(freedom: Freedom, roles: frozenset[str]) -> bool:
    return freedom.visibility != Visibility.DRAFT and bool(rules.moves_open(freedom.state, roles))


def _is_heard(account: Account | None, freedom: Freedom) -> bool:
    return freedom.state in HEARD_IN and permissions.may_speak(account, freedom)


def _side_of(freedom: Freedom, request: Request) -> str:
    owns = rules.OWNER in permissions.roles_in(request.account, freedom)
    return rules.OWNER_SIDE if owns else rules.LOCAL_SIDE


def _barrier(request: Request, partnership: Partnership) -> Barrier | None:
    """What is in the way and an exception is asked for because of it, as the reader may see it."""
    asked = request.GET.get("barrier", "")
    seen = barriers_open_to(request.account).filter(question__partnership=partnership)
    return seen.filter(question__reference=asked).select_related("question").first() if asked else None


def _from_barrier(barrier: Barrier | None) -> dict[str, Any]:
    if barrier is None:
        return {}
    return {
        "rule": barrier.rule,
        "owner": barrier.owner_id,
        "owner_outside": barrier.owner_outside,
        "blocks": barrier.question.words,
        "outcome": barrier.outcome_id,
        "organisation": barrier.question.asking_id,
    }


def _offer(form: forms.FreedomForm | forms.FreedomEditForm, partnership: Partnership, request: Request) -> None:
    outcomes = outcomes_open_to(request.account).filter(partnership=partnership).order_by("name")
    measures = indicators_open_to(request.account).filter(outcome__in=outcomes.order_by().values("pk"))
    form.offer(
        members=members_to_choose(partnership),
        outcomes=outcomes,
        measures=measures.select_related("outcome").order_by("name"),
        bodies=reads.bodies_to_choose(partnership),
    )


def _form(request: Request, freedom: Freedom, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(freedom.partnership), (freedom.name, freedom.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Agreed exceptions"), "exceptions/")
