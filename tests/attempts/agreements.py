"""Attempts of agreements, clauses, parties and versions."""

import uuid
from datetime import date

from joinedup.promises import actions as promises
from joinedup.promises.models import Agreement, Clause, Party
from tests.attempts.stage import Attempt, Stage, attempt

SPRING, LATER = date(2026, 3, 1), date(2049, 3, 1)


def _agreement(stage: Stage) -> Agreement:
    return Agreement.objects.get(reference=stage.world.parts["agreement"])


def _another(stage: Stage, name: str) -> Agreement:
    return promises.draft_agreement(stage.cast.partnership, kind="partnership", name=name, **stage.doing)


@attempt("draft-agreement")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Warm meals for all", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}agreements/new/?kind=partnership", fields)


@attempt("edit-agreement")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Breakfast together", "purpose": "All eat.", "version": _agreement(stage).version}
    return Attempt(stage.cast.ada, f"{stage.at('agreement')}edit/", fields)


@attempt("share-agreement")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('agreement')}share/", {"visibility": "partners"})


@attempt("add-clause")
def _(stage: Stage) -> Attempt:
    fields = {"section": "rules", "words": "We meet each month.", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('agreement')}clauses/new/", fields)


@attempt("edit-clause")
def _(stage: Stage) -> Attempt:
    clause = Clause.objects.get(reference=stage.world.parts["clause"])
    fields = {"section": clause.section, "words": "Nobody learns hungry by 2033.", "version": clause.version}
    return Attempt(stage.cast.ada, f"{stage.at('clause')}edit/", fields)


@attempt("move-clause")
def _(stage: Stage) -> Attempt:
    promises.add_clause(_agreement(stage), section="purpose", words="And none thirsty.", **stage.doing)
    return Attempt(stage.cast.ada, f"{stage.at('clause')}move/", {"place": 2})


@attempt("remove-clause")
def _(stage: Stage) -> Attempt:
    clause = promises.add_clause(_agreement(stage), section="rules", words="For now.", **stage.doing)
    return Attempt(stage.cast.ada, f"/{clause.reference}/remove/")


@attempt("comment-on-clause")
def _(stage: Stage) -> Attempt:
    fields = {"words": "And on Saturdays?", "once": uuid.uuid4()}
    return Attempt(stage.cast.dan, f"{stage.at('clause')}comment/", fields)


@attempt("settle-comment")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('comment')}settle/", {"words": "Taken up."})


@attempt("add-party")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.charity.reference, "must_sign": "on", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('agreement')}parties/new/", fields)


@attempt("edit-party")
def _(stage: Stage) -> Attempt:
    party = Party.objects.get(reference=stage.world.parts["party"])
    fields = {"must_sign": "on", "plan_line": "Plan, page 3", "version": party.version}
    return Attempt(stage.cast.ben, f"{stage.at('party')}edit/", fields)


@attempt("keep-version")
def _(stage: Stage) -> Attempt:
    fields = {"note": "After the meeting", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('agreement')}versions/keep/", fields)


@attempt("leave-agreement")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('party')}leave/")


@attempt("review-agreement")
def _(stage: Stage) -> Attempt:
    agreement = _another(stage, "Milk for all")
    promises.add_clause(agreement, section="purpose", words="Milk.", **stage.doing)
    version = promises.keep_version(agreement, **stage.doing)
    Agreement.objects.filter(pk=agreement.pk).update(state="in_force", in_force=version, in_force_from=SPRING)
    fields = {"note": "All drink milk.", "review_on": LATER, "version": agreement.version}
    return Attempt(stage.cast.ada, f"{agreement.get_absolute_url()}review/", fields)


@attempt("end-agreement")
def _(stage: Stage) -> Attempt:
    fields = {"because": "The grant ended.", "on": SPRING}
    return Attempt(stage.cast.ada, f"{_another(stage, 'Fruit for all').get_absolute_url()}end/", fields)
