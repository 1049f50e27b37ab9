"""Pages of outcomes, and the one view of an outcome for everybody."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Max, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.outcomes import actions, forms, ladder, lists, permissions, reads, wording
from joinedup.outcomes.agreement import agreement_on
from joinedup.outcomes.models import Indicator, Measurement, Outcome
from joinedup.outcomes.movements import by_latest_change, common_caveat, movements
from joinedup.outcomes.tallies import MANY, tallies_of
from joinedup.outcomes.views.pages import (
    convenor_at,
    crumbs_to,
    form_page,
    page_and_form,
    partnership_at,
    people_to_choose,
    seen_by,
    share_page,
    shown,
    sign_page,
    to_make,
    who_acts,
)
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker, convenes
from joinedup.partners.reads import leads_shown, places_open_to
from joinedup.partners.requests import Request

CHANGES = 6


@require_safe
def outcomes(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's outcomes, each with its sentence and small chart."""
    partnership = partnership_at(request, reference)
    every = reads.with_headline(reads.outcomes_open_to(request.asker), request.asker).filter(partnership=partnership)
    listed = lists.outcomes_list().read(request.GET, every.select_related("place"))
    shown_rows = partial(reads.rows_of, partnership=partnership, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("outcomes", partnership), shown_rows)
    context = {
        "partnership": partnership,
        "crumbs": crumbs_to(partnership),
        "listed": listed,
        "rows": shown_rows(listed.page.object_list),
        "may_set": convenes(who_acts(request), partnership),
    }
    return render(request, "outcomes/outcomes.html", context)


@require_safe
def outcome(request: Request, reference: str) -> HttpResponse:
    """An outcome: the one view for everybody, resident, officer and inspector."""
    seen = reads.outcomes_open_to(request.asker).select_related("partnership", "place", "lead")
    one = get_object_or_404(seen, reference=reference)
    seen_measures = reads.indicators_open_to(request.asker).filter(outcome=one)
    context = {
        "outcome": one,
        "crumbs": crumbs_to(one.partnership),
        "panels": panels_on("outcome", one, request.asker),
        "problem": reads.problems_open_to(request.asker).filter(outcomes=one).first(),
        "lead": leads_shown([one.lead_id], one.partnership, request.asker).get(one.lead_id or 0),
        "agreement": (agreement := agreement_on(one, request.asker)),
        "ladder": ladder.below(one, request.asker),
        "updated": _updated(seen_measures),
        "may_edit": convenes(who_acts(request), one.partnership),
        "signs_for": agreement.left_of(permissions.may_sign_for(who_acts(request), one)),
        **_measured(one, seen_measures, request.asker),
    }
    return render(request, "outcomes/outcome.html", context)


@login_required
@page_and_form
def set_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Set an outcome; `?problem=` names the problem that it answers."""
    partnership = partnership_at(request, reference)
    by = convenor_at(request, partnership)
    form = forms.OutcomeForm(request.POST or None, initial={"problem": request.GET.get("problem")})
    form.choose(**_choices_of_outcome(request, partnership), lead=people_to_choose(partnership))
    if form.attempt(actions.set_outcome, partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = crumbs_to(partnership)
    return form_page(request, form, title=_("Set an outcome"), verb=_("Set outcome"), crumbs=crumbs)


@login_required
@page_and_form
def edit_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Change an outcome's words, problem, place and priority."""
    one = to_make(request, reads.outcomes_open_to, reference)
    form = forms.OutcomeEditForm(
        request.POST or None,
        initial={
            "name": one.name,
            "statement": one.statement,
            "problem": one.problem and one.problem.reference,
            "place": one.place and one.place.reference,
            "priority": one.priority,
            "version": one.version,
        },
    )
    form.choose(**_choices_of_outcome(request, one.partnership))
    if form.attempt(actions.edit_outcome, one, by=request.account, at=now()):
        return redirect(one)
    hint = _("Partners sign a wording. If you change the words, each of them is asked to sign again.")
    crumbs = crumbs_to(one.partnership, one)
    return form_page(request, form, title=_("Change this outcome"), verb=_("Save"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def name_lead(request: Request, reference: str) -> HttpResponseBase:
    """Name who answers for an outcome, and what that person may decide."""
    one = to_make(request, reads.outcomes_open_to, reference)
    initial = {"lead": one.lead and one.lead.reference, "lead_may": one.lead_may, "version": one.version}
    form = forms.LeadForm(request.POST or None, initial=initial)
    form.choose(lead=people_to_choose(one.partnership))
    if form.attempt(actions.name_lead, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = crumbs_to(one.partnership, one)
    return form_page(request, form, title=_("Who leads"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def sign_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Give an organisation's word on an outcome."""
    return sign_page(request, get_object_or_404(seen_by(reads.outcomes_open_to, request), reference=reference))


@login_required
@page_and_form
def share_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Say who may see an outcome."""
    return share_page(request, to_make(request, reads.outcomes_open_to, reference))


def _measured(one: Outcome, seen: QuerySet[Indicator], asker: Asker) -> dict[str, Any]:
    """How an outcome moves: its first measure and the others, or a count and the latest changes where it has many."""
    measures = list(seen.select_related("outcome").order_by("pk")[: MANY + 1])
    if len(measures) > MANY:
        changes = movements(by_latest_change(seen)[:CHANGES])
        return {
            "sentence": tallies_of([one.pk], asker)[one.pk].sentence,
            "changes": changes,
            "caveat": common_caveat(changes),
            "experience": reads.indicator_rows(seen.filter(is_experience=True).order_by("pk")[:CHANGES]),
        }
    first = reads.headline(measures)
    rows = [reads.indicator_row(measure) for measure in measures if measure is not first]
    return {
        "sentence": wording.sentence_of_outcome(first),
        "first": shown(first) if first else None,
        "experience": [row for row in rows if row.is_experience],
        "others": [row for row in rows if not row.is_experience],
    }


def _updated(measures: QuerySet[Indicator]) -> dict[str, Any] | None:
    """When a figure of these measures was last recorded, and how many days ago. One SQL query."""
    recorded = Measurement.objects.filter(indicator__in=measures.order_by().values("pk"))
    last = recorded.aggregate(at=Max("recorded_at"))["at"]
    if last is None:
        return None
    day: date = timezone.localdate(last)
    return {"on": day, "days": (timezone.localdate() - day).days}


def _choices_of_outcome(request: Request, partnership: Partnership) -> dict[str, QuerySet[Any]]:
    return {
        "problem": reads.problems_open_to(request.asker).filter(partnership=partnership).order_by("name"),
        "place": places_open_to(request.asker).order_by("name"),
    }
