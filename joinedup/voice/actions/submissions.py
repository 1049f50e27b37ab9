"""Giving something longer than a statement."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.record.actions import enter
from joinedup.voice.models import Participant, Submission
from joinedup.voice.rules import submissions as rules


@transaction.atomic
def give(participant: Participant, *, at: datetime, words: str, as_it_is: bool = False) -> Submission:
    """Give something longer. It waits to be read by a moderator before it is shown. Raises Refused.

    as_it_is: its writer was warned of personal details in the words and sends them nevertheless. The record says that
    it was given, never by whom.
    """
    conversation, words = locked(participant.conversation), tidy(words)
    given = conversation.submissions.exclude(given_by=None)
    own = given.filter(given_by=participant)
    giving = rules.Giving(
        is_open=conversation.takes_people_on(timezone.localdate(at)),
        has_left=participant.left_at is not None,
        given=own.count(),
        given_today=given.filter(given_at__date=timezone.localdate(at)).count(),
        a_day=conversation.statements_a_day,
        same_words=own.filter(words=words).exists(),
    )
    refuse_if(rules.refusals_to_give(words, giving, as_it_is=as_it_is))
    made = Submission.objects.create(conversation=conversation, given_by=participant, words=words, given_at=at)
    partnership = conversation.partnership.reference
    enter("gave submission", made, by=None, at=at, partnership=partnership, facts={"in": conversation.reference})
    return made
