"""What meetings add to the pages of partnerships and of their bodies."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account, Body, Meeting, Partnership
from joinedup.partners.permissions import Asker, takes_part
from joinedup.partners.reads import CLOSED_STATES, meetings_open_to

AHEAD = (Meeting.State.PLANNED, Meeting.State.OPEN)


@panel("partnership", order=16)
def meetings_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel | None:
    """The next meeting, the minutes of the last one, and the way to all of them. Two SQL queries."""
    return _panel(meetings_open_to(asker).filter(partnership=partnership), partnership, asker)


@panel("body", order=10)
def meetings_of_a_body(body: Body, asker: Asker) -> Panel | None:
    """The same of one body of a partnership. Two SQL queries."""
    return _panel(meetings_open_to(asker).filter(body=body), body.partnership, asker)


def _panel(seen: QuerySet[Meeting], partnership: Partnership, asker: Asker) -> Panel | None:
    going_on = seen.filter(state__in=AHEAD).order_by("begins_at", "pk").first()
    last = seen.filter(state__in=CLOSED_STATES).order_by("-begins_at", "-pk").first()
    is_member = isinstance(asker, Account) and takes_part(asker, partnership)
    if going_on is None and last is None and not is_member:
        return None
    context = {"next": going_on, "last": last, "address": f"/{partnership.reference}/meetings/"}
    return Panel(_("Meetings"), "partners/_meetings_panel.html", context)
