"""Pages of reviews."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.references import named
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import convenes, takes_part
from joinedup.partners.reads import partnerships_open_to
from joinedup.partners.requests import Request, who_acts
from joinedup.reviews import actions, forms, permissions, reads, wording
from joinedup.reviews.kits import kits
from joinedup.reviews.kits.shape import Kit
from joinedup.reviews.models import Review

ROWS = 50
Crumbs = list[tuple[str, str]]


@require_safe
def reviews(request: Request, reference: str) -> HttpResponse:
    """A partnership's reviews, the latest first, and the kits that it may start one from."""
    partnership = get_object_or_404(partnerships_open_to(request.asker), reference=reference)
    page = Paginator(reads.reviews_of(partnership, request.asker), ROWS).get_page(request.GET.get("page"))
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "page": page,
        "kits": kits().values(),
        "may_start": convenes(who_acts(request), partnership),
    }
    return render(request, "reviews/reviews.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: Request, reference: str, kit: str) -> HttpResponseBase:
    """Start a review from a kit; `?about=` says what it looks at."""
    partnership = get_object_or_404(partnerships_open_to(request.asker), reference=reference)
    if not convenes(request.account, partnership):
        raise PermissionDenied
    chosen = kits().get(kit)
    if chosen is None:
        raise Http404
    form = forms.StartForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    if form.attempt(actions.start, partnership, by=request.account, at=now(), kit=chosen):
        return redirect(form.address)
    context = {"partnership": partnership, "kit": chosen, "form": form, "crumbs": _crumbs(partnership)}
    return render(request, "reviews/start.html", context, status=form.status)


@require_safe
def review(request: Request, reference: str) -> HttpResponse:
    """One review: what is asked, who has answered, what the answers say and what was made of them."""
    one = _seen(request, reference)
    acts = who_acts(request)
    is_convenor = convenes(acts, one.partnership)
    result = reads.result_of(one)
    is_member = takes_part(request.account, one.partnership)
    context = {
        "review": one,
        "result": result,
        "about": named([one.about], request.asker).get(one.about),
        "crumbs": _crumbs(one.partnership),
        "picture": wording.picture_of(result),
        "silent": reads.silent_members(one) if is_member and not result.kit.is_anonymous else [],
        "may_answer": permissions.may_answer(acts, one),
        "has_answered": result.kit.is_anonymous and acts is not None and reads.has_answered(one, acts),
        "may_close": is_convenor and one.state == Review.State.OPEN,
        "may_conclude": is_convenor and one.state == Review.State.CLOSED,
    }
    return render(request, "reviews/review.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: Request, reference: str) -> HttpResponseBase:
    """Answer a review: in the name of a member organisation, or without names where the kit asks for none."""
    one = _seen(request, reference)
    if request.account is None or not permissions.may_answer(request.account, one):
        raise PermissionDenied
    form = _answer_form(request, one, kits()[one.kit], request.account)
    if form.attempt(actions.answer, one, by=request.account, at=now()):
        messages.success(request, _("Thank you. Your answers have been taken."))
        return redirect(one)
    context = {"review": one, "kit": kits()[one.kit], "form": form, "crumbs": _crumbs_to(one)}
    return render(request, "reviews/answer.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: Request, reference: str) -> HttpResponseBase:
    """Close a review."""
    one = _convened(request, reference)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.close, one, by=request.account, at=now()):
        return redirect(one)
    context = {"review": one, "form": form, "crumbs": _crumbs_to(one)}
    return render(request, "reviews/close.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def conclude(request: Request, reference: str) -> HttpResponseBase:
    """Say what the partnership makes of the answers."""
    one = _convened(request, reference)
    form = forms.ConcludeForm(request.POST or None)
    if form.attempt(actions.conclude, one, by=request.account, at=now()):
        return redirect(one)
    context = {"review": one, "form": form, "result": reads.result_of(one), "crumbs": _crumbs_to(one)}
    return render(request, "reviews/conclude.html", context, status=form.status)


def _answer_form(request: Request, one: Review, kit: Kit, account: Account) -> forms.AnswerForm:
    organisations = reads.members_answering(one.partnership, account)
    initial: dict[str, object] = {}
    own = list(organisations[:2])
    if not kit.is_anonymous and len(own) == 1:
        before = reads.response_of(one, own[0])
        said = {"version": before.version, **reads.said_in(before)} if before else {}
        initial = {"organisation": own[0].reference, **said}
    return forms.AnswerForm(kit, organisations, request.POST or None, initial=initial)


def _seen(request: Request, reference: str) -> Review:
    seen = reads.reviews_open_to(request.asker).select_related("partnership")
    return get_object_or_404(seen, reference=reference)


def _convened(request: Request, reference: str) -> Review:
    """A review that its reader convenes: 404 to whoever may not see it, 403 to whoever does not convene."""
    one = _seen(request, reference)
    if not convenes(request.account, one.partnership):
        raise PermissionDenied
    return one


def _crumbs(partnership: Partnership) -> Crumbs:
    return [
        (partnership.name, partnership.get_absolute_url()),
        (_("Reviews"), f"{partnership.get_absolute_url()}reviews/"),
    ]


def _crumbs_to(one: Review) -> Crumbs:
    return [*_crumbs(one.partnership), (str(one), one.get_absolute_url())]
