"""Attempts of powers to sign and of signing."""

import uuid
from datetime import date

from django.utils import timezone

from joinedup.partners.models import Person
from joinedup.promises import actions as promises
from joinedup.promises.models import Agreement, Signature, SigningRound
from joinedup.promises.reads.agreements import next_to_sign
from joinedup.promises.rules.texts import hash_of
from tests.attempts.stage import Attempt, Stage, attempt

SPRING = date(2026, 3, 1)


def _written(stage: Stage, name: str) -> Agreement:
    """An agreement of the council and health with a clause, which nobody has opened to be signed."""
    parties = (stage.cast.council, stage.cast.health)
    agreement = promises.draft_agreement(
        stage.cast.partnership, kind="partnership", name=name, parties=parties, **stage.doing
    )
    promises.add_clause(agreement, section="purpose", words="All eat.", **stage.doing)
    return agreement


def _shown(agreement: Agreement) -> str:
    return hash_of(next_to_sign(agreement)[1])


def _open(stage: Stage, name: str) -> Agreement:
    agreement = _written(stage, name)
    return promises.offer_to_sign(agreement, seen_hash=_shown(agreement), **stage.doing)


@attempt("record-power")
def _(stage: Stage) -> Attempt:
    fields = {
        "person": Person.objects.get(account=stage.cast.dan).pk,
        "given_by": "Trustees, March 2026",
        "from_on": SPRING,
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.ada, f"/{stage.cast.charity.reference}/powers/new/", fields)


@attempt("offer-to-sign")
def _(stage: Stage) -> Attempt:
    agreement = _written(stage, "Bread for all")
    opened = SigningRound.objects.filter(version__agreement=agreement)
    return Attempt(
        stage.cast.ada, f"{agreement.get_absolute_url()}offer/", {"seen_hash": _shown(agreement)}, grows=opened
    )


@attempt("sign")
def _(stage: Stage) -> Attempt:
    agreement = _open(stage, "Soup for all")
    assert agreement.signing is not None
    fields = {
        "party": agreement.parties.get(organisation=stage.cast.council).pk,
        "stance": "signs",
        "seen_hash": agreement.signing.text_hash,
    }
    signed = Signature.objects.filter(version__agreement=agreement)
    return Attempt(stage.cast.ben, f"{agreement.get_absolute_url()}sign/", fields, grows=signed)


@attempt("withdraw-from-signing")
def _(stage: Stage) -> Attempt:
    agreement = _open(stage, "Rice for all")
    return Attempt(stage.cast.ada, f"{agreement.get_absolute_url()}withdraw/", {"because": "A figure is wrong."})


@attempt("end-power")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('power')}end/", {"until_on": timezone.localdate()})
