"""What conversations add to the pages of partnerships, outcomes and places."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Partnership, Place
from joinedup.partners.permissions import Asker
from joinedup.voice import reads
from joinedup.voice.models import Conversation
from joinedup.voice.reads import pages

SHOWN = 5


@panel("partnership", order=28)
def conversations_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel | None:
    """What a partnership asks people. One SQL query."""
    asked = reads.conversations_open_to(asker).filter(partnership=partnership)
    return _panel(asked, more=f"/{partnership.reference}/conversations/")


@panel("outcome", order=28)
def conversations_about_an_outcome(outcome: Outcome, asker: Asker) -> Panel | None:
    """What people are asked, and were asked, about an outcome. One SQL query."""
    return _panel(reads.conversations_open_to(asker).filter(outcomes=outcome))


@panel("place", order=28)
def conversations_about_a_place(place: Place, asker: Asker) -> Panel | None:
    """What people are asked, and were asked, about a place and the places in it. One SQL query."""
    about = Place.objects.filter(lineage__startswith=place.lineage)
    asked = reads.conversations_open_to(asker).filter(
        pk__in=Conversation.places.through.objects.filter(place__in=about).values("conversation")
    )
    return _panel(asked)


def _panel(asked: "QuerySet[Conversation]", *, more: str = "") -> Panel | None:
    listed = pages.rows(list(pages.in_turn(asked)[:SHOWN]), timezone.localdate())
    if not listed:
        return None
    return Panel(_("What people are asked"), "voice/_conversations_panel.html", {"rows": listed, "more": more})
