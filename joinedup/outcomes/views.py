"""Pages of What should change?: each one read or one action."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.panels import panels_on
from joinedup.outcomes import actions, figures, forms, ladder, periods, permissions, reads, rules, wording
from joinedup.outcomes.agreement import agreement_on
from joinedup.outcomes.filters import DIRECTIONS, PRIORITIES, filters_of
from joinedup.outcomes.judgement import Judged, seen_of
from joinedup.outcomes.models import Indicator, Measurement, Outcome, Problem, Step
from joinedup.partners.models import Account, Organisation, Partnership, Person
from joinedup.partners.permissions import OPERATOR, convenes
from joinedup.partners.reads import leads_shown, members_of, partnerships_open_to, people_of_members, places_open_to
from joinedup.partners.requests import Request

page_and_form = require_http_methods(["GET", "HEAD", "POST"])
Crumbs = list[tuple[str, str]]
Text = Problem | Outcome
Shareable = Problem | Outcome | Step | Indicator


def _crumbs(partnership: Partnership, *above: Any) -> Crumbs:
    return [(str(noun), noun.get_absolute_url()) for noun in (partnership, *above)]


def _acts(request: Request) -> Account | None:
    """Whoever could act on this page: nobody while it is previewed as the public will see it."""
    return request.account if request.asker is request.account else None


def _acting(request: Request, *, allowed: bool) -> Account:
    """Whoever acts; 403 for those who may see but not do."""
    if request.account is None or not allowed:
        raise PermissionDenied
    return request.account


def _convenor(request: Request, partnership: Partnership) -> Account:
    return _acting(request, allowed=convenes(request.account, partnership))


def _form_page(
    request: Request, form: ActionForm, *, title: str, verb: str, crumbs: Crumbs, hint: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "crumbs": crumbs, "hint": hint}
    return render(request, "outcomes/form.html", context, status=form.status)


def _partnership(request: Request, reference: str) -> Partnership:
    return get_object_or_404(partnerships_open_to(request.asker), reference=reference)


def _members(partnership: Partnership) -> QuerySet[Organisation]:
    standing = members_of(partnership, OPERATOR).order_by().values("organisation")
    return Organisation.objects.filter(pk__in=standing).order_by("name")


def _people(partnership: Partnership) -> QuerySet[Person]:
    return people_of_members(partnership)


# Problems


@require_safe
def problem(request: Request, reference: str) -> HttpResponse:
    """A problem: its statement, who agreed to it and in what words, and the outcomes that answer it."""
    seen = reads.problems_open_to(request.asker).select_related("partnership")
    one = get_object_or_404(seen, reference=reference)
    context = {
        "problem": one,
        "crumbs": _crumbs(one.partnership),
        "panels": panels_on("problem", one, request.asker),
        "agreement": (agreement := agreement_on(one, request.asker)),
        "outcomes": reads.outcomes_open_to(request.asker).filter(problem=one).order_by(*reads.PRIORITIES_FIRST),
        "may_edit": convenes(_acts(request), one.partnership),
        "signs_for": agreement.left_of(permissions.may_sign_for(_acts(request), one)),
    }
    return render(request, "outcomes/problem.html", context)


@login_required
@page_and_form
def state_problem(request: Request, reference: str) -> HttpResponseBase:
    """State a problem."""
    partnership = _partnership(request, reference)
    by = _convenor(request, partnership)
    form = forms.ProblemForm(request.POST or None)
    if form.attempt(actions.state_problem, partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return _form_page(request, form, title=_("State a problem"), verb=_("State problem"), crumbs=crumbs)


@login_required
@page_and_form
def edit_problem(request: Request, reference: str) -> HttpResponseBase:
    """Change a problem's words."""
    one = _to_make(request, reads.problems_open_to, reference)
    initial = {"name": one.name, "statement": one.statement, "version": one.version}
    form = forms.ProblemEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_problem, one, by=request.account, at=now()):
        return redirect(one)
    hint = _("Partners sign a wording. If you change the words, each of them is asked to sign again.")
    crumbs = _crumbs(one.partnership, one)
    return _form_page(request, form, title=_("Change this problem"), verb=_("Save"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def sign_problem(request: Request, reference: str) -> HttpResponseBase:
    """Give an organisation's word on a problem."""
    return _sign(request, get_object_or_404(_seen(reads.problems_open_to, request), reference=reference))


@login_required
@page_and_form
def share_problem(request: Request, reference: str) -> HttpResponseBase:
    """Say who may see a problem."""
    return _share(request, _to_make(request, reads.problems_open_to, reference))


# Outcomes


@require_safe
def outcomes(request: Request, reference: str) -> HttpResponse:
    """A partnership's outcomes, each with its sentence and small chart."""
    partnership = _partnership(request, reference)
    filters = filters_of(request.GET)
    listed = reads.with_headline(reads.outcomes_open_to(request.asker), request.asker).filter(partnership=partnership)
    if filters.priority:
        listed = listed.filter(priority=filters.priority)
    if filters.direction:
        listed = listed.filter(headline__in=Indicator.objects.filter(filters.measures).values("pk"))
    ordered = listed.select_related("place").order_by(*reads.PRIORITIES_FIRST)
    page = Paginator(ordered, filters.rows).get_page(request.GET.get("page"))
    context = {
        **_list_context(partnership, filters),
        "page": page,
        "rows": reads.rows_of(page.object_list, partnership, request.asker),
        "may_set": convenes(_acts(request), partnership),
    }
    return render(request, "outcomes/outcomes.html", context)


@require_safe
def outcome(request: Request, reference: str) -> HttpResponse:
    """An outcome: the one view for everybody, resident, officer and inspector."""
    seen = reads.outcomes_open_to(request.asker).select_related("partnership", "place", "lead")
    one = get_object_or_404(seen, reference=reference)
    seen_measures = reads.indicators_open_to(request.asker).filter(outcome=one)
    measures = list(seen_measures.select_related("outcome").order_by("pk"))
    first = reads.headline(measures)
    context = {
        "outcome": one,
        "crumbs": _crumbs(one.partnership),
        "panels": panels_on("outcome", one, request.asker),
        "sentence": wording.sentence_of_outcome(first),
        "first": _shown(first) if first else None,
        "problem": reads.problems_open_to(request.asker).filter(outcomes=one).first(),
        "lead": leads_shown([one.lead_id], one.partnership, request.asker).get(one.lead_id or 0),
        "agreement": (agreement := agreement_on(one, request.asker)),
        "ladder": ladder.below(one, request.asker),
        "updated": _updated(measures),
        "may_edit": convenes(_acts(request), one.partnership),
        "signs_for": agreement.left_of(permissions.may_sign_for(_acts(request), one)),
        **_rows_of_others(measures, first),
    }
    return render(request, "outcomes/outcome.html", context)


@login_required
@page_and_form
def set_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Set an outcome; `?problem=` names the problem that it answers."""
    partnership = _partnership(request, reference)
    by = _convenor(request, partnership)
    form = forms.OutcomeForm(request.POST or None, initial={"problem": request.GET.get("problem")})
    form.choose(**_choices_of_outcome(request, partnership), lead=_people(partnership))
    if form.attempt(actions.set_outcome, partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return _form_page(request, form, title=_("Set an outcome"), verb=_("Set outcome"), crumbs=crumbs)


@login_required
@page_and_form
def edit_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Change an outcome's words, problem, place and priority."""
    one = _to_make(request, reads.outcomes_open_to, reference)
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
    crumbs = _crumbs(one.partnership, one)
    return _form_page(request, form, title=_("Change this outcome"), verb=_("Save"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def name_lead(request: Request, reference: str) -> HttpResponseBase:
    """Name who answers for an outcome, and what that person may decide."""
    one = _to_make(request, reads.outcomes_open_to, reference)
    initial = {"lead": one.lead and one.lead.reference, "lead_may": one.lead_may, "version": one.version}
    form = forms.LeadForm(request.POST or None, initial=initial)
    form.choose(lead=_people(one.partnership))
    if form.attempt(actions.name_lead, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = _crumbs(one.partnership, one)
    return _form_page(request, form, title=_("Who leads"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def sign_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Give an organisation's word on an outcome."""
    return _sign(request, get_object_or_404(_seen(reads.outcomes_open_to, request), reference=reference))


@login_required
@page_and_form
def share_outcome(request: Request, reference: str) -> HttpResponseBase:
    """Say who may see an outcome."""
    return _share(request, _to_make(request, reads.outcomes_open_to, reference))


# The ladder


@require_safe
def step(request: Request, reference: str) -> HttpResponse:
    """A step of the ladder: what it leads to and what it rests on."""
    seen = reads.steps_open_to(request.asker).select_related("partnership", "organisation")
    one = get_object_or_404(seen, reference=reference)
    links = one.leads_to.select_related("step", "outcome").order_by("pk")
    higher = set(reads.steps_open_to(request.asker).filter(rests_on__lower=one).values_list("pk", flat=True))
    goals = set(reads.outcomes_open_to(request.asker).filter(rests_on__lower=one).values_list("pk", flat=True))
    context = {
        "step": one,
        "crumbs": _crumbs(one.partnership),
        "panels": panels_on("step", one, request.asker),
        "leads_to": [link for link in links if link.step_id in higher or link.outcome_id in goals],
        "ladder": ladder.below(one, request.asker),
        "may_edit": convenes(_acts(request), one.partnership),
    }
    return render(request, "outcomes/step.html", context)


@login_required
@page_and_form
def add_step(request: Request, reference: str) -> HttpResponseBase:
    """Add a step to the ladder; its page then says what it leads to."""
    partnership = _partnership(request, reference)
    by = _convenor(request, partnership)
    form = forms.StepForm(request.POST or None, initial={"kind": Step.Kind.OUTPUT})
    form.choose(organisation=_members(partnership))
    if form.attempt(actions.add_step, partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return _form_page(request, form, title=_("Add a step"), verb=_("Add step"), crumbs=crumbs)


@login_required
@page_and_form
def edit_step(request: Request, reference: str) -> HttpResponseBase:
    """Change a step's words and who takes it."""
    one = _to_make(request, reads.steps_open_to, reference)
    initial = {
        "name": one.name,
        "organisation": one.organisation and one.organisation.reference,
        "version": one.version,
    }
    form = forms.StepEditForm(request.POST or None, initial=initial)
    form.choose(organisation=_members(one.partnership))
    if form.attempt(actions.edit_step, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = _crumbs(one.partnership, one)
    return _form_page(request, form, title=_("Change this step"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def link(request: Request, reference: str) -> HttpResponseBase:
    """Say what a step leads to, and on what assumption."""
    one = _to_make(request, reads.steps_open_to, reference)
    form = forms.LinkForm(request.POST or None, higher=_higher(request, one))
    if form.attempt(actions.link, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = _crumbs(one.partnership, one)
    return _form_page(request, form, title=_("What this leads to"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def share_step(request: Request, reference: str) -> HttpResponseBase:
    """Say who may see a step."""
    return _share(request, _to_make(request, reads.steps_open_to, reference))


# Measures and figures


@require_safe
def indicators(request: Request, reference: str) -> HttpResponse:
    """A partnership's measures, each with its sentence, latest figure and small chart."""
    partnership = _partnership(request, reference)
    filters = filters_of(request.GET)
    listed = reads.indicators_open_to(request.asker).filter(filters.measures, partnership=partnership)
    if filters.priority:
        listed = listed.filter(outcome__priority=filters.priority)
    page = Paginator(listed.order_by("name", "pk"), filters.rows).get_page(request.GET.get("page"))
    context = {
        **_list_context(partnership, filters),
        "page": page,
        "rows": reads.indicator_rows(page.object_list),  # type: ignore[arg-type]
        "may_define": convenes(_acts(request), partnership),
    }
    return render(request, "outcomes/indicators.html", context)


@require_safe
def indicator(request: Request, reference: str) -> HttpResponse:
    """A measure: its sentence, its chart with every figure, how it is judged and what exactly it counts."""
    seen = reads.indicators_open_to(request.asker).select_related("partnership", "outcome", "steward")
    one = get_object_or_404(seen, reference=reference)
    acts = _acts(request)
    context = {
        "indicator": one,
        "crumbs": _crumbs(one.partnership),
        "panels": panels_on("indicator", one, request.asker),
        "outcome": reads.outcomes_open_to(request.asker).filter(indicators=one).first(),
        "sentence": wording.sentence_of_outcome(one),
        "facts": _facts_of(one),
        "may_edit": convenes(acts, one.partnership),
        "may_record": permissions.may_record(acts, one),
        **_shown(one),
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
    partnership = _partnership(request, reference)
    by = _convenor(request, partnership)
    form = forms.IndicatorForm(request.POST or None, initial={"outcome": request.GET.get("outcome")})
    form.choose(**_choices_of_indicator(request, partnership))
    if form.attempt(actions.define_indicator, partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = _crumbs(partnership)
    return _form_page(request, form, title=_("Define a measure"), verb=_("Define measure"), crumbs=crumbs)


@login_required
@page_and_form
def edit_indicator(request: Request, reference: str) -> HttpResponseBase:
    """Change what is said of a measure, and the rules by which it is judged."""
    one = _to_make(request, reads.indicators_open_to, reference)
    form = forms.IndicatorEditForm(request.POST or None, initial=_initial_of_indicator(one))
    form.choose(**_choices_of_indicator(request, one.partnership))
    if form.attempt(actions.edit_indicator, one, by=request.account, at=now()):
        return redirect(one)
    crumbs = _crumbs(one.partnership, one)
    return _form_page(request, form, title=_("Change this measure"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def record_figure(request: Request, reference: str) -> HttpResponseBase:
    """Record a figure for a period; one that is recorded already is revised, and what stood before stays."""
    one = get_object_or_404(_seen(reads.indicators_open_to, request), reference=reference)
    by = _acting(request, allowed=permissions.may_record(request.account, one))
    form = forms.FigureForm(request.POST or None, initial=_next_period(one))
    if form.attempt(actions.record_figure, one, by=by, at=now()):
        return redirect(one)
    hint = _("To correct a figure, give the dates of its period again. The earlier figure stays and is shown.")
    crumbs = _crumbs(one.partnership, one)
    return _form_page(request, form, title=_("Record a figure"), verb=_("Record figure"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def start_phase(request: Request, reference: str) -> HttpResponseBase:
    """Let a measure's limits start afresh, and say why."""
    one = _to_make(request, reads.indicators_open_to, reference)
    form = forms.PhaseForm(request.POST or None)
    if form.attempt(actions.start_phase, one, by=request.account, at=now()):
        return redirect(one)
    hint = _("Only where what is measured, or how, has changed: never to make a change look usual.")
    crumbs = _crumbs(one.partnership, one)
    title = _("Let the limits start afresh")
    return _form_page(request, form, title=title, verb=_("Start afresh"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def share_indicator(request: Request, reference: str) -> HttpResponseBase:
    """Say who may see a measure."""
    return _share(request, _to_make(request, reads.indicators_open_to, reference))


# What several pages need


def _seen(open_to: Callable[[Any], QuerySet[Any]], request: Request) -> QuerySet[Any]:
    return open_to(request.asker).select_related("partnership")


def _to_make(request: Request, open_to: Callable[[Any], QuerySet[Any]], reference: str) -> Any:
    """A noun that the convenor is about to change."""
    noun = get_object_or_404(_seen(open_to, request), reference=reference)
    _convenor(request, noun.partnership)
    return noun


def _sign(request: Request, text: Text) -> HttpResponseBase:
    own = permissions.may_sign_for(request.account, text)
    by = _acting(request, allowed=bool(own))
    form = forms.SignForm(request.POST or None, initial={"organisation": own[0].reference})
    form.choose(organisation=Organisation.objects.filter(pk__in=[one.pk for one in own]).order_by("name"))
    if form.attempt(actions.sign, text, by=by, at=now()):
        return redirect(text)
    context = {"form": form, "text": text, "crumbs": _crumbs(text.partnership, text)}
    return render(request, "outcomes/sign.html", context, status=form.status)


def _share(request: Request, noun: Shareable) -> HttpResponseBase:
    form = forms.ShareForm(request.POST or None, initial={"visibility": noun.visibility})
    if form.attempt(actions.share, noun, by=request.account, at=now()):
        return redirect(noun)
    crumbs = _crumbs(noun.partnership, noun)
    return _form_page(request, form, title=_("Who may see this"), verb=_("Save"), crumbs=crumbs)


def _list_context(partnership: Partnership, filters: Any) -> dict[str, Any]:
    return {
        "partnership": partnership,
        "crumbs": _crumbs(partnership),
        "filters": filters,
        "priorities": PRIORITIES.items(),
        "directions": [(name, words) for name, (words, _which) in DIRECTIONS.items()],
    }


def _shown(one: Indicator) -> dict[str, Any]:
    """A measure's chart, its table and how it is judged. Four SQL queries."""
    seen: Judged = seen_of([one])[one.pk]
    every = Measurement.objects.filter(indicator=one)
    rows = figures.rows(one, every, one.signals.all())
    return {
        "indicator": one,
        "charts": figures.charts(one, seen),
        "rows": rows,
        "columns": figures.columns(rows),
        "unit": "" if wording.is_sign(one.unit) else one.unit,
        "stretches": figures.stretches(one, seen, one.phases.all()),
    }


def _rows_of_others(measures: list[Indicator], first: Indicator | None) -> dict[str, Any]:
    """The measures beside the first: what people experience, and the others."""
    rows = [reads.indicator_row(measure) for measure in measures if measure is not first]
    return {
        "experience": [row for row in rows if row.is_experience],
        "others": [row for row in rows if not row.is_experience],
    }


def _updated(measures: list[Indicator]) -> dict[str, Any] | None:
    """When a figure of these measures was last recorded, and how many days ago. One SQL query."""
    last = Measurement.objects.filter(indicator__in=measures).aggregate(at=Max("recorded_at"))["at"]
    if last is None:
        return None
    day: date = timezone.localdate(last)
    return {"on": day, "days": (timezone.localdate() - day).days}


def _facts_of(one: Indicator) -> list[tuple[str, Any]]:
    """What a measure is, term by term; what is not said yet is left out."""
    facts = [
        (_("What exactly is counted"), one.definition),
        (_("Unit"), one.unit),
        (_("Counted per"), f"{one.per:,}" if one.per > 1 else ""),
        (_("Which way is better"), capfirst(one.get_better_display())),
        (_("It shows"), capfirst(one.get_level_display())),
        (_("A new figure"), capfirst(one.get_rhythm_display())),
        (_("Looked after by"), one.steward),
        (_("Where we started"), _amount_on(one.baseline, one.baseline_on, one.unit)),
        (_("Target"), _amount_on(one.target, one.target_on, one.unit)),
        (_("Judged by"), one.judged_by),
    ]
    return [(term, value) for term, value in facts if value]


def _amount_on(value: Any, day: date | None, unit: str) -> str:
    if value is None:
        return ""
    said = wording.amount(value, unit)
    return said if day is None else f"{said} ({date_format(day)})"


def _choices_of_outcome(request: Request, partnership: Partnership) -> dict[str, QuerySet[Any]]:
    return {
        "problem": reads.problems_open_to(request.asker).filter(partnership=partnership).order_by("name"),
        "place": places_open_to(request.asker).order_by("name"),
    }


def _choices_of_indicator(request: Request, partnership: Partnership) -> dict[str, QuerySet[Any]]:
    return {
        "outcome": reads.outcomes_open_to(request.asker).filter(partnership=partnership).order_by("name"),
        "steward": _members(partnership),
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


def _higher(request: Request, lower: Step) -> dict[str, Step | Outcome]:
    """What a step could lead to: the higher steps and the outcomes of its partnership."""
    kinds = [kind for kind, rank in rules.RANK.items() if rank > rules.RANK[lower.kind]]
    steps = reads.steps_open_to(request.asker).filter(partnership=lower.partnership, kind__in=kinds).order_by("name")
    goals = reads.outcomes_open_to(request.asker).filter(partnership=lower.partnership).order_by("name")
    higher: list[Step | Outcome] = [*goals, *steps]
    return {noun.reference: noun for noun in higher}


def _next_period(one: Indicator) -> dict[str, Any]:
    """The period after the latest figure's, as a start for the form."""
    if one.latest_on is None:
        return {}
    first = periods.after(one.latest_on, 1, one.rhythm)
    return {"from_on": first, "until_on": periods.after(first, 1, one.rhythm) - timedelta(days=1)}
