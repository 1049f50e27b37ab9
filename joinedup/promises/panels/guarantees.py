"""What guarantees add to the pages of partnerships, organisations and measures."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Guarantee
from joinedup.promises.reads import guarantees as reads

SHOWN = 5


@panel("partnership", order=26)
def guarantees_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel | None:
    """What people can count on from the members of a partnership."""
    given = reads.guarantees_open_to(asker).filter(partnership=partnership)
    return _panel(given, asker, more=f"/{partnership.reference}/guarantees/")


@panel("organisation", order=26)
def guarantees_of_an_organisation(organisation: Organisation, asker: Asker) -> Panel | None:
    """What an organisation guarantees, in every partnership."""
    given = reads.guarantees_open_to(asker).filter(organisation=organisation)
    return _panel(given, asker, besides_organisation=True)


@panel("indicator", order=26)
def guarantees_measured_by(indicator: Indicator, asker: Asker) -> Panel | None:
    """The guarantees that a measure shows to be kept or not."""
    return _panel(reads.guarantees_open_to(asker).filter(indicator=indicator), asker)


def _panel(
    guarantees: QuerySet[Guarantee], asker: Asker, *, more: str = "", besides_organisation: bool = False
) -> Panel | None:
    listed = list(reads.by_name(guarantees).select_related("organisation")[:SHOWN])
    if not listed:
        return None
    context = {"rows": reads.rows(listed, asker), "more": more, "besides_organisation": besides_organisation}
    return Panel(_("What you can count on"), "promises/_guarantees_panel.html", context)
