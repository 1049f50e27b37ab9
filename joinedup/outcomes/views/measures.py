"""Pages of measures and their figures."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.outcomes import actions, figures, forms, lists, periods, permissions, reads, wording
from joinedup.outcomes.models import Indicator, Measurement
from joinedup.outcomes.views.pages import (
    acting_account,
    convenor_at,
    crumbs_to,
    form_page,
    members_to_choose,
    page_and_form,
    partnership_at,
    seen_by,
    share_page,
    shown,
    to_make,
    who_acts,
)
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import convenes
from joinedup.partners.requests import Request


@require_safe
def indicators(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's measures, each with its sentence, latest figure and small chart."""
    partnership = partnership_at(request, reference)
    every = reads.indicators_open_to(request.asker).filter(partnership=partnership)
    listed = lists.measures_list().read(request.GET, every)
    if listed.as_csv:
        listed.rows = listed.rows.only(*reads.KEPT, "level", "outcome")
        return listed.csv(file_name("measures", partnership), partial(lists.written_measures, asker=request.asker))
    context = {
        "partnership": partnership,
        "crumbs": crumbs_to(partnership),
        "listed": listed,
        "rows": reads.indicator_rows(listed.page.object_list),  # type: ignore[arg-type]
        "may_define": convenes(who_acts(request), partnership),
    }
    return render(request, "outcomes/indicators.html", context)


@require_safe
def indicator(request: Request, reference: str) -> HttpResponse:
    """A measure: its sentence, its chart with every figure, how it is judged and what exactly it counts."""
    seen = reads.indicators_open_to(request.asker).select_related("partnership", "outcome", "steward")
    one = get_object_or_404(seen, reference=reference)
    acts = who_acts(request)
    context = {
        "indicator": one,
        "crumbs": crumbs_to(one.partnership),
        "panels": panels_on("indicator", one, request.asker),
        "outcome": reads.outcomes_open_to(request.asker).filter(indicators=one).first(),
        "sentence": wording.sentence_of_outcome(one),
        "facts": _facts_of(one),
        "may_edit": convenes(acts, one.partnership),
        "may_record": permissions.may_record(acts, one),
        **shown(one),
    }
    return render(request, "outcomes/indicator.html", context)


@require_safe
def figures_csv(request: Request, reference: str) -> HttpResponse:
    """A measure's figures, revisions included, as a file that spreadsheets open."""
    one = get_object_or_404(reads.indicators_open_to(request.asker), reference=reference)
    every = Measurement.objects.filter(indicator=one).order_by("from_on", "revision")
    name = f"{one.reference.replace('/', '-')}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    text = figures.as_csv(one, every, one.signals.all())
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


@login_required
@page_and_form
def define_indicator(request: Request, reference: str) -> HttpResponseBase:
    """Define a measure; `?outcome=` names the outcome that it shows."""
    partnership = partnership_at(request, reference)
    by = convenor_at(request, partnership)
    form = forms.IndicatorForm(request.POST or None, initial={"outcome": request.GET.get("outcome")})
    form.choose(**_choices_of_indicator(request, partnership))
    if form.attempt(actions.define_indicator, partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = crumbs_to(partnership)
    return form_page(request, form, title=_("Define a measure"), verb=_("Define measure"), crumbs=crumbs)


@login_required
@page_and_form
def edit_indicator(request: Request, reference: str) -> HttpResponseBase:
    """Change what is said of a measure, and the rules by which it is judged."""
    one = to_make(request, reads.indicators_open_to, reference)
    form = forms.IndicatorEditForm(request.POST or None, initial=_initial_of_indicator(one))
    form.choose(**_choices_of_indicator(request, one.partnership))
    if form.attempt(actions.edit_indicator, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = crumbs_to(one.partnership, one)
    return form_page(request, form, title=_("Change this measure"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def record_figure(request: Request, reference: str) -> HttpResponseBase:
    """Record a figure for a period; one that is recorded already is revised, and what stood before stays."""
    one = get_object_or_404(seen_by(reads.indicators_open_to, request), reference=reference)
    by = acting_account(request, allowed=permissions.may_record(request.account, one))
    form = forms.FigureForm(request.POST or None, initial=_next_period(one))
    if form.attempt(actions.record_figure, one, by=by, at=now()):
        return redirect(one)
    hint = _("To correct a figure, give the dates of its period again. The earlier figure stays and is shown.")
    crumbs = crumbs_to(one.partnership, one)
    return form_page(request, form, title=_("Record a figure"), verb=_("Record figure"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def start_phase(request: Request, reference: str) -> HttpResponseBase:
    """Let a measure's limits start afresh, and say why."""
    one = to_make(request, reads.indicators_open_to, reference)
    form = forms.PhaseForm(request.POST or None)
    if form.attempt(actions.start_phase, one, by=request.account, at=now()):
        return redirect(one)
    hint = _("Only where what is measured, or how, has changed: never to make a change look usual.")
    crumbs = crumbs_to(one.partnership, one)
    title = _("Let the limits start afresh")
    return form_page(request, form, title=title, verb=_("Start afresh"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def share_indicator(request: Request, reference: str) -> HttpResponseBase:
    """Say who may see a measure."""
    return share_page(request, to_make(request, reads.indicators_open_to, reference))


def _facts_of(one: Indicator) -> list[tuple[str, Any]]:
    """What a measure is, term by term; what is not said yet is left out."""
    facts = [
        (_("What exactly is counted"), one.definition),
        (_("Unit"), one.unit),
        (_("Counted per"), f"{one.per:,}" if one.per > 1 else ""),
        (_("Which way is better"), capfirst(one.get_better_display())),
        (_("It shows"), capfirst(one.get_level_display())),
        (_("A new figure"), capfirst(one.get_rhythm_display())),
        (_("Last figure"), periods.said_by_rhythm(one.latest_on, one.rhythm) if one.latest_on else ""),
        (_("Next figure is due by"), _due(one)),
        (_("Looked after by"), one.steward),
        (_("Where we started"), _amount_on(one.baseline, one.baseline_on, one.unit)),
        (_("Target"), _amount_on(one.target, one.target_on, one.unit)),
        (_("Judged by"), one.judged_by),
    ]
    return [(term, value) for term, value in facts if value]


def _due(one: Indicator) -> str:
    if one.latest_on is None:
        return ""
    return str(date_format(periods.figure_due_on(one.latest_on, one.rhythm, days=one.partnership.days_to_publish)))


def _amount_on(value: Any, day: date | None, unit: str) -> str:
    if value is None:
        return ""
    said = wording.amount(value, unit)
    return said if day is None else f"{said} ({date_format(day)})"


def _choices_of_indicator(request: Request, partnership: Partnership) -> dict[str, QuerySet[Any]]:
    return {
        "outcome": reads.outcomes_open_to(request.asker).filter(partnership=partnership).order_by("name"),
        "steward": members_to_choose(partnership),
    }


def _initial_of_indicator(one: Indicator) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in forms.IndicatorEditForm.base_fields}
    return plain | {
        "baseline": _without_idle_noughts(one.baseline),
        "target": _without_idle_noughts(one.target),
        "outcome": one.outcome and one.outcome.reference,
        "steward": one.steward and one.steward.reference,
    }


def _without_idle_noughts(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")


def _next_period(one: Indicator) -> dict[str, Any]:
    """The period after the latest figure's, as a start for the form."""
    if one.latest_on is None:
        return {}
    first = periods.after(one.latest_on, 1, one.rhythm)
    return {"from_on": first, "until_on": periods.after(first, 1, one.rhythm) - timedelta(days=1)}
