"""The lead's own word: that they lead a promise, or do not and why."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.promises import permissions
from joinedup.promises.actions.speakers import Speaker, speaker_signed_in
from joinedup.promises.models import Commitment
from joinedup.promises.reads import takes_reports
from joinedup.promises.rules import chasing
from joinedup.record.actions import enter


@transaction.atomic
def take_lead(commitment: Commitment, *, by: Account, at: datetime) -> Commitment:
    """Say that one leads a promise, as its named lead. Said again it changes nothing. Raises Refused."""
    return _say(commitment, by=by, at=at, word=Commitment.LeadWord.ACCEPTED, because="")


@transaction.atomic
def decline_lead(commitment: Commitment, *, by: Account, at: datetime, words: str) -> Commitment:
    """Say that one does not lead a promise, and why. One stays named until somebody else is. Raises Refused."""
    return _say(commitment, by=by, at=at, word=Commitment.LeadWord.DECLINED, because=words)


def _say(commitment: Commitment, *, by: Account, at: datetime, word: str, because: str) -> Commitment:
    stored = locked(commitment)
    refuse_if(
        chasing.refusals_to_lead(
            is_lead=permissions.is_its_lead(by, stored),
            goes_on=takes_reports(stored),
            declines=word == Commitment.LeadWord.DECLINED,
            because=because,
        )
    )
    if stored.lead_word != word:
        set_word(stored, speaker_signed_in(by, stored.organisation_id, timezone.localdate(at)), word, because, at=at)
    return stored


def set_word(stored: Commitment, speaker: Speaker, word: str, because: str, *, at: datetime) -> None:
    """Keep the lead's word on a promise that is locked, and of which a rule has let it be said."""
    stored.lead_word, stored.lead_word_on, stored.declined_because = word, timezone.localdate(at), tidy(because)
    stored.save(update_fields=["lead_word", "lead_word_on", "declined_because"])
    facts = {"lead": speaker.person.reference, **speaker.facts}
    partnership = stored.partnership.reference
    if word == Commitment.LeadWord.ACCEPTED:
        enter("took lead", stored, by=speaker.actor, at=at, partnership=partnership, facts=facts)
    else:
        texts = {"declined_because": stored.declined_because}
        enter("declined lead", stored, by=speaker.actor, at=at, partnership=partnership, facts=facts, texts=texts)


def own_word(commitment: Commitment, by: Account, at: datetime) -> None:
    """Empty the lead's word of a promise with another lead, or set it where somebody names themselves."""
    is_own = commitment.lead_id is not None and commitment.lead_id == by.person_id
    commitment.lead_word = Commitment.LeadWord.ACCEPTED if is_own else ""
    commitment.lead_word_on = timezone.localdate(at) if is_own else None
    commitment.declined_because = ""
