"""Attempts of What should change?"""

import uuid
from datetime import date

from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Person
from tests.attempts.stage import Attempt, Stage, attempt
from tests.world import SPRING


@attempt("state-problem")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.partnership}problems/new/", {"name": "Damp homes", "once": uuid.uuid4()})


@attempt("edit-problem")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('problem')}edit/", {"name": "Hunger at school", "version": 1})


@attempt("share-problem")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('problem')}share/", {"visibility": "partners"})


@attempt("sign-problem")
def _(stage: Stage) -> Attempt:
    problem = outcomes.state_problem(
        stage.cast.partnership, name="Cold", statement="Many are.", visibility="partners", **stage.doing
    )
    fields = {"organisation": stage.cast.charity.reference, "stance": "agrees"}
    return Attempt(stage.cast.dan, f"/{problem.reference}/sign/", fields)


@attempt("set-outcome")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Warm homes", "priority": "normal", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}outcomes/new/", fields)


@attempt("edit-outcome")
def _(stage: Stage) -> Attempt:
    fields = {"name": "No child learns hungry", "priority": "top", "version": 1}
    return Attempt(stage.cast.ada, f"{stage.at('outcome')}edit/", fields)


@attempt("name-lead-of-outcome")
def _(stage: Stage) -> Attempt:
    outcome = Outcome.objects.get(reference=stage.world.parts["outcome"])
    lead = Person.objects.get(account=stage.cast.ben).reference
    return Attempt(stage.cast.ada, f"{stage.at('outcome')}lead/", {"lead": lead, "version": outcome.version})


@attempt("sign-outcome")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.charity.reference, "stance": "agrees"}
    return Attempt(stage.cast.dan, f"{stage.at('outcome')}sign/", fields)


@attempt("share-outcome")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('outcome')}share/", {"visibility": "partners"})


@attempt("add-step")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "input", "name": "Ovens", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}steps/new/", fields)


@attempt("edit-step")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('step')}edit/", {"name": "Breakfast for all", "version": 1})


@attempt("link-step")
def _(stage: Stage) -> Attempt:
    step = outcomes.add_step(stage.cast.partnership, kind="input", name="Cooks", **stage.doing)
    return Attempt(stage.cast.ada, f"/{step.reference}/link/", {"to": stage.world.parts["step"]})


@attempt("share-step")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('step')}share/", {"visibility": "partners"})


MEASURE = {"level": "outcome", "rhythm": "month", "better": "higher"}


@attempt("define-measure")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Homes above 18°", **MEASURE, "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}measures/new/", fields)


@attempt("edit-measure")
def _(stage: Stage) -> Attempt:
    fields = {
        **MEASURE,
        "name": "Breakfasts served",
        "unit": "breakfasts",
        "steward": stage.cast.council.reference,
        "ruleset": Indicator.RuleSet.NHSR,
        "run_length": 7,
        "version": 1,
    }
    return Attempt(stage.cast.ada, f"{stage.at('indicator')}edit/", fields)


@attempt("record-figure")
def _(stage: Stage) -> Attempt:
    fields = {"from_on": date(2026, 5, 1), "until_on": date(2026, 5, 31), "value": "91"}
    return Attempt(stage.cast.ben, f"{stage.at('indicator')}figures/", fields)


@attempt("start-phase")
def _(stage: Stage) -> Attempt:
    return Attempt(
        stage.cast.ada, f"{stage.at('indicator')}phases/", {"starts_on": SPRING, "reason": "Counted by hand before."}
    )


@attempt("share-measure")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('indicator')}share/", {"visibility": "partners"})
