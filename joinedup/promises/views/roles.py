"""Pages of the board of roles: what each partner will do, will not do, and expects of others."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.permissions import convenes, footing, takes_part
from joinedup.partners.requests import Request
from joinedup.promises import actions, lists, permissions
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import roles as forms
from joinedup.promises.models import Undertaking
from joinedup.promises.reads import roles as reads
from joinedup.promises.views.pages import Crumbs, account_of, crumbs_to, form_page, partnership_at, who_acts

LISTED = 20


@require_safe
def board(request: Request, reference: str) -> HttpResponseBase:
    """The board of roles: by partner three columns; what nobody took up; what is to be confirmed; who is silent."""
    partnership = partnership_at(request, reference)
    asker = request.asker
    listed = lists.BOARD.read(request.GET, reads.members(partnership))
    if listed.as_csv:
        return listed.csv(file_name("roles", partnership), lambda batch: reads.rows(partnership, batch, asker))
    left, due = reads.left_open(partnership, asker), reads.due_again(partnership, asker)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "listed": listed,
        "rows": reads.rows(partnership, listed.page, asker),
        "left": reads.shown(left[:LISTED], asker),
        "more_left": left.count() > LISTED,
        "due": reads.shown(due[:LISTED], asker),
        "silent": list(reads.silent_members(partnership, asker)),
        "may_say": takes_part(who_acts(request), partnership),
    }
    return render(request, "promises/roles.html", context)


@require_safe
def undertaking(request: Request, reference: str) -> HttpResponse:
    """One statement: who says it, since when, and for an expectation what answers it or may."""
    seen = reads.undertakings_open_to(request.asker).filter(reference=reference)
    one = get_object_or_404(seen.select_related("partnership", *reads.RELATED))
    shown, acts = reads.shown(seen, request.asker)[0], who_acts(request)
    may_match = shown.standing != "" and one.withdrawn_on is None and permissions.may_match(acts, one)
    context = {
        "undertaking": one,
        "shown": shown,
        "crumbs": _crumbs(one.partnership),
        "may_speak": one.withdrawn_on is None and _may_speak(acts, one),
        "may_match": may_match,
        "suggested": reads.suggested_for(one, request.asker) if may_match and shown.standing == "unmet" else [],
        "panels": panels_on("undertaking", one, request.asker),
    }
    return render(request, "promises/undertaking.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def undertake(request: Request, reference: str) -> HttpResponseBase:
    """Say what an organisation will do, will not do or expects of others; `?kind=` and `?organisation=` choose."""
    partnership = partnership_at(request, reference)
    account = account_of(request)
    if not takes_part(account, partnership):
        raise PermissionDenied
    speakers = _speakers(account, partnership)
    named = speakers.filter(reference=request.GET.get("organisation", "")).first() or speakers.first()
    form = forms.UndertakeForm(
        request.POST or None, initial={"organisation": named and named.pk, "kind": request.GET.get("kind", "")}
    )
    form.offer(speakers, reads.members(partnership))
    if form.attempt(actions.undertake, partnership, by=account, at=now()):
        return redirect(form.address)
    title = _("Say what a partner will do, will not do or expects")
    return form_page(request, form, title=title, verb=_("Say it"), crumbs=_crumbs(partnership))


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: Request, reference: str) -> HttpResponseBase:
    """Say that a statement still holds."""
    one = _to_speak(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.confirm_undertaking, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Does this still hold?"), verb=_("It still holds"))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, reference: str) -> HttpResponseBase:
    """Say that a statement holds no longer."""
    one = _to_speak(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.withdraw_undertaking, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Does this hold no longer?"), verb=_("Withdraw it"))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read a statement."""
    one = _to_speak(request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.share_undertaking, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Who may read this"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def match(request: Request, reference: str) -> HttpResponseBase:
    """Say what answers an expectation; `?by=` names what was suggested."""
    one = _seen(request, reference)
    if not permissions.may_match(request.account, one):
        raise PermissionDenied
    answers = reads.answers_to_choose(one, account_of(request))
    named = answers.filter(reference=request.GET.get("by", "")).first()
    form = forms.MatchForm(
        request.POST or None, initial={"version": one.version, "met_by": named.pk if named else one.met_by_id}
    )
    form.offer(answers)
    if form.attempt(actions.match_expectation, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("What answers this expectation?"), verb=_("Say so"))


def _speakers(account: Account, partnership: Partnership) -> QuerySet[Organisation]:
    members = reads.members(partnership)
    return members if convenes(account, partnership) else members.filter(pk__in=footing(account).organisations)


def _may_speak(account: Account | None, one: Undertaking) -> bool:
    return permissions.may_speak_for(account, one.partnership, one.organisation_id)


def _seen(request: Request, reference: str) -> Undertaking:
    seen = reads.undertakings_open_to(account_of(request)).select_related("partnership", "organisation")
    return get_object_or_404(seen, reference=reference)


def _to_speak(request: Request, reference: str) -> Undertaking:
    """What an address names: 404 to whoever may not see it, 403 to whoever does not speak for who says it."""
    one = _seen(request, reference)
    if not _may_speak(request.account, one):
        raise PermissionDenied
    return one


def _form(request: Request, one: Undertaking, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one.partnership), (str(one), one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Who does what"), "roles/")
