"""The verbs of what is handed on: endorsements of governing bodies, and what a leaver tells whoever comes next."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, rules
from joinedup.partners.actions.entries import enter_for
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, Endorsement, Handover, Membership, Organisation, Partnership, live
from joinedup.record.actions import enter

HANDED_ON = ("relationships", "unfinished", "whereabouts")


@transaction.atomic
def endorse(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    governing_body: str,
    endorsed_on: date,
    words: str = "",
    evidence_url: str = "",
) -> Endorsement:
    """Record that a member's governing body saw a partnership and stood behind it. It stays. Raises Refused."""
    partnership = locked(partnership)
    said = rules.Endorsed(tidy(governing_body), endorsed_on, tidy(evidence_url))
    today = timezone.localdate(at)
    refuse_if(
        rules.refusals_to_endorse(
            said,
            allowed=permissions.may_endorse_for(by, partnership, organisation.pk),
            organisation=organisation.name,
            takes_part=partnership.standings.filter(live(today), organisation=organisation).exists(),
            today=today,
        )
    )
    with once(rules.ENDORSED_ALREADY):
        endorsement = Endorsement.objects.create(
            partnership=partnership,
            organisation=organisation,
            governing_body=said.governing_body,
            endorsed_on=endorsed_on,
            words=words,
            evidence_url=said.evidence_url,
            recorded_at=at,
            recorded_by=by,
        )
    facts = {
        "endorsement": endorsement.reference,
        "organisation": organisation.reference,
        "endorsed_on": endorsed_on.isoformat(),
    }
    texts = {"governing_body": said.governing_body, "words": endorsement.words, "evidence_url": said.evidence_url}
    enter_for("endorsed", partnership, by=by, at=at, facts=facts, texts=texts)
    return endorsement


@transaction.atomic
def write_handover(
    membership: Membership,
    *,
    by: Account,
    at: datetime,
    version: int,
    relationships: str,
    unfinished: str,
    whereabouts: str,
) -> Handover:
    """Write what the holder of a post tells whoever comes next; version 0 begins it. Raises Refused, or Edited."""
    membership = locked(membership)
    stored = Handover.objects.select_for_update().filter(membership=membership).first()
    handover = stored or Handover(membership=membership, version=0)
    said = {"relationships": relationships, "unfinished": unfinished, "whereabouts": whereabouts}
    changes = {name: tidy(text) for name, text in said.items()}
    allowed = permissions.may_write_handover(by, membership)
    is_finished = handover.finished_at is not None
    refuse_if(rules.refusals_to_write_handover(allowed=allowed, is_finished=is_finished))
    check_version(handover, version, changes)
    if stored is None:
        handover = Handover.objects.create(membership=membership, **changes)
        _enter("wrote handover", handover, by=by, at=at)
    elif save_changes(handover, changes):
        _enter("wrote handover", handover, by=by, at=at)
    return handover


@transaction.atomic
def finish_handover(handover: Handover, *, by: Account, at: datetime) -> Handover:
    """Finish a handover; from then on it stays as it is. Raises Refused with every reason against."""
    locked(handover.membership)
    handover = locked(handover)
    refuse_if(
        rules.refusals_to_finish_handover(
            allowed=permissions.may_write_handover(by, handover.membership),
            is_finished=handover.finished_at is not None,
            has_words=any(getattr(handover, name) for name in HANDED_ON),
        )
    )
    save_changes(handover, {"finished_at": at})
    _enter("finished handover", handover, by=by, at=at)
    return handover


def _enter(verb: str, handover: Handover, *, by: Account, at: datetime) -> None:
    facts = {
        "person": handover.membership.person.reference,
        "organisation": handover.membership.organisation.reference,
    }
    enter(verb, handover, by=by, at=at, facts=facts, texts={name: getattr(handover, name) for name in HANDED_ON})
