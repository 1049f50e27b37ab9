"""Attempts of signing up, joining and claiming without an account, for which the partnership has to be published."""

import uuid

from django.utils import timezone

from joinedup.promises import actions as promises
from joinedup.promises.models import Agreement, Claim, ConfirmMark, Joined, Pledge
from tests.attempts.deals import entries, fresh
from tests.attempts.stage import Attempt, Stage, attempt
from tests.world import a_guarantee


@attempt("sign-up-to-deal")
def _(stage: Stage) -> Attempt:
    deal = Agreement.objects.get(reference=stage.world.parts["deal agreement"])
    fields = {"group": "resident", "email": "ivy@example.org", "once": uuid.uuid4()}
    return Attempt(None, f"{deal.get_absolute_url()}sign-up/", fields, grows=ConfirmMark.objects.all())


@attempt("join-pledge")
def _(stage: Stage) -> Attempt:
    fields = {"email": "jan@example.org", "once": uuid.uuid4()}
    return Attempt(None, f"{stage.at('pledge')}join/", fields, grows=ConfirmMark.objects.all())


@attempt("support-request")
def _(stage: Stage) -> Attempt:
    fields = {"email": "kay@example.org", "once": uuid.uuid4()}
    address = f"/{stage.world.parts['support-request question']}/support/"
    return Attempt(None, address, fields, grows=ConfirmMark.objects.all())


@attempt("confirm-sign-up")
def _(stage: Stage) -> Attempt:
    address = f"/confirm/{stage.world.parts['confirm-sign-up secret']}/"
    return Attempt(None, address, grows=Joined.objects.all())


@attempt("report-pledge")
def _(stage: Stage) -> Attempt:
    pledge = Pledge.objects.get(pk=fresh(stage, "Bring knives", threshold=1).pk)
    asked = promises.ask_to_join(pledge, email="kim@example.org", asked_from="y", at=timezone.now())
    promises.confirm(asked, at=timezone.now())
    fields = {"kept": "kept", "because": ""}
    return Attempt(stage.cast.ada, f"{pledge.get_absolute_url()}report/", fields, grows=entries("kept pledge", pledge))


@attempt("claim")
def _(stage: Stage) -> Attempt:
    fields = {"words": "No porridge.", "once": uuid.uuid4()}
    guarantee = a_guarantee(stage.cast, "Porridge by eight")
    return Attempt(None, f"{guarantee.get_absolute_url()}claim/", fields, grows=Claim.objects.all())
