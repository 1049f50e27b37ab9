"""Partnerships, who takes part in them and what they keep from publication."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from joinedup.partners import permissions
from joinedup.partners.models import (
    Account,
    Exemption,
    Heir,
    Organisation,
    Partnership,
    Place,
    Standing,
    live,
)
from joinedup.partners.permissions import OPERATOR, Asker, Operator


def partnerships_open_to(asker: Asker) -> QuerySet[Partnership]:
    """Partnerships that this asker may know of."""
    return Partnership.objects.filter(permissions.partnerships_open_to(asker))


def organisations_open_to(asker: Asker) -> QuerySet[Organisation]:
    """Organisations that stand in a partnership that this asker may know of, and the asker's own.

    So are those that merge, split, close or take another name: that is public.

    Administrators and convenors know every organisation: they take them in.
    """
    if isinstance(asker, Operator) or (isinstance(asker, Account) and permissions.may_add(asker)):
        return Organisation.objects.all()
    standings = Standing.objects.filter(partnership__in=partnerships_open_to(asker).values("pk"))
    known = Q(pk__in=standings.values("organisation")) | Q(pk__in=Heir.objects.values("organisation"))
    if isinstance(asker, Account):
        known |= permissions.own_organisations(asker)
    return Organisation.objects.filter(known)


def members_of(partnership: Partnership, asker: Asker, on: date | None = None) -> QuerySet[Standing]:
    """Who takes part in a partnership on a day, today unless told: standings with organisations, by name."""
    standings = Standing.objects.filter(live(on or timezone.localdate()), partnership=partnership)
    open_here = standings.filter(partnership__in=partnerships_open_to(asker).values("pk"))
    return open_here.select_related("organisation", "partnership").order_by("organisation__name")


def members_to_choose(partnership: Partnership) -> QuerySet[Organisation]:
    """The member organisations of a partnership that the reader may see, as the page has made sure, by name."""
    members = members_of(partnership, OPERATOR).order_by().values("organisation")
    return Organisation.objects.filter(pk__in=members).order_by("name")


def with_members(partnerships: QuerySet[Partnership]) -> QuerySet[Any, Any]:
    """What a list says of each partnership, with the number of its members today. One SQL query."""
    today = live(timezone.localdate(), "standings__")
    counted = partnerships.annotate(members=Count("standings", filter=today))
    return counted.values("reference", "name", "purpose", "stage", "place__name", "members")


def exemptions_of(partnership: Partnership) -> QuerySet[Exemption]:
    """What a partnership keeps from publication and why, with who decided. Never the item itself. One SQL query."""
    exemptions = Exemption.objects.filter(partnership=partnership)
    return exemptions.select_related("decided_by").order_by("review_on", "subject")


def exempt_among(references: Iterable[str]) -> set[str]:
    """Which items are exempt from publication. One SQL query."""
    return set(Exemption.objects.filter(subject__in=list(references)).values_list("subject", flat=True))


def partnerships_of(organisation: Organisation, asker: Asker) -> QuerySet[Standing]:
    """Where an organisation takes part today, of the partnerships that this asker may know of. One SQL query."""
    standings = Standing.objects.filter(live(timezone.localdate()), organisation=organisation)
    known = standings.filter(partnership__in=partnerships_open_to(asker).values("pk"))
    return known.select_related("partnership").order_by("partnership__name")


def partnerships_for(place: Place, asker: Asker) -> QuerySet[Partnership]:
    """Partnerships for a place, for one within it or for one that it lies in. One SQL query."""
    around = [int(key) for key in place.lineage.strip(".").split(".")]
    here = Q(place__lineage__startswith=place.lineage) | Q(place__in=around)
    return partnerships_open_to(asker).filter(here).select_related("place").order_by("name")


def may_preview(account: Account | None, partnership_id: int) -> bool:
    """Whether an account may see a partnership as the public will: its members may. No SQL query within a page."""
    return account is not None and partnership_id in permissions.footing(account).own


def partnership_named(reference: str) -> Partnership | None:
    """The partnership that an operator names: partnership/JU-1, or JU-1 in short. One SQL query."""
    whole = reference if "/" in reference else f"partnership/{reference}"
    return Partnership.objects.filter(reference=whole).first()
