from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account, Organisation, Person
from joinedup.promises import permissions, reads, rules
from joinedup.promises.actions.entries import reference_of
from joinedup.promises.actions.speakers import Speaker, speaker_signed_in
from joinedup.promises.models import Commitment, Part
from joinedup.promises.rules.chasing import NO_REASON_TO_DECLINE
from joinedup.record.actions import enter

WORD = ["accepted_at", "accepted_by", "accepted_through", "declined_at", "declined_because"]


@transaction.atomic
def add_part(
    commitment: Commitment,
    *,
    by: Account,
    at: datetime,
    what: str,
    organisation: Organisation | None = None,
    role: str = Part.Role.DELIVERS,
) -> Part:
    """Add a part of a promise. It is accepted at once if whoever adds it acts for the organisation that takes it."""
    stored = locked(commitment)
    on = timezone.localdate(at)
    stands = organisation is None or reads.stands(stored.partnership, organisation.pk, on)
    twice = stored.parts.filter(what=what.strip(), organisation=organisation, role=role).exists()
    checks = (
        (permissions.may_change(by, stored), rules.NOT_ALLOWED),
        (stands, rules.NOT_A_MEMBER),
        (not twice, rules.PART_TWICE),
    )
    refuse_if(refusal for holds, refusal in checks if not holds)
    part = Part(commitment=stored, what=what, organisation=organisation, role=role)
    if permissions.may_accept(by, part):
        part.accepted_at, part.accepted_by = at, by
    part.save()
    facts = {"promise": stored.reference, "organisation": reference_of(organisation), "role": role}
    _enter_part("added part", part, by=by, at=at, **facts, accepted=part.accepted_at is not None)
    return part


@transaction.atomic
def remove_part(part: Part, *, by: Account, at: datetime) -> Commitment:
    """Take a part out of a promise; the record keeps that it stood there. Gone already, nothing more happens."""
    commitment = locked(part.commitment)
    refuse_if(() if permissions.may_change(by, commitment) else (rules.NOT_ALLOWED,))
    stored = Part.objects.select_for_update().filter(pk=part.pk).first()
    if stored is not None:
        _enter_part("removed part", stored, by=by, at=at, promise=commitment.reference)
        stored.delete()
    return commitment


@transaction.atomic
def accept_part(part: Part, *, by: Account, at: datetime) -> Part:
    """Accept a part for one's organisation. Accepting twice changes nothing more."""
    stored = _stored(part)
    refuse_if(() if permissions.may_accept(by, stored) else (rules.NOT_YOUR_PART,))
    if stored.accepted_at is None:
        set_accepted(stored, speaker_signed_in(by, stored.organisation_id, timezone.localdate(at)), at=at)
    return stored


@transaction.atomic
def decline_part(part: Part, *, by: Account, at: datetime, words: str) -> Part:
    """Decline a part for one's organisation, or hand it back, and say why. It stays listed. Raises Refused."""
    stored = _stored(part)
    checks = (
        (permissions.may_accept(by, stored), rules.NOT_YOUR_PART),
        (bool(words.strip()), NO_REASON_TO_DECLINE),
    )
    refuse_if(refusal for holds, refusal in checks if not holds)
    if stored.declined_at is None:
        speaker = speaker_signed_in(by, stored.organisation_id, timezone.localdate(at))
        set_declined(stored, speaker, words, at=at)
    return stored


def set_accepted(stored: Part, speaker: Speaker, *, at: datetime) -> None:
    """Keep that a part is accepted, which is locked and of which a rule has let it be said."""
    stored.accepted_at, stored.accepted_by, stored.accepted_through = at, speaker.account, speaker.link
    stored.declined_at, stored.declined_because = None, ""
    stored.save(update_fields=WORD)
    facts = {"organisation": reference_of(stored.organisation), **speaker.facts}
    _enter_part("accepted part", stored, by=speaker.actor, at=at, **facts)


def set_declined(stored: Part, speaker: Speaker, because: str, *, at: datetime) -> None:
    """Keep that a part is declined, which is locked and of which a rule has let it be said."""
    stored.accepted_at = stored.accepted_by = stored.accepted_through = None
    stored.declined_at, stored.declined_because = at, tidy(because)
    stored.save(update_fields=WORD)
    facts = {"organisation": reference_of(stored.organisation), **speaker.facts}
    texts = {"what": stored.what, "declined_because": stored.declined_because}
    partnership = stored.commitment.partnership.reference
    enter("declined part", stored, by=speaker.actor, at=at, partnership=partnership, facts=facts, texts=texts)


def _stored(part: Part) -> Part:
    stored = Part.objects.select_for_update().filter(pk=part.pk).first()
    if stored is None:
        raise Refused((rules.PART_GONE,))
    return stored


def _enter_part(verb: str, part: Part, *, by: Account | Person, at: datetime, **facts: object) -> None:
    partnership = part.commitment.partnership.reference
    enter(verb, part, by=by, at=at, partnership=partnership, facts=facts, texts={"what": part.what})
