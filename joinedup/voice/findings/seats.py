"""Seats of community groups and charities whose people come to meetings and bring nothing, or leave early."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Account, AgendaItem, Attendance, Meeting, Organisation, Partnership, Seat
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import bodies_open_to, items_open_to, meetings_open_to
from joinedup.record.models import Entry

A_YEAR = timedelta(days=365)
MEETINGS = 3
ITEMS = 5
LAY = (Organisation.Sector.COMMUNITY, Organisation.Sector.CHARITY)
CAME = (Attendance.Manner.PRESENT, Attendance.Manner.REMOTE)
HELD = (Meeting.State.HELD, Meeting.State.AGREED)


@finding(
    "B58",
    title="Seats without a say",
    source="The Collaborative State, Demos, 2007: many faces and one accepted style; lay members fall silent and leave",
)
def seats_without_a_say(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """People of community groups and charities came to at least three meetings in the last year, and none of at least
    five items that people brought was put on the agenda by one of them; or at least two of their seats ended within a
    year, and more of theirs did so than of all others'. Only sums are told, and of nobody by name."""
    since = timezone.localdate() - A_YEAR
    meetings = meetings_open_to(asker).filter(partnership=partnership, state__in=HELD, begins_at__date__gte=since)
    came = Attendance.objects.filter(meeting__in=meetings, manner__in=CAME, organisation__sector__in=LAY)
    lay_people, attended = set(), set()
    for person, meeting in came.values_list("person", "meeting"):
        lay_people.add(person)
        attended.add(meeting)
    brought = _brought(partnership, asker, since) if len(attended) >= MEETINGS else Counter()
    at = f"/{partnership.reference}/"
    if brought.total() >= ITEMS and not any(brought[person] for person in lay_people):
        words = _("They came to {meetings} meetings. None of {items} items that people brought was theirs.")
        yield Finding(
            (partnership.reference, "silent"), at, words.format(meetings=len(attended), items=brought.total())
        )
    theirs, others = _ended_early(partnership, asker, since)
    if theirs[0] >= 2 and theirs[0] * others[1] > others[0] * theirs[1]:
        words = _("{ended} of {all} seats of theirs ended within a year of being filled.")
        yield Finding((partnership.reference, "left"), at, words.format(ended=theirs[0], all=theirs[1]))


def _brought(partnership: Partnership, asker: Asker, since: date) -> Counter[int | None]:
    """How many items that people brought each person put on the agenda. Three SQL queries."""
    items = items_open_to(asker).filter(
        meeting__partnership=partnership, meeting__begins_at__date__gte=since, source=AgendaItem.Source.PEOPLE
    )
    listed = Entry.objects.filter(verb="listed", subject__in=set(items.values_list("reference", flat=True)))
    actors = list(listed.values_list("actor", flat=True))
    people = dict(Account.objects.filter(reference__in=set(actors)).values_list("reference", "person"))
    return Counter(people.get(actor) for actor in actors)


def _ended_early(partnership: Partnership, asker: Asker, since: date) -> tuple[tuple[int, int], tuple[int, int]]:
    """Of the seats of community groups and charities, and of all others: how many ended within a year of their start
    in the last year, and how many there are. One SQL query."""
    bodies = bodies_open_to(asker).filter(partnership=partnership)
    seats = Seat.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=since), body__in=bodies)
    counts = {True: [0, 0], False: [0, 0]}
    today = timezone.localdate()
    for sector, first, last in seats.values_list("organisation__sector", "from_on", "until_on"):
        counts[sector in LAY][1] += 1
        counts[sector in LAY][0] += last is not None and last <= today and last - first < A_YEAR
    return (counts[True][0], counts[True][1]), (counts[False][0], counts[False][1])
