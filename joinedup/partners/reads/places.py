"""Places and what lies within them."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from joinedup.partners import rules
from joinedup.partners.models import (
    Place,
)
from joinedup.partners.permissions import Asker


def places_open_to(asker: Asker) -> QuerySet[Place]:
    """Every place: places are public."""
    return Place.objects.all()


def place_of_postcode(text: str) -> Place | None:
    """The place that a postcode, or its first half, belongs to; the longest beginning wins. One SQL query."""
    code = rules.postcode(text)
    if code is None:
        return None
    areas = Place.objects.filter(postcode_areas__beginning__in=rules.beginnings_of(code))
    return areas.order_by(Length("postcode_areas__beginning").desc()).first()


def lineage_of(place: Place) -> list[Place]:
    """A place and every place that it lies within, from the top. One SQL query."""
    keys = [int(key) for key in place.lineage.strip(".").split(".")]
    above = Place.objects.in_bulk(keys)
    return [above[key] for key in keys]


def within(place: Place) -> Q:
    """Places that are this one or lie in it, as a condition on places."""
    return Q(lineage__startswith=place.lineage)
