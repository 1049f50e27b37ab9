from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Account, Partnership, Place
from joinedup.partners.permissions import takes_part
from joinedup.partners.reads import leads_shown, partnerships_open_to, places_open_to, within
from joinedup.partners.requests import Request, who_acts
from joinedup.promises import actions, forms, lists, permissions, reads, rules
from joinedup.promises.models import Commitment, Part
from joinedup.promises.own import own_rows
from joinedup.promises.reads.links import reminders_of
from joinedup.promises.views.pages import Crumbs, account_of, crumbs_to, form_page, members_to_choose, partnership_at

MINE = 20
BACK = {"mine": "/promises/mine/", "desk": "/desk/"}


@require_safe
def promise(request: Request, reference: str) -> HttpResponse:
    """A promise: what, who, by when, for which outcomes, its parts and how it has gone."""
    related = ("partnership", "organisation", "lead", "place")
    seen = reads.commitments_open_to(request.asker).select_related(*related)
    commitment = get_object_or_404(seen, reference=reference)
    partnership = commitment.partnership
    today = timezone.localdate()
    acts = who_acts(request)
    may_change = permissions.may_change(acts, commitment)
    days = partnership.days_without_news
    context = {
        "commitment": commitment,
        "crumbs": _crumbs(partnership),
        "state": rules.shown_state(commitment.state, commitment.heard_on, commitment.starts_on, today, days),
        "lead": leads_shown([commitment.lead_id], partnership, request.asker).get(commitment.lead_id or 0),
        "lead_left": commitment.lead_id and not reads.has_post(commitment.lead_id, commitment.organisation_id, today),
        "outcomes": outcomes_open_to(request.asker).filter(commitments=commitment).order_by("name"),
        "parts": _parts(commitment, acts),
        "takes_part": takes_part(acts, partnership),
        "reports": commitment.reports.order_by("-reported_at", "-pk"),
        "reminders": reminders_of(commitment, request.asker),
        "may_change": may_change,
        "may_take_lead": reads.waits_for_word(commitment, acts),
        "may_report": may_change and reads.takes_reports(commitment),
        "was_due_on": commitment.first_due_on if commitment.first_due_on != commitment.due_on else None,
    }
    return render(request, "promises/promise.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: Request, reference: str) -> HttpResponseBase:
    """A lead's one-minute report on a promise."""
    commitment = _to_change(request, reference)
    form = forms.ReportForm(request.POST or None, initial={"state": commitment.state})
    if form.attempt(actions.report, commitment, by=request.account, at=now()):
        messages.success(request, _("Thank you. Your report on “%s” has been kept.") % commitment)
        return redirect(BACK.get(request.GET.get("from", ""), form.address))
    return _form(request, commitment, form, title=_("Report progress"), verb=_("Report progress"))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponseBase:
    """Change the words and dates of a promise."""
    commitment = _to_change(request, reference)
    form = forms.EditForm(request.POST or None, initial=forms.terms_of(commitment))
    outcomes = outcomes_open_to(request.account).filter(partnership=commitment.partnership).order_by("name")
    form.offer(outcomes=outcomes, places=_places(commitment.partnership, request))
    form.unseen = tuple(commitment.outcomes.exclude(pk__in=outcomes.order_by().values("pk")))
    if form.attempt(actions.edit, commitment, by=request.account, at=now()):
        return redirect(commitment)
    return _form(request, commitment, form, title=_("Change this promise"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def name_lead(request: Request, reference: str) -> HttpResponseBase:
    """Name who is answerable for a promise, and what that person may decide."""
    commitment = _to_change(request, reference)
    kept = {"version": commitment.version, "lead": commitment.lead_id, "lead_may": commitment.lead_may}
    form = forms.LeadForm(request.POST or None, initial=kept)
    form.offer(reads.people_to_name(commitment))
    if form.attempt(actions.name_lead, commitment, by=request.account, at=now()):
        return redirect(commitment)
    return _form(request, commitment, form, title=_("Name who is answerable"), verb=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponseBase:
    """Say who may read a promise."""
    commitment = _to_change(request, reference)
    form = forms.ShareForm(request.POST or None, initial={"visibility": commitment.visibility})
    if form.attempt(actions.share, commitment, by=request.account, at=now()):
        return redirect(commitment)
    return _form(request, commitment, form, title=_("Who may read this promise"), verb=_("Save"))


@login_required
@require_POST
def share_plan(request: Request, reference: str) -> HttpResponse:
    """Share with everybody whatever of a plan may be shared."""
    partnership = get_object_or_404(partnerships_open_to(request.account), reference=reference)
    form = ActionForm(request.POST)
    if not form.attempt(actions.share_plan, partnership, by=request.account, at=now()):
        raise PermissionDenied
    shared, stayed = form.result
    said = ngettext("%d item is shared.", "%d items are shared.", shared) % shared
    messages.info(request, said if not stayed else f"{said} {_('Those below lack something first.')}")
    return redirect("stage", partnership.reference)


@login_required
@require_http_methods(["GET", "POST"])
def add_part(request: Request, reference: str) -> HttpResponseBase:
    """Add a part of a promise and say who takes it."""
    commitment = _to_change(request, reference)
    form = forms.PartForm(request.POST or None)
    form.offer(members_to_choose(commitment.partnership))
    if form.attempt(actions.add_part, commitment, by=request.account, at=now()):
        return redirect(form.address)
    return _form(request, commitment, form, title=_("Add a part"), verb=_("Add this part"))


@require_safe
def part(request: Request, reference: str) -> HttpResponseBase:
    """A part has no page of its own: it stands on its promise's."""
    seen = reads.parts_open_to(request.asker).select_related("commitment")
    return redirect(f"{get_object_or_404(seen, reference=reference).commitment.get_absolute_url()}#parts")


@login_required
@require_POST
def accept_part(request: Request, reference: str) -> HttpResponseBase:
    """Accept a part for one's organisation, in one click."""
    part = _part(request, reference)
    if not permissions.may_accept(request.account, part):
        raise PermissionDenied
    form = ActionForm(request.POST)
    if form.attempt(actions.accept_part, part, by=request.account, at=now()):
        messages.success(request, _("Accepted: “%s”.") % part)
        return redirect(BACK.get(request.GET.get("from", ""), part.commitment.get_absolute_url()))
    return _form(request, part.commitment, form, title=_("Accept “%s”") % part, verb=_("Accept"))


@login_required
@require_http_methods(["GET", "POST"])
def remove_part(request: Request, reference: str) -> HttpResponseBase:
    """Take a part out of a promise, after one look at what goes."""
    part = _part(request, reference)
    if not permissions.may_change(request.account, part.commitment):
        raise PermissionDenied
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.remove_part, part, by=request.account, at=now()):
        return redirect(part.commitment)
    words = _("Take out the part “%s”?") % part
    return _form(request, part.commitment, form, title=words, verb=_("Take it out"))


@login_required
@require_http_methods(["GET", "POST"])
def make(request: Request, reference: str) -> HttpResponseBase:
    """Make a promise, as a draft."""
    partnership = get_object_or_404(partnerships_open_to(request.asker), reference=reference)
    organisations = reads.organisations_to_promise(partnership, account_of(request))
    if not organisations.exists():
        raise PermissionDenied
    form = forms.PromiseForm(request.POST or None)
    form.offer_organisations(organisations)
    outcomes = outcomes_open_to(request.account).filter(partnership=partnership).order_by("name")
    form.offer(outcomes=outcomes, places=_places(partnership, request))
    if form.attempt(actions.promise, partnership, by=request.account, at=now()):
        return redirect(form.address)
    context = {"form": form, "crumbs": _crumbs(partnership), "partnership": partnership}
    return render(request, "promises/make.html", context, status=form.status)


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    """What I lead and the parts that my organisations take, in order of date, each to be reported on its row."""
    account = account_of(request)
    own = reads.mine(account).select_related("partnership", "organisation")
    page = Paginator(own, MINE).get_page(request.GET.get("page"))
    return render(request, "promises/mine.html", {"page": page, "rows": own_rows(list(page), account)})


@require_safe
def promises(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's promises, narrowed by the address."""
    partnership = partnership_at(request, reference)
    every = reads.commitments_open_to(request.asker).filter(partnership=partnership)
    listed = lists.promises_of(partnership, request.asker).read(request.GET, every)
    listed.rows = listed.rows.values(*reads.FIELDS)
    shown = partial(reads.rows, partnership=partnership, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("promises", partnership), shown)
    counts = reads.counts(every)
    if not listed.narrows:
        listed.count = counts.all  # counted already
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "counts": counts,
        "rows": shown(listed.page),
        "listed": listed,
        "may_promise": request.asker is request.account and takes_part(request.account, partnership),
    }
    return render(request, "promises/promises.html", context)


def _to_change(request: Request, reference: str) -> Commitment:
    """The promise that an address names: 404 to whoever may not see it, 403 to whoever may not change it."""
    seen = reads.commitments_open_to(request.account).select_related("partnership", "organisation")
    commitment = get_object_or_404(seen, reference=reference)
    if not permissions.may_change(request.account, commitment):
        raise PermissionDenied
    return commitment


def _part(request: Request, reference: str) -> Part:
    seen = reads.parts_open_to(request.account).select_related("commitment__partnership", "organisation")
    return get_object_or_404(seen, reference=reference)


def _form(request: Request, commitment: Commitment, form: ActionForm, *, title: str, verb: str) -> HttpResponse:
    crumbs = [*_crumbs(commitment.partnership), (commitment.output, commitment.get_absolute_url())]
    return form_page(request, form, title=title, verb=verb, crumbs=crumbs)


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Promises"), "promises/")


def _places(partnership: Partnership, request: Request) -> QuerySet[Place]:
    return places_open_to(request.asker).filter(within(partnership.place)).order_by("name")


def _parts(commitment: Commitment, account: Account | None) -> list[dict[str, Any]]:
    """The parts of a promise, each with whether this account may accept or decline it. Two SQL queries."""
    own = _own_organisations(account)
    return [
        {
            "part": part,
            "may_accept": part.accepted_at is None and part.organisation_id in own,
            "may_decline": part.declined_at is None and part.organisation_id in own,
        }
        for part in commitment.parts.select_related("organisation").order_by("pk")
    ]


def _own_organisations(account: Account | None) -> set[int]:
    return set() if account is None else set(permissions.organisations_of(account))
