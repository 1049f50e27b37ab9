"""The bursts of a conversation, for whoever facilitates: what came together, and what is done about it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.pages import form_page
from joinedup.partners.requests import Request
from joinedup.voice.actions.bursts import settle_burst
from joinedup.voice.forms.moderation import BurstForm
from joinedup.voice.reads.bursts import bursts_of
from joinedup.voice.views.moderated import moderated_at
from joinedup.voice.views.where import crumbs_to

ROWS = 50


@login_required
@require_safe
def bursts(request: Request, reference: str) -> HttpResponse:
    """Every burst with how many took part, never who."""
    conversation, _account = moderated_at(request, reference)
    page = Paginator(bursts_of(conversation), ROWS).get_page(request.GET.get("page"))
    context = {"conversation": conversation, "crumbs": crumbs_to(conversation), "page": page}
    return render(request, "voice/bursts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def burst(request: Request, reference: str, burst: int) -> HttpResponseBase:
    """Say whether a second map is drawn without those of a burst, and why."""
    conversation, account = moderated_at(request, reference)
    one = get_object_or_404(bursts_of(conversation), pk=burst)
    form = BurstForm(request.POST or None)
    if form.attempt(settle_burst, one, by=account, at=now()):
        return redirect("bursts", conversation.reference)
    crumbs = crumbs_to(conversation, (_("What came together"), f"{conversation.get_absolute_url()}bursts/"))
    hint = _(
        "No vote is deleted. The map of all votes stays as it is; a second one beside it leaves these out, and your "
        "reason stands under it."
    )
    return form_page(request, form, title=_("Decide about this burst"), verb=_("Decide"), crumbs=crumbs, hint=hint)
