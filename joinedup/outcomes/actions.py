"""Everything that can be done about what should change: the only code of this room that writes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack, cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.outcomes import permissions, rules
from joinedup.outcomes.judgement import judge
from joinedup.outcomes.models import Indicator, Link, Measurement, Outcome, Phase, Problem, SignOff, Step
from joinedup.outcomes.rules import Figure, MakingFacts, MeasureFacts, Period, SigningFacts
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Place, Standing, live
from joinedup.partners.permissions import acts_for, convenes
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.record.actions import enter

SIGNED_TEXT = ("name", "statement")
JUDGED_BY = ("better", "target", "rhythm", "ruleset", "run_length", "screens_outliers", "limits_from")
UNIT = ("unit", "per")
NUMBERS = ("baseline", "target")


class IndicatorFields(TypedDict, total=False):
    """What may be said of a measure."""

    outcome: Outcome | None
    name: str
    definition: str
    unit: str
    better: str
    per: int
    level: str
    is_experience: bool
    rhythm: str
    source: str
    source_url: str
    steward: Organisation | None
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal | None
    target_on: date | None
    judged_by: str
    ruleset: str
    run_length: int
    screens_outliers: bool
    limits_from: int | None


@transaction.atomic
def state_problem(
    partnership: Partnership, *, by: Account, at: datetime, name: str, statement: str = "", visibility: str = "draft"
) -> Problem:
    """State the mischief that a partnership deals with. Raises Refused with every reason against."""
    refuse_if(rules.refusals_to_make(_making(partnership, by, name=name)))
    problem = Problem.objects.create(partnership=partnership, name=name, statement=statement, visibility=visibility)
    _enter("stated", problem, by, at, facts={"visibility": visibility}, texts={"name": name, "statement": statement})
    return problem


@transaction.atomic
def edit_problem(problem: Problem, *, by: Account, at: datetime, version: int, name: str, statement: str) -> Problem:
    """Change a problem's words. Changed words are a new wording, which every partner signs anew."""
    problem = locked(problem)
    changes = {"name": name, "statement": statement}
    check_version(problem, version, changes)
    refuse_if(rules.refusals_to_make(_making(problem.partnership, by, name=name)))
    _save_wording(problem, changes, by, at)
    return problem


@transaction.atomic
def set_outcome(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    name: str,
    statement: str = "",
    problem: Problem | None = None,
    place: Place | None = None,
    priority: str = "normal",
    lead: Person | None = None,
    lead_may: str = "",
    visibility: str = "draft",
) -> Outcome:
    """Set what should be so instead of the problem. Raises Refused with every reason against."""
    refuse_if(rules.refusals_to_make(_making(partnership, by, name=name, lead=lead, problem=problem)))
    outcome = Outcome.objects.create(
        partnership=partnership,
        name=name,
        statement=statement,
        problem=problem,
        place=place,
        priority=priority,
        lead=lead,
        lead_may=lead_may,
        visibility=visibility,
    )
    facts = {"problem": _ref(problem), "place": _ref(place), "lead": _ref(lead), "priority": priority}
    texts = {"name": name, "statement": statement, "lead_may": lead_may}
    _enter("set", outcome, by, at, facts={**facts, "visibility": visibility}, texts=texts)
    return outcome


@transaction.atomic
def edit_outcome(
    outcome: Outcome,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    statement: str,
    problem: Problem | None,
    place: Place | None,
    priority: str,
) -> Outcome:
    """Change an outcome. Changed words are a new wording, which every partner signs anew."""
    outcome = locked(outcome)
    changes = {"name": name, "statement": statement, "problem": problem, "place": place, "priority": priority}
    check_version(outcome, version, changes)
    refuse_if(rules.refusals_to_make(_making(outcome.partnership, by, name=name, problem=problem)))
    _save_wording(outcome, changes, by, at)
    return outcome


@transaction.atomic
def name_lead(
    outcome: Outcome, *, by: Account, at: datetime, version: int, lead: Person | None, lead_may: str
) -> Outcome:
    """Name who answers for an outcome and what that person may decide."""
    outcome = locked(outcome)
    changes = {"lead": lead, "lead_may": lead_may}
    check_version(outcome, version, changes)
    refuse_if(rules.refusals_to_make(_making(outcome.partnership, by, lead=lead)))
    if save_changes(outcome, changes):
        _enter("named lead", outcome, by, at, facts={"lead": _ref(lead)}, texts={"lead_may": lead_may})
    return outcome


@transaction.atomic
def sign(
    text: Problem | Outcome, *, by: Account, at: datetime, organisation: Organisation, stance: str, words: str = ""
) -> SignOff:
    """Give one organisation's word on the present wording of a problem or an outcome."""
    text = locked(text)
    on = _on(text)
    facts = SigningFacts(
        organisation=organisation.name,
        acts_for_it=acts_for(by, organisation.pk),
        is_member=_is_member(text.partnership, organisation),
        has_signed=SignOff.objects.filter(**on, organisation=organisation, wording=text.wording).exists(),
        is_draft=text.visibility == "draft",
        has_text=isinstance(text, Outcome) or bool(text.statement),
    )
    refuse_if(rules.refusals_to_sign(facts, stance=stance, words=words))
    sign_off = SignOff.objects.create(
        **on,
        organisation=organisation,
        wording=text.wording,
        stance=stance,
        words=words,
        signed_at=at,
        signed_by=by,
        person=cast(Person, by.person),
    )
    said = {"organisation": organisation.reference, "stance": stance, "wording": text.wording}
    _enter("signed", text, by, at, facts=said, texts={"words": words})
    return sign_off


@transaction.atomic
def add_step(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    kind: str,
    name: str,
    organisation: Organisation | None = None,
    visibility: str = "draft",
) -> Step:
    """Add a rung to the ladder: an input, an activity or an output."""
    refuse_if(rules.refusals_to_make(_making(partnership, by, name=name, organisation=organisation)))
    step = Step.objects.create(
        partnership=partnership, kind=kind, name=name, organisation=organisation, visibility=visibility
    )
    facts = {"kind": kind, "organisation": _ref(organisation), "visibility": visibility}
    _enter("added", step, by, at, facts=facts, texts={"name": name})
    return step


@transaction.atomic
def edit_step(
    step: Step, *, by: Account, at: datetime, version: int, name: str, organisation: Organisation | None
) -> Step:
    """Change a step's words or who takes it."""
    step = locked(step)
    changes = {"name": name, "organisation": organisation}
    check_version(step, version, changes)
    refuse_if(rules.refusals_to_make(_making(step.partnership, by, name=name, organisation=organisation)))
    if save_changes(step, changes):
        _enter("edited", step, by, at, facts={"organisation": _ref(organisation)}, texts={"name": name})
    return step


@transaction.atomic
def link(
    lower: Step, *, by: Account, at: datetime, to: Step | Outcome, assumption: str = "", evidence: str = ""
) -> Link:
    """Say that a step leads to a higher one or to an outcome, and on what assumption. Said again, it is changed."""
    lower = locked(lower)
    refuse_if(
        (
            *rules.refusals_to_make(_making(lower.partnership, by, to=to)),
            *rules.refusals_to_link(lower=lower.kind, upper=to.kind if isinstance(to, Step) else "outcome"),
        )
    )
    ends: dict[str, Any] = {"lower": lower, "step": to if isinstance(to, Step) else None, "outcome": _outcome(to)}
    texts = {"assumption": assumption, "evidence": evidence}
    standing = Link.objects.filter(**ends, **texts).first()
    if standing is not None:
        return standing
    made, _created = Link.objects.update_or_create(**ends, defaults=texts)
    _enter("linked", lower, by, at, facts={"to": to.reference}, texts=texts)
    return made


@transaction.atomic
def define_indicator(
    partnership: Partnership, *, by: Account, at: datetime, visibility: str = "draft", **said: Unpack[IndicatorFields]
) -> Indicator:
    """Define how anybody can see an outcome move. A percentage counts per 100 unless another number is given."""
    if said.get("unit") == "%":
        said.setdefault("per", 100)
    indicator = Indicator(partnership=partnership, visibility=visibility, **said)
    refuse_if(_refusals_to_define(indicator, by, unit_changes=False))
    indicator.save()
    _enter("defined", indicator, by, at, facts={**_facts(said), "visibility": visibility}, texts=_texts(said))
    return indicator


@transaction.atomic
def edit_indicator(
    indicator: Indicator, *, by: Account, at: datetime, version: int, **said: Unpack[IndicatorFields]
) -> Indicator:
    """Change what is said of a measure, and judge it afresh if that bears on it. Its unit stands once figures do."""
    indicator = locked(indicator)
    check_version(indicator, version, said)
    was = {name: getattr(indicator, name) for name in said}
    for name, value in said.items():
        setattr(indicator, name, value)
    unit_changes = any(name in was and was[name] != getattr(indicator, name) for name in UNIT)
    refuse_if(_refusals_to_define(indicator, by, unit_changes=unit_changes))
    for name, value in was.items():
        setattr(indicator, name, value)
    changed = save_changes(indicator, said)
    if set(changed) & set(JUDGED_BY):
        judge([indicator])
    if changed:
        differs = {name: value for name, value in said.items() if name in changed}
        _enter("edited", indicator, by, at, facts=_facts(differs), texts=_texts(differs))
    return indicator


@transaction.atomic
def start_phase(indicator: Indicator, *, by: Account, at: datetime, starts_on: date, reason: str) -> Phase:
    """Let a measure's limits start afresh from a day, because what is measured changed."""
    indicator = locked(indicator)
    stands = Phase.objects.filter(indicator=indicator, starts_on=starts_on).exists()
    refuse_if(
        (
            *rules.refusals_to_make(_making(indicator.partnership, by)),
            *rules.refusals_to_start_phase(stands=stands, reason=reason),
        )
    )
    phase = Phase.objects.create(indicator=indicator, starts_on=starts_on, reason=reason)
    judge([indicator])
    facts = {"starts_on": starts_on.isoformat()}
    _enter("started phase", indicator, by, at, facts=facts, texts={"reason": reason})
    return phase


def record_figure(
    indicator: Indicator,
    *,
    by: Account,
    at: datetime,
    from_on: date,
    until_on: date,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    provenance: str = "",
) -> Measurement:
    """Record a measure's figure for a period [from_on, until_on); a period that has one gets a revision."""
    figure = Figure(from_on, until_on, value, numerator, denominator, tidy(provenance))
    return record_figures(indicator, by=by, at=at, figures=[figure])[0]


@transaction.atomic
def record_figures(indicator: Indicator, *, by: Account, at: datetime, figures: Sequence[Figure]) -> list[Measurement]:
    """Record many figures of one measure at once. A figure that says what stands already changes nothing.

    Raises Refused with every reason against every figure; then none is recorded. Queries do not grow with figures.
    """
    indicator = locked(indicator)
    standing = {row.from_on: row for row in Measurement.objects.filter(indicator=indicator, is_current=True)}
    refuse_if(_refusals_to_record(indicator, by, figures, standing.values(), on=timezone.localdate(at)))
    rows = [_measurement(indicator, figure, standing.get(figure.from_on), by, at) for figure in figures]
    fresh = [row for row in rows if row.pk is None]
    if fresh:
        _store(indicator, fresh)
        judge([indicator])
        _enter_figures(indicator, fresh, by, at)
    return rows


@transaction.atomic
def share(noun: Problem | Outcome | Step | Indicator, *, by: Account, at: datetime, visibility: str) -> None:
    """Set whom a problem, an outcome, a step or a measure is meant for."""
    noun = locked(noun)
    exempt = noun.reference in exempt_among([noun.reference])
    making = rules.refusals_to_make(_making(noun.partnership, by))
    refuse_if((*making, *refusals_to_show(visibility, exempt=exempt)))
    if save_changes(noun, {"visibility": visibility}):
        _enter("shared", noun, by, at, facts={"visibility": visibility})


def _making(
    partnership: Partnership,
    by: Account,
    *,
    name: str = "-",
    lead: Person | None = None,
    **named: Problem | Outcome | Step | Organisation | None,
) -> MakingFacts:
    """Facts for the rule of making and editing; `named` are the other nouns that are spoken of, by field."""
    strays = [field for field, noun in named.items() if _strays(noun, partnership)]
    outsiders = [
        (field, noun.name)
        for field, noun in named.items()
        if isinstance(noun, Organisation) and not _is_member(partnership, noun)
    ]
    return MakingFacts(
        is_convenor=convenes(by, partnership),
        name=name,
        strays=tuple(strays),
        outsiders=tuple(outsiders),
        lead_without_post=lead is not None and not _holds_post(lead, partnership),
    )


def _strays(noun: object, partnership: Partnership) -> bool:
    return isinstance(noun, Problem | Outcome | Step) and noun.partnership_id != partnership.pk


def _is_member(partnership: Partnership, organisation: Organisation) -> bool:
    today = live(timezone.localdate())
    return Standing.objects.filter(today, partnership=partnership, organisation=organisation).exists()


def _holds_post(person: Person, partnership: Partnership) -> bool:
    today = timezone.localdate()
    members = Standing.objects.filter(live(today), partnership=partnership).values("organisation")
    return Membership.objects.filter(live(today), person=person, organisation__in=members).exists()


def _save_wording(text: Problem | Outcome, changes: Mapping[str, Any], by: Account, at: datetime) -> None:
    """Store changes to a text that partners sign; a change of its words is a new wording."""
    reworded = any(name in changes and getattr(text, name) != changes[name] for name in SIGNED_TEXT)
    changed = save_changes(text, {**changes, "wording": text.wording + reworded})
    if changed:
        differs = {name: changes[name] for name in changed if name in changes}
        _enter("edited", text, by, at, facts={**_facts(differs), "wording": text.wording}, texts=_texts(differs))


def _refusals_to_define(indicator: Indicator, by: Account, *, unit_changes: bool) -> tuple[Refusal, ...]:
    facts = MeasureFacts(
        unit=indicator.unit,
        per=indicator.per,
        run_length=indicator.run_length,
        limits_from=indicator.limits_from,
        numbers=tuple((name, getattr(indicator, name)) for name in NUMBERS),
        source_url=indicator.source_url,
        unit_changes_under_figures=unit_changes and indicator.measurements.exists(),
    )
    making = _making(
        indicator.partnership, by, name=indicator.name, outcome=indicator.outcome, steward=indicator.steward
    )
    return (*rules.refusals_to_make(making), *rules.refusals_to_measure(facts))


def _refusals_to_record(
    indicator: Indicator, by: Account, figures: Sequence[Figure], standing: Iterable[Measurement], *, on: date
) -> tuple[Refusal, ...]:
    periods = [Period(row.from_on, row.until_on) for row in standing]
    allowed = () if permissions.may_record(by, indicator) else (rules.NOT_STEWARD,)
    each = (
        refusal
        for figure in figures
        for refusal in rules.refusals_to_record(figure, standing=periods, unit=indicator.unit, per=indicator.per, on=on)
    )
    return (*allowed, *rules.refusals_to_load(figures), *each)


def _measurement(
    indicator: Indicator, figure: Figure, before: Measurement | None, by: Account, at: datetime
) -> Measurement:
    """The row for a figure: the one that stands if it says the same, else a new one, still to be stored."""
    value = rules.value_of(figure, per=indicator.per)
    if before and (before.value, before.numerator, before.denominator, before.provenance) == (
        value,
        figure.numerator,
        figure.denominator,
        figure.provenance,
    ):
        return before
    return Measurement(
        indicator=indicator,
        from_on=figure.from_on,
        until_on=figure.until_on,
        value=value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        provenance=figure.provenance,
        revision=before.revision + 1 if before else 1,
        recorded_at=at,
        recorded_by=by,
    )


def _store(indicator: Indicator, fresh: Sequence[Measurement]) -> None:
    """Store new figures; those that they revise stay, no longer current."""
    revised = Q(from_on__in=[row.from_on for row in fresh if row.revision > 1])
    Measurement.objects.filter(revised, indicator=indicator, is_current=True).update(is_current=False)
    Measurement.objects.bulk_create(fresh)


def _enter_figures(indicator: Indicator, fresh: Sequence[Measurement], by: Account, at: datetime) -> None:
    facts = {
        "figures": [
            {
                "from_on": row.from_on.isoformat(),
                "until_on": row.until_on.isoformat(),
                "value": str(row.value),
                "revision": row.revision,
            }
            for row in fresh
        ]
    }
    texts = {row.from_on.isoformat(): row.provenance for row in fresh if row.provenance}
    _enter("recorded", indicator, by, at, facts=facts, texts=texts)


def _enter(
    verb: str,
    noun: Problem | Outcome | Step | Indicator,
    by: Account,
    at: datetime,
    *,
    facts: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    enter(verb, noun, by=by, at=at, partnership=noun.partnership.reference, facts=facts, texts=texts)


FREE_TEXTS = frozenset({"name", "statement", "definition", "unit", "source", "source_url", "judged_by"})


def _facts(said: Mapping[str, Any]) -> dict[str, Any]:
    """What of it is no free text, as the record keeps it: references, numbers as strings, days."""
    return {name: _plain(value) for name, value in said.items() if name not in FREE_TEXTS}


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in said.items() if name in FREE_TEXTS}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | date):
        return str(value)
    return getattr(value, "reference", value)


def _ref(noun: Any) -> str:
    return noun.reference if noun else ""


def _on(text: Problem | Outcome) -> dict[str, Any]:
    return {"problem": text} if isinstance(text, Problem) else {"outcome": text}


def _outcome(noun: Step | Outcome) -> Outcome | None:
    return noun if isinstance(noun, Outcome) else None
