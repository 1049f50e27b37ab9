"""What was pulled up the line and waits far above."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Body, Meeting, Partnership, Place, Seat, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import (
    body_shown,
    items_open_to,
    matters,
    settled,
)

DAYS_TO_WAIT_ABOVE = 30
STEPS_ABOVE = 2


@finding(
    "B77",
    title="Pulled up, and waiting far above",
    source=(
        "The Collaborative State, Demos 2007: local decisions are pulled up to people who have no contact with the "
        "place. The thirty days are ours: a monthly board has met once by then"
    ),
)
def pulled_up_the_line(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An item of a meeting that was referred to a body two or more steps above, or to one for another place, that is
    not settled after thirty days, and no organisation of the meeting's own place holds a seat in that body."""
    since = timezone.localdate() - timedelta(days=DAYS_TO_WAIT_ABOVE)
    waiting = items_open_to(asker).filter(meeting__partnership=partnership, referred_on__lt=since)
    open_ones = matters(waiting).exclude(settled()).select_related("meeting__body__place", "referred_to__place")
    referred = list(open_ones.order_by("referred_on", "pk"))
    within = dict(Body.objects.filter(partnership=partnership).values_list("pk", "within")) if referred else {}
    places = _places_seated([one.referred_to_id for one in referred])
    for one in referred:
        above, here = one.referred_to, _place_of(one.meeting, partnership)
        if above is None or not body_shown(above, asker):
            continue
        if not (_steps(one.meeting.body_id, above.pk, within) or _is_elsewhere(above, here)):
            continue
        if not any(place.startswith(here.lineage) for place in places.get(above.pk, ())):
            words = _("{item} has waited for {body} since {day}, where nobody of {place} sits.").format(
                item=one.title, body=above.name, day=date_format(one.referred_on or since), place=here.name
            )
            yield Finding((one.reference,), one.meeting.get_absolute_url(), words)


def _place_of(meeting: Meeting, partnership: Partnership) -> Place:
    body = meeting.body
    return body.place if body is not None and body.place is not None else partnership.place


def _is_elsewhere(above: Body, here: Place) -> bool:
    """Whether a body is for another place: neither for the one named here nor for one within it."""
    return above.place is not None and not above.place.lineage.startswith(here.lineage)


def _steps(body: int | None, above: int, within: dict[int, int | None]) -> bool:
    """Whether a body lies two or more steps above another."""
    steps, met = 0, set()
    while body is not None and body not in met:
        if body == above:
            return steps >= STEPS_ABOVE
        met.add(body)
        body, steps = within.get(body), steps + 1
    return False


def _places_seated(bodies: Iterable[int | None]) -> dict[int, list[str]]:
    """The lineages of the places of the organisations that sit in these bodies today. One SQL query, none without."""
    wanted = {pk for pk in bodies if pk is not None}
    if not wanted:
        return {}
    seats = Seat.objects.filter(live(timezone.localdate()), body__in=wanted)
    found: dict[int, list[str]] = defaultdict(list)
    for body, lineage in seats.values_list("body", "organisation__place__lineage"):
        found[body].append(lineage or "")
    return found
