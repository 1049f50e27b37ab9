"""Conversations in which people dropped out, or that took fewer days than they were planned to take."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation, Participant
from joinedup.voice.reads import conversations_open_to

FEWEST = 20
STAYED = 0.7


@dataclass(frozen=True)
class Staged:
    """A conversation with several stages for people: when the first ends, when the last begins and ends."""

    key: int
    reference: str
    closed_at: datetime | None
    closes_on: date
    first_until: date
    last_from: date
    last_on: date

    @property
    def ends_on(self) -> date:
        return timezone.localdate(self.closed_at) if self.closed_at else self.closes_on


@finding(
    "B56",
    title="People dropping out, or rushed",
    source="RSA & Staff College, Changing the Narrative, 2016: in Zeist four in five stayed, over three months",
)
def dropping_out_or_rushed(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A conversation in several stages, of whose first at least twenty people fewer than seven in ten still took part
    in the last; or one that closes, or closed, before the stages that it planned with people are over."""
    staged = _staged(partnership, asker)
    came, stayed = _who_stayed(staged)
    for one in staged:
        at = f"/{one.reference}/"
        first, last = came[one.key], stayed[one.key]
        if one.last_from <= timezone.localdate() and first >= FEWEST and last < STAYED * first:
            words = _("{stay} of {came} people who came at first still took part in the last stage.")
            yield Finding((one.reference,), at, words.format(stay=last, came=first))
        if one.ends_on < one.last_on:
            days = (one.last_on - one.ends_on).days
            words = ngettext(
                "It takes %d day less than was planned for it.", "It takes %d days less than were planned for it.", days
            )
            yield Finding((one.reference, "rushed"), at, words % days)


def _staged(partnership: Partnership, asker: Asker) -> list[Staged]:
    """One SQL query."""
    people = Q(stages__takes_people=True)
    seen = conversations_open_to(asker).filter(partnership=partnership).exclude(state=Conversation.State.DRAFT)
    rows = (
        seen.annotate(number=Count("stages", filter=people))
        .annotate(first_until=Min("stages__until_on", filter=people), last_from=Max("stages__from_on", filter=people))
        .annotate(last_on=Max("stages__until_on", filter=people))
        .filter(number__gte=2)
        .order_by("pk")
    )
    names = ("pk", "reference", "closed_at", "closes_on", "first_until", "last_from", "last_on")
    return [Staged(*row) for row in rows.values_list(*names)]


def _who_stayed(staged: Sequence[Staged]) -> tuple[Counter[int], Counter[int]]:
    """How many came in the first stage of each conversation, and how many of those voted in its last. One SQL query."""
    days = {one.key: one for one in staged}
    came: Counter[int] = Counter()
    stayed: Counter[int] = Counter()
    people = Participant.objects.filter(conversation__in=days).annotate(last=Max("votes__at"))
    for key, joined_at, last in people.values_list("conversation", "joined_at", "last").iterator():
        if timezone.localdate(joined_at) <= days[key].first_until:
            came[key] += 1
            stayed[key] += last is not None and timezone.localdate(last) >= days[key].last_from
    return came, stayed
