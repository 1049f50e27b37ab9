"""The verbs of whoever takes part: join, describe oneself, leave. None enters the record: it is nobody's business."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import locked
from joinedup.partners.models import Account, Organisation
from joinedup.voice.models import Admission, Choice, Conversation, Hearing, Participant, Vote
from joinedup.voice.reads import taking_part as reads
from joinedup.voice.reads.marks import mark_of
from joinedup.voice.rules import taking_part as rules
from joinedup.voice.rules.statements import GONE_BY_NOW, NOT_OPEN


@transaction.atomic
def join(
    conversation: Conversation,
    *,
    at: datetime,
    account: Account | None = None,
    guest_mark: str = "",
    code: str = "",
    network: str = "",
    **said: Any,
) -> Participant:
    """Take part in an open conversation, by an account or as a guest; whoever does already, still does.

    Somebody who began as a guest and signs in goes on as the same participant. network: in which they are, of which a
    mark is kept for a month. Raises Refused with every reason against.
    """
    if conversation.access != rules.GUESTS:
        conversation = locked(conversation)
    if not conversation.takes_people_on(timezone.localdate(at)):
        raise Refused((NOT_OPEN,))
    found = _found(conversation, account, guest_mark)
    if found is not None:
        return found
    admission = reads.admission_for(conversation, account, code)
    refuse_if(
        rules.refusals_to_join(
            reads.facts_of_joining(conversation, account=account, guest_mark=guest_mark, code=code, admission=admission)
        )
    )
    who: dict[str, Any] = {"account": account} if account else {"guest_mark": guest_mark}
    new = {"joined_at": at, **_marks(conversation, account, network), **said}
    participant, _is_new = Participant.objects.get_or_create(conversation=conversation, **who, defaults=new)
    if admission is not None:
        admission.used_by = participant
        admission.save(update_fields=["used_by"])
    return participant


@transaction.atomic
def take_part(
    conversation: Conversation,
    *,
    at: datetime,
    account: Account | None = None,
    guest_mark: str = "",
    code: str = "",
    network: str = "",
    speaks_for: Organisation | None = None,
    groups: Sequence[Hearing] = (),
) -> Participant:
    """Join, or go on taking part, and say of oneself what one wants to. Raises Refused with every reason against."""
    participant = join(conversation, at=at, account=account, guest_mark=guest_mark, code=code, network=network)
    return describe(participant, account=account, speaks_for=speaks_for, groups=groups)


@transaction.atomic
def describe(
    participant: Participant, *, account: Account | None, speaks_for: Organisation | None, groups: Sequence[Hearing]
) -> Participant:
    """Say for whom one speaks, and to which groups one belongs, in place of what one said before. Raises Refused."""
    participant = locked(participant)
    if participant.left_at is not None:
        raise Refused((GONE_BY_NOW,))
    holds = speaks_for is None or reads.may_speak_for(account).filter(pk=speaks_for.pk).exists()
    refuse_if(
        rules.refusals_to_describe(
            holds_post=holds,
            dimensions=tuple(one.dimension for one in groups),
            all_of_this=all(one.conversation_id == participant.conversation_id for one in groups),
        )
    )
    participant.speaks_for = speaks_for
    participant.save(update_fields=["speaks_for"])
    participant.groups.set(groups)
    return participant


@transaction.atomic
def leave(participant: Participant, *, at: datetime) -> Participant:
    """Leave a conversation. What becomes of the votes is what it promised; nothing is left that leads to a person.

    Where the votes stay, a mark that leads to none of them keeps the same person from voting again. Raises Refused for
    whoever has left.
    """
    conversation = locked(Conversation.objects.get(pk=participant.conversation_id))
    participant = locked(participant)
    if participant.left_at is not None:
        raise Refused((GONE_BY_NOW,))
    own = Admission.objects.filter(used_by=participant)
    if rules.takes_votes_out(withdrawal=conversation.withdrawal, state=conversation.state):
        Vote.objects.filter(participant=participant).delete()
        Choice.objects.filter(participant=participant).delete()
    else:
        _remember_that_they_left(conversation, participant, at=at)
        own.filter(way=Admission.Way.CODE).delete()
    own.update(used_by=None)
    participant.groups.clear()
    participant.account = participant.speaks_for = None
    participant.guest_mark = participant.network = participant.mail_host = ""
    participant.left_at = at
    emptied = ("account", "speaks_for", "guest_mark", "network", "mail_host", "left_at")
    participant.save(update_fields=emptied)
    return participant


def _found(conversation: Conversation, account: Account | None, guest_mark: str) -> Participant | None:
    """Whoever takes part already by this account or in this browser, who from now on does so by the account."""
    here = Participant.objects.filter(conversation=conversation)
    if account is not None:
        own = here.filter(account=account).first()
        if own is not None or not guest_mark:
            return own
    guest = here.filter(guest_mark=guest_mark).first() if guest_mark else None
    if guest is not None and account is not None:
        guest.account, guest.guest_mark = account, ""
        guest.save(update_fields=["account", "guest_mark"])
    return guest


def _marks(conversation: Conversation, account: Account | None, network: str) -> dict[str, str]:
    host = rules.host_of(account.email) if account is not None else ""
    return {
        "network": mark_of(conversation, "network", network) if network else "",
        "mail_host": mark_of(conversation, "mail host", host) if host else "",
    }


def _remember_that_they_left(conversation: Conversation, participant: Participant, *, at: datetime) -> None:
    if participant.account is None and not participant.guest_mark:
        return
    marks = reads.left_marks(conversation, participant.account, participant.guest_mark)
    Admission.objects.bulk_create(
        (Admission(conversation=conversation, way=Admission.Way.LEFT, mark=one, added_at=at) for one in sorted(marks)),
        ignore_conflicts=True,
    )
