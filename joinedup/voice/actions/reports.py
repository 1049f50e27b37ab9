"""Reporting that something breaks the house rules, without an account."""

from datetime import datetime, timedelta

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.voice.models import Report
from joinedup.voice.reads import moderation as reads
from joinedup.voice.rules import moderation as rules


@transaction.atomic
def report(piece: reads.Moderated, *, at: datetime, asked_from: str, kind: str, words: str = "") -> Report:
    """Say that a statement, something longer or a note breaks the house rules; the same sender counts once for each
    and day.

    asked_from: the day's mark of the sender (`frame.senders.sender`). No entry: a report says nothing of what was
    done, and would say when whom it annoyed. Raises Refused when the sender has reported enough today.
    """
    told = Report.objects.filter(about=piece.reference, mark=asked_from).first()
    if told is not None:
        return told
    refuse_if(rules.refusals_to_report(reported_today=reads.reported_today(asked_from, at - timedelta(days=1))))
    said = {"conversation": reads.conversation_of(piece), "kind": kind, "words": tidy(words), "said_at": at}
    return Report.objects.get_or_create(about=piece.reference, mark=asked_from, defaults=said)[0]
