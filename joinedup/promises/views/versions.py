"""Pages of versions: those that were kept, the exact text of one, and what differs between any two."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.panels import panels_on
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import agreements as forms
from joinedup.promises.models import Agreement
from joinedup.promises.reads import agreement_pages as pages
from joinedup.promises.reads import agreements as reads
from joinedup.promises.rules.comparison import comparison
from joinedup.promises.rules.texts import AgreementText
from joinedup.promises.views.agreements import agreement_at, crumbs_of
from joinedup.promises.views.pages import Crumbs, form_page, who_acts

NOW = "now"
A_PAGE = 100


@require_safe
def versions(request: Request, reference: str) -> HttpResponse:
    """The versions of an agreement that were kept, the latest first, and the choice of two to compare."""
    one = agreement_at(request, reference)
    every = pages.versions_of(one, request.asker)
    choices = _choices(request, one)
    context = {
        "agreement": one,
        "crumbs": crumbs_of(one),
        "page": Paginator(every, A_PAGE).get_page(request.GET.get("page", "")),
        "choices": choices,
        "before": (choices[1:2] or choices or [""])[0],
        "after": (choices or [""])[0],
        "may_keep": permissions.may_write_agreement(who_acts(request), one) and one.state in {"draft", "in_force"},
        "reviews": one.reviews.order_by("-reviewed_at")[:A_PAGE],
    }
    return render(request, "promises/versions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def keep(request: Request, reference: str) -> HttpResponseBase:
    """Keep what an agreement says now as a version that nothing changes."""
    one = agreement_at(request, reference)
    if not permissions.may_write_agreement(request.account, one):
        raise PermissionDenied
    form = forms.VersionForm(request.POST or None)
    if form.attempt(actions.keep_version, one, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("Keep this text as a version"), verb=_("Keep it"), crumbs=crumbs_of(one))


@require_safe
def version(request: Request, reference: str) -> HttpResponse:
    """The exact text of one version, its hash and what that means."""
    seen = reads.versions_open_to(request.asker).select_related("agreement__partnership")
    one = get_object_or_404(seen, reference=reference)
    text = pages.text_in(one)
    page = pages.frozen_page(text, request.GET.get("page", ""))
    clauses = pages.frozen_clauses(list(page), request.asker)
    context = {
        "version": one,
        "agreement": one.agreement,
        "text": text,
        "page": page,
        "sections": pages.by_section(clauses, text.kind, empty=False),
        "crumbs": _crumbs_to(one.agreement),
        "panels": panels_on("version", one, request.asker),
    }
    return render(request, "promises/version.html", context)


@require_safe
def exact_text(request: Request, reference: str) -> HttpResponse:
    """The bytes of a version as they are hashed, as a file."""
    one = get_object_or_404(reads.versions_open_to(request.asker), reference=reference)
    name = one.reference.replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(one.text.encode(), content_type="application/json", headers=headers)


@require_safe
def compare(request: Request, reference: str) -> HttpResponse:
    """What differs between two versions of an agreement, `?from=` and `?to=`; “now” is what is being written.

    Unless told, the last two that the reader may see.
    """
    one = agreement_at(request, reference)
    choices = _choices(request, one)
    before = request.GET.get("from") or (choices[1:2] or choices or [""])[0]
    after = request.GET.get("to") or (choices or [""])[0]
    found = comparison(_text(request, one, before), _text(request, one, after)) if choices else None
    context = {
        "agreement": one,
        "crumbs": _crumbs_to(one),
        "before": before,
        "after": after,
        "found": found,
        "page": Paginator(found.clauses if found else (), pages.A_PAGE).get_page(request.GET.get("page", "")),
        "query": f"from={before}&to={after}",
        "choices": choices,
    }
    return render(request, "promises/compare.html", context)


def _choices(request: Request, one: Agreement) -> list[str]:
    """What the reader may compare, the latest first: what is being written, and versions by number. One SQL query."""
    working = [NOW] if permissions.reads_next_version(request.asker, one) else []
    return [*working, *map(str, pages.versions_of(one, request.asker).values_list("number", flat=True))]


def _text(request: Request, one: Agreement, number: str) -> AgreementText:
    """The text that an address names. Raises Http404 for one that the reader may not see, and for no number."""
    if number == NOW:
        if not permissions.reads_next_version(request.asker, one):
            raise Http404
        return reads.text_of(one)
    if not (number.isascii() and number.isdecimal() and len(number) < len(str(10**9))):
        raise Http404
    return pages.text_in(get_object_or_404(reads.versions_open_to(request.asker), agreement=one, number=int(number)))


def _crumbs_to(one: Agreement) -> Crumbs:
    return [*crumbs_of(one), (_("Versions"), f"{one.get_absolute_url()}versions/")]
