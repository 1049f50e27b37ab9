"""Look-ups of places, organisations, people and partnerships, always filtered by who asks."""

from django.db.models import QuerySet

from joinedup.partners import permissions
from joinedup.partners.models import Account, Organisation, Partnership, Person, Place
from joinedup.partners.permissions import Asker


def places_open_to(asker: Asker) -> QuerySet[Place]:
    """Every place: places are public."""
    return Place.objects.all()


def partnerships_open_to(asker: Asker) -> QuerySet[Partnership]:
    """Partnerships that this asker may know of."""
    return Partnership.objects.filter(permissions.partnerships_open_to(asker))


def may_preview(account: Account | None, partnership_id: int) -> bool:
    """Whether an account may see a partnership as the public will: its members may. One SQL query."""
    if account is None:
        return False
    return Partnership.objects.filter(permissions.own_partnerships(account), pk=partnership_id).exists()


def organisations_open_to(asker: Asker) -> QuerySet[Organisation]:
    """Organisations that stand in a partnership that this asker may know of, and the asker's own."""
    if isinstance(asker, permissions.Operator):
        return Organisation.objects.all()
    standing = Organisation.objects.filter(standings__partnership__in=partnerships_open_to(asker)).values("pk")
    seen = Organisation.objects.filter(pk__in=standing)
    if isinstance(asker, Account):
        seen |= Organisation.objects.filter(permissions.own_organisations(asker))
    return seen


def people_open_to(asker: Asker) -> QuerySet[Person]:
    """People who hold or held a post in an organisation that this asker may know of."""
    if isinstance(asker, permissions.Operator):
        return Person.objects.all()
    return Person.objects.filter(
        pk__in=Person.objects.filter(memberships__organisation__in=organisations_open_to(asker)).values("pk")
    )
