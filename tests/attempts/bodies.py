"""Attempts of bodies, seats, what is taken on, and what is handed on."""

import uuid
from datetime import date

from django.utils import timezone

from joinedup.outcomes import actions as outcomes
from joinedup.partners.models import Body, Membership, Person, Seat
from joinedup.partners.tests.cast import LONG_AGO
from tests.attempts.stage import Attempt, Stage, attempt


def _body(stage: Stage) -> Body:
    return Body.objects.get(reference=stage.world.parts["body"])


def _person(stage: Stage) -> Person:
    return Person.objects.get(account=stage.cast.ben)


@attempt("set-up-body")
def _(stage: Stage) -> Attempt:
    fields = {
        "kind": "board",
        "name": "Children’s board",
        "from_on": LONG_AGO,
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}bodies/new/", fields)


@attempt("edit-body")
def _(stage: Stage) -> Attempt:
    one = _body(stage)
    fields = {"kind": one.kind, "name": "Team for the town", "visibility": "public", "version": one.version}
    return Attempt(stage.cast.ada, f"{stage.at('body')}edit/", {**fields, "renewal_test": one.renewal_test})


@attempt("move-body")
def _(stage: Stage) -> Attempt:
    fields = {"within": Body.objects.get(kind="board", name="Children’s board").reference}
    return Attempt(stage.cast.ada, f"{stage.at('body')}move/", {**fields, "version": _body(stage).version})


@attempt("renew-body")
def _(stage: Stage) -> Attempt:
    fields = {"until_on": date(2038, 1, 1), "renewal_shown": "Half as many.", "version": _body(stage).version}
    return Attempt(stage.cast.ada, f"{stage.at('body')}renew/", fields)


@attempt("take-seat")
def _(stage: Stage) -> Attempt:
    fields = {
        "organisation": stage.cast.health.reference,
        "person": Person.objects.get(memberships__organisation=stage.cast.health).reference,
        "role": "member",
        "from_on": timezone.localdate(),
    }
    return Attempt(stage.cast.ada, f"{stage.at('body')}seats/new/", fields)


@attempt("edit-seat")
def _(stage: Stage) -> Attempt:
    version = Seat.objects.get(reference=stage.world.parts["seat"]).version
    fields = {"role": "chair", "duties": "Keeps the list.", "hours_a_month": 4, "version": version}
    return Attempt(stage.cast.ada, f"{stage.at('seat')}edit/", fields)


@attempt("end-seat")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('seat')}end/", {"until_on": timezone.localdate()})


@attempt("take-on")
def _(stage: Stage) -> Attempt:
    second = outcomes.set_outcome(stage.cast.partnership, name="Nobody is cold", visibility="public", **stage.doing)
    return Attempt(stage.cast.ada, f"{stage.at('body')}remits/new/", {"outcome": second.reference})


@attempt("give-up")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('remit')}give-up/")


@attempt("end-body")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('body')}end/", {"until_on": timezone.localdate()})


@attempt("endorse")
def _(stage: Stage) -> Attempt:
    fields = {
        "organisation": stage.cast.council.reference,
        "governing_body": "Full council",
        "endorsed_on": timezone.localdate(),
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}endorsements/new/", fields)


@attempt("name-duty")
def _(stage: Stage) -> Attempt:
    address = f"{stage.partnership}members/{stage.cast.council.reference}/duty/"
    return Attempt(stage.cast.ada, address, {"duty": "Children Act 2004, section 10"})


@attempt("say-cooperation")
def _(stage: Stage) -> Attempt:
    post = Membership.objects.filter(person=_person(stage)).earliest("pk")
    fields = {"membership": post.pk, "cooperation_duty": "Appraised by partners as well."}
    return Attempt(stage.cast.ada, f"/{_person(stage).reference}/posts/cooperation/", fields)


@attempt("write-handover")
def _(stage: Stage) -> Attempt:
    post = Membership.objects.get(handover__reference=stage.world.parts["handover"])
    fields = {"membership": post.pk, "unfinished": "The bread contract.", "version": post.handover.version}
    return Attempt(stage.cast.ada, f"/{_person(stage).reference}/handover/write/", fields)


@attempt("finish-handover")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('handover')}finish/")
