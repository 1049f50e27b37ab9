"""Pages of agreements: the list, one agreement, its next version, and what is done with it as a whole."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.partners.requests import Request
from joinedup.promises import actions, lists, permissions
from joinedup.promises.forms import ShareForm
from joinedup.promises.forms import agreements as forms
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, AgreementVersion
from joinedup.promises.reads import agreement_pages as pages
from joinedup.promises.reads import agreements as reads
from joinedup.promises.rules import agreements as rules
from joinedup.promises.views.pages import (
    Crumbs,
    crumbs_to,
    form_page,
    members_to_choose,
    partnership_at,
    who_acts,
)


@require_safe
def agreements(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's agreements, those in force first."""
    partnership = partnership_at(request, reference)
    seen = pages.counted(reads.agreements_open_to(request.asker).filter(partnership=partnership))
    listed = lists.agreements_of().read(request.GET, seen)
    today = timezone.localdate()
    if listed.as_csv:
        return listed.csv(file_name("agreements", partnership), lambda batch: pages.rows(batch, today))
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "rows": pages.rows(listed.page, today),
        "listed": listed,
        "may_start": permissions.may_start_agreement(who_acts(request), partnership),
    }
    return render(request, "promises/agreements.html", context)


@require_safe
def agreement(request: Request, reference: str) -> HttpResponse:
    """An agreement: what is in force, or what is being written while nothing is; who is party; what is due."""
    seen = pages.with_text_in_force(reads.agreements_open_to(request.asker))
    one = get_object_or_404(seen, reference=reference)
    text = _working(request, one) if one.in_force is None else _frozen(request, one, one.in_force)
    return render(request, "promises/agreement.html", {**_about(request, one), **text})


@require_safe
def next_version(request: Request, reference: str) -> HttpResponse:
    """What is written towards the next version of an agreement in force; its partnership alone reads it."""
    one = agreement_at(request, reference)
    if one.in_force_id is None:
        return redirect(one)
    if not permissions.reads_next_version(request.asker, one):
        raise Http404
    about = {**_about(request, one), "is_next": True, "crumbs": crumbs_of(one)}
    return render(request, "promises/agreement.html", {**about, **_working(request, one)})


def _about(request: Request, one: Agreement) -> dict[str, Any]:
    acts, today = who_acts(request), timezone.localdate()
    parties = pages.parties_of(one, request.asker, acts)
    keeps = permissions.may_keep_agreement(acts, one)
    open_text = one.state in {rules.DRAFT, rules.IN_FORCE}
    return {
        "agreement": one,
        "kind": agreement_kinds().get(one.kind),
        "crumbs": crumbs_above(one),
        "parties": parties,
        "is_overdue": pages.is_overdue(one, today),
        "is_member": permissions.may_comment(acts, one),
        "may_keep": keeps,
        "may_write": parties.may_write and open_text,
        "panels": panels_on("agreement", one, request.asker),
        "reviews": list(one.reviews.order_by("-reviewed_at")[: pages.LATEST]) if one.in_force_id else [],
    }


def _working(request: Request, one: Agreement) -> dict[str, Any]:
    page = pages.working_page(one, request.asker, request.GET.get("page", ""))
    clauses = pages.working_clauses(page, one, request.asker)
    return {"page": page, "sections": pages.by_section(clauses, one.kind, empty=page.paginator.num_pages == 1)}


def _frozen(request: Request, one: Agreement, version: AgreementVersion) -> dict[str, Any]:
    text = pages.text_in(version)
    page = pages.frozen_page(text, request.GET.get("page", ""))
    clauses = pages.frozen_clauses(list(page), request.asker)
    return {"page": page, "sections": pages.by_section(clauses, one.kind, empty=False), "version": version}


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: Request, reference: str) -> HttpResponseBase:
    """Start an agreement: first the kinds with what each is for, then its name, dates and parties."""
    partnership = partnership_at(request, reference)
    if not permissions.may_start_agreement(request.account, partnership):
        raise PermissionDenied
    crumbs = crumbs_to(partnership, _("Agreements"), "agreements/")
    kind = agreement_kinds().get(request.GET.get("kind", ""))
    if kind is None:
        offered: dict[str, Any] = {"kinds": agreement_kinds().values(), "crumbs": crumbs}
        return render(request, "promises/agreement_kinds.html", offered)
    form = forms.DraftForm(request.POST or None)
    form.offer(members_to_choose(partnership))
    if form.attempt(actions.draft_agreement, partnership, by=request.account, at=now(), kind=kind.key):
        return redirect(form.address)
    context: dict[str, Any] = {"form": form, "crumbs": crumbs, "kind": kind}
    return render(request, "promises/agreement_form.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change what an agreement says of itself."""
    one = _to_keep(request, reference)
    form = forms.TermsForm(request.POST or None, initial=forms.terms_of(one))
    if form.attempt(actions.edit_agreement, one, by=request.account, at=now()):
        return redirect(one)
    title = _("Change its name, purpose and dates")
    return form_page(request, form, title=title, verb=_("Save"), crumbs=crumbs_of(one))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read an agreement."""
    one = _to_keep(request, reference)
    form = ShareForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.share_agreement, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Who may read this agreement"), verb=_("Save"), crumbs=crumbs_of(one))


@login_required
@require_http_methods(["GET", "POST"])
def review(request: Request, reference: str) -> HttpResponseBase:
    """Say what the review of an agreement found, and when it is reviewed next."""
    one = _to_keep(request, reference)
    form = forms.ReviewForm(request.POST or None, initial={"version": one.version})
    if form.attempt(actions.review_agreement, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Review this agreement"), verb=_("Save"), crumbs=crumbs_of(one))


@login_required
@require_http_methods(["GET", "POST"])
def end(request: Request, reference: str) -> HttpResponseBase:
    """End an agreement with a reason."""
    one = _to_keep(request, reference)
    form = forms.EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.attempt(actions.end_agreement, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("End this agreement"), verb=_("End it"), crumbs=crumbs_of(one))


def agreement_at(request: Request, reference: str) -> Agreement:
    """The agreement that an address names, if the reader may know of it; without the texts of its versions."""
    return get_object_or_404(pages.with_versions(reads.agreements_open_to(request.asker)), reference=reference)


def crumbs_above(one: Agreement) -> Crumbs:
    """The way down to a partnership's agreements."""
    return crumbs_to(one.partnership, _("Agreements"), "agreements/")


def crumbs_of(one: Agreement) -> Crumbs:
    """The way down to an agreement."""
    return [*crumbs_above(one), (one.name, one.get_absolute_url())]


def _to_keep(request: Request, reference: str) -> Agreement:
    """The agreement to look after: 404 to whoever may not see it, 403 to whoever does not convene."""
    seen = reads.agreements_open_to(request.account).select_related("partnership")
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_keep_agreement(request.account, one):
        raise PermissionDenied
    return one
