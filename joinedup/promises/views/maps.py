"""Pages of who sits where: the map of one partnership, and of all of them in a place."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from joinedup.partners import reads
from joinedup.partners.models import Place
from joinedup.partners.permissions import people_seen_in
from joinedup.partners.picture import picture_of
from joinedup.partners.reads import Seating, organisation_rows, overlaps_among
from joinedup.partners.requests import Request
from joinedup.promises.reads.effect import LACKS, with_effect
from joinedup.promises.reads.leading import Invested, invested
from joinedup.promises.rules.leading import FEWEST_PROMISES, months_before, most_led

ROWS = 100
CHANGES = 40
A_CENTURY, TEN_YEARS = timedelta(days=36525), timedelta(days=3653)


@require_safe
def map_of_partnership(request: Request, reference: str) -> HttpResponse:
    """Who sits where in one partnership, on any day, and what its members put into leading it."""
    known = reads.partnerships_open_to(request.asker).select_related("place")
    partnership = get_object_or_404(known, reference=reference)
    today = localdate()
    on = _day(request.GET.get("on"), today)
    around = list(with_effect(reads.partnerships_for(partnership.place, request.asker), request.asker, today))
    days = reads.sitting(around, request.asker, {on, today})
    own = {day: sat.of(partnership.pk) for day, sat in days.items()}
    sees_people = people_seen_in(request.asker, partnership.pk)
    nearby = days[on].among(own[on].members.get(partnership.pk, ()))
    put_in = invested(partnership, request.asker, own[today]) if sees_people else []
    said = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "invested": put_in,
        "balance": _balance(put_in, own[today]),
        **_shown(request, own[on], own[today], nearby if not own[on].bodies else own[on], {}),
        "overlaps": [pair for pair in overlaps_among(around, days[today].members) if partnership in pair],
        "idle": [_idle(one) for one in around if one.lacks and one == partnership],
        "sees_people": sees_people,
        "shows_nearby": not own[on].bodies and any(one.partnership != partnership.pk for one in nearby.wheres),
    }
    return render(request, "promises/map.html", said)


@require_safe
def map_of_places(request: Request) -> HttpResponse:
    """Who sits where in every partnership that the reader may know of; `?place=` those for a place or around it."""
    today = localdate()
    on = _day(request.GET.get("on"), today)
    places = _places(request)
    chosen = next((one for one in places if one.reference == request.GET.get("place")), None)
    known = reads.partnerships_open_to(request.asker).select_related("place").order_by("name")
    listed = reads.partnerships_for(chosen, request.asker) if chosen else known
    partnerships = list(with_effect(listed, request.asker, today))
    days = reads.sitting(partnerships, request.asker, {on, today})
    said = {
        "partnership": None,
        "places": places,
        "chosen": chosen,
        **_shown(request, days[on], days[today], days[on], {"place": chosen.reference} if chosen else {}),
        "overlaps": overlaps_among(partnerships, days[today].members),
        "idle": [_idle(one) for one in partnerships if one.lacks],
        "sees_people": any(people_seen_in(request.asker, one.pk) for one in partnerships),
    }
    return render(request, "promises/map.html", said)


def _places(request: Request) -> list[Place]:
    """The places that have a partnership which the reader may know of, by name. One SQL query."""
    known = reads.partnerships_open_to(request.asker).values("place")
    return list(reads.places_open_to(request.asker).filter(pk__in=known).order_by("name", "pk"))


def _shown(request: Request, then: Seating, now: Seating, pictured: Seating, filters: dict[str, str]) -> dict[str, Any]:
    """What both maps show: the sentence, the picture, the tables, and what changes between the day and today."""
    number = request.GET.get("page")
    earlier, later = (then, now) if then.on <= now.on else (now, then)
    came, went = reads.came_and_went(earlier, later)
    sentence = _sentence(then)
    return {
        "on": then.on,
        "today": now.on,
        "days": _days(then.on, now.on),
        "filters": filters,
        "query": urlencode({**filters, **({"on": then.on.isoformat()} if then.on != now.on else {})}),
        "sentence": sentence,
        "picture": picture_of(pictured, title=sentence, description=_described(pictured)) if _has(pictured) else "",
        **_paged(number, organisation_rows(then), reads.body_rows(then), reads.people_in_many_bodies(then)),
        "came": came[:CHANGES],
        "went": went[:CHANGES],
        "more_came": max(0, len(came) - CHANGES),
        "more_went": max(0, len(went) - CHANGES),
    }


def _paged(number: str | None, *tables: Sequence[Any]) -> dict[str, Any]:
    """The same page of each table, and of the longest the numbers to go on with. A table that is shorter is over."""
    pages = [Paginator(table, ROWS) for table in tables]
    longest: Page[Any] = max(pages, key=lambda one: one.num_pages).get_page(number)
    shown = [list(one.page(longest.number)) if longest.number <= one.num_pages else [] for one in pages]
    return {"page": longest, **dict(zip(("organisations", "bodies", "people"), shown, strict=True))}


def _day(text: str | None, today: date) -> date:
    """The day that an address asks for, within a hundred years back and ten ahead; today for anything else."""
    try:
        day = parse_date(text or "")
    except ValueError:
        return today
    return day if day and -A_CENTURY <= day - today <= TEN_YEARS else today


def _days(on: date, today: date) -> list[dict[str, Any]]:
    """The days that the page leads to, each with whether it is the one that is shown."""
    asked = (
        (_("Today"), today),
        (_("Six months ago"), months_before(today, 6)),
        (_("A year ago"), months_before(today, 12)),
    )
    return [{"words": words, "day": day, "is_shown": day == on, "is_today": day == today} for words, day in asked]


def _has(sitting: Seating) -> bool:
    return bool(sitting.standings or sitting.seats)


def _sentence(sitting: Seating) -> str:
    """How many take part, and in how many bodies how many of them sit."""
    organisations, bodies = len(sitting.organisations), len(sitting.bodies)
    if not organisations:
        return _("Nobody took part on this day.")
    take_part = ngettext("%d organisation takes part", "%d organisations take part", organisations) % organisations
    if not bodies:
        return _("%(take_part)s. No board, team or committee is on record yet.") % {"take_part": take_part}
    sits = len({seat.organisation for seat in sitting.seats})
    within = ngettext("%d body", "%d bodies", bodies) % bodies
    sit = ngettext("%d sits", "%d sit", sits) % sits
    return _("%(take_part)s, and %(sit)s in %(within)s.") % {"take_part": take_part, "sit": sit, "within": within}


def _described(sitting: Seating) -> str:
    many = sum(len(row.seats) > 1 for row in organisation_rows(sitting))
    return _(
        "Bodies and partnerships stand around the rim. Organisations float among those in which they sit: beside the "
        "one, or in the middle between many. %(many)s sit in more than one body. The tables below say the same."
    ) % {"many": many}


def _idle(one: Any) -> dict[str, Any]:
    return {"partnership": one, "words": LACKS[one.lacks]}


def _balance(put_in: Sequence[Invested], today: Seating) -> list[str]:
    """How leading is spread, in sentences; nothing where there is too little to say."""
    said = []
    promises = sum(one.promises for one in put_in)
    leaders, most = most_led({one.name: one.promises for one in put_in})
    if promises >= FEWEST_PROMISES:
        said.append(
            _("%(name)s leads %(most)d of %(of)d promises.") % {"name": leaders[0], "most": most, "of": promises}
            if len(leaders) == 1
            else _("No member leads more than %(most)d of %(of)d promises.") % {"most": most, "of": promises}
        )
    led = len({seat.where for seat in today.seats if seat.leads})
    chairs, bodies = most_led({one.name: one.bodies for one in put_in})
    if led > 1 and len(chairs) == 1:
        said.append(
            _("%(name)s chairs or leads %(bodies)d of %(of)d bodies.")
            % {"name": chairs[0], "bodies": bodies, "of": led}
        )
    return said
