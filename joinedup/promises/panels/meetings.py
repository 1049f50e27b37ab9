"""What decisions add to the page of a meeting."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Meeting
from joinedup.partners.permissions import Asker
from joinedup.promises.reads.meetings import decided_at


@panel("meeting", order=20)
def decided_here(meeting: Meeting, asker: Asker) -> Panel | None:
    """What a meeting decided, and of each decision who carries it out by when, or that nobody does yet."""
    taken = decided_at(meeting, asker)
    return Panel(_("What was decided here"), "promises/_taken_panel.html", {"taken": taken}) if taken else None
