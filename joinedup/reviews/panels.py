"""What this room shows on the pages of lower nouns."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.reviews import reads

SHOWN = 3


@panel("partnership", order=60)
def reviews_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel | None:
    """The latest reviews that a partnership made of itself. One SQL query."""
    latest = list(reads.reviews_of(partnership, asker)[:SHOWN])
    address = f"/{partnership.reference}/reviews/"
    return Panel(_("Reviews"), "reviews/_panel.html", {"reviews": latest, "reviews_at": address}, aside=True)
