"""Attempts of the board of roles and of compacts: said, confirmed, answered; shown, challenged, repaired, renewed."""

import uuid
from datetime import timedelta

from django.utils import timezone

from joinedup.promises import actions as promises
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, Challenge, Evidence, Renewal, Undertaking
from joinedup.record.models import Entry
from joinedup.reviews import actions as reviews
from joinedup.reviews.kits import kits
from tests.attempts.stage import Attempt, Stage, attempt


def _compact(stage: Stage) -> Agreement:
    return Agreement.objects.get(reference=stage.world.parts["renew-compact agreement"])


def _said(stage: Stage, words: str, *, days_ago: int = 0, visibility: str = "public") -> Undertaking:
    at = timezone.now() - timedelta(days=days_ago)
    return promises.undertake(
        stage.cast.partnership,
        by=stage.cast.ada,
        at=at,
        organisation=stage.cast.council,
        kind="will",
        words=words,
        visibility=visibility,
    )


def _challenged(stage: Stage) -> Challenge:
    return promises.challenge_compact(_compact(stage), by=stage.cast.cara, at=timezone.now(), words="Not in June.")


@attempt("undertake")
def _(stage: Stage) -> Attempt:
    fields = {
        "organisation": stage.cast.charity.pk,
        "kind": "will",
        "words": "Bake bread",
        "visibility": "partners",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.dan, f"{stage.partnership}roles/say/", fields, Undertaking.objects.all())


@attempt("confirm-undertaking")
def _(stage: Stage) -> Attempt:
    said = _said(stage, "Bake buns", days_ago=400)
    return Attempt(stage.cast.ben, f"/{said.reference}/confirm/", grows=Entry.objects.filter(subject=said.reference))


@attempt("withdraw-undertaking")
def _(stage: Stage) -> Attempt:
    said = _said(stage, "Bake cakes")
    return Attempt(stage.cast.ben, f"/{said.reference}/withdraw/", grows=Entry.objects.filter(subject=said.reference))


@attempt("share-undertaking")
def _(stage: Stage) -> Attempt:
    said = _said(stage, "Bake pies", visibility="draft")
    grows = Entry.objects.filter(subject=said.reference)
    return Attempt(stage.cast.ben, f"/{said.reference}/share/", {"visibility": "public"}, grows)


@attempt("match-expectation")
def _(stage: Stage) -> Attempt:
    expected = Undertaking.objects.get(reference=stage.world.parts["undertaking"])
    answer = _said(stage, "Serve breakfast daily")
    fields = {"version": expected.version, "met_by": answer.pk}
    return Attempt(stage.cast.ben, f"{stage.at('undertaking')}match/", fields)


@attempt("show-evidence")
def _(stage: Stage) -> Attempt:
    fields = {"slot": "honest", "words": "Two told", "shown_on": timezone.localdate(), "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"/{_compact(stage).reference}/evidence/", fields, Evidence.objects.all())


@attempt("challenge-compact")
def _(stage: Stage) -> Attempt:
    at = f"/{_compact(stage).reference}/challenge/"
    return Attempt(stage.cast.dan, at, {"words": "No bread."}, Challenge.objects.all())


@attempt("reply-to-challenge")
def _(stage: Stage) -> Attempt:
    challenge = _challenged(stage)
    grows = Entry.objects.filter(verb="replied to challenge")
    return Attempt(stage.cast.ben, f"/{challenge.reference}/reply/", {"reply": "Right."}, grows)


@attempt("repair")
def _(stage: Stage) -> Attempt:
    grows = Entry.objects.filter(verb="repaired")
    return Attempt(stage.cast.ben, f"{stage.at('challenge')}repair/", {"repair": "Bread is back."}, grows)


@attempt("reject-challenge")
def _(stage: Stage) -> Attempt:
    challenge = _challenged(stage)
    grows = Entry.objects.filter(verb="rejected challenge")
    return Attempt(stage.cast.ada, f"/{challenge.reference}/reject/", {"reason": "There was."}, grows)


@attempt("renew-compact")
def _(stage: Stage) -> Attempt:
    compact, today = _compact(stage), timezone.localdate()
    for slot in agreement_kinds()["compact"].slots:
        promises.show_evidence(compact, slot=slot.key, words="Shown", shown_on=today, **stage.doing)
    hearing = reviews.start(
        stage.cast.partnership,
        kit=kits()["compact"],
        about=compact.reference,
        closes_on=today + timedelta(days=14),
        **stage.doing,
    )
    reviews.close(hearing, **stage.doing)
    reviews.conclude(hearing, conclusion="It stands.", **stage.doing)
    return Attempt(stage.cast.ada, f"/{compact.reference}/renew/", {"months": 12}, Renewal.objects.all())
