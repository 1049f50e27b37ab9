"""What of this room's a successor takes over."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.inheritance import Declared, Terms, Things, inherits
from joinedup.partners import permissions, reads
from joinedup.partners.models import Body, Mandate, Membership, Patch, Seat, Standing
from joinedup.partners.permissions import Asker


@inherits("posts", title=_("posts"), order=10, one_by_one=True)
def posts(day: date) -> Declared:
    return Terms(
        Membership.objects.select_related("person", "organisation"),
        seen=lambda asker: Membership.objects.filter(organisation__in=reads.organisations_open_to(asker)),
        same=("person", "post"),
        ahead=("expected_until_on",),
    )


@inherits("standings", title=_("places in partnerships"), order=20, shared=True)
def standings(day: date) -> Declared:
    return Terms(
        Standing.objects.select_related("organisation"),
        seen=lambda asker: Standing.objects.filter(partnership__in=reads.partnerships_open_to(asker)),
        same=("partnership",),
    )


@inherits("mandates", title=_("mandates"), order=30)
def mandates(day: date) -> Declared:
    return Terms(Mandate.objects.all(), seen=reads.mandates_open_to, same=("partnership", "person"))


@inherits("seats", title=_("seats in bodies"), order=40)
def seats(day: date) -> Declared:
    def seen(asker: Asker) -> QuerySet[Seat]:
        return Seat.objects.filter(body__in=Body.objects.filter(permissions.open_to(asker)))

    return Terms(Seat.objects.all(), seen=seen, same=("body", "person"))


@inherits("patches", title=_("patches"), order=50)
def patches(day: date) -> Declared:
    going_on = Patch.objects.exclude(until_on__lte=day)
    return Things(going_on, seen=reads.patches_open_to, alone=("name", "from_on"))
