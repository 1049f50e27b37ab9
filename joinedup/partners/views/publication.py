"""Pages on a partnership's way to the public: its stage, what is kept back, a look as the public."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.frame.forms import ActionForm
from joinedup.partners import actions, forms, reads
from joinedup.partners.models import Partnership
from joinedup.partners.requests import PREVIEWING, Request
from joinedup.partners.views.pages import acting, form_page, page_and_form
from joinedup.partners.views.partnerships import convened, crumbs_to


@login_required
@page_and_form
def stage(request: Request, reference: str) -> HttpResponse:
    """Where the partnership is on its way to the public; its convenor shows it to partners for correction."""
    one, by = convened(request, reference)
    form = forms.PreviewForm(request.POST or None)
    if form.attempt(actions.show_preview, one, by=by, at=now()):
        messages.success(request, _("Shown to the partners. We write to each of them."))
        return redirect("stage", reference)
    return _stage_page(request, one, form, ActionForm())


@login_required
@require_POST
def publish(request: Request, reference: str) -> HttpResponse:
    """Publish the partnership."""
    one, by = convened(request, reference)
    form = ActionForm(request.POST, prefix="publish")
    if form.attempt(actions.publish, one, by=by, at=now()):
        messages.success(request, _("Published. Everybody may read it now."))
        return redirect(one)
    return _stage_page(request, one, forms.PreviewForm(), form)


def _stage_page(request: Request, one: Partnership, form: ActionForm, publishing: ActionForm) -> HttpResponse:
    standings = list(reads.members_of(one, request.account))
    said = {
        "partnership": one,
        "form": form,
        "publishing": publishing,
        "waiting_for": [standing for standing in standings if standing.confirmed_at is None],
        "crumbs": crumbs_to(one),
    }
    return render(request, "partners/stage.html", said, status=max(form.status, publishing.status))


@login_required
@page_and_form
def exemptions(request: Request, reference: str) -> HttpResponse:
    """Keep one item from publication, and say why."""
    one, by = convened(request, reference)
    form = forms.ExemptionForm(one, request.POST or None)
    if form.attempt(actions.exempt, one, by=by, at=now()):
        return redirect(one)
    hint = _("The page of the partnership shows the reference, the reason and the day of review, never the item.")
    title, verb = _("Keep an item from publication"), _("Exempt")
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs_to(one), hint=hint)


@login_required
@require_POST
def preview(request: Request, reference: str) -> HttpResponse:
    """See a partnership as the public will, until one says otherwise."""
    one = get_object_or_404(reads.partnerships_open_to(request.account), reference=reference)
    acting(request, allowed=reads.may_preview(request.account, one.pk))
    request.session[PREVIEWING] = one.pk
    return redirect(one)


@require_POST
def end_preview(request: Request) -> HttpResponse:
    """See everything again as oneself."""
    previewed = Partnership.objects.filter(pk=request.session.pop(PREVIEWING, None)).first()
    return redirect(previewed if previewed and reads.may_preview(request.account, previewed.pk) else "partnerships")
