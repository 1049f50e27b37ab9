"""Attempts of Who promised what?"""

import uuid
from datetime import timedelta

from django.utils import timezone

from joinedup.partners.models import Person
from joinedup.promises import actions as promises
from joinedup.promises import reads as promise_reads
from joinedup.promises.models import Commitment, Decision, Risk
from joinedup.record.models import Entry
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("make-promise")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.council.pk, "output": "Buy ovens", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}promises/new/", fields)


@attempt("edit-promise")
def _(stage: Stage) -> Attempt:
    promise = Commitment.objects.get(reference=stage.world.parts["promise"])
    fields = {
        "output": "Open each kitchen by eight",
        "towards": list(promise.outcomes.values_list("pk", flat=True)),
        "starts_on": promise.starts_on,
        "due_on": promise.due_on,
        "version": promise.version,
    }
    return Attempt(stage.cast.ada, f"{stage.at('promise')}edit/", fields)


@attempt("name-lead-of-promise")
def _(stage: Stage) -> Attempt:
    promise = Commitment.objects.get(reference=stage.world.parts["promise"])
    fields = {"lead": Person.objects.get(account=stage.cast.ada).pk, "version": promise.version}
    return Attempt(stage.cast.ada, f"{stage.at('promise')}lead/", fields)


@attempt("share-promise")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('promise')}share/", {"visibility": "partners"})


@attempt("report-progress")
def _(stage: Stage) -> Attempt:
    fields = {"state": "on_track", "words": "Two are open.", "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('promise')}report/", fields)


@attempt("add-part")
def _(stage: Stage) -> Attempt:
    fields = {"what": "Milk", "organisation": stage.cast.charity.pk, "role": "delivers", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('promise')}parts/", fields)


@attempt("accept-part")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.dan, f"{stage.at('part')}accept/")


@attempt("share-plan")
def _(stage: Stage) -> Attempt:
    unseen = promise_reads.unseen(stage.cast.partnership, stage.cast.ada)
    promise = next(one for one in unseen if isinstance(one, Commitment))
    shared = Entry.objects.filter(verb="shared", subject=promise.reference, facts__visibility="public")
    return Attempt(stage.cast.ada, f"{stage.partnership}share/", grows=shared)


@attempt("remove-part")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('part')}remove/")


@attempt("record-outcome-contribution")
def _(stage: Stage) -> Attempt:
    fields = {"group": "Pupils", "role": "advised", "stage": "before", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('outcome')}writing/", fields)


@attempt("record-target-contribution")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.health.reference, "role": "wrote", "stage": "drafting", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('indicator')}writing/", fields)


@attempt("edit-contribution")
def _(stage: Stage) -> Attempt:
    fields = {"role": "delivers", "stage": "drafting", "version": 1}
    return Attempt(stage.cast.ada, f"{stage.at('contribution')}edit/", fields)


@attempt("raise-pitfall")
def _(stage: Stage) -> Attempt:
    fields = {"words": "Some are ashamed to come.", "once": uuid.uuid4()}
    return Attempt(stage.cast.dan, f"{stage.at('contribution')}pitfalls/", fields)


@attempt("reply-to-pitfall")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('pitfall')}reply/", {"reply": "The bell rings later."})


@attempt("foresee-risk")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.council.pk, "name": "Flour runs out", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}risks/new/", fields)


@attempt("edit-risk")
def _(stage: Stage) -> Attempt:
    risk = Risk.objects.get(reference=stage.world.parts["risk"])
    fields = {"organisation": stage.cast.council.pk, "name": "Two ovens fail", "version": risk.version}
    return Attempt(stage.cast.ada, f"{stage.at('risk')}edit/", fields)


@attempt("review-risk")
def _(stage: Stage) -> Attempt:
    later = timezone.localdate() + timedelta(days=90)
    fields = {"state": "open", "likelihood": 3, "impact": 4, "review_on": later, "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('risk')}review/", fields)


@attempt("share-risk")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('risk')}share/", {"visibility": "partners"})


@attempt("drop-mitigation")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('risk')}mitigations{stage.at('promise')}drop/")


@attempt("mitigate-risk")
def _(stage: Stage) -> Attempt:
    promise = Commitment.objects.get(reference=stage.world.parts["promise"])
    return Attempt(stage.cast.ada, f"{stage.at('risk')}mitigations/", {"commitment": promise.pk})


@attempt("decide")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.partnership}decisions/new/", {"name": "Porridge", "once": uuid.uuid4()})


@attempt("edit-decision")
def _(stage: Stage) -> Attempt:
    draft = promises.decide(stage.cast.partnership, name="Toast", **stage.doing)
    return Attempt(stage.cast.ada, f"/{draft.reference}/edit/", {"name": "Toast for all", "version": 1})


@attempt("add-minute")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('decision')}minute/", {"reason": "Hunger comes first."})


@attempt("share-decision")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('decision')}share/", {"visibility": "partners"})


@attempt("name-affected")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.charity.pk, "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('decision')}affected/", fields)


@attempt("spare-member")
def _(stage: Stage) -> Attempt:
    decision = Decision.objects.get(reference=stage.world.parts["decision"])
    named = promises.affect(decision, organisation=stage.cast.health, **stage.doing)
    return Attempt(stage.cast.ada, f"/{named.reference}/spare/")


@attempt("enact")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "budget", "what": "Line 14", "version": 1}
    return Attempt(stage.cast.ben, f"{stage.at('enactment')}enact/", fields)


@attempt("report-enacted")
def _(stage: Stage) -> Attempt:
    fields = {"enacted_on": timezone.localdate(), "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('enactment')}enacted/", fields)
