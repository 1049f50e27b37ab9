"""Pages of chasing: who has not answered, one reminder to all of them, and the lead's own word."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from joinedup.frame.forms import ActionForm
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import convenes, footing, takes_part
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions, reads
from joinedup.promises.forms.chasing import DeclineForm, RemindForm
from joinedup.promises.models import Chase, Commitment, Part
from joinedup.promises.reads.chasing import page_of
from joinedup.promises.views.pages import account_of, crumbs_to, form_page, partnership_at

PEOPLE = 100
BACK = {"mine": "/promises/mine/", "desk": "/desk/"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def chasing(request: Request, reference: str) -> HttpResponseBase:
    """Who has not answered: for the convenor everybody, with one reminder to all; for members their own."""
    partnership = partnership_at(request, reference)
    account = account_of(request)
    convening = convenes(account, partnership)
    if not takes_part(account, partnership) or (request.method == "POST" and not convening):
        raise PermissionDenied
    form = RemindForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.chase, partnership, by=account, at=now()):
        _say_sent(request, form.result)
        return redirect(form.address)
    return _chasing(request, partnership, form, organisations=None if convening else footing(account).organisations)


def _chasing(
    request: Request, partnership: Partnership, form: RemindForm, *, organisations: frozenset[int] | None
) -> HttpResponse:
    owed = page_of(partnership, timezone.localdate(), organisations)
    page = Paginator(owed.people, PEOPLE).get_page(request.GET.get("page"))
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "form": form,
        "convening": organisations is None,
        "owed": owed,
        "page": page,
        "people": owed.shown(list(page), request.account),
        "left_out": form.left_out,
    }
    return render(request, "promises/chasing.html", context, status=form.status)


def _say_sent(request: Request, sent: Chase | None) -> None:
    """Say how many letters wait to be sent; a form that was sent twice says it once."""
    if sent is not None:
        people = sent.reminders.values("person").distinct().count()
        said = ngettext("One letter is on its way.", "%d letters are on their way.", people)
        messages.success(request, said % people if people > 1 else said)


@login_required
@require_POST
def take_lead(request: Request, reference: str) -> HttpResponseBase:
    """Say in one click that one leads a promise."""
    commitment = _to_lead(request, reference)
    form = ActionForm(request.POST)
    if form.attempt(actions.take_lead, commitment, by=request.account, at=now()):
        messages.success(request, _("You lead “%s”.") % commitment)
        return redirect(_back(request, commitment))
    return _form(request, commitment, form, title=_("Take this on"), verb=_("Take this on"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline_lead(request: Request, reference: str) -> HttpResponseBase:
    """Say that one does not lead a promise, and why."""
    commitment = _to_lead(request, reference)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.decline_lead, commitment, by=request.account, at=now()):
        messages.success(request, _("The members see that you do not lead this, and why."))
        return redirect(_back(request, commitment))
    return _form(request, commitment, form, title=_("You do not lead this?"), verb=_("I do not lead this"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline_part(request: Request, reference: str) -> HttpResponseBase:
    """Decline a part for one's organisation, and say why."""
    seen = reads.parts_open_to(request.account).select_related("commitment__partnership", "organisation")
    part: Part = get_object_or_404(seen, reference=reference)
    if not permissions.may_accept(request.account, part):
        raise PermissionDenied
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.decline_part, part, by=request.account, at=now()):
        messages.success(request, _("Declined: “%s”.") % part)
        return redirect(_back(request, part.commitment))
    return _form(request, part.commitment, form, title=_("Decline “%s”?") % part, verb=_("Decline this part"))


def _to_lead(request: Request, reference: str) -> Commitment:
    """The promise that an address names: 404 to whoever may not see it, 403 to whoever is not its lead."""
    seen = reads.commitments_open_to(request.account).select_related("partnership", "organisation")
    commitment: Commitment = get_object_or_404(seen, reference=reference)
    if not permissions.is_its_lead(request.account, commitment):
        raise PermissionDenied
    return commitment


def _back(request: Request, commitment: Commitment) -> str:
    return BACK.get(request.GET.get("from", ""), commitment.get_absolute_url())


def _form(request: Request, commitment: Commitment, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = crumbs_to(commitment.partnership, _("Promises"), "promises/")
    crumbs.append((commitment.output, commitment.get_absolute_url()))
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)
