"""The verbs of an agenda: put on, take up what was proposed, change, move, take off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import LINE_LIMIT, tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, AgendaItem, Meeting
from joinedup.partners.rules import agendas as rules
from joinedup.record.actions import enter

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Wanted:
    """Something that is to be put on an agenda: what it is about, what is asked of the meeting, and why it is there."""

    title: str
    purpose: str
    source: str
    about: str
    finding_key: str = ""

    @property
    def key(self) -> str:
        """What tells it from everything else that may be on the same agenda."""
        return f"{self.about} {self.finding_key}".strip()


@transaction.atomic
def add_item(meeting: Meeting, *, by: Account, at: datetime, title: str, purpose: str, paper: str = "") -> AgendaItem:
    """Put something on the agenda by hand, at its end. Raises Refused."""
    meeting = locked(meeting)
    _refuse_to_list(meeting, by=by, title=tidy(title))
    item = AgendaItem.objects.create(
        meeting=meeting, place_in_order=_end_of(meeting) + 1, title=title, purpose=purpose, paper=paper
    )
    enter_item("listed", item, by=by, at=at)
    return item


@transaction.atomic
def take_up(meeting: Meeting, *, by: Account, at: datetime, chosen: Sequence[Wanted]) -> Meeting:
    """Put what was chosen of a proposed agenda on the agenda, in that order; what is on it already stays as it is.

    Raises Refused with every reason against.
    """
    meeting = locked(meeting)
    known = {f"{about} {key}".strip() for about, key in meeting.items.values_list("about", "finding_key")}
    fresh = [one for one in chosen if one.key not in known]
    _refuse_to_list(meeting, by=by, title="-", more=len(fresh))
    end = _end_of(meeting)
    for place, one in enumerate(fresh, start=end + 1):
        with once(rules.LISTED_ALREADY):
            item = AgendaItem.objects.create(
                meeting=meeting,
                place_in_order=place,
                title=tidy(one.title)[:LINE_LIMIT],
                purpose=one.purpose,
                source=one.source,
                about=one.about,
                finding_key=one.finding_key,
            )
        enter_item("listed", item, by=by, at=at)
    return meeting


@transaction.atomic
def change_item(
    item: AgendaItem, *, by: Account, at: datetime, version: int, title: str, purpose: str, paper: str
) -> AgendaItem:
    """Change what an item is called, what is asked of the meeting, and its paper. Raises Refused, or Edited."""
    meeting, item = locked_with_meeting(item)
    _refuse_to_list(meeting, by=by, title=tidy(title), more=0)
    changes = {"title": tidy(title), "purpose": purpose, "paper": tidy(paper)}
    check_version(item, version, changes)
    if save_changes(item, changes):
        enter_item("changed item", item, by=by, at=at)
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, by: Account, at: datetime, version: int, way: str) -> AgendaItem:
    """Move an item one place up or down. Raises Refused, or Edited when it was moved meanwhile."""
    meeting, item = locked_with_meeting(item)
    _refuse_to_list(meeting, by=by, title=item.title, more=0)
    check_version(item, version, {})
    order = list(meeting.items.select_for_update().order_by("place_in_order", "pk"))
    here = next(index for index, one in enumerate(order) if one.pk == item.pk)
    there = here + (-1 if way == UP else 1)
    if not 0 <= there < len(order):
        raise Refused((rules.AT_THE_EDGE,))
    order.insert(there, order.pop(here))
    for place, one in enumerate(order, start=1):
        if place != one.place_in_order:
            save_changes(one, {"place_in_order": place})
    enter_item("moved item", item, by=by, at=at)
    return item


@transaction.atomic
def take_off(item: AgendaItem, *, by: Account, at: datetime) -> Meeting:
    """Take an item off an agenda before the meeting opens; gone already is gone. Raises Refused."""
    meeting = locked(item.meeting)
    stored = AgendaItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    allowed = permissions.may_call(by, meeting.partnership, meeting.body)
    refuse_if(rules.refusals_to_take_off(allowed=allowed, state=meeting.state))
    if stored is not None:
        enter_item("took off", stored, by=by, at=at)
        stored.delete()
    return meeting


def enter_item(verb: str, item: AgendaItem, *, by: Account, at: datetime, **facts: object) -> None:
    """Enter what was done to an item: what it is about as a fact, its words only as a hash."""
    meeting = item.meeting
    said = {"meeting": meeting.reference, "about": item.about, "finding": item.finding_key, **facts}
    texts = {"title": item.title, "paper": item.paper, "minutes": item.minutes}
    enter(verb, item, by=by, at=at, partnership=meeting.partnership.reference, facts=said, texts=texts)


def locked_with_meeting(item: AgendaItem) -> tuple[Meeting, AgendaItem]:
    """The meeting and the item, locked in that order; Refused if the item was taken off meanwhile."""
    meeting = locked(item.meeting)
    stored = AgendaItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if stored is None:
        raise Refused((rules.UNKNOWN_ITEM,))
    return meeting, stored


def _refuse_to_list(meeting: Meeting, *, by: Account, title: str, more: int = 1) -> None:
    allowed = permissions.may_call(by, meeting.partnership, meeting.body)
    items = meeting.items.count() + more
    refuse_if(rules.refusals_to_list(allowed=allowed, state=meeting.state, title=title, items=items))


def _end_of(meeting: Meeting) -> int:
    last = meeting.items.aggregate(last=Max("place_in_order"))["last"]
    return int(last or 0)
