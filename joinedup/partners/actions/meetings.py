"""The verbs of meetings: plan, change, cancel, open, close, agree the minutes."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import Edited, check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions
from joinedup.partners.models import Account, Body, Meeting, Partnership, live
from joinedup.partners.reads.expected import addresses_for
from joinedup.partners.rules import meetings as rules
from joinedup.partners.rules.naming import refusals_unless
from joinedup.record.actions import enter

PLANNED, MOVED, CANCELLED = "planned", "moved", "cancelled"


@transaction.atomic
def plan_meeting(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    name: str,
    day: date,
    begins: time,
    ends: time,
    body: Body | None = None,
    where: str = "",
    join_url: str = "",
    visibility: str = Visibility.PARTNERS,
) -> Meeting:
    """Plan a meeting at times of day as people read them here; whoever belongs to it gets a letter. Raises Refused."""
    partnership, zone = locked(partnership), timezone.get_current_timezone()
    when = rules.When(day, begins, ends)
    facts = rules.MeetingFacts(
        allowed=may_call(by, partnership, body),
        name=tidy(name),
        body_belongs=body is None or _goes_on(body, partnership, day),
        draft_fits=visibility != Visibility.DRAFT or permissions.convenes(by, partnership),
        join_url=tidy(join_url),
    )
    refuse_if((*rules.refusals_to_plan(facts), *rules.refusals_to_meet_at(when, zone)))
    begins_at, ends_at = rules.instants(when, zone)
    meeting = Meeting.objects.create(
        partnership=partnership,
        body=body,
        name=name,
        begins_at=begins_at,
        ends_at=ends_at,
        where=where,
        join_url=tidy(join_url),
        visibility=visibility,
    )
    enter_meeting("planned meeting", meeting, by=by, at=at)
    _tell(meeting, PLANNED, at=at)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    day: date,
    begins: time,
    ends: time,
    where: str,
    join_url: str,
    visibility: str,
) -> Meeting:
    """Change or move a meeting; who belongs to it hears of a new day, time or place. Raises Refused, or Edited.

    A meeting that is moved across a change of the clock keeps the time of day that it is given.
    """
    meeting, zone = locked(meeting), timezone.get_current_timezone()
    when = rules.When(day, begins, ends)
    impossible = rules.refusals_to_meet_at(when, zone)
    refuse_if((*refusals_unless(may_call(by, meeting.partnership, meeting.body)), *impossible))
    begins_at, ends_at = rules.instants(when, zone)
    changes = {
        "name": tidy(name),
        "begins_at": begins_at,
        "ends_at": ends_at,
        "where": tidy(where),
        "join_url": tidy(join_url),
        "visibility": visibility,
    }
    _check_version(meeting, version, changes)
    is_moved = any(getattr(meeting, name) != changes[name] for name in ("begins_at", "ends_at", "where"))
    facts = rules.MeetingFacts(
        allowed=True,
        name=tidy(name),
        state=meeting.state,
        is_moved=is_moved,
        draft_fits=visibility != Visibility.DRAFT or permissions.convenes(by, meeting.partnership),
        join_url=tidy(join_url),
    )
    refuse_if(rules.refusals_to_plan(facts))
    was_draft = meeting.visibility == Visibility.DRAFT
    changed = save_changes(meeting, changes)
    if changed:
        enter_meeting(
            "moved meeting" if is_moved else "changed meeting", meeting, by=by, at=at, changed=sorted(changed)
        )
    if meeting.state == Meeting.State.PLANNED and (
        was_draft or {*changed} & {"begins_at", "ends_at", "where", "join_url"}
    ):
        _tell(meeting, PLANNED if was_draft else MOVED, at=at)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Account, at: datetime, reason: str) -> Meeting:
    """Cancel a meeting and tell whoever belongs to it why. Raises Refused."""
    meeting = locked(meeting)
    allowed = may_call(by, meeting.partnership, meeting.body)
    refuse_if(rules.refusals_to_cancel(meeting.state, allowed=allowed, reason=tidy(reason)))
    save_changes(meeting, {"state": Meeting.State.CANCELLED, "cancelled_because": tidy(reason)})
    enter_meeting("cancelled meeting", meeting, by=by, at=at)
    _tell(meeting, CANCELLED, at=at)
    return meeting


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: Account, at: datetime) -> Meeting:
    """Open a meeting on its day. Raises Refused."""
    meeting = locked(meeting)
    refuse_if(
        rules.refusals_to_open(
            meeting.state,
            allowed=may_call(by, meeting.partnership, meeting.body),
            is_draft=meeting.visibility == Visibility.DRAFT,
            day=timezone.localdate(meeting.begins_at),
            today=timezone.localdate(at),
        )
    )
    save_changes(meeting, {"state": Meeting.State.OPEN})
    enter_meeting("opened meeting", meeting, by=by, at=at)
    return meeting


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: Account, at: datetime) -> Meeting:
    """Close a meeting; its minutes are a draft until they are agreed. Raises Refused.

    Whoever knows of decisions closes by `promises.actions.close_meeting`, which shares those that were taken.
    """
    meeting = locked(meeting)
    allowed = may_call(by, meeting.partnership, meeting.body)
    refuse_if(rules.refusals_to_go_on(meeting.state, to=rules.HELD, allowed=allowed))
    save_changes(meeting, {"state": Meeting.State.HELD})
    enter_meeting("closed meeting", meeting, by=by, at=at)
    return meeting


@transaction.atomic
def agree_minutes(meeting: Meeting, *, by: Account, at: datetime, agreed_at: Meeting) -> Meeting:
    """Agree the minutes of a meeting at a later one of the same body; nothing of it changes after. Raises Refused."""
    meeting = locked(meeting)
    later = rules.Later(
        same_body=(agreed_at.partnership_id, agreed_at.body_id) == (meeting.partnership_id, meeting.body_id),
        is_later=agreed_at.begins_at > meeting.begins_at,
        state=agreed_at.state,
    )
    allowed = may_call(by, meeting.partnership, meeting.body)
    refuse_if(rules.refusals_to_agree(meeting.state, later, allowed=allowed))
    day = timezone.localdate(agreed_at.begins_at)
    save_changes(meeting, {"state": Meeting.State.AGREED, "agreed_on": day, "agreed_at": agreed_at})
    enter_meeting("agreed minutes", meeting, by=by, at=at, agreed_at=agreed_at.reference, agreed_on=day.isoformat())
    return meeting


def may_call(by: Account, partnership: Partnership, body: Body | None) -> bool:
    return permissions.may_call(by, partnership, body)


def enter_meeting(verb: str, meeting: Meeting, *, by: Account, at: datetime, **facts: object) -> None:
    """Enter what was done to a meeting: when it is as a fact, its words only as a hash."""
    said = {
        "body": meeting.body.reference if meeting.body else "",
        "begins_at": meeting.begins_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "visibility": meeting.visibility,
        **facts,
    }
    texts = {name: getattr(meeting, name) for name in ("name", "where", "join_url", "cancelled_because")}
    enter(verb, meeting, by=by, at=at, partnership=meeting.partnership.reference, facts=said, texts=texts)


def _goes_on(body: Body, partnership: Partnership, day: date) -> bool:
    return Body.objects.filter(live(day), pk=body.pk, partnership=partnership).exists()


def _check_version(meeting: Meeting, version: int, changes: dict[str, Any]) -> None:
    """Raise Edited with the day and times as people read them."""
    try:
        check_version(meeting, version, changes)
    except Edited as edited:
        raise Edited({**edited.current, **when_of(meeting)}, edited.version) from None


def when_of(meeting: Meeting) -> dict[str, Any]:
    """A meeting's day and times of day as people read them here."""
    begins, ends = timezone.localtime(meeting.begins_at), timezone.localtime(meeting.ends_at)
    return {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}


def _tell(meeting: Meeting, what: str, *, at: datetime) -> None:
    """Write to whoever belongs to a meeting; of a draft nobody hears."""
    if meeting.visibility == Visibility.DRAFT:
        return
    begins, ends = timezone.localtime(meeting.begins_at), timezone.localtime(meeting.ends_at)
    said = {"meeting": meeting, "what": what, "site": settings.SITE_URL, "begins": begins, "ends": ends}
    subject = {
        PLANNED: _("Meeting: {name}, {day}"),
        MOVED: _("Changed: {name}, {day}"),
        CANCELLED: _("Cancelled: {name}, {day}"),
    }
    body = render_to_string("partners/letters/meeting.txt", said)
    for email in addresses_for(meeting):
        letters.write(email, subject[what].format(name=meeting.name, day=date_format(begins.date())), body, at=at)
