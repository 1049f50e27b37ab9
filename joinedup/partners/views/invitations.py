"""Pages of invitations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.frame.forms import ActionForm
from joinedup.partners import actions, forms, permissions, reads
from joinedup.partners.models import INVITATIONS, Invitation
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import acting, form_page, page_and_form
from joinedup.partners.views.partnerships import crumbs_to, known


@login_required
@page_and_form
def invitations(request: Request, reference: str) -> HttpResponse:
    """Who has been invited; invite another. An administrator may, so that a new partnership's convenor can begin."""
    one = known(request, reference)
    by = acting(request, allowed=permissions.may_invite_to(request.account, one))
    form = forms.InviteForm(one, request.POST or None)
    if form.attempt(actions.invite, by=by, at=now(), partnership=one):
        messages.success(request, _("We write to them now."))
        return redirect("invitations", reference)
    said = {
        "partnership": one,
        "form": form,
        "invitations": reads.invitations_of(one, at=now()),
        "crumbs": crumbs_to(one),
    }
    return render(request, "partners/invitations.html", said, status=form.status)


@login_required
@require_POST
def withdraw(request: Request, reference: str) -> HttpResponse:
    """Take an invitation back."""
    account = request.account
    sent = Invitation.objects.select_related("partnership", "person")
    invitation = get_object_or_404(sent.filter(permissions.invitations_kept_by(account)), reference=reference)
    form = ActionForm(request.POST)
    if form.attempt(actions.withdraw, invitation, by=account, at=now()):
        messages.success(request, _("Withdrawn. The link in the letter works no more."))
        return redirect(invitation)
    return form_page(request, form, title=_("Withdraw an invitation"), verb=_("Withdraw"), crumbs=[])


@page_and_form
def accept(request: Request, signed: str) -> HttpResponse:
    """Take up a person's place; only whoever has the letter knows this address."""
    try:
        reference = INVITATIONS.unsign(signed)
    except BadSignature as wrong:
        raise Http404 from wrong
    sent = Invitation.objects.select_related("person", "partnership")
    invitation = get_object_or_404(sent, reference=reference)
    form = ActionForm(request.POST if request.method == "POST" and request.account else None)
    if form.attempt(actions.accept, invitation, by=request.account, at=now()):
        messages.success(request, _("Welcome. Your account now holds this post."))
        return redirect(invitation.partnership or "/desk/")
    said = {
        "invitation": invitation,
        "post": reads.post_of(invitation.person),
        "is_over": invitation.expires_at <= now(),
        "form": form,
        "next": urlencode({"next": request.path}),
    }
    return render(request, "partners/accept.html", said, status=form.status)
