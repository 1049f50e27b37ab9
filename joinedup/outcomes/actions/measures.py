"""Measures: defined, edited, and their limits computed afresh."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.outcomes import rules
from joinedup.outcomes.actions.entries import enter_noun, facts_of, making_facts, texts_of
from joinedup.outcomes.judgement import judge
from joinedup.outcomes.models import Indicator, Outcome, Phase
from joinedup.outcomes.rules import MeasureFacts
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account, Organisation, Partnership

JUDGED_BY = ("better", "target", "rhythm", "ruleset", "run_length", "screens_outliers", "limits_from")
UNIT = ("unit", "per")
NUMBERS = ("baseline", "target")


class IndicatorFields(TypedDict, total=False):
    """What may be said of a measure."""

    outcome: Outcome | None
    name: str
    definition: str
    caveat: str
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
def define_indicator(
    partnership: Partnership, *, by: Account, at: datetime, visibility: str = "draft", **said: Unpack[IndicatorFields]
) -> Indicator:
    """Define how anybody can see an outcome move. A percentage counts per 100 unless another number is given."""
    keep_pause(partnership, visibility, at=at)
    if said.get("unit") == "%":
        said.setdefault("per", 100)
    indicator = Indicator(partnership=partnership, visibility=visibility, **said)
    refuse_if(_refusals_to_define(indicator, by, unit_changes=False))
    indicator.save()
    enter_noun("defined", indicator, by, at, facts={**facts_of(said), "visibility": visibility}, texts=texts_of(said))
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
        enter_noun("edited", indicator, by, at, facts=facts_of(differs), texts=texts_of(differs))
    return indicator


@transaction.atomic
def start_phase(indicator: Indicator, *, by: Account, at: datetime, starts_on: date, reason: str) -> Phase:
    """Let a measure's limits start afresh from a day, because what is measured changed."""
    indicator = locked(indicator)
    stands = Phase.objects.filter(indicator=indicator, starts_on=starts_on).exists()
    refuse_if(
        (
            *rules.refusals_to_make(making_facts(indicator.partnership, by)),
            *rules.refusals_to_start_phase(stands=stands, reason=reason),
        )
    )
    phase = Phase.objects.create(indicator=indicator, starts_on=starts_on, reason=reason)
    judge([indicator])
    facts = {"starts_on": starts_on.isoformat()}
    enter_noun("started phase", indicator, by, at, facts=facts, texts={"reason": reason})
    return phase


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
    making = making_facts(
        indicator.partnership, by, name=indicator.name, outcome=indicator.outcome, steward=indicator.steward
    )
    return (*rules.refusals_to_make(making), *rules.refusals_to_measure(facts))
