"""Who belongs to a meeting: who is expected there, gets its letters, and came or sent apologies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from joinedup.partners import permissions
from joinedup.partners.models import (
    Account,
    Attendance,
    Interest,
    Meeting,
    Organisation,
    Person,
    Seat,
    Standing,
    live,
)
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.leads import Lead, leads_shown
from joinedup.partners.reads.mandates import mandates_in_force
from joinedup.partners.reads.meetings import ShownItem
from joinedup.partners.reads.people import live_posts


@dataclass(frozen=True)
class Expected:
    """Somebody who belongs to a meeting, and for which organisation."""

    person: Person
    organisation: Organisation


def expected_at(meeting: Meeting) -> list[Expected]:
    """Who belongs to a meeting on its day, each once, by organisation. At most four SQL queries.

    At a body's meeting these are the holders of its seats; where a seat is vacant, whoever is its second. At a meeting
    of the partnership itself, and of a body in which nobody sits yet, these are the convenor and, for each member,
    whoever speaks for it by a mandate in force; for a member without one, whoever has held a post there longest.
    """
    day = timezone.localdate(meeting.begins_at)
    belong = _seated(meeting, day) or [*_convening(meeting), *_speaking(meeting, day)]
    first: dict[int, Expected] = {}
    for one in belong:
        first.setdefault(one.person.pk, one)
    return sorted(first.values(), key=lambda one: (one.organisation.name, one.person.name, one.person.pk))


def _seated(meeting: Meeting, day: date) -> list[Expected]:
    if meeting.body_id is None:
        return []
    seats = Seat.objects.filter(live(day), body=meeting.body_id).select_related("organisation", "person", "second")
    return [Expected(who, one.organisation) for one in seats.order_by("pk") if (who := one.person or one.second)]


def _convening(meeting: Meeting) -> list[Expected]:
    posts = live_posts(people=[meeting.partnership.convenor_id or 0]).order_by("from_on", "pk")
    return [Expected(post.person, post.organisation) for post in posts[:1]]


def _speaking(meeting: Meeting, day: date) -> list[Expected]:
    mandates = mandates_in_force(meeting.partnership, day).select_related("organisation", "person").order_by("pk")
    speaking = [Expected(one.person, one.organisation) for one in mandates]
    silent = Standing.objects.filter(live(day), partnership=meeting.partnership_id)
    silent = silent.exclude(organisation__in=[one.organisation.pk for one in speaking])
    posts = live_posts(organisations=silent.values_list("organisation", flat=True)).order_by("from_on", "pk")
    longest: dict[int, Expected] = {}
    for post in posts:
        longest.setdefault(post.organisation_id, Expected(post.person, post.organisation))
    return [*speaking, *longest.values()]


def addresses_for(meeting: Meeting) -> list[str]:
    """Where to write to everybody who belongs to a meeting: their account's address, else the one noted of them.

    Each address once. Six SQL queries at most.
    """
    people = [one.person for one in expected_at(meeting)]
    accounts = Account.objects.filter(person__in=[one.pk for one in people], is_active=True)
    by_person = dict(accounts.values_list("person", "email"))
    found = (by_person.get(one.pk) or one.email for one in people)
    return sorted({email.lower(): email for email in found if email}.values())


@dataclass(frozen=True)
class Came:
    """Somebody's attendance as a reader may see it: by post, and for whom they stood in."""

    lead: Lead
    manner: str
    in_words: str
    stands_in_for: Lead | None


def attendance_of(meeting: Meeting, asker: Asker) -> list[Came]:
    """Who came to a meeting, sent apologies or did not come, by organisation. Three SQL queries at most."""
    noted = list(Attendance.objects.filter(meeting=meeting).order_by("organisation__name", "pk"))
    people = {one.person_id for one in noted} | {one.stands_in_for_id for one in noted}
    leads = leads_shown(people, meeting.partnership, asker)
    return [
        Came(
            lead=lead,
            manner=one.manner,
            in_words=str(one.get_manner_display()),
            stands_in_for=leads.get(one.stands_in_for_id or 0),
        )
        for one in noted
        if (lead := leads.get(one.person_id))
    ]


@dataclass(frozen=True)
class Declared:
    """An interest as a reader may see it: who declared it, by post, in what, and what they did about it."""

    lead: Lead | None
    item: ShownItem | None
    words: str
    handled: str


def interests_of(meeting: Meeting, agenda: Iterable[ShownItem], asker: Asker) -> list[Declared]:
    """Interests declared at a meeting, as this asker may read them. Three SQL queries at most.

    agenda: the meeting's items as `agenda_of` shows them to this asker; an interest in an item that is closed to them
    is left out. The public reads interests once the meeting has been closed.
    """
    shown = {one.key: one for one in agenda if not one.is_closed}
    found = interests_seen(meeting, asker)
    readable = [one for one in found if one.item_id is None or one.item_id in shown]
    leads = leads_shown([one.person_id for one in readable], meeting.partnership, asker)
    return [
        Declared(
            lead=leads.get(one.person_id),
            item=shown.get(one.item_id or 0),
            words=one.words,
            handled=str(one.get_handled_display()),
        )
        for one in readable
    ]


def interests_seen(meeting: Meeting, asker: Asker) -> list[Interest]:
    """Every interest declared at a meeting, for whom it may read any. One SQL query at most."""
    is_over = meeting.state in (Meeting.State.HELD, Meeting.State.AGREED)
    if not (is_over or permissions.reads_whole_agenda(asker, meeting.partnership_id)):
        return []
    return list(Interest.objects.filter(meeting=meeting).order_by("declared_at", "pk"))
