"""For whom representatives speak, by what right, and whether they reported back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions, rules
from joinedup.partners.models import Mandate, Organisation, Partnership, Person, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.leads import Lead, leads_shown
from joinedup.partners.reads.partnerships import members_of


def mandates_open_to(asker: Asker) -> QuerySet[Mandate]:
    """Mandates that this asker may see, each with its organisation."""
    return Mandate.objects.filter(permissions.mandates_seen_by(asker)).select_related("organisation")


def mandates_in_force(partnership: Partnership, on: date) -> QuerySet[Mandate]:
    """Every mandate in a partnership that holds on a day, for a seat that its organisation holds that day.

    Whoever asks; a draft is no mandate yet.
    """
    seats = Standing.objects.filter(live(on), partnership=partnership, organisation=OuterRef("organisation"))
    held = Mandate.objects.filter(live(on), Exists(seats), partnership=partnership)
    return held.exclude(visibility=Visibility.DRAFT).select_related("organisation")


def mandated_among(partnership: Partnership, organisations: Iterable[int], on: date) -> set[int]:
    """Which of these organisations, by key, sit in a partnership by a recorded mandate in force on a day.

    A seat of somebody who was only invited, or of whom it is recorded that they have no mandate, is none of them. It
    is judged by all that is recorded, whoever asks. One SQL query.
    """
    held = mandates_in_force(partnership, on).filter(organisation__in=list(organisations), source__in=rules.MANDATING)
    return set(held.values_list("organisation", flat=True))


@dataclass(frozen=True)
class Spoken:
    """A mandate as a reader may see it: who speaks, and when they reported back last and owe it next."""

    mandate: Mandate
    lead: Lead | None
    reported_on: date | None
    due_on: date | None
    is_overdue: bool


def spoken(mandates: QuerySet[Mandate], partnership: Partnership, asker: Asker) -> list[Spoken]:
    """Mandates of one partnership as a reader may see them. At most three SQL queries."""
    listed: list[Any] = list(mandates.annotate(last=Max("reports__reported_on")).order_by("from_on", "pk"))
    leads = leads_shown([one.person_id for one in listed], partnership, asker)
    return [_spoken(one, leads.get(one.person_id)) for one in listed]


def members_speaking(partnership: Partnership, asker: Asker) -> list[Standing]:
    """Who takes part in a partnership today, each with the `mandates` of its seat. At most four SQL queries."""
    holding = mandates_open_to(asker).filter(live(timezone.localdate()), partnership=partnership)
    by_seat: dict[int, list[Spoken]] = defaultdict(list)
    for one in spoken(holding, partnership, asker):
        by_seat[one.mandate.organisation_id].append(one)
    standings = list(members_of(partnership, asker))
    for standing in standings:
        standing.mandates = by_seat[standing.organisation_id]  # type: ignore[attr-defined]
    return standings


def mandates_of(organisation: Organisation, asker: Asker) -> QuerySet[Mandate]:
    """The mandates by which an organisation speaks today, with their partnerships. One SQL query."""
    holding = mandates_open_to(asker).filter(live(timezone.localdate()), organisation=organisation)
    return holding.select_related("partnership", "organisation").order_by("partnership__name", "pk")


def mandates_held_by(person: Person, asker: Asker) -> QuerySet[Mandate]:
    """The mandates by which a person speaks today, with their partnerships. One SQL query."""
    holding = mandates_open_to(asker).filter(live(timezone.localdate()), person=person)
    return holding.select_related("partnership", "organisation").order_by("partnership__name", "pk")


def mandate_of(signer: tuple[int, int, date], mandates: Iterable[Mandate]) -> Mandate | None:
    """The mandate by which a person spoke for an organisation on a day: their own, else another of the same seat.

    signer: the keys of the organisation and of the person, and the day. No SQL query.
    """
    organisation, person, day = signer
    held = [
        one
        for one in mandates
        if one.organisation_id == organisation and one.from_on <= day and (one.until_on is None or day < one.until_on)
    ]
    return min(held, key=lambda one: (one.person_id != person, one.pk), default=None)


def _spoken(one: Any, lead: Lead | None) -> Spoken:
    due_on = rules.report_due_on(began_on=one.from_on, reported_on=one.last, months=one.reports_every)
    today = timezone.localdate()
    goes_on = one.until_on is None or today < one.until_on
    return Spoken(one, lead, one.last, due_on, is_overdue=due_on is not None and goes_on and due_on < today)
