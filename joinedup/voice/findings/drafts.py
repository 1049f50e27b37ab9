"""Amendments that were taken up in words of which whoever proposed them has not said that they mean the same."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Annotation
from joinedup.voice.reads import annotations_open_to


@finding(
    "B55",
    title="Citizens' words lost in translation",
    source="RSA & Staff College, Changing the Narrative, 2016: in Zeist ideas were lost in officers' words",
)
def words_lost_in_translation(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An amendment to an open draft that was taken up in other words, of which whoever proposed it has said that they
    are not what was meant, or has said nothing."""
    of_here = {"draft__conversation__partnership": partnership}
    taken = annotations_open_to(asker).filter(state=Annotation.State.PARTLY, **of_here).exclude(proposer_agreed=True)
    for note in taken.order_by("pk"):
        words = (
            _("Whoever proposed it has not said whether the words still say what they meant.")
            if note.proposer_agreed is None
            else _("Whoever proposed it says that this is not what they meant.")
        )
        yield Finding((note.reference,), note.get_absolute_url(), words)
