"""What the rule's owner and local stakeholders say of an exception: they agree, do not, or agree no longer."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account, Organisation
from joinedup.partners.permissions import acts_for, convenes
from joinedup.promises.actions.entries import reference_of
from joinedup.promises.actions.freedoms import move
from joinedup.promises.models import Consent, Freedom
from joinedup.promises.reads import freedoms as reads
from joinedup.promises.reads import stands
from joinedup.promises.rules import freedoms as rules
from joinedup.record.actions import enter

VERBS = {"agrees": "gave consent", "refuses": "refused consent", "withdraws": "withdrew consent"}


@transaction.atomic
def consent(
    freedom: Freedom,
    *,
    by: Account,
    at: datetime,
    side: str,
    stance: str,
    organisation: Organisation | None = None,
    who: str = "",
    words: str = "",
    evidence_url: str = "",
    said_on: date | None = None,
) -> Consent:
    """Record that the rule's owner or a local stakeholder agrees, does not, or agrees no longer.

    For the owner's side, the owner is who speaks. An owner who no longer agrees suspends an exception that holds.
    said_on: today if not given. Raises Refused with every reason against.
    """
    stored, today = locked(freedom), timezone.localdate(at)
    if side == rules.OWNER_SIDE:
        organisation, who = stored.owner, stored.owner_outside
    said = Consent(
        freedom=stored,
        side=side,
        organisation=organisation,
        who="" if organisation else tidy(who),
        stance=stance,
        words=words,
        evidence_url=evidence_url,
        said_on=said_on or today,
        recorded_by=by,
        recorded_at=at,
    )
    own = organisation is not None and acts_for(by, organisation.pk)
    said.person = by.person if own else None
    refuse_if(rules.refusals_to_consent(_word(said, is_own=own, by=by, today=today)))
    said.save()
    facts = {"freedom": stored.reference, "side": side, "stance": stance, "organisation": reference_of(organisation)}
    texts = {"words": said.words, "who": said.who, "evidence_url": evidence_url}
    partnership = stored.partnership.reference
    enter(VERBS[stance], said, by=by, at=at, partnership=partnership, facts=facts, texts=texts)
    _suspend_without_owner(stored, said, by=by, at=at)
    return said


def _word(said: Consent, *, is_own: bool, by: Account, today: date) -> rules.Word:
    freedom, organisation = said.freedom, said.organisation
    earlier = {reads.key_of(one.consent): one.consent.stance for one in reads.heard(freedom)}
    is_owner = organisation == freedom.owner if organisation else said.who == freedom.owner_outside
    return rules.Word(
        state=freedom.state,
        is_own=is_own,
        convenes=convenes(by, freedom.partnership),
        side=said.side,
        stance=said.stance,
        has_speaker=organisation is not None or bool(said.who),
        is_owner=is_owner and bool(organisation or said.who),
        is_asker=organisation is not None and organisation.pk == freedom.organisation_id,
        organisation_stands=organisation is None or stands(freedom.partnership, organisation.pk, today),
        words=said.words,
        evidence_url=said.evidence_url,
        said_on=said.said_on,
        today=today,
        latest=earlier.get(reads.key_of(said), ""),
    )


def _suspend_without_owner(freedom: Freedom, said: Consent, *, by: Account, at: datetime) -> None:
    is_owner = said.side == rules.OWNER_SIDE and said.stance != rules.AGREES
    if is_owner and freedom.state in rules.MOVES["suspend"].of:
        reason = _("The rule’s owner agrees no longer: {words}").format(words=said.words)
        move(freedom, "suspend", by=by, at=at, reason=reason)
