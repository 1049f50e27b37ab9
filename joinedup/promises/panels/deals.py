"""What deals and pledges on condition add to the pages of agreements and partnerships."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement
from joinedup.promises.reads import deals as reads
from joinedup.promises.reads import pledges as pledge_reads
from joinedup.promises.reads.signing_up import sign_ups_of
from joinedup.promises.rules.pledges import ACTIVE, OFFERED

SHOWN = 3


@panel("agreement", order=20)
def how_a_deal_stands(agreement: Agreement, asker: Asker) -> Panel | None:
    """How the pledges of a deal stand on both sides, and how many signed up."""
    kind = agreement_kinds()[agreement.kind]
    if not kind.has_two_sides:
        return None
    parts = reads.parts_of(agreement, asker)
    counts = sign_ups_of(agreement) if kind.takes_sign_ups else None
    said = {"agreement": agreement, "parts": parts, "missing": reads.missing_side(parts), "counts": counts}
    return Panel(_("How this deal stands"), "promises/_deal_panel.html", said)


@panel("agreement", order=25)
def pledges_of_an_agreement(agreement: Agreement, asker: Asker) -> Panel | None:
    """The pledges on condition that stand under a deal."""
    if not agreement_kinds()[agreement.kind].has_two_sides:
        return None
    found = pledge_reads.counted(pledge_reads.pledges_of_agreement(agreement, asker))
    rows = pledge_reads.rows(found, asker)
    return Panel(_("I will if you will"), "promises/_pledge_rows.html", {"rows": rows}) if rows else None


@panel("partnership", order=22)
def deals_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel | None:
    """The deals of a partnership with people, and the pledges that wait or hold with the nearest day."""
    deals = reads.deals_open_to(asker).filter(partnership=partnership).order_by("name")[:SHOWN]
    open_now = pledge_reads.pledges_open_to(asker).filter(partnership=partnership, state__in=(OFFERED, ACTIVE))
    rows = pledge_reads.rows(pledge_reads.counted(open_now).order_by("by_on", "pk")[:SHOWN], asker)
    said = {"deals": list(deals), "rows": rows, "address": partnership.get_absolute_url()}
    return Panel(_("Deals and pledges"), "promises/_deals_panel.html", said) if said["deals"] or rows else None
