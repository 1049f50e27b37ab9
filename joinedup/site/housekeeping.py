"""What is kept no longer than its purpose: the periods stand in data-map.csv, in the column “kept”."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from joinedup.answers.models import Follower, FollowRequest, Seen
from joinedup.exchange.models import Import, StagedRow, Upload
from joinedup.frame.models import Letter, Once, Tally
from joinedup.partners.actions import forget_closed_accounts
from joinedup.partners.models import Handover, Invitation, Membership, Person, RoleChange
from joinedup.promises.models import AnswerLink, Claim, ConfirmMark, Part, ProgressReport
from joinedup.questions.models import Question
from joinedup.voice.models import Admission, Conversation, Participant

FORMS_ARE_KEPT = timedelta(days=90)
LETTERS_ARE_KEPT = timedelta(days=30)
UNSENT_LETTERS_ARE_KEPT = timedelta(days=365)
STAGED_ROWS_ARE_KEPT = timedelta(days=30)
FILE_NAMES_ARE_KEPT = timedelta(days=30)
SENDERS_ARE_KEPT = timedelta(days=2)
ADDRESSES_ARE_KEPT = timedelta(days=90)
WHAT_WAS_SHOWN_IS_KEPT = timedelta(days=90)
REQUESTS_ARE_KEPT = timedelta(days=2)
LINKS_ARE_KEPT = timedelta(days=30)
NETWORKS_ARE_KEPT = timedelta(days=30)
HANDOVERS_ARE_KEPT = timedelta(days=365)
CLOSED_ACCOUNTS_ARE_KEPT = timedelta(days=365)
ROLE_CHANGES_ARE_KEPT = timedelta(days=7 * 365 + 2)


@transaction.atomic
def tidy_up(at: datetime) -> int:
    """Delete or empty what has served its purpose by this moment; how many rows. About 25 SQL queries."""
    deleted = sum(rows.delete()[0] for rows in _gone(at))
    return deleted + _emptied(at) + forget_closed_accounts(closed_before=at - CLOSED_ACCOUNTS_ARE_KEPT)


def _gone(at: datetime) -> "tuple[QuerySet, ...]":  # type: ignore[type-arg]
    """Rows that are kept no longer."""
    return (
        Once.objects.filter(at__lt=at - FORMS_ARE_KEPT),
        Letter.objects.filter(sent_at__lt=at - LETTERS_ARE_KEPT),
        Letter.objects.filter(sent_at=None, written_at__lt=at - UNSENT_LETTERS_ARE_KEPT),
        StagedRow.objects.filter(load__loaded_at__lt=at - STAGED_ROWS_ARE_KEPT),
        Upload.objects.filter(load__loaded_at__lt=at - STAGED_ROWS_ARE_KEPT),
        Import.objects.filter(loaded_at__lt=at - STAGED_ROWS_ARE_KEPT).exclude(state=Import.State.DONE),
        Tally.objects.filter(until__lt=at),
        Admission.objects.filter(conversation__state=Conversation.State.ANSWERED),
        Session.objects.filter(expire_date__lt=at),
        FollowRequest.objects.filter(expires_at__lt=at - REQUESTS_ARE_KEPT),
        ConfirmMark.objects.filter(expires_at__lt=at - REQUESTS_ARE_KEPT),
        Follower.objects.filter(account__is_active=False),
        Seen.objects.filter(account__is_active=False),
        _links_done_with(at),
        RoleChange.objects.filter(asked_at__lt=at - ROLE_CHANGES_ARE_KEPT),
    )


def _emptied(at: datetime) -> int:
    """Fields that are kept no longer in rows that stay; how many rows."""
    senders = Question.objects.filter(asked_at__lt=at - SENDERS_ARE_KEPT).exclude(asked_from="")
    settled = Q(answered_at__lt=at - ADDRESSES_ARE_KEPT) | Q(
        state=Question.State.DECLINED, decided_at__lt=at - ADDRESSES_ARE_KEPT
    )
    askers = Question.objects.filter(settled).exclude(asker_email="")
    files = Import.objects.filter(done_at__lt=at - FILE_NAMES_ARE_KEPT).exclude(file_name="", answers={}, source={})
    ended = at - ADDRESSES_ARE_KEPT
    over = Q(accepted_at__lt=ended) | Q(withdrawn_at__lt=ended) | Q(expires_at__lt=ended)
    invitations = Invitation.objects.filter(over).exclude(email="")
    handovers = Handover.objects.filter(finished_at__lt=at - HANDOVERS_ARE_KEPT)
    told = handovers.exclude(relationships="", unfinished="", whereabouts="")
    today = localdate(at)
    holds = Membership.objects.filter(Q(until_on=None) | Q(until_on__gt=today), person=OuterRef("pk"))
    left = Person.objects.filter(~Exists(holds)).exclude(email="")
    came_from = Participant.objects.filter(joined_at__lt=at - NETWORKS_ARE_KEPT).exclude(network="", mail_host="")
    return (
        senders.update(asked_from="")
        + askers.update(asker_email="")
        + files.update(file_name="", answers={}, source={})
        + invitations.update(email="")
        + _shown_with_claims(at).update(shown="")
        + told.update(relationships="", unfinished="", whereabouts="")
        + left.update(email="")
        + came_from.update(network="", mail_host="")
    )


def _shown_with_claims(at: datetime) -> QuerySet[Claim]:
    """What people could show with claims that were settled long ago: refused or put right, and no appeal that waits."""
    ago = at - WHAT_WAS_SHOWN_IS_KEPT
    waits = Claim.objects.filter(appeal_of=OuterRef("pk")).exclude(question__answered_at__lt=ago)
    done = Q(outcome="not_upheld") | Q(put_right_on__lt=localdate(ago))
    return Claim.objects.filter(~Exists(waits), done, question__answered_at__lt=ago).exclude(shown="")


def _links_done_with(at: datetime) -> QuerySet[AnswerLink]:
    """Links that expired long ago. One through which a report or an acceptance came stays: it is what shows whose."""
    spoke = Exists(ProgressReport.objects.filter(through=OuterRef("pk")))
    took = Exists(Part.objects.filter(accepted_through=OuterRef("pk")))
    return AnswerLink.objects.filter(~spoke, ~took, expires_at__lt=at - LINKS_ARE_KEPT)
