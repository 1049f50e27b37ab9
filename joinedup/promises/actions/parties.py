"""The verbs of parties to an agreement: add, edit, leave."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners.models import Account, Organisation
from joinedup.promises import permissions
from joinedup.promises.actions.entries import reference_of
from joinedup.promises.actions.signing import settle
from joinedup.promises.models import Agreement, Party
from joinedup.promises.rules import agreements as rules
from joinedup.record.actions import enter


@transaction.atomic
def add_party(
    agreement: Agreement,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation | None = None,
    people: str = "",
    must_sign: bool = True,
    plan_line: str = "",
    resources: str = "",
) -> Party:
    """Add an organisation, or people in words, as a party to an agreement. One that had left stands in it again."""
    stored = locked(agreement)
    before = _before(stored, organisation, people)
    terms = rules.PartyTerms(
        allowed=permissions.may_keep_agreement(by, stored),
        state=stored.state,
        has_organisation=organisation is not None,
        people=people,
        must_sign=must_sign,
        twice=before is not None and before.left_on is None,
    )
    refuse_if(rules.refusals_to_add_party(terms))
    said = {"must_sign": must_sign, "plan_line": plan_line, "resources": resources}
    return join_as_party(stored, by=by, at=at, organisation=organisation, people=tidy(people), before=before, said=said)


def join_as_party(
    agreement: Agreement,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation | None = None,
    people: str = "",
    before: Party | None = None,
    said: dict[str, object] | None = None,
) -> Party:
    """Store a party that may stand in an agreement: a new row, or that of one that had left."""
    party = before or Party(agreement=agreement, organisation=organisation, people=people)
    if before is not None:
        save_changes(before, {"left_on": None, **(said or {})})
    else:
        for name, value in (said or {}).items():
            setattr(party, name, value)
        party.save()
    _enter("added party", party, by=by, at=at, must_sign=party.must_sign)
    return party


@transaction.atomic
def edit_party(
    party: Party, *, by: Account, at: datetime, version: int, must_sign: bool, plan_line: str, resources: str
) -> Party:
    """Say what a party aligns of its own plan and money, and whether it has to sign; the latter the convenor alone."""
    agreement = locked(party.agreement)
    stored = locked(party)
    said = {"must_sign": must_sign, "plan_line": tidy(plan_line), "resources": tidy(resources)}
    check_version(stored, version, said)
    keeps = must_sign == stored.must_sign or permissions.may_keep_agreement(by, agreement)
    terms = rules.PartyTerms(
        allowed=permissions.may_speak_for_party(by, stored) and keeps,
        state=agreement.state,
        has_organisation=stored.organisation_id is not None,
        people=stored.people,
        must_sign=must_sign,
    )
    refuse_if(rules.refusals_to_edit_party(terms, has_left=stored.left_on is not None))
    changed = save_changes(stored, said)
    if changed:
        _enter("edited party", stored, by=by, at=at, must_sign=must_sign, changed=sorted(changed))
    return stored


@transaction.atomic
def leave_party(party: Party, *, by: Account, at: datetime) -> Party:
    """Let a party leave an agreement today. What it signed, and that it was a party, stay to be read."""
    agreement = locked(party.agreement)
    stored = locked(party)
    allowed, left = permissions.may_speak_for_party(by, stored), stored.left_on is not None
    refuse_if(rules.refusals_to_leave(allowed=allowed, state=agreement.state, has_left=left))
    save_changes(stored, {"left_on": timezone.localdate(at)})
    _enter("left agreement", stored, by=by, at=at)
    settle(agreement, by=by, at=at)
    return stored


def _before(agreement: Agreement, organisation: Organisation | None, people: str) -> Party | None:
    """The party that already has, or had, this place in an agreement. One SQL query at most."""
    if organisation is not None:
        return agreement.parties.select_for_update().filter(organisation=organisation).first()
    return agreement.parties.select_for_update().filter(people=tidy(people)).first() if people.strip() else None


def _enter(verb: str, party: Party, *, by: Account, at: datetime, **facts: object) -> None:
    terms = {"agreement": party.agreement.reference, "organisation": reference_of(party.organisation)}
    texts = {"people": party.people, "plan_line": party.plan_line, "resources": party.resources}
    partnership = party.agreement.partnership.reference
    enter(verb, party, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
