"""The verbs by which a meeting decides: take a decision down, and close, which shares what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.frame.visibility import Visibility
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, AgendaItem, Meeting, Organisation, Person
from joinedup.partners.permissions import Preview, may_call
from joinedup.partners.reads import agenda_of, exempt_among
from joinedup.promises.actions.decisions import enter_decision, share_decision
from joinedup.promises.actions.enactments import enter_enactment
from joinedup.promises.models import Decision, Enactment
from joinedup.promises.reads import has_post, stands
from joinedup.promises.rules import meetings as rules


@dataclass(frozen=True)
class Carrier:
    """Who is to carry a decision out: a member, a person of it, the body of its own that decides there, by when.

    Without a member it is refused.
    """

    organisation: Organisation | None
    person: Person | None = None
    in_body: str = ""
    due_on: date | None = None


@transaction.atomic
def take_decision(
    item: AgendaItem,
    *,
    by: Account,
    at: datetime,
    name: str,
    words: str,
    carriers: Sequence[Carrier] = (),
    reason: str = "",
    gains: str = "",
    loses: str = "",
    dissent: str = "",
) -> Decision:
    """Take down what a meeting that is going on decides in an item, and who carries it out. Raises Refused.

    It is a draft until the meeting is closed.
    """
    meeting = locked(item.meeting)
    day = timezone.localdate(at)
    refuse_if(
        rules.refusals_to_take(
            rules.Taking(
                allowed=may_call(by, meeting.partnership, meeting.body),
                is_open=meeting.state == Meeting.State.OPEN,
                name=tidy(name),
                words=tidy(words),
                lines=[_line(number, one, meeting, day) for number, one in enumerate(carriers, start=1)],
            )
        )
    )
    decision = Decision.objects.create(
        partnership=meeting.partnership,
        meeting=meeting,
        item=item,
        name=name,
        words=words,
        decided_on=timezone.localdate(meeting.begins_at),
        decided_by=meeting.name,
        reason=reason,
        gains=gains,
        loses=loses,
        dissent=dissent,
    )
    enter_decision("decided", decision, by=by, at=at)
    for one in carriers:
        named = {"organisation": one.organisation, "person": one.person}
        made = Enactment.objects.create(decision=decision, in_body=one.in_body, due_on=one.due_on, **named)
        enter_enactment("named affected", made, by=by, at=at)
    return decision


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: Account, at: datetime) -> Meeting:
    """Close a meeting and share what it decided. Raises Refused with every decision that is not complete.

    The decisions of a public meeting become public, except in items that the public may not read and while a pause
    is in force; all others are shared with the partners.
    """
    is_paused = partners.hold_public(meeting.partnership, Visibility.PUBLIC, at=at) is not None
    meeting = partners.close_meeting(meeting, by=by, at=at)
    drafts = list(meeting.decisions.filter(visibility=Visibility.DRAFT).select_related("item").order_by("pk"))
    unfinished = [one for one in drafts if not (one.words and one.decided_by and one.decided_on)]
    refuse_if(rules.UNFINISHED.about(name=one.name) for one in unfinished)
    readable, exempt = _readable_by_all(meeting), exempt_among([one.reference for one in drafts])
    for one in drafts:
        is_out = not is_paused and one.item_id in readable and one.reference not in exempt
        share_decision(one, by=by, at=at, visibility=Visibility.PUBLIC if is_out else Visibility.PARTNERS)
    return meeting


def _readable_by_all(meeting: Meeting) -> set[int]:
    """The keys of a public meeting's items that everybody reads once its partnership is published."""
    if meeting.visibility != Visibility.PUBLIC:
        return set()
    return {one.key for one in agenda_of(meeting, Preview(meeting.partnership_id)) if not one.is_closed}


def _line(number: int, carrier: Carrier, meeting: Meeting, day: date) -> rules.Line:
    organisation, person = carrier.organisation, carrier.person
    if organisation is None:
        return rules.Line(number, "", stands=False, person_fits=False)
    return rules.Line(
        number,
        organisation.name,
        stands=stands(meeting.partnership, organisation.pk, day),
        person_fits=person is None or has_post(person.pk, organisation.pk, day),
    )
