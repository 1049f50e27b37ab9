"""The verbs of a meeting that goes on: note who came, declare an interest, take the minutes of an item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, reads
from joinedup.partners.actions.agendas import enter_item, locked_with_meeting
from joinedup.partners.actions.meetings import enter_meeting
from joinedup.partners.actions.once import once
from joinedup.partners.models import (
    Account,
    AgendaItem,
    Attendance,
    Body,
    Interest,
    Meeting,
    Organisation,
    Person,
    live,
)
from joinedup.partners.rules import agendas as rules
from joinedup.partners.rules.naming import refusals_unless
from joinedup.record.actions import enter


@dataclass(frozen=True)
class Noted:
    """That somebody came for an organisation, or sent apologies, and for whom they stood in."""

    person: Person
    organisation: Organisation
    manner: str
    stands_in_for: Person | None = None


@transaction.atomic
def note_attendance(meeting: Meeting, *, by: Account, at: datetime, noted: Sequence[Noted]) -> Meeting:
    """Note who came, who sent apologies and who stood in for whom; who is not named stays as noted. Raises Refused."""
    meeting = locked(meeting)
    allowed = permissions.may_call(by, meeting.partnership, meeting.body)
    refuse_if(
        (*refusals_unless(allowed), *rules.refusals_in_state(meeting.state, to=rules.MINUTE), *_wrong(noted, meeting))
    )
    known = {one.person_id: one for one in meeting.attendances.select_for_update()}
    changed = [one.person.reference for one in noted if _note(meeting, known.get(one.person.pk), one)]
    if changed:
        enter_meeting("noted attendance", meeting, by=by, at=at, people=sorted(changed))
    return meeting


@transaction.atomic
def declare_interest(
    meeting: Meeting,
    *,
    by: Account,
    at: datetime,
    person: Person,
    words: str,
    handled: str,
    item: AgendaItem | None = None,
) -> Interest:
    """Record a conflict of interest that somebody declared, and what they did about it. Raises Refused."""
    meeting = locked(meeting)
    refuse_if(
        rules.refusals_to_declare(
            allowed=permissions.may_call(by, meeting.partnership, meeting.body),
            state=meeting.state,
            words=tidy(words),
            belongs=item is None or item.meeting_id == meeting.pk,
            of_a_member=reads.may_take_part(person, meeting.partnership),
            who=person.name,
        )
    )
    with once(rules.DECLARED_ALREADY):
        interest = Interest.objects.create(
            meeting=meeting, item=item, person=person, words=words, handled=handled, declared_at=at, recorded_by=by
        )
    facts = {
        "meeting": meeting.reference,
        "item": item.reference if item else "",
        "person": person.reference,
        "handled": handled,
    }
    texts = {"words": interest.words}
    enter(
        "declared interest", interest, by=by, at=at, partnership=meeting.partnership.reference, facts=facts, texts=texts
    )
    return interest


@transaction.atomic
def minute(
    item: AgendaItem,
    *,
    by: Account,
    at: datetime,
    version: int,
    minutes: str,
    settled: bool = False,
    referred_to: Body | None = None,
) -> AgendaItem:
    """Minute an item; it is settled, goes on, or is referred to another body. Raises Refused, or Edited."""
    meeting, item = locked_with_meeting(item)
    refuse_if(
        rules.refusals_to_minute(
            rules.MinuteFacts(
                allowed=permissions.may_call(by, meeting.partnership, meeting.body),
                state=meeting.state,
                settled=settled,
                is_referred=referred_to is not None,
                body_fits=referred_to is None or _may_be_referred(meeting, referred_to, at),
            )
        )
    )
    day = timezone.localdate(meeting.begins_at)
    changes = {
        "minutes": tidy(minutes),
        "settled_on": (item.settled_on or day) if settled else None,
        "referred_to": referred_to,
        "referred_on": (item.referred_on or day) if referred_to else None,
    }
    check_version(item, version, changes)
    if save_changes(item, changes):
        entered = {"settled": settled, "referred_to": referred_to.reference if referred_to else ""}
        enter_item("minuted", item, by=by, at=at, **entered)
    return item


def _may_be_referred(meeting: Meeting, body: Body, at: datetime) -> bool:
    goes_on = Body.objects.filter(live(timezone.localdate(at)), partnership=meeting.partnership_id)
    return body.pk != meeting.body_id and goes_on.filter(pk=body.pk).exists()


def _note(meeting: Meeting, known: Attendance | None, noted: Noted) -> bool:
    """Store one person's attendance; whether it differs from what was noted before."""
    said = {"organisation": noted.organisation, "manner": noted.manner, "stands_in_for": noted.stands_in_for}
    if known is not None and all(getattr(known, name) == value for name, value in said.items()):
        return False
    Attendance.objects.update_or_create(meeting=meeting, person=noted.person, defaults=said)
    return True


def _wrong(noted: Iterable[Noted], meeting: Meeting) -> list[Refusal]:
    """What is wrong with each line: somebody from elsewhere, or somebody who stands in for themselves."""
    listed = list(noted)
    ours = set(reads.people_of_members(meeting.partnership).values_list("pk", flat=True))
    ours |= {one.person.pk for one in reads.expected_at(meeting)} | {meeting.partnership.convenor_id or 0}
    foreign = [one.person.name for one in listed if one.person.pk not in ours]
    own = [one for one in listed if one.stands_in_for == one.person]
    return [*(rules.NOT_EXPECTED.about(who=who) for who in foreign), *(rules.STANDS_IN_FOR_ONESELF for _one in own)]
