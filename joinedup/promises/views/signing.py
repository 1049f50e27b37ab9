"""Pages of signing: open a text to be signed, withdraw it, sign it, and take the signed file or the paper away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.papers import pdf_response
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import signing as forms
from joinedup.promises.models import Agreement, AgreementVersion
from joinedup.promises.reads import agreements as agreement_reads
from joinedup.promises.reads import signing as reads
from joinedup.promises.reads.signed_text import shown_text
from joinedup.promises.signed import bundle_of, printed
from joinedup.promises.views.pages import Crumbs, account_of, crumbs_to, form_page
from joinedup.record.faults import CannotProve

COME_AGAIN = 60  # seconds: a checkpoint is signed each minute
PLAIN = "text/plain; charset=utf-8"
LARGEST_SIZE = 2**63 - 1


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: Request, reference: str) -> HttpResponseBase:
    """Open what an agreement says now to be signed, having read it."""
    one = _to_keep(request, reference)
    shown = shown_text(agreement_reads.next_to_sign(one)[1])
    form = forms.OfferForm(request.POST or None, initial={"seen_hash": shown.text_hash})
    if form.attempt(actions.offer_to_sign, one, by=request.account, at=now()):
        return redirect(f"{one.get_absolute_url()}#who-has-signed")
    context = {
        "agreement": one,
        "form": form,
        "shown": shown,
        "crumbs": _crumbs(one),
        "required": reads.required(one, timezone.localdate()),
        "powers": reads.powers_for(one, timezone.localdate()),
    }
    return render(request, "promises/offer_to_sign.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, reference: str) -> HttpResponseBase:
    """Take a version back from signing, with the reason."""
    one = _to_keep(request, reference)
    form = forms.WithdrawForm(request.POST or None)
    if form.attempt(actions.withdraw_from_signing, one, by=request.account, at=now()):
        messages.success(request, _("Withdrawn. What was signed stays to be read and is void."))
        return redirect(one)
    title = _("Withdraw this text from signing?")
    return form_page(request, form, title=title, verb=_("Withdraw it"), crumbs=_crumbs(one))


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: Request, reference: str) -> HttpResponseBase:
    """Read the whole exact text, then say for a party that it signs, signs with a reservation, or does not."""
    one = _agreement(request, reference)
    account = account_of(request)
    if not permissions.may_sign(account, one):
        raise PermissionDenied
    if one.signing is None and request.method == "GET":
        return redirect(one)
    as_kept = one.signing is None or reads.is_as_kept(one.signing)
    shown = shown_text(one.signing.text) if one.signing and as_kept else None
    form = forms.SignForm(request.POST or None, initial={"seen_hash": one.signing.text_hash if one.signing else ""})
    form.offer(reads.own_parties(one, account))
    if form.attempt(actions.sign, one, by=account, at=now()):
        return redirect(form.address)
    context = {
        "agreement": one,
        "form": form,
        "shown": shown,
        "powers": reads.powers_held(one, account),
        "as_kept": as_kept,
        "crumbs": _crumbs(one),
    }
    return render(request, "promises/sign.html", context, status=form.status)


@require_safe
def signature(request: Request, reference: str) -> HttpResponseBase:
    """Lead to the agreement that it is on, where who has signed stands."""
    seen = reads.signatures_open_to(request.asker).select_related("version__agreement")
    one = get_object_or_404(seen, reference=reference)
    return redirect(f"{one.version.agreement.get_absolute_url()}#who-has-signed")


@require_safe
def bundle(request: Request, reference: str) -> HttpResponse:
    """The signed file of a version; `?held=` names the size of the checkpoint that its reader holds."""
    one = _version(request, reference)
    if not hasattr(one, "signing_round"):
        raise Http404(_("This version has never been open to be signed."))
    held = request.GET.get("held", "")
    size = min(int(held), LARGEST_SIZE) if held.isascii() and held.isdigit() else None
    try:
        content = bundle_of(one, size=size)
    except CannotProve as reason:
        return HttpResponse(str(reason), status=409, content_type=PLAIN, headers={"Retry-After": str(COME_AGAIN)})
    response = HttpResponse(content, content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="{_name(one)}.jsonl"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def paper(request: Request, reference: str) -> HttpResponse:
    """A version as a paper to print, with who has signed it and how to check it."""
    one = _version(request, reference)
    return pdf_response(lambda: printed(one), name=_name(one))


def _name(version: AgreementVersion) -> str:
    return f"{version.agreement.reference.replace('/', '-')}-version-{version.number}"


def _version(request: Request, reference: str) -> AgreementVersion:
    seen = agreement_reads.versions_open_to(request.asker).select_related("agreement", "signing_round")
    return get_object_or_404(seen, reference=reference)


def _agreement(request: Request, reference: str) -> Agreement:
    seen = agreement_reads.agreements_open_to(request.account).select_related("partnership", "signing")
    return get_object_or_404(seen, reference=reference)


def _to_keep(request: Request, reference: str) -> Agreement:
    """The agreement that an address names: 404 to whoever may not see it, 403 to whoever does not keep it."""
    one = _agreement(request, reference)
    if not permissions.may_keep_agreement(request.account, one):
        raise PermissionDenied
    return one


def _crumbs(one: Agreement) -> Crumbs:
    return [*crumbs_to(one.partnership, _("Agreements"), "agreements/"), (one.name, one.get_absolute_url())]
