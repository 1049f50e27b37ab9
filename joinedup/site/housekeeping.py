"""What is kept no longer than its purpose: the periods stand in docs/data-map.csv."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from joinedup.answers.models import Follower, FollowRequest
from joinedup.exchange.models import Import, StagedRow, Upload
from joinedup.frame.models import Letter, Once
from joinedup.promises.models import AnswerLink, Part, ProgressReport
from joinedup.questions.models import Question

FORMS_ARE_KEPT = timedelta(days=90)
LETTERS_ARE_KEPT = timedelta(days=30)
STAGED_ROWS_ARE_KEPT = timedelta(days=30)
SENDERS_ARE_KEPT = timedelta(days=2)
ADDRESSES_ARE_KEPT = timedelta(days=90)
REQUESTS_ARE_KEPT = timedelta(days=2)
LINKS_ARE_KEPT = timedelta(days=30)


@transaction.atomic
def tidy_up(at: datetime) -> int:
    """Delete what has served its purpose by this moment; how many rows went or were emptied.

    Eleven SQL queries where nothing has, whatever is stored; a few more for each table from which rows go.
    """
    gone = (
        Once.objects.filter(at__lt=at - FORMS_ARE_KEPT),
        Letter.objects.filter(sent_at__lt=at - LETTERS_ARE_KEPT),
        StagedRow.objects.filter(load__loaded_at__lt=at - STAGED_ROWS_ARE_KEPT),
        Upload.objects.filter(load__loaded_at__lt=at - STAGED_ROWS_ARE_KEPT),
        Import.objects.filter(loaded_at__lt=at - STAGED_ROWS_ARE_KEPT).exclude(state=Import.State.DONE),
        Session.objects.filter(expire_date__lt=at),
        FollowRequest.objects.filter(expires_at__lt=at - REQUESTS_ARE_KEPT),
        Follower.objects.filter(account__is_active=False),
        _links_done_with(at),
    )
    senders = Question.objects.filter(asked_at__lt=at - SENDERS_ARE_KEPT).exclude(asked_from="")
    addresses = Question.objects.filter(answered_at__lt=at - ADDRESSES_ARE_KEPT).exclude(asker_email="")
    deleted = sum(rows.delete()[0] for rows in gone)
    return deleted + senders.update(asked_from="") + addresses.update(asker_email="")


def _links_done_with(at: datetime) -> QuerySet[AnswerLink]:
    """Links that expired long ago. One through which a report or an acceptance came stays: it is what shows whose."""
    spoke = Exists(ProgressReport.objects.filter(through=OuterRef("pk")))
    took = Exists(Part.objects.filter(accepted_through=OuterRef("pk")))
    return AnswerLink.objects.filter(~spoke, ~took, expires_at__lt=at - LINKS_ARE_KEPT)
