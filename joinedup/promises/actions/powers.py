"""The verbs of powers to sign: record one, end one. Nobody records their own."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked, save_changes
from joinedup.partners.models import Account, Organisation, Person
from joinedup.promises import permissions
from joinedup.promises.models import SigningPower
from joinedup.promises.reads import has_post
from joinedup.promises.rules import signing as rules
from joinedup.record.actions import enter


@transaction.atomic
def record_power(
    organisation: Organisation,
    *,
    by: Account,
    at: datetime,
    person: Person,
    given_by: str,
    from_on: date,
    until_on: date | None = None,
    limits: str = "",
    is_deputy: bool = False,
) -> SigningPower:
    """Record that a person may sign for an organisation, by what decision, from a day until a day (not included)."""
    organisation = locked(organisation)
    power = rules.Power(
        allowed=permissions.may_record_power(by, organisation.pk),
        is_own=by.person_id == person.pk,
        in_post=has_post(person.pk, organisation.pk, timezone.localdate(at)),
        given_by=given_by,
        is_deputy=is_deputy,
        from_on=from_on,
        until_on=until_on,
        overlaps=_overlaps(organisation, person, from_on, until_on),
    )
    refuse_if(rules.refusals_to_record_power(power))
    made = SigningPower.objects.create(
        organisation=organisation,
        person=person,
        given_by=given_by,
        limits=limits,
        is_deputy=is_deputy,
        from_on=from_on,
        until_on=until_on,
        recorded_by=by,
    )
    _enter("recorded power to sign", made, by=by, at=at)
    return made


@transaction.atomic
def end_power(power: SigningPower, *, by: Account, at: datetime, until_on: date) -> SigningPower:
    """Let a power to sign hold no more from a day on. What was signed by it before stands."""
    stored = locked(power)
    refuse_if(
        rules.refusals_to_end_power(
            allowed=permissions.may_record_power(by, stored.organisation_id),
            until_on=until_on,
            ends_on=stored.until_on,
            from_on=stored.from_on,
            today=timezone.localdate(at),
        )
    )
    if save_changes(stored, {"until_on": until_on}):
        _enter("ended power to sign", stored, by=by, at=at)
    return stored


def _overlaps(organisation: Organisation, person: Person, from_on: date, until_on: date | None) -> bool:
    """Whether another power of the same person for the organisation holds on a day of this one. One SQL query."""
    ends_later = Q(until_on=None) | Q(until_on__gt=from_on)
    begins_before = Q() if until_on is None else Q(from_on__lt=until_on)
    same_day = Q(from_on=from_on)
    powers = SigningPower.objects.filter(organisation=organisation, person=person)
    return powers.filter(same_day | (ends_later & begins_before)).exists()


def _enter(verb: str, power: SigningPower, *, by: Account, at: datetime) -> None:
    facts = {
        "organisation": power.organisation.reference,
        "person": power.person.reference,
        "is_deputy": power.is_deputy,
        "from_on": power.from_on.isoformat(),
        "until_on": power.until_on.isoformat() if power.until_on else "",
    }
    texts = {"given_by": power.given_by, "limits": power.limits}
    enter(verb, power, by=by, at=at, facts=facts, texts=texts)
