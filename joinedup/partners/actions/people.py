"""The verbs of people and their posts."""

from datetime import date, datetime

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.once import once
from joinedup.partners.actions.successions import refusals_to_name_again
from joinedup.partners.models import Account, Membership, Organisation, Person
from joinedup.record.actions import enter


@transaction.atomic
def add_person(
    *,
    by: Account,
    at: datetime,
    name: str,
    organisation: Organisation,
    post: str,
    from_on: date,
    is_senior: bool = False,
    consents_to_name: bool = False,
) -> Person:
    """Add a person who holds a post. Raises Refused with every reason against."""
    name = tidy(name)
    allowed = permissions.may_place_people(by, organisation.pk)
    refuse_if((*rules.refusals_to_give_post(allowed=allowed, post=tidy(post)), *rules.refusals_to_call(name)))
    person = Person.objects.create(name=name, consents_to_name=consents_to_name)
    enter("added", person, by=by, at=at, facts={"consents_to_name": consents_to_name}, texts={"name": name})
    give_post(person, by=by, at=at, organisation=organisation, post=post, from_on=from_on, is_senior=is_senior)
    return person


@transaction.atomic
def edit_person(
    person: Person, *, by: Account, at: datetime, version: int, name: str, consents_to_name: bool, email: str
) -> Person:
    """Correct a person's name and address, and whether the public may read the name: only they themselves consent.

    Raises Refused, or Edited.
    """
    person = locked(person)
    name, own = tidy(name), by.person_id == person.pk
    allowed = own or (permissions.may_keep(by, person) and consents_to_name <= person.consents_to_name)
    refuse_if((*rules.refusals_unless(allowed), *rules.refusals_to_call(name)))
    changes = {"name": name, "consents_to_name": consents_to_name, "email": email.strip().lower()}
    check_version(person, version, changes)
    save_changes(person, changes)
    texts = {"name": name, "email": person.email}
    enter("edited", person, by=by, at=at, facts={"consents_to_name": consents_to_name}, texts=texts)
    return person


@transaction.atomic
def give_post(
    person: Person,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    post: str,
    from_on: date,
    is_senior: bool = False,
) -> Membership:
    """Give a person a post in an organisation from a day on. Raises Refused with every reason against."""
    person, post = locked(person), tidy(post)
    held = Membership.objects.filter(person=person, organisation=organisation, post=post, from_on=from_on).exists()
    allowed = permissions.may_place_people(by, organisation.pk)
    refuse_if(
        (*rules.refusals_to_give_post(allowed=allowed, post=post, held=held), *refusals_to_name_again(organisation))
    )
    with once(rules.POST_HELD):
        membership = Membership.objects.create(
            person=person, organisation=organisation, post=post, is_senior=is_senior, from_on=from_on
        )
    facts = {"organisation": organisation.reference, "from_on": from_on.isoformat(), "is_senior": is_senior}
    enter("given post", person, by=by, at=at, facts=facts, texts={"post": post})
    return membership


@transaction.atomic
def say_cooperation(membership: Membership, *, by: Account, at: datetime, cooperation_duty: str) -> Membership:
    """Write down what a job itself says about working with other organisations: its holder may, and whoever gives
    posts there. Raises Refused.
    """
    membership, duty = locked(membership), tidy(cooperation_duty)
    own = by.person_id == membership.person_id
    refuse_if(rules.refusals_unless(own or permissions.may_place_people(by, membership.organisation_id)))
    if membership.cooperation_duty != duty:
        membership.cooperation_duty = duty
        membership.save(update_fields=["cooperation_duty"])
        facts = {"organisation": membership.organisation.reference}
        texts = {"post": membership.post, "cooperation_duty": duty}
        enter("said cooperation", membership.person, by=by, at=at, facts=facts, texts=texts)
    return membership


@transaction.atomic
def end_post(membership: Membership, *, by: Account, at: datetime, until_on: date) -> Membership:
    """End a post on a day; whoever held it loses its access that day. Raises Refused with every reason against."""
    membership = locked(membership)
    organisation, person = membership.organisation, membership.person
    refuse_if(
        rules.refusals_to_end(
            allowed=permissions.may_place_people(by, organisation.pk),
            from_on=membership.from_on,
            ended_on=membership.until_on,
            until_on=until_on,
        )
    )
    membership.until_on = until_on
    membership.save(update_fields=["until_on"])
    facts = {"organisation": organisation.reference, "until_on": until_on.isoformat()}
    enter("ended post", person, by=by, at=at, facts=facts, texts={"post": membership.post})
    return membership


@transaction.atomic
def expect_to_leave(
    membership: Membership, *, by: Account, at: datetime, expected_until_on: date | None, hands_over_to: Person | None
) -> Membership:
    """Note when a post's holder is expected to leave it, and who takes over: they themselves, and whoever gives posts.

    It ends nothing; without a day nothing is expected any more. Raises Refused with every reason against.
    """
    membership = locked(membership)
    refuse_if(
        rules.refusals_to_expect_end(
            allowed=by.person_id == membership.person_id
            or permissions.may_place_people(by, membership.organisation_id),
            from_on=membership.from_on,
            ended_on=membership.until_on,
            expected_on=expected_until_on,
            to_oneself=hands_over_to is not None and hands_over_to.pk == membership.person_id,
            successor_holds_post=hands_over_to is None or reads.post_of(hands_over_to) is not None,
        )
    )
    before = (membership.expected_until_on, membership.hands_over_to_id)
    membership.expected_until_on, membership.hands_over_to = expected_until_on, hands_over_to
    if (membership.expected_until_on, membership.hands_over_to_id) != before:
        membership.save(update_fields=["expected_until_on", "hands_over_to"])
        facts = {
            "organisation": membership.organisation.reference,
            "expected_until_on": expected_until_on.isoformat() if expected_until_on else "",
            "hands_over_to": hands_over_to.reference if hands_over_to else "",
        }
        enter("expects to leave", membership.person, by=by, at=at, facts=facts, texts={"post": membership.post})
    return membership
