"""Pages of clauses: one clause with what is said about it, and what is done with it."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from joinedup.frame.panels import panels_on
from joinedup.outcomes.reads import indicators_open_to, outcomes_open_to
from joinedup.partners.models import Account, Organisation
from joinedup.partners.requests import Request
from joinedup.promises import actions, permissions
from joinedup.promises.forms import agreements as forms
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, Clause, Comment
from joinedup.promises.reads import agreements as reads
from joinedup.promises.rules import agreements as rules
from joinedup.promises.views.agreements import agreement_at, crumbs_of
from joinedup.promises.views.pages import Crumbs, account_of, form_page, who_acts

RELATED = ("agreement__partnership", "organisation", "outcome", "indicator")


@require_safe
def clause(request: Request, reference: str) -> HttpResponse:
    """A clause as it is being worked on, what people said about it, and what became of that."""
    one = get_object_or_404(reads.clauses_open_to(request.asker).select_related(*RELATED), reference=reference)
    return _clause_page(request, one, forms.CommentForm())


@login_required
@require_POST
def comment(request: Request, reference: str) -> HttpResponseBase:
    """Say what one thinks of a clause."""
    one = get_object_or_404(reads.clauses_open_to(request.account).select_related(*RELATED), reference=reference)
    if not permissions.may_comment(request.account, one.agreement):
        raise PermissionDenied
    form = forms.CommentForm(request.POST)
    if form.attempt(actions.comment_on_clause, one, by=request.account, at=now()):
        return redirect(form.address)
    return _clause_page(request, one, form)


def _clause_page(request: Request, one: Clause, form: forms.CommentForm) -> HttpResponse:
    acts, agreement = who_acts(request), one.agreement
    said = reads.comments_open_to(request.asker).filter(clause=one).select_related("organisation")
    section = agreement_kinds()[agreement.kind].section(one.section) if agreement.kind in agreement_kinds() else None
    context = {
        "clause": one,
        "agreement": agreement,
        "section": section,
        "number": reads.number_of(one, agreement.kind),
        "outcome": outcomes_open_to(request.asker).filter(pk=one.outcome_id).first() if one.outcome_id else None,
        "indicator": indicators_open_to(request.asker).filter(pk=one.indicator_id).first()
        if one.indicator_id
        else None,
        "crumbs": crumbs_of(agreement),
        "comments": said.order_by("said_at", "pk"),
        "is_member": permissions.may_comment(acts, agreement),
        "may_comment": permissions.may_comment(acts, agreement)
        and not one.removed_on
        and agreement.state != rules.ENDED,
        "may_settle": permissions.may_write_agreement(acts, agreement),
        "may_write": _may_change(acts, one),
        "form": form,
        "panels": panels_on("clause", one, request.asker),
    }
    return render(request, "promises/clause.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request, reference: str) -> HttpResponseBase:
    """Add a clause to an agreement; `?section=` names where."""
    agreement = agreement_at(request, reference)
    _writer_of(request, agreement)
    form = forms.ClauseForm(request.POST or None, initial={"section": request.GET.get("section", "")})
    _offer(form, agreement, request)
    if form.attempt(actions.add_clause, agreement, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("Add a clause"), verb=_("Add it"), crumbs=crumbs_of(agreement))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change a clause. Whoever was slower is shown both texts."""
    one = _to_write(request, reference)
    form = forms.ClauseEditForm(request.POST or None, initial=forms.clause_of(one))
    _offer(form, one.agreement, request)
    if form.attempt(actions.edit_clause, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Change this clause"), verb=_("Save"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def move(request: Request, reference: str) -> HttpResponseBase:
    """Put a clause at another place of its section."""
    one = _to_write(request, reference)
    form = forms.MoveForm(request.POST or None, initial={"place": one.place_in_order})
    if form.attempt(actions.move_clause, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Move this clause"), verb=_("Move it"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: Request, reference: str) -> HttpResponseBase:
    """Take a clause out of an agreement."""
    one = _to_write(request, reference)
    form = forms.BareForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.remove_clause, one, by=request.account, at=now()):
        return redirect(_back_to(one.agreement))
    return form_page(request, form, title=_("Take this clause out"), verb=_("Take it out"), crumbs=_crumbs_to(one))


@require_safe
def comment_of(request: Request, reference: str) -> HttpResponseBase:
    """A comment has no page of its own: it stands with its clause."""
    one = get_object_or_404(reads.comments_open_to(request.asker).select_related("clause"), reference=reference)
    return redirect(f"{one.clause.get_absolute_url()}#comments")


@login_required
@require_http_methods(["GET", "POST"])
def settle(request: Request, reference: str) -> HttpResponseBase:
    """Say what became of a comment."""
    seen = reads.comments_open_to(account_of(request)).select_related("clause__agreement__partnership")
    one: Comment = get_object_or_404(seen, reference=reference)
    _writer_of(request, one.clause.agreement)
    form = forms.SettleForm(request.POST or None)
    if form.attempt(actions.settle_comment, one, by=request.account, at=now()):
        return redirect(f"{one.clause.get_absolute_url()}#comments")
    crumbs = _crumbs_to(one.clause)
    return form_page(request, form, title=_("Settle this comment"), verb=_("Settle it"), crumbs=crumbs)


def _offer(form: forms.ClauseForm | forms.ClauseEditForm, agreement: Agreement, request: Request) -> None:
    parties = agreement.parties.filter(left_on=None, organisation__isnull=False).values("organisation")
    form.offer(
        agreement_kinds().get(agreement.kind),
        organisations=Organisation.objects.filter(pk__in=parties).order_by("name"),
        outcomes=outcomes_open_to(request.account).filter(partnership=agreement.partnership).order_by("name"),
        indicators=indicators_open_to(request.account).filter(partnership=agreement.partnership).order_by("name"),
    )


def _to_write(request: Request, reference: str) -> Clause:
    """The clause to change: 404 to whoever may not see it, 403 to whoever may not work on the agreement."""
    seen = reads.clauses_open_to(account_of(request)).select_related(*RELATED)
    one = get_object_or_404(seen, reference=reference)
    _writer_of(request, one.agreement)
    return one


def _writer_of(request: Request, agreement: Agreement) -> None:
    if not permissions.may_write_agreement(request.account, agreement):
        raise PermissionDenied


def _may_change(acts: Account | None, one: Clause) -> bool:
    is_open = one.removed_on is None and one.agreement.state in {rules.DRAFT, rules.IN_FORCE}
    return is_open and permissions.may_write_agreement(acts, one.agreement)


def _back_to(agreement: Agreement) -> str:
    below = "next/" if agreement.in_force_id else ""
    return f"{agreement.get_absolute_url()}{below}"


def _crumbs_to(one: Clause) -> Crumbs:
    return [*crumbs_of(one.agreement), (str(one), one.get_absolute_url())]
