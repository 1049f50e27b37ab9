"""Meetings for people's own calendars, as RFC 5545 has them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, Q
from django.http import HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from joinedup import __version__
from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions, reads
from joinedup.partners.models import Meeting
from joinedup.partners.permissions import Asker
from joinedup.partners.requests import Request
from joinedup.partners.views.meetings import known_meeting
from joinedup.partners.views.pages import page
from joinedup.partners.views.partnerships import known
from joinedup.record.models import Entry

MOST = 500
KEPT_BACK = Q(visibility=Visibility.DRAFT)


@page
def meeting(request: Request, reference: str) -> HttpResponse:
    """One meeting for a calendar, with its agenda as this reader may see it."""
    one = known_meeting(request, reference)
    titles = [f"{each.number}. {each.title or _('Not published')}" for each in reads.agenda_of(one, request.asker)]
    return _answer([one], request.asker, name=one.name, agenda="\n".join(titles))


@page
def meetings(request: Request, reference: str) -> HttpResponse:
    """A partnership's latest meetings for a calendar, as this reader may see them, without drafts."""
    one = known(request, reference)
    seen = reads.meetings_open_to(request.asker).filter(partnership=one).exclude(KEPT_BACK)
    listed = seen.select_related("partnership").order_by("-begins_at", "-pk")[:MOST]
    return _answer(listed, request.asker, name=_("Meetings of {name}").format(name=one.name))


def _answer(meetings: Iterable[Meeting], asker: Asker, *, name: str, agenda: str = "") -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", f"-//Joinedup//Joinedup {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    listed = list(meetings)
    changed = _changed([one.reference for one in listed])
    for one in listed:
        calendar.add_component(_event(one, asker, changed.get(one.reference) or now(), agenda))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return answer


def _event(meeting: Meeting, asker: Asker, changed: datetime, agenda: str) -> Event:
    """A meeting as an event. The link to join from afar is for the partnership's own people."""
    event = Event()
    said: dict[str, Any] = {
        "uid": f"{meeting.reference.replace('/', '-')}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}",
        "sequence": meeting.version,
        "dtstamp": changed.astimezone(UTC),
        "last-modified": changed.astimezone(UTC),
        "dtstart": meeting.begins_at.astimezone(UTC),
        "dtend": meeting.ends_at.astimezone(UTC),
        "summary": meeting.name,
        "status": "CANCELLED" if meeting.state == Meeting.State.CANCELLED else "CONFIRMED",
        "url": f"{settings.SITE_URL}/{meeting.reference}/",
    }
    whole = permissions.reads_whole_agenda(asker, meeting.partnership_id)
    joins = _("Join from afar: {url}").format(url=meeting.join_url) if meeting.join_url and whole else ""
    description = "\n\n".join(part for part in (meeting.cancelled_because, joins, agenda) if part)
    for name, value in {**said, "location": meeting.where, "description": description}.items():
        if value != "":
            event.add(name, value)
    return event


def _changed(references: list[str]) -> dict[str, datetime]:
    """When each meeting was changed last, by the record. One SQL query."""
    entries = Entry.objects.filter(subject__in=references).values("subject").annotate(last=Max("at"))
    return dict(entries.values_list("subject", "last"))
