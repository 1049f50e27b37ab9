"""What decisions add to the pages of partnerships, outcomes and organisations."""

from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.reads import decisions as reads
from joinedup.promises.reads import risks as risk_reads

SHOWN = 10
LATEST = 3


@panel("partnership", order=20)
def decisions_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel:
    """The latest decisions, and the way to all of them and to the risks."""
    latest = reads.by_day(reads.decisions_open_to(asker).filter(partnership=partnership))
    context = {
        "rows": reads.rows(reads.counted(latest)[:LATEST]),
        "risks": risk_reads.risks_open_to(asker).filter(partnership=partnership).count(),
        "address": f"/{partnership.reference}/",
    }
    return Panel(_("What was decided"), "promises/_partnership_panel.html", context)


@panel("outcome", order=24)
def decisions_about_an_outcome(outcome: Outcome, asker: Asker) -> Panel | None:
    """The decisions and hard choices that bear on an outcome."""
    about = reads.by_day(reads.decisions_open_to(asker).filter(bearings__outcome=outcome))
    rows = reads.rows(reads.counted(about)[:SHOWN])
    more = f"/{outcome.partnership.reference}/decisions/"
    return (
        Panel(_("What was decided about it"), "promises/_decisions_panel.html", {"rows": rows, "more": more})
        if rows
        else None
    )


@panel("organisation", order=24)
def decisions_to_carry_out(organisation: Organisation, asker: Asker) -> Panel | None:
    """The decisions that an organisation is to carry out and has not yet, by date."""
    today = timezone.localdate()
    rows = [
        {"enactment": one, "is_late": one.due_on is not None and one.due_on < today}
        for one in reads.to_enact(organisation, asker)[:SHOWN]
    ]
    return (
        Panel(_("Decisions that it is to carry out"), "promises/_to_enact_panel.html", {"rows": rows}) if rows else None
    )
