"""The ways to who sits where, from the pages of partnerships and places. No SQL query."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Partnership, Place
from joinedup.partners.permissions import Asker


@panel("partnership", order=60)
def how_a_partnership_sits_together(partnership: Partnership, asker: Asker) -> Panel:
    """The way to the map, and to how its members work together."""
    address = partnership.get_absolute_url()
    links = ((_("Who sits where"), f"{address}map/"), (_("How we work together"), f"{address}relations/"))
    return Panel(_("Together"), "promises/_ways_panel.html", {"links": links}, aside=True)


@panel("place", order=60)
def who_sits_where_in_a_place(place: Place, asker: Asker) -> Panel:
    """The way to the map of every partnership for a place or around it."""
    links = ((_("Who sits where"), f"/map/?place={place.reference}"),)
    return Panel(_("Together"), "promises/_ways_panel.html", {"links": links}, aside=True)
