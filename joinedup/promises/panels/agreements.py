"""What agreements add to the pages of partnerships, outcomes and organisations."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Agreement, Party
from joinedup.promises.reads import agreement_pages as pages
from joinedup.promises.reads import agreements as reads

SHOWN, LATEST = 10, 3


@panel("partnership", order=22)
def agreements_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel:
    """Its agreements, those in force first, and the way to all of them. One SQL query."""
    rows = _rows(reads.agreements_open_to(asker).filter(partnership=partnership), LATEST)
    return _panel(_("What was agreed"), rows, f"/{partnership.reference}/agreements/")


@panel("outcome", order=26)
def agreements_about_an_outcome(outcome: Outcome, asker: Asker) -> Panel | None:
    """The agreements of which a clause names an outcome. One SQL query."""
    rows = _rows(reads.agreements_about(outcome, asker), SHOWN)
    return _panel(_("What was agreed about it"), rows, "") if rows else None


@panel("organisation", order=26)
def agreements_of_an_organisation(organisation: Organisation, asker: Asker) -> Panel | None:
    """The agreements to which an organisation is a party. One SQL query."""
    joined = Party.objects.filter(organisation=organisation, left_on=None).values("agreement")
    seen = reads.agreements_open_to(asker).filter(~Q(state=Agreement.State.ENDED), pk__in=joined)
    rows = _rows(seen, SHOWN)
    return _panel(_("What it is a party to"), rows, "") if rows else None


def _rows(agreements: QuerySet[Agreement], most: int) -> list[pages.Row]:
    ordered = pages.counted(agreements).order_by(pages.STANDS, "-pk")[:most]
    return pages.rows(ordered, timezone.localdate())


def _panel(title: str, rows: list[pages.Row], more: str) -> Panel:
    return Panel(title, "promises/_agreements_panel.html", {"rows": rows, "more": more})
