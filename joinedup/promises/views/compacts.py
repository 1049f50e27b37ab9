"""Pages of compacts: what one rests on is shown, it is challenged, replied to and repaired, and its term renewed."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import compacts as forms
from joinedup.promises.models import Agreement, Challenge
from joinedup.promises.reads import agreements_open_to
from joinedup.promises.reads import compacts as reads
from joinedup.promises.rules import compacts as rules
from joinedup.promises.views.pages import Crumbs, account_of, form_page, who_acts
from joinedup.promises.wording import term_in_words

Allowed = Callable[[Account | None, Agreement], bool]


@login_required
@require_http_methods(["GET", "POST"])
def show_evidence(request: Request, reference: str) -> HttpResponseBase:
    """Lay down what shows one of the things that a compact rests on; `?slot=` chooses which."""
    compact = _compact(request, reference, permissions.may_answer_challenge)
    kind = reads.kind_of(compact)
    form = forms.EvidenceForm(request.POST or None, initial={"slot": request.GET.get("slot", "")})
    form.offer(kind.slots if kind else ())
    if form.attempt(actions.show_evidence, compact, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("What shows it?"), verb=_("Lay it down"), crumbs=_crumbs(compact))


@login_required
@require_http_methods(["GET", "POST"])
def challenge(request: Request, reference: str) -> HttpResponseBase:
    """Say that a compact is not kept. Anybody who has signed in may."""
    compact = _compact(request, reference, permissions.may_challenge)
    form = forms.ChallengeForm(request.POST or None)
    if form.attempt(actions.challenge_compact, compact, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("What was not kept?"), verb=_("Challenge it"), crumbs=_crumbs(compact))


@require_safe
def one_challenge(request: Request, reference: str) -> HttpResponse:
    """A challenge: what was said not to be kept, the reply, and how it was put right."""
    one = get_object_or_404(_challenges(request.asker), reference=reference)
    acts = who_acts(request)
    may_answer = permissions.may_answer_challenge(acts, one.agreement)
    context = {
        "challenge": one,
        "crumbs": _crumbs(one.agreement),
        "reply_by": rules.reply_due(one.raised_on),
        "repair_by": rules.repair_due(one.raised_on),
        "may_reply": may_answer and one.state == rules.RAISED,
        "may_repair": may_answer and one.state == rules.REPLIED,
        "may_reject": one.state == rules.RAISED and permissions.may_settle_compact(acts, one.agreement),
    }
    return render(request, "promises/challenge.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: Request, reference: str) -> HttpResponseBase:
    """Reply to a challenge that something was not kept."""
    one = _challenge(request, reference, permissions.may_answer_challenge)
    form = forms.ReplyForm(request.POST or None)
    if form.attempt(actions.reply_to_challenge, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Reply to this challenge"), verb=_("Reply"))


@login_required
@require_http_methods(["GET", "POST"])
def repair(request: Request, reference: str) -> HttpResponseBase:
    """Say how what was not kept was put right."""
    one = _challenge(request, reference, permissions.may_answer_challenge)
    form = forms.RepairForm(request.POST or None)
    if form.attempt(actions.repair, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("How was it put right?"), verb=_("Say so"))


@login_required
@require_http_methods(["GET", "POST"])
def reject(request: Request, reference: str) -> HttpResponseBase:
    """Say why a challenge shows no breach."""
    one = _challenge(request, reference, permissions.may_settle_compact)
    form = forms.RejectForm(request.POST or None)
    if form.attempt(actions.reject_challenge, one, by=request.account, at=now()):
        return redirect(one)
    return _form(request, one, form, title=_("Why is it no breach?"), verb=_("Say so"))


@login_required
@require_http_methods(["GET", "POST"])
def renew(request: Request, reference: str) -> HttpResponseBase:
    """Renew the term of a compact, for no longer than its record carries."""
    compact = _compact(request, reference, permissions.may_settle_compact)
    standing = reads.standing_of(compact)
    if standing is None:
        raise Http404
    form = forms.RenewForm(request.POST or None, initial={"months": standing.earned.months})
    form.fields["months"].help_text = term_in_words(standing)
    if form.attempt(actions.renew_compact, compact, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("Renew the term"), verb=_("Renew it"), crumbs=_crumbs(compact))


def _compact(request: Request, reference: str, allowed: Allowed) -> Agreement:
    """The compact that an address names: 404 to whoever may not see it or if it is none, 403 to whoever may not act."""
    seen = agreements_open_to(account_of(request)).filter(kind__in=reads.kinds_with_slots())
    compact = get_object_or_404(seen.select_related("partnership", "in_force"), reference=reference)
    if not allowed(request.account, compact):
        raise PermissionDenied
    return compact


def _challenges(asker: Asker) -> QuerySet[Challenge]:
    return reads.challenges_open_to(asker).select_related("agreement__partnership")


def _challenge(request: Request, reference: str, allowed: Allowed) -> Challenge:
    one = get_object_or_404(_challenges(account_of(request)), reference=reference)
    if not allowed(request.account, one.agreement):
        raise PermissionDenied
    return one


def _form(request: Request, one: Challenge, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(one.agreement), (str(one), one.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(compact: Agreement) -> Crumbs:
    partnership = compact.partnership
    return [(partnership.name, partnership.get_absolute_url()), (compact.name, compact.get_absolute_url())]
