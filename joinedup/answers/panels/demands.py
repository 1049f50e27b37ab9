"""What has to be reported, on the pages of who reports it and of the partnership."""

from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.answers.reads import demands as reads
from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import Asker

SHOWN = 5


@panel("organisation", order=64)
def what_it_has_to_report(organisation: Organisation, asker: Asker) -> Panel | None:
    """What an organisation has to report, what costs most hours first. Two SQL queries at most."""
    today = timezone.localdate()
    asked = reads.demands_open_to(asker).filter(reads.in_force(today), of=organisation)
    rows = reads.rows(reads.by_hours(asked).select_related("of", "wanted_by")[:SHOWN], today)
    if not rows:
        return None
    return Panel(
        _("What it has to report"), "answers/_demands_panel.html", {"rows": rows, "hours": reads.hours_of(asked)}
    )


@panel("partnership", order=64)
def what_members_have_to_report(partnership: Partnership, asker: Asker) -> Panel | None:
    """How many hours the members spend on reporting, and the way to what. Two SQL queries."""
    today = timezone.localdate()
    asked = reads.demands_open_to(asker).filter(reads.in_force(today), partnership=partnership)
    many = asked.count()
    context = {"many": many, "hours": reads.hours_of(asked), "address": f"/{partnership.reference}/demands/"}
    return Panel(_("What has to be reported"), "answers/_demands_way.html", context, aside=True) if many else None
