"""For whom representatives speak, by what right, and whether they reported back."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from joinedup.partners import permissions
from joinedup.partners.models import (
    Mandate,
    Partnership,
    live,
)
from joinedup.partners.permissions import Asker

# Sources from which a right to bind others can come: people who are only invited to speak have none.
MANDATING = (Mandate.Source.ELECTED, Mandate.Source.APPOINTED, Mandate.Source.CHOSEN, Mandate.Source.STATUTORY)


def mandates_open_to(asker: Asker) -> QuerySet[Mandate]:
    """Mandates that this asker may see."""
    return Mandate.objects.filter(permissions.mandates_seen_by(asker))


def mandates_in_force(partnership: Partnership, on: date) -> QuerySet[Mandate]:
    """Every mandate in a partnership that holds on a day, whoever asks, with its organisation."""
    return Mandate.objects.filter(live(on), partnership=partnership).select_related("organisation")


def mandated_among(partnership: Partnership, organisations: Iterable[int], on: date) -> set[int]:
    """Which of these organisations, by key, sit in a partnership by a recorded mandate in force on a day.

    A seat of somebody who was only invited, or of whom it is recorded that they have no mandate, is none of them. It
    is judged by all that is recorded, whoever asks. One SQL query.
    """
    held = mandates_in_force(partnership, on).filter(organisation__in=list(organisations), source__in=MANDATING)
    return set(held.values_list("organisation", flat=True))
