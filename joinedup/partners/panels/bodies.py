"""Where people and organisations sit, on their own pages."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Organisation, Person
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import seats_held_by

SHOWN = 20


@panel("organisation", order=15)
@panel("person", order=15)
def where_somebody_sits(holder: Person | Organisation, asker: Asker) -> Panel | None:
    """The seats that a person or an organisation holds today. One SQL query."""
    seats = list(seats_held_by(holder, asker))
    context = {"seats": seats[:SHOWN], "more": max(0, len(seats) - SHOWN)}
    return Panel(_("Seats in boards and teams"), "partners/_seats_panel.html", context) if seats else None
