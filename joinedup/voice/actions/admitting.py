"""The verbs of whom a conversation lets in: list addresses, make codes, invite by letter."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.limits import counted
from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Admission, Conversation, Hearing
from joinedup.voice.reads.marks import CODE_LETTERS, mark_of, mark_of_code
from joinedup.voice.rules import taking_part as rules
from joinedup.voice.rules.conversations import NOT_YOURS
from joinedup.voice.rules.statements import NOT_OPEN

CODE_LENGTH, CODE_PART = 12, 4  # 58 bits: nobody guesses one among a thousand


@transaction.atomic
def list_addresses(conversation: Conversation, *, by: Account, at: datetime, addresses: Sequence[str]) -> int:
    """Let whoever holds these addresses take part, once each; how many are new. Only their marks are kept.

    Raises Refused with every reason against.
    """
    conversation = _kept(conversation, by)
    refuse_if(() if conversation.access == rules.LISTED else (rules.NOT_BY_LIST,))
    marks = {mark_of(conversation, "listed", rules.box_of(one)) for one in addresses}
    new = _admit(conversation, Admission.Way.ADDRESS, marks, by=by, at=at)
    entered("listed addresses for conversation", conversation, by=by, at=at, facts={"addresses": str(new)})
    return new


@transaction.atomic
def make_codes(conversation: Conversation, *, by: Account, at: datetime, number: int) -> tuple[str, ...]:
    """Make codes, each of which lets one person take part. They are given out here and never again: only marks stay.

    Raises Refused with every reason against.
    """
    conversation = _kept(conversation, by)
    checks = (
        (conversation.access == rules.CODE, rules.NOT_BY_CODE),
        (1 <= number <= rules.MOST_CODES, rules.HOW_MANY.about(limit=rules.MOST_CODES)),
    )
    refuse_if(refusal for holds, refusal in checks if not holds)
    codes: set[str] = set()
    while len(codes) < number:
        codes.add("".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH)))
    marks = {mark_of_code(conversation, one) for one in codes}
    new = _admit(conversation, Admission.Way.CODE, marks, by=by, at=at)
    entered("made codes for conversation", conversation, by=by, at=at, facts={"codes": str(new)})
    parts = range(0, CODE_LENGTH, CODE_PART)
    return tuple("-".join(one[part : part + CODE_PART] for part in parts) for one in sorted(codes))


@transaction.atomic
def invite(
    conversation: Conversation,
    *,
    by: Account,
    at: datetime,
    addresses: Sequence[str],
    group: Hearing | None = None,
) -> int:
    """Invite people by letter to take part, each address once in a conversation; how many letters were written.

    The addresses are not kept. Raises Refused with every reason against.
    """
    conversation = _kept(conversation, by)
    boxes = sorted({rules.box_of(one) for one in addresses})
    tomorrow = at + timedelta(days=1)
    checks = (
        (conversation.state == Conversation.State.OPEN, NOT_OPEN),
        (bool(boxes), rules.NO_ADDRESSES),
        (len(boxes) <= rules.MOST_INVITED, rules.TOO_MANY_ADDRESSES.about(limit=rules.MOST_INVITED)),
        (group is None or group.conversation_id == conversation.pk, rules.NOT_OF_THIS),
    )
    refuse_if(refusal for holds, refusal in checks if not holds)
    new = [one for one in boxes if _not_invited_yet(conversation, one, at=at)]
    for _one in new:
        if not counted(f"invited {conversation.reference}", limit=rules.MOST_INVITED_A_DAY, at=at, until=tomorrow):
            raise Refused((rules.ENOUGH_INVITED.about(limit=rules.MOST_INVITED_A_DAY),))
    said = {
        "conversation": conversation,
        "group": group,
        "page": f"{settings.SITE_URL}{conversation.get_absolute_url()}",
        "join": f"{settings.SITE_URL}{conversation.get_absolute_url()}join/",
    }
    body = render_to_string("voice/letters/invitation.txt", said).strip() + "\n"
    subject = _("You are asked: %(name)s") % {"name": conversation.name}
    letters.write_all((letters.Draft(one, subject, body) for one in new), at=at)
    entered("invited to conversation", conversation, by=by, at=at, facts={"letters": str(len(new))})
    return len(new)


def _not_invited_yet(conversation: Conversation, box: str, *, at: datetime) -> bool:
    mark = mark_of(conversation, "invited", box)
    return counted(f"invited once {mark}", limit=1, at=at, until=at + timedelta(days=365))


def _kept(conversation: Conversation, by: Account) -> Conversation:
    """A conversation, locked, that this account runs."""
    conversation = locked(conversation)
    if not permissions.may_keep(by, conversation.partnership):
        raise Refused((NOT_YOURS,))
    return conversation


def _admit(conversation: Conversation, way: str, marks: set[str], *, by: Account, at: datetime) -> int:
    """Keep marks that let people in; how many there were not yet. A few SQL queries, however many marks."""
    known = set(conversation.admissions.filter(way=way).values_list("mark", flat=True))
    new = sorted(marks - known)
    rows = (Admission(conversation=conversation, way=way, mark=one, added_at=at, added_by=by) for one in new)
    Admission.objects.bulk_create(rows, batch_size=500)
    return len(new)
