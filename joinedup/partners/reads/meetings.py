"""Meetings and their agendas as a reader may see them: what is kept from the public shows its place and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from joinedup.frame.references import kind_of, named
from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions
from joinedup.partners.models import AgendaItem, Body, Exemption, Interest, Meeting
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.leads import Lead, leads_shown

CLOSED_STATES = (Meeting.State.HELD, Meeting.State.AGREED)


def meetings_open_to(asker: Asker) -> QuerySet[Meeting]:
    """Meetings that this asker may see."""
    return Meeting.objects.filter(permissions.meetings_seen_by(asker))


def items_open_to(asker: Asker) -> QuerySet[AgendaItem]:
    """Items that this asker may be told of on their own, outside their meeting's page."""
    return AgendaItem.objects.filter(permissions.items_seen_by(asker))


def interests_open_to(asker: Asker) -> QuerySet[Interest]:
    """Interests that this asker may be told of on their own, outside their meeting's page."""
    return Interest.objects.filter(permissions.interests_seen_by(asker))


@dataclass(frozen=True)
class ShownItem:
    """An item as one reader may see it.

    `is_closed` says that this reader may not read it: then every text of it is empty, and so is what it is about, by
    what reason it is there and what became of it. `exempt` says why it is kept from publication, and `decider` who
    decided so, by post; an item about something that this reader may not see is closed without an exemption. Minutes
    are shown to the public once the meeting has been closed.
    """

    key: int
    reference: str
    number: int
    version: int = 1
    is_closed: bool = False
    exempt: Exemption | None = None
    decider: Lead | None = None
    title: str = ""
    purpose: str = ""
    source: str = ""
    about: str = ""
    finding_key: str = ""
    paper: str = ""
    minutes: str = ""
    referred_to: Body | None = None
    referred_on: date | None = None
    settled_on: date | None = None

    @property
    def source_in_words(self) -> str:
        """Why it is on the agenda; empty for what people brought."""
        return "" if self.source in ("", AgendaItem.Source.PEOPLE) else str(AgendaItem.Source(self.source).label)

    @property
    def anchor(self) -> str:
        """Where the item stands on its meeting's page."""
        return f"item-{self.key}"


def agenda_of(meeting: Meeting, asker: Asker) -> list[ShownItem]:
    """The items of a meeting in their order, each as this asker may see it.

    Four SQL queries, and for the public one a kind of what items are about; whether the asker may see the meeting
    itself is for the caller to ask. `meeting.partnership` is to be loaded.
    """
    items = list(meeting.items.select_related("referred_to").order_by("place_in_order", "pk"))
    exempt = exemptions_among(items)
    deciders = leads_shown([one.decided_by_id for one in exempt.values()], meeting.partnership, asker)
    whole = permissions.reads_whole_agenda(asker, meeting.partnership_id)
    seen = set() if whole else _readable({one.about for one in items if one.about}, asker)
    return [
        _shown(
            item,
            number=number,
            exempt=exempt.get(item.reference),
            deciders=deciders,
            is_closed=not whole and (item.reference in exempt or bool(item.about and item.about not in seen)),
            asker=asker,
            has_minutes=whole or meeting.state in CLOSED_STATES,
        )
        for number, item in enumerate(items, start=1)
    ]


def _readable(references: set[str], asker: Asker) -> set[str]:
    """Which of the nouns that items are about this asker may read; an earlier item only if it is readable itself."""
    seen = set(named((one for one in references if kind_of(one) != "item"), asker))
    earlier = AgendaItem.objects.filter(reference__in=[one for one in references if kind_of(one) == "item"])
    known = list(earlier.filter(meeting__in=meetings_open_to(asker).values("pk")))
    exempt = exemptions_among(known)
    return seen | {one.reference for one in known if one.reference not in exempt and not one.about}


def exemptions_among(items: Sequence[AgendaItem]) -> dict[str, Exemption]:
    """Which of these items are kept from publication, by reference. One SQL query, none without items."""
    if not items:
        return {}
    found = Exemption.objects.filter(subject__in=[one.reference for one in items])
    return {one.subject: one for one in found}


def body_shown(body: Body | None, asker: Asker) -> bool:
    """Whether a meeting's page names a body to an asker: everybody reads a public one, its partnership's people any."""
    if body is None:
        return False
    return body.visibility == Visibility.PUBLIC or permissions.reads_whole_agenda(asker, body.partnership_id)


def last_held_before(meeting: Meeting) -> Meeting | None:
    """The meeting of the same body, or of the partnership itself, that was held last before this one. One SQL query."""
    earlier = Meeting.objects.filter(
        partnership=meeting.partnership_id,
        body=meeting.body_id,
        state__in=CLOSED_STATES,
        begins_at__lt=meeting.begins_at,
    )
    return earlier.exclude(pk=meeting.pk).order_by("-begins_at", "-pk").first()


def _shown(
    item: AgendaItem,
    *,
    number: int,
    exempt: Exemption | None,
    deciders: dict[int, Lead],
    is_closed: bool,
    asker: Asker,
    has_minutes: bool,
) -> ShownItem:
    decider = deciders.get(exempt.decided_by_id) if exempt else None
    if is_closed:
        return ShownItem(item.pk, item.reference, number, is_closed=True, exempt=exempt, decider=decider)
    return ShownItem(
        key=item.pk,
        reference=item.reference,
        number=number,
        version=item.version,
        exempt=exempt,
        decider=decider,
        title=item.title,
        purpose=item.get_purpose_display(),
        source=item.source,
        about=item.about,
        finding_key=item.finding_key,
        paper=item.paper,
        minutes=item.minutes if has_minutes else "",
        referred_to=item.referred_to if body_shown(item.referred_to, asker) else None,
        referred_on=item.referred_on,
        settled_on=item.settled_on,
    )


def settled() -> Q:
    """Of items with their `matter`, those that are settled: marked so, or settled at a later meeting of any body."""
    later = AgendaItem.objects.filter(
        about=OuterRef("matter"),
        finding_key=OuterRef("finding_key"),
        settled_on__isnull=False,
        meeting__begins_at__gt=OuterRef("meeting__begins_at"),
    )
    return Q(settled_on__isnull=False) | Q(Exists(later))


def matters(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Items with their `matter`: what they are about, else themselves. A matter is carried from meeting to meeting."""
    return items.annotate(matter=Case(When(about="", then=F("reference")), default=F("about")))


def left_over(meeting: Meeting) -> list[AgendaItem]:
    """Items that wait for this meeting, each with its `matter`: those put off, then those referred to its body.

    What was neither settled nor referred at an earlier meeting of the same body is put off, the latest first, unless
    it stands on every agenda or was only to be noted. Two SQL queries. What is on the agenda already, and what stands
    here twice because it was put off twice, is left out by whoever lists them.
    """
    waiting = matters(AgendaItem.objects.exclude(meeting=meeting)).exclude(settled())
    waiting = waiting.filter(meeting__partnership=meeting.partnership_id)
    earlier = {"meeting__state__in": CLOSED_STATES, "meeting__begins_at__lt": meeting.begins_at}
    put_off = waiting.filter(meeting__body=meeting.body_id, referred_to=None, **earlier)
    put_off = put_off.exclude(source=AgendaItem.Source.STANDING).exclude(purpose=AgendaItem.Purpose.NOTE)
    referred = waiting.filter(referred_to=meeting.body_id) if meeting.body_id else waiting.none()
    return [*put_off.order_by("-meeting__begins_at", "place_in_order"), *referred.order_by("referred_on", "pk")]
